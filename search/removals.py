"""Removals: what a search would give without each of its filters, and what lies next to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..offers import Money
from .answer import Cell, CellState, Nearest, NearPlace, Removal
from .asked import Asked, ask
from .calendar import calendar_of
from .cheapest import in_cheapest_month
from .columns import Ints
from .groups import Groups, matching_rows, priced_products, products_of
from .opened import Opened
from .patience import Patience
from .pool import Pool
from .query import TRAITS, Query
from .quotes import Quotes
from .rows import in_budget, one_length

FEW = 5
"""Removals are told where fewer products are priced."""
NEAREST_DATES = 3
_EACH = {
    "to": "to",
    "from": "origins",
    "operator": "operators",
    "facility": "facilities",
    "room": "room_classes",
    "transport": "transports",
}


def without_each(query: Query) -> Iterator[tuple[str, str, Query]]:
    """Every filter of a search, its value, and the search without it.

    Values that are alternatives of one key can be removed one by one and all at once.
    """
    if query.words:
        yield "q", query.words, replace(query, words="")
    for key, name in _EACH.items():
        values = getattr(query, name)
        for value in values:
            yield key, value, _with(query, name, tuple(one for one in values if one != value))
        if len(values) > 1:
            yield key, "", _with(query, name, ())
    if query.dated or query.cheapest_month:
        any_day = replace(query, depart_from=None, depart_to=None, flex=0, cheapest_month=False)
        yield "dates", "", any_day
    if query.nights_min is not None or query.nights_max is not None:
        yield "nights", "", replace(query, nights_min=None, nights_max=None)
    if query.price_min is not None or query.price_max is not None:
        yield "price", "", replace(query, price_min=None, price_max=None)
    yield from _without_levels(query)
    for trait in (*TRAITS, "weekend"):
        if getattr(query, trait):
            yield trait, "1", _with(query, trait, False)


def _with(query: Query, name: str, value: Any) -> Query:
    changed: dict[str, Any] = {name: value}
    return replace(query, **changed)


def _without_levels(query: Query) -> Iterator[tuple[str, str, Query]]:
    if query.stars_min is not None:
        yield "stars_min", f"{query.stars_min / 2:g}", replace(query, stars_min=None)
    if query.rating_min is not None:
        yield "rating_min", f"{query.rating_min / 10:g}", replace(query, rating_min=None)
    if query.board_min is not None:
        yield "board_min", query.board_min.code, replace(query, board_min=None)


@dataclass(frozen=True)
class Next:
    """Searches next to a search, asked of the same generation at the same moment."""

    opened: Opened
    quotes: Quotes
    asked: Asked
    query: Query
    now: dt.datetime
    found: Groups
    pool: Pool

    def removals(self, patience: Patience) -> tuple[Removal, ...]:
        """What each removed filter would give; not counted any more where time is up."""
        return tuple(
            Removal(key, value, None if patience.spent else self._left(key, value, query), query)
            for key, value, query in without_each(replace(self.query, page=1))
        )

    def _left(self, key: str, value: str, query: Query) -> int:
        several = value and key in _EACH and len(getattr(self.query, _EACH[key])) > 1
        known = None if several or self.query.cheapest_month else self._counted(key)
        return self._priced(query, key) if known is None else known

    def _counted(self, key: str) -> int | None:
        """What the rows and the pool of the search itself tell of it without all of one key."""
        pool, asked = self.pool, self.asked
        if key in pool.choices:
            return len(pool.products_for(key))
        if key == "price":
            return int(products_of(self.opened, self.found.matching.at).sum())
        if key == "to" and asked.countries is not None:
            return int(pool.anywhere.sum())
        if key == "from" and asked.airports is not None:
            return len(pool.from_anywhere.products_for(""))
        return None

    def _priced(self, query: Query, key: str = "") -> int:
        """How many products a search next to this one prices; its words find what they found."""
        asked = ask(self.opened, None, replace(query, words=""), self.now)
        if key != "q":
            asked = replace(asked, worded=self.asked.worded)
        asked, _ = in_cheapest_month(self.opened, asked)
        return int(priced_products(self.opened, asked).sum())

    def nearest(self) -> Nearest:
        """The dates, the total and the places nearest to a search without a price."""
        return Nearest(tuple(self._dates()), self._over_budget(), tuple(self._places()))

    def _dates(self) -> Iterator[Cell]:
        if not self.query.dated:
            return
        opened, window = self.opened, self.asked.dates
        matching, _ = matching_rows(opened, self.asked.any_day())
        rows = in_budget(opened, self.asked, matching)
        days = np.unique(opened.columns.date[rows.at]).astype(np.int64)
        days = days[days > 0]
        far = np.maximum(window.first - days, days - window.last)
        for day in days[np.lexsort((days, far))[:NEAREST_DATES]].tolist():
            cells = calendar_of(opened, (day, day), rows, _nothing, self.quotes.foreign)
            yield from (replace(c, lowest=False) for c in cells if c.state is CellState.PRICED)

    def _over_budget(self) -> Money | None:
        """The lowest total above the budget, whatever its lower end."""
        asked, rows, times = self.asked, self.found.matching, np.int64(1)
        if asked.most is None:
            return None
        if asked.nightly:
            rows = rows.where(one_length(self.opened.columns, rows.at))
            times = self.opened.columns.nights[rows.at].astype(np.int64)
        above = rows.total[rows.total > asked.most * times]
        return Money(int(above.min()), self.opened.currency) if len(above) else None

    def _places(self) -> Iterator[NearPlace]:
        """For each asked place the smallest one around it that gives anything."""
        for key in self.query.to:
            around = key
            while "/" in around:
                around = around.rpartition("/")[0]
                to = (around, *(one for one in self.query.to if one != key))
                priced = self._priced(replace(self.query, to=to))
                if priced:
                    yield NearPlace(around, key, priced)
                    break


def _nothing(first: int, last: int) -> Ints:
    """No departures: only prices are looked at."""
    return np.zeros(0, np.int64)
