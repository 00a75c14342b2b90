"""The start days above the results: a price, "goes, no price" or "none" for each (screens.md 1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...search.answer import Cell, CellState
from ...search.query import Group, Query
from ..text import Speech
from . import links
from .prices import roughly

MOST_CELLS = 45
LONG_GAP = 3
"""So many days without a departure, one after another, stand in one cell."""


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: a day or a few; `link` "" where nothing goes. `named` is the date in full."""

    name: str
    named: str
    iso: str
    said: str
    state: str
    lowest: bool
    current: bool
    link: str


def days(calendar: Sequence[Cell], query: Query, speech: Speech) -> tuple[Day, ...]:
    """The whole window; of a long one the days about the lowest, the others behind links."""
    if all(cell.state is CellState.NONE for cell in calendar):
        return ()
    runs = list(_runs(calendar))
    middle = next((n for n, run in enumerate(runs) if run[0].lowest), 0)
    first = max(0, min(middle - MOST_CELLS // 3, len(runs) - MOST_CELLS))
    shown = runs[first : first + MOST_CELLS]
    cells = [_cell(run, query, speech) for run in shown]
    if first:
        cells.insert(0, _others(calendar[0].date, _before(shown[0][0].date), query, speech))
    if first + MOST_CELLS < len(runs):
        cells.append(_others(_after(shown[-1][-1].date), calendar[-1].date, query, speech))
    return tuple(cells)


def _runs(calendar: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Each day alone, but long gaps together."""
    for state, cells in groupby(calendar, key=lambda cell: cell.state):
        run = list(cells)
        if state is CellState.NONE and len(run) >= LONG_GAP:
            yield run
        else:
            yield from ([cell] for cell in run)


def _cell(run: list[Cell], query: Query, speech: Speech) -> Day:
    if len(run) > 1:
        first, last = run[0].date, run[-1].date
        named, said = speech.brief_span(first, last), speech._("none")
        return Day(named, named, first.isoformat(), said, "none", False, False, "")
    return _day(run[0], query, speech)


def _day(cell: Cell, query: Query, speech: Speech) -> Day:
    said = speech._("goes, no price") if cell.state is CellState.GOES else speech._("none")
    if cell.total:
        said = roughly(cell.total, cell.converted, speech, cell.from_only)
    parts = {"depart_from": cell.date, "depart_to": cell.date, "group": Group.PRICED}
    return Day(
        name=speech.short_day(cell.date),
        named=speech.day_year(cell.date),
        iso=cell.date.isoformat(),
        said=said,
        state=cell.state.value,
        lowest=cell.lowest,
        current=query.depart_from == cell.date == query.depart_to,
        link="" if cell.state is CellState.NONE else links.changed(speech.lang, query, **parts),
    )


def _others(first: dt.date, last: dt.date, query: Query, speech: Speech) -> Day:
    """The days that are not shown, as a link to them."""
    named = speech.brief_span(first, last)
    link = links.changed(speech.lang, query, depart_from=first, depart_to=last)
    return Day(named, named, first.isoformat(), speech._("Show"), "more", False, False, link)


def _before(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=1)


def _after(date: dt.date) -> dt.date:
    return date + dt.timedelta(days=1)
