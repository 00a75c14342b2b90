"""Months by destinations as they are read: the lowest total of each, and of how many prices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from babel.dates import format_skeleton

from ...search.answer import CellState
from ...search.grid import Grid, GridCell, GridRow
from ...search.month import month_after
from ...search.query import Query, write_query
from .. import trade
from ..text import Speech
from . import links
from .data import money_said
from .destination_links import destination, has_page
from .month_page import EXPLAINED, SAID
from .prices import roughly


@dataclass(frozen=True, slots=True)
class Box:
    """One month of one destination; `count` "" where it has no price, `link` "" where nothing."""

    said: str
    count: str
    state: str
    lowest: bool
    link: str


@dataclass(frozen=True, slots=True)
class Line:
    """One destination: its page or results, how many stays, and its months."""

    name: str
    link: str
    stays: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class GridTable:
    """The whole table; `legend` explains the words that stand in it, (word, sentence)."""

    caption: str
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...]
    hidden: int


def grid_table(grid: Grid, speech: Speech, most: int | None = None) -> GridTable:
    """The first `most` destinations, those with most stays first; all where it is None."""
    rows = grid.rows[:most]
    whom = trade.party(grid.query.party, speech)
    caption = speech._("Lowest total by month for %(party)s", party=whom)
    there = {cell.state for row in rows for cell in row.cells}
    return GridTable(
        caption=caption,
        months=tuple(month_name(month, speech) for month in grid.months),
        lines=tuple(_line(row, grid, speech) for row in rows),
        legend=tuple((speech._(SAID[s]), speech._(EXPLAINED[s])) for s in EXPLAINED if s in there),
        hidden=len(grid.rows) - len(rows),
    )


def month_name(month: dt.date, speech: Speech) -> str:
    """A month in a narrow head: Jul 2026, 2026. júl."""
    return str(format_skeleton("yMMM", month, locale=speech.locale))


def row_name(row: GridRow, speech: Speech) -> str:
    """The destination in the visitor's language."""
    name = trade.place_name("to", row.key, row.said, speech)
    return speech._("elsewhere in %(place)s", place=name) if row.rest else name


def _line(row: GridRow, grid: Grid, speech: Speech) -> Line:
    stays = speech.ngettext("%(n)s stay", "%(n)s stays", row.stays)
    link = "" if row.rest else _way(row.key, grid.query, speech)
    boxes = tuple(_box(cell, row, grid.query, speech) for cell in row.cells)
    return Line(row_name(row, speech), link, stays, boxes)


def _way(key: str, query: Query, speech: Speech) -> str:
    if has_page(key):
        return destination(speech.lang, key, query)
    return links.trips(speech.lang, replace(query, to=(key,)))


def _box(cell: GridCell, row: GridRow, query: Query, speech: Speech) -> Box:
    said, count = "", ""
    if cell.total is not None:
        said = roughly(cell.total, cell.converted, speech, cell.from_only)
        count = speech.ngettext("%(n)s price", "%(n)s prices", cell.prices)
    goes = cell.state in (CellState.PRICED, CellState.GOES) and not row.rest
    last = month_after(cell.month) - dt.timedelta(days=1)
    there = replace(query, to=(row.key,), depart_from=cell.month, depart_to=last)
    return Box(
        said=said or speech._(SAID[cell.state]),
        count=count,
        state=cell.state.value,
        lowest=cell.lowest,
        link=links.trips(speech.lang, there) if goes else "",
    )


def grid_said(grid: Grid, speech: Speech) -> dict[str, Any]:
    """The grid for machines: figures in minor units, one entry a cell."""
    return {
        "generation": grid.generation,
        "query": [list(pair) for pair in write_query(grid.query)],
        "within": grid.parent,
        "months": [f"{month:%Y-%m}" for month in grid.months],
        "destinations": [_row_said(row, speech) for row in grid.rows],
    }


def _row_said(row: GridRow, speech: Speech) -> dict[str, Any]:
    return {
        "place": row.key,
        "name": row_name(row, speech),
        "rest": row.rest,
        "stays": row.stays,
        "months": [
            {
                "month": f"{cell.month:%Y-%m}",
                "state": cell.state.value,
                "lowest": money_said(cell.total),
                "from_only": cell.from_only,
                "prices": cell.prices,
            }
            for cell in row.cells
        ],
    }
