"""Beside: what stands around the cards of a result, the same on each of its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..offers import Money
from .answer import Bucket, Cell, Counts, Facet, Nearest, Removal, Silence
from .asked import Asked
from .calendar import calendar_of
from .cards import oldest_check
from .facets import chosen_only, facets_of
from .groups import Groups, at_other_dates, matching_rows, products_of, rows_that_go
from .histogram import histogram_of
from .opened import Opened, day_number
from .pairs import Pairs
from .patience import OutOfTime, Patience
from .pool import Pool
from .query import Query
from .quotes import Quotes
from .removals import FEW, Next
from .rows import in_budget
from .silence import silence_of


@dataclass(frozen=True, slots=True)
class Beside:
    """Fields of an Answer that neither its page nor its sort nor its group changes."""

    counts: Counts
    facets: tuple[Facet, ...]
    calendar: tuple[Cell, ...]
    lowest: Money | None
    lowest_converted: bool
    lowest_from_only: bool
    oldest: dt.datetime | None
    beyond_budget: int
    histogram: tuple[Bucket, ...] = ()
    silent: tuple[Silence, ...] = ()
    removals: tuple[Removal, ...] = ()
    nearest: Nearest | None = None
    counts_available: bool = True


def beside(
    opened: Opened,
    quotes: Quotes,
    asked: Asked,
    said: Query,
    found: Groups,
    sold: Callable[[], Pairs],
    now: dt.datetime,
    patience: Patience,
) -> Beside:
    """Everything around the cards; `said` is the query as the visitor means it, `asked` may be
    narrowed to its cheapest month. Counting ends where patience does."""
    priced = int(found.in_priced.sum())
    counts = Counts(
        priced,
        int(found.in_goes.sum()),
        int(found.in_unclear.sum()),
        at_other_dates(opened, asked, found),
    )
    lowest, converted, from_only = _lowest(opened, quotes, found)
    plain = Beside(
        counts,
        chosen_only(asked),
        _calendar(opened, quotes, asked, found),
        lowest,
        converted,
        from_only,
        oldest_check(opened, found.priced.at),
        _beyond_budget(opened, found, priced),
        counts_available=False,
    )
    try:
        pool = Pool(opened, asked, None if asked.chooses else found.priced)
        facets = facets_of(opened, asked, found, pool, sold(), patience)
    except OutOfTime:
        return plain
    near = Next(opened, quotes, asked, said, now, found, pool)
    return replace(
        plain,
        facets=facets,
        histogram=histogram_of(opened, asked, found.matching),
        silent=silence_of(opened, pool, sold()),
        removals=near.removals(patience) if priced < FEW else (),
        nearest=None if priced else near.nearest(),
        counts_available=True,
    )


def _beyond_budget(opened: Opened, found: Groups, priced: int) -> int:
    """The products whose own totals all lie outside the budget."""
    if found.priced is found.matching:
        return 0
    return int(products_of(opened, found.matching.at).sum()) - priced


def _calendar(opened: Opened, quotes: Quotes, asked: Asked, found: Groups) -> tuple[Cell, ...]:
    """The asked days, whatever the day of the week and the budget; about a few of them the days
    around are looked up as well."""
    first, last = asked.calendar_days()
    priced, old = found.matching, found.old
    free = asked.any_weekday()
    if asked.weekend or first < asked.dates.first or last > asked.dates.last:
        priced, old = matching_rows(opened, free.on_days(first, last))

    def goes(first: int, last: int) -> Any:
        return rows_that_go(opened, free.on_days(first, last), old)

    cells = calendar_of(opened, (first, last), priced, goes, quotes.foreign)
    if asked.least is None and asked.most is None:
        return cells
    within = np.zeros(opened.last_day + 1, bool)
    within[opened.columns.date[in_budget(opened, asked, priced).at]] = True
    return tuple(
        cell
        if cell.total is None or within[day_number(cell.date)]
        else replace(cell, within_budget=False)
        for cell in cells
    )


def _lowest(opened: Opened, quotes: Quotes, found: Groups) -> tuple[Money | None, bool, bool]:
    """The lowest total, and whether every offer that costs it prints another currency, and
    whether of every one a mandatory part is unknown."""
    total = found.priced.total
    if not len(total):
        return None, False, False
    least = total.min()
    at = found.priced.at[total == least]
    foreign = quotes.foreign[opened.columns.offer[at]]
    part_unknown = opened.columns.from_only[at] > 0
    return Money(int(least), opened.currency), bool(foreign.all()), bool(part_unknown.all())
