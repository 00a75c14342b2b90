"""The cells of a comparison: what one stay says in each row, and which of a row is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...offers import Money
from ...search.answer import Quote
from ...search.compare import Column
from ..text import Speech


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, line by line; `best` says in words what it is the best of.

    `figure` is what rows with a best are compared by, None where it cannot be. `quiet` are cells
    that say that there is nothing to say; `aloud` is what a dash means. `absent` are those without
    an offer to speak of. `lang` is the language of the last line where that is an operator's own
    words, "" where it is not known; None where all are ours.
    """

    said: tuple[str, ...]
    figure: float | None = None
    best: str = ""
    quiet: bool = False
    absent: bool = False
    aloud: str = ""
    link: str = ""
    link_said: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row over all columns; `same` where all of them say the same."""

    name: str
    cells: tuple[Cell, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A group of rows under its heading."""

    name: str
    rows: tuple[Row, ...]


def row(name: str, cells: Sequence[Cell], best: str = "", most: bool = False) -> Row:
    """A row; `best` is the word for its best cell, which is the highest if `most`, else the
    lowest. Nothing is best where fewer than two can be compared, or all are alike."""
    same = len({(cell.said, cell.quiet) for cell in cells}) == 1
    known = [cell.figure for cell in cells if cell.figure is not None]
    if not best or len(set(known)) < 2:
        return Row(name, tuple(cells), same)
    winner = max(known) if most else min(known)
    marked = (replace(c, best=best) if c.figure == winner else c for c in cells)
    return Row(name, tuple(marked), same)


def text(said: str, figure: float | None = None, lang: str | None = None) -> Cell:
    return Cell((said,), figure, lang=lang)


def silent(speech: Speech) -> Cell:
    """The operator says nothing; that is not a no."""
    return Cell((speech._("not stated by the operator"),), quiet=True)


def absent(speech: Speech) -> Cell:
    """There is no offer to speak of for the asked dates; the row of totals says why."""
    said = speech._("not sold for your dates")
    return Cell(("\u2013",), quiet=True, absent=True, aloud=said)


def own_money(column: Column) -> Money | None:
    """The total as it is shown: in the visitor's currency where there is a rate."""
    quote = column.quote
    if quote is None or quote.total is None:
        return None
    return quote.shown.money if quote.shown else quote.total


def comparable(columns: Sequence[Column]) -> bool:
    """Whether the totals may be held against one another: one currency, each of them whole."""
    totals = [column.quote for column in columns if column.quote and column.quote.total]
    money = {total.currency for column in columns if (total := own_money(column))}
    return len(money) == 1 and not any(quote.from_only for quote in totals)


def figure_of(quote: Quote | None) -> float | None:
    """When a price was checked, as a figure: the later the better."""
    return quote.offer.checked_at.timestamp() if quote else None
