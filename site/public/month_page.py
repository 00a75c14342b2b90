"""A month of start days as it is read: one table, every day saying what it has (W-42).

The stay page and the calendar page show the same table, of `public/month_grid.html`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ...search.answer import Cell, CellState
from ...search.month import MonthAnswer, MonthSum, month_after
from ..text import Speech
from ..trade import N_
from .prices import roughly

WEEK = 7
SAID = {
    CellState.GOES: N_("goes, no price"),
    CellState.NONE: N_("none"),
    CellState.NO_DATA: N_("no data"),
}
EXPLAINED = {
    CellState.GOES: N_("An operator lists a departure, without a price for your party."),
    CellState.NONE: N_("The operators have published this far, and nothing starts."),
    CellState.NO_DATA: N_("No operator who sells this has published so far ahead yet."),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `state` is "" outside the month and "past" for a day that is over; `link` "" where
    nothing starts; `named` is the date in full."""

    number: str = ""
    named: str = ""
    iso: str = ""
    said: str = ""
    state: str = ""
    lowest: bool = False
    current: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The way to the month before or after, with what it costs there."""

    name: str
    said: str
    link: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month as weeks of seven days, the first day of the week as the language has it; weeks
    that are over are left out.

    `legend` explains the words that stand in it, (word, sentence); `covered` says how far the
    operators have published.
    """

    name: str
    iso: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    before: Turn | None
    after: Turn | None
    lowest: str
    covered: str
    legend: tuple[tuple[str, str], ...]


def month_of(
    found: MonthAnswer,
    speech: Speech,
    day: Callable[[dt.date], str],
    turn: Callable[[dt.date], str],
    chosen: dt.date | None = None,
) -> Month:
    """The month as it is read; `day` links to a start day, `turn` to another month's first day."""
    first_weekday = speech.locale.first_week_day
    names = speech.weekdays()
    return Month(
        name=speech.month(found.month),
        iso=f"{found.month:%Y-%m}",
        weekdays=tuple(names[(first_weekday + n) % WEEK] for n in range(WEEK)),
        weeks=_weeks(found, first_weekday, day, chosen, speech),
        before=_turn(found.before, turn, speech),
        after=_turn(found.after, turn, speech),
        lowest=_lowest(found.sum, speech),
        covered=_covered(found, speech),
        legend=_legend(found, speech),
    )


def _weeks(
    found: MonthAnswer,
    first_weekday: int,
    day: Callable[[dt.date], str],
    chosen: dt.date | None,
    speech: Speech,
) -> tuple[tuple[Day, ...], ...]:
    cells = {cell.date: cell for cell in found.cells}
    days = [Day()] * ((found.month.weekday() - first_weekday) % WEEK)
    for n in range((month_after(found.month) - found.month).days):
        date = found.month + dt.timedelta(days=n)
        days.append(_day(date, cells.get(date), date == chosen, day, speech))
    days += [Day()] * (-len(days) % WEEK)
    weeks = [tuple(days[at : at + WEEK]) for at in range(0, len(days), WEEK)]
    return tuple(week for week in weeks if any(day.state not in ("", "past") for day in week))


def _day(
    date: dt.date,
    cell: Cell | None,
    current: bool,
    link: Callable[[dt.date], str],
    speech: Speech,
) -> Day:
    number, named, iso = str(date.day), speech.day_year(date), date.isoformat()
    if cell is None:
        return Day(number, named, iso, speech._("over"), "past")
    starts = cell.state in (CellState.PRICED, CellState.GOES)
    return Day(
        number=number,
        named=named,
        iso=iso,
        said=said(cell, speech),
        state=cell.state.value,
        lowest=cell.lowest,
        current=current,
        link=link(date) if starts else "",
    )


def said(cell: Cell | MonthSum, speech: Speech) -> str:
    """A price, or the words for why there is none."""
    total = cell.total if isinstance(cell, Cell) else cell.lowest
    if total is not None:
        return roughly(total, cell.converted, speech, cell.from_only)
    return speech._(SAID[cell.state])


def _turn(there: MonthSum | None, link: Callable[[dt.date], str], speech: Speech) -> Turn | None:
    if there is None:
        return None
    words = said(there, speech)
    if there.lowest is not None and not there.from_only:
        words = speech._("from %(price)s", price=words)
    return Turn(speech.month(there.month), words, link(there.month))


def _lowest(sum: MonthSum, speech: Speech) -> str:
    if sum.lowest is None:
        return ""
    return roughly(sum.lowest, sum.converted, speech, sum.from_only)


def _covered(found: MonthAnswer, speech: Speech) -> str:
    if found.covered is None:
        return speech._("No operator has published anything for this search.")
    said = speech._("Published up to %(date)s.", date=speech.day_year(found.covered))
    return said.replace("..", ".")  # in Bulgarian and Russian a date ends in a full stop


def _legend(found: MonthAnswer, speech: Speech) -> tuple[tuple[str, str], ...]:
    there = {cell.state for cell in found.cells}
    return tuple(
        (speech._(SAID[state]), speech._(EXPLAINED[state])) for state in EXPLAINED if state in there
    )
