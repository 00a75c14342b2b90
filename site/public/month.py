"""The price calendar of a stay: one table a month, every day saying what it has (W-42)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ...search.answer import Cell, CellState
from ..text import Speech
from .prices import roughly

MOST_MONTHS = 4


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day: its number, what it says, and the link that takes it; all "" outside the month."""

    number: str
    iso: str
    said: str
    lowest: bool
    current: bool
    link: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month as weeks of seven days, Monday first."""

    name: str
    weeks: tuple[tuple[MonthDay, ...], ...]


_EMPTY = MonthDay("", "", "", False, False, "")


def months(
    cells: Iterable[Cell], chosen: dt.date | None, link: Callable[[dt.date], str], speech: Speech
) -> tuple[Month, ...]:
    """The months that hold a departure; days without one say so."""
    known = {cell.date: cell for cell in cells}
    live = {
        (day.year, day.month) for day, cell in known.items() if cell.state is not CellState.NONE
    }
    return tuple(
        _month(year, month, known, chosen, link, speech)
        for year, month in sorted(live)[:MOST_MONTHS]
    )


def _month(
    year: int,
    month: int,
    known: dict[dt.date, Cell],
    chosen: dt.date | None,
    link: Callable[[dt.date], str],
    speech: Speech,
) -> Month:
    first = dt.date(year, month, 1)
    after = (first + dt.timedelta(days=31)).replace(day=1)
    days = [_EMPTY] * first.weekday()
    for offset in range((after - first).days):
        date = first + dt.timedelta(days=offset)
        days.append(_day(date, known.get(date), date == chosen, link, speech))
    days += [_EMPTY] * (-len(days) % 7)
    weeks = tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))
    return Month(speech.month(first), weeks)


def _day(
    date: dt.date,
    cell: Cell | None,
    current: bool,
    link: Callable[[dt.date], str],
    speech: Speech,
) -> MonthDay:
    number, iso = str(date.day), date.isoformat()
    if cell is None:
        return MonthDay(number, iso, "", False, current, "")
    if cell.state is CellState.NONE:
        return MonthDay(number, iso, speech._("none"), False, current, "")
    said = speech._("goes, no price")
    if cell.total:
        said = roughly(cell.total, cell.converted, speech)
    return MonthDay(number, iso, said, cell.lowest, current, link(date))
