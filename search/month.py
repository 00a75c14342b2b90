"""Month: every start day of a month for the visitor's party, and what its neighbours cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..offers import Money
from .answer import Cell, CellState, SourceAnswer
from .asked import LAST_DAY, Asked
from .calendar import Goes, calendar_of
from .cards import Desk
from .coverage import Coverage, in_asked_places
from .groups import matching_rows, rows_that_go
from .opened import Opened, date_of, day_number
from .query import Group, Query, Sort
from .rows import Rows
from .stay import own_prices, stay_rows

LAST_MONTH = dt.date(2149, 5, 1)
"""The last month whose days and whose neighbour's days the columns can count."""


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A whole month in one word: the best state of its days, and its lowest total."""

    month: dt.date
    state: CellState
    lowest: Money | None = None
    converted: bool = False
    from_only: bool = False


@dataclass(frozen=True, slots=True)
class MonthAnswer:
    """The days of one month on which one can still start, each with the lowest total of that day.

    `month` is its first day, `query` the search without its dates and its budget: a calendar
    shows what each day costs, whatever one wants to spend. The cheapest days are `lowest`.
    `covered` is the last day that an operator who sells here has published; days after it are
    NO_DATA. `before` is None for the month we are in, `after` where nothing is published any more.
    """

    generation: str
    query: Query
    month: dt.date
    product_id: str | None
    cells: tuple[Cell, ...]
    sum: MonthSum
    before: MonthSum | None
    after: MonthSum | None
    covered: dt.date | None
    sources: tuple[SourceAnswer, ...]


def first_of_month(date: dt.date) -> dt.date:
    return date.replace(day=1)


def month_after(month: dt.date) -> dt.date:
    """The first day of the month after that of a first day."""
    return first_of_month(month + dt.timedelta(days=31))


def month_before(month: dt.date) -> dt.date:
    return first_of_month(month - dt.timedelta(days=1))


def freed(query: Query) -> Query:
    """The search without its dates and its budget: what calendars and grids are asked for."""
    return replace(
        query,
        depart_from=None,
        depart_to=None,
        flex=0,
        cheapest_month=False,
        price_min=None,
        price_max=None,
        sort=Sort.BEST,
        group=Group.PRICED,
        page=1,
    )


def month_answer(
    desk: Desk,
    month: dt.date,
    product: int | None,
    coverage: Coverage,
    sources: tuple[SourceAnswer, ...],
) -> MonthAnswer:
    """The month of a search, or of one product; a month that is over is the present one."""
    opened, asked = desk.opened, desk.asked
    present = first_of_month(date_of(asked.today))
    month = min(max(first_of_month(month), present), LAST_MONTH)
    months = [month_before(month), month, month_after(month)]
    covered = _covered(opened, asked, product, coverage)
    first = max(asked.today, day_number(months[0]))
    span = first, day_number(month_after(months[2])) - 1
    cells = _cells(desk, span, product, covered)
    of_each = [[c for c in cells if first_of_month(c.date) == one] for one in months]
    before, own, after = (_sum(one, of) for one, of in zip(months, of_each, strict=True))
    return MonthAnswer(
        generation=opened.generation,
        query=asked.query,
        month=month,
        product_id=None if product is None else opened.products["id"][product].as_py(),
        cells=_marked(of_each[1]),
        sum=own,
        before=before if month > present else None,
        after=after if covered >= day_number(months[2]) else None,
        covered=date_of(covered) if covered else None,
        sources=sources,
    )


def _cells(desk: Desk, span: tuple[int, int], product: int | None, covered: int) -> list[Cell]:
    """The days of a span; where nobody has published so far there is no data."""
    priced, goes = _departures(desk.opened, desk.asked.on_days(*span), product)
    cells = calendar_of(desk.opened, span, priced, goes, desk.quotes.foreign)
    until = date_of(covered)
    return [
        replace(cell, state=CellState.NO_DATA)
        if cell.state is CellState.NONE and cell.date > until
        else cell
        for cell in cells
    ]


def _marked(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cheapest days of the month marked; "from" ones only where no day is whole."""
    priced = [cell for cell in cells if cell.total]
    least = min((_dear(cell)[:2] for cell in priced), default=None)
    return tuple(
        replace(cell, lowest=bool(cell.total) and _dear(cell)[:2] == least) for cell in cells
    )


def _departures(opened: Opened, asked: Asked, product: int | None) -> tuple[Rows, Goes]:
    """The party's own prices, and what finds the departures that go without one."""
    if product is None:
        priced, old = matching_rows(opened, asked)
        return priced, lambda first, last: rows_that_go(opened, asked.on_days(first, last), old)
    priced, old = own_prices(opened, asked, product)

    def goes(first: int, last: int) -> Any:
        days = asked.on_days(first, last)
        return np.concatenate([stay_rows(opened, days, product, asked.others), old])

    return priced, goes


def _covered(opened: Opened, asked: Asked, product: int | None, coverage: Coverage) -> int:
    """The last day anyone has published for this search, or for this product."""
    if product is not None:
        anyone = replace(asked, operators=None)
        return coverage.last_day(anyone, [product], opened.country[product])
    where = slice(None) if asked.countries is None else list(asked.countries)
    return min(coverage.last_day(asked, in_asked_places(opened, asked), where), LAST_DAY)


_BEST_FIRST = (CellState.PRICED, CellState.GOES, CellState.NONE, CellState.NO_DATA)


def _sum(month: dt.date, cells: Sequence[Cell]) -> MonthSum:
    states = {cell.state for cell in cells}
    state = next((one for one in _BEST_FIRST if one in states), CellState.NONE)
    priced = [cell for cell in cells if cell.total]
    if not priced:
        return MonthSum(month, state)
    least = min(priced, key=_dear)
    return MonthSum(month, state, least.total, least.converted, least.from_only)


def _dear(cell: Cell) -> tuple[bool, int, bool]:
    """The whole ones by the amount, then the "from" ones; of equal ones the printed one first."""
    return cell.from_only, cell.total.minor if cell.total else 0, cell.converted
