"""The oracle of months: calendars and grids by brute force over the oracle's own table.

It counts what the columns count in another way: one row for each departure, held against each
filter, grouped by SQL. "No data" is told from the same rows: nobody who sells there, of the asked
operators, has a departure in those countries so late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .month import freed, month_after, month_before
from .oracle import Oracle
from .oracle_sql import REST, WHOLE_FIRST
from .query import Query

Day = tuple[dt.date, str, int | None]
Cell = tuple[str, int | None, int]
"""A cell of the grid: its state, its lowest total and how many prices it has."""


@dataclass(frozen=True, slots=True)
class MonthTruth:
    """What a month must be: its days, and the lowest totals of its neighbours."""

    days: list[Day]
    before: int | None
    after: int | None


class MonthOracle:
    """Asks the oracle's table for whole months."""

    def __init__(self, oracle: Oracle) -> None:
        self.oracle = oracle

    def month(self, query: Query, now: dt.datetime, month: dt.date) -> MonthTruth:
        """Every day of a month from today on."""
        last = month_after(month) - dt.timedelta(days=1)
        whole = month_before(month), month_after(month_after(month)) - dt.timedelta(days=1)
        self._fit(replace(freed(query), depart_from=whole[0], depart_to=whole[1]), now)
        rows = self._rows(_DAYS)
        found = {day: (state, lowest) for day, state, lowest, _ in rows}
        covered = self._covered(_keys(query))
        days = []
        for n in range((last - month).days + 1):
            day = month + dt.timedelta(days=n)
            none = "none" if covered and day <= covered else "no_data"
            if day >= now.date():
                days.append((day, *found.get(day, (none, None))))
        totals = {day: (part, low) for day, _, low, part in rows if low is not None}
        nothing = (False, None)
        return MonthTruth(
            days,
            min((low for day, low in totals.items() if day < month), default=nothing)[1],
            min((low for day, low in totals.items() if day > last), default=nothing)[1],
        )

    def grid(
        self, query: Query, now: dt.datetime, months: tuple[dt.date, ...], level: str
    ) -> dict[str, tuple[int, list[Cell]]]:
        """For each destination its stays and its cells; `level` is country, region or resort.

        Destinations that name no such place stand under the one above with a "+".
        """
        first, last = now.date(), month_after(months[-1]) - dt.timedelta(days=1)
        self._fit(replace(freed(query), depart_from=first, depart_to=last), now)
        place = _PLACE[level]
        found = {(key, month): row for key, month, *row in self._rows(_GRID.format(place=place))}
        covered = dict(self._rows(_COVERED_EACH.format(place=place)))
        return {
            key: (stays, [_cell(found, covered, key, max(month, first), month) for month in months])
            for key, stays in self._rows(_STAYS.format(place=place))
        }

    def _fit(self, query: Query, now: dt.datetime) -> None:
        self.oracle.fit(query, now)

    def _rows(self, sql: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self.oracle._rows(sql, given)

    def _covered(self, countries: list[str] | None) -> dt.date | None:
        found: dt.date | None = self._rows(_COVERED, {"countries": countries})[0][0]
        return found


def _keys(query: Query) -> list[str] | None:
    return sorted({key[:2] for key in query.to}) if query.to else None


def _cell(
    found: dict[Any, Any],
    covered: dict[str, dt.date | None],
    key: str,
    day: dt.date,
    month: dt.date,
) -> Cell:
    lowest, prices, goes = found.get((key, month), (None, 0, False))
    until = covered.get(key)
    if lowest is not None:
        return "priced", lowest, prices
    none = "none" if until and day <= until else "no_data"
    return ("goes" if goes else none), None, 0


_PLACE = {
    "country": "country",
    "region": "coalesce(nullif(region, ''), country || '+')",
    "resort": "coalesce(nullif(resort, ''), region || '+')",
}
_DAYS = f"""
select date, case when bool_or(k = 'p') then 'priced' else 'goes' end,
  {WHOLE_FIRST}, coalesce(bool_and(from_only = 1) filter (k = 'p'), false)
from fitting where f_day and {REST} and k in ('p', 'g') and date is not null group by date
"""
_COVERED = """
select max(date) from fitting
where operator in (select operator from fitting where f_to and f_operator)
  and ($countries is null or list_contains($countries, country))
"""
_GRID = (
    "select {place} as place, date_trunc('month', date)::date as month,"
    f" {WHOLE_FIRST}, count(*) filter (k = 'p'), bool_or(k = 'g')"
    f" from fitting where f_day and {REST} and country <> '' group by all"
)
_COVERED_EACH = """
select s.place, max(f.date) from
  (select distinct {place} as place, country, operator from fitting where f_to and f_operator) s
  join fitting f on f.operator = s.operator and f.country = s.country
group by s.place
"""
_STAYS = """
select {place} as place, count(distinct product) from fitting
where country <> '' and f_to group by all
"""
