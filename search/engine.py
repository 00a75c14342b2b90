"""Engine: the answers of one generation, for the page, the JSON and the command alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..catalog.fx import Rates
from ..offers import Money, Party, SourceKind
from .answer import Answer, Cell, Counts, Quote, SourceAnswer, StayAnswer, StayCard
from .asked import Asked, ask
from .calendar import calendar_of
from .cards import Desk, Shown, oldest_check, priced_cards, unpriced_cards
from .facets import facets_of
from .groups import Groups, all_days, at_other_dates, groups_of
from .opened import Opened
from .order import Ordered, priced_in_order, unpriced_in_order
from .places import PlaceTree
from .query import Group, Query
from .quotes import Quotes
from .ranking import reasons
from .stay import stay_answer
from .words import Words

ON_A_PAGE = 20
_ANSWERED = frozenset({"fresh", "kept"})


class Engine:
    """One generation, opened for reading. Nothing in it changes; any thread may ask."""

    def __init__(self, opened: Opened, words: Words | None, quotes: Quotes) -> None:
        self.opened = opened
        self.words = words
        self.quotes = quotes

    @classmethod
    def open(cls, folder: Path, rates: Rates | None = None) -> Engine:
        """The generation in a folder: `columns`, `words`, offers.arrow and products.arrow."""
        opened = Opened.read(Path(folder), rates or Rates.embedded())
        return cls(opened, Words(Path(folder) / "words"), Quotes(opened, Path(folder)))

    @property
    def generation(self) -> str:
        return self.opened.generation

    @property
    def places(self) -> PlaceTree:
        """The places that have products, with their names."""
        return self.opened.tree

    def answer(self, query: Query, now: dt.datetime) -> Answer:
        """Everything a page of results shows. `now` is aware, in the agency's own zone: its day
        is the first on which anyone can still depart."""
        asked = ask(self.opened, self.words, query, now)
        found = groups_of(self.opened, asked)
        order = self._ordered(asked, found)
        pages = -(-len(order.product) // ON_A_PAGE)
        counts = Counts(
            int(found.in_priced.sum()),
            int(found.in_goes.sum()),
            int(found.in_unclear.sum()),
            at_other_dates(self.opened, asked, found),
        )
        first = (query.page - 1) * ON_A_PAGE
        lowest, converted = self._lowest(found)
        return Answer(
            generation=self.generation,
            query=asked.query,
            counts=counts,
            cards=tuple(self._cards(asked, found, order, slice(first, first + ON_A_PAGE), now)),
            pages=pages,
            facets=facets_of(self.opened, asked),
            calendar=self._calendar(asked, found),
            sources=self.sources(),
            lowest=lowest,
            oldest=oldest_check(self.opened, found.priced.at),
            did_you_mean=asked.did_you_mean,
            unmatched=asked.unmatched,
            understood=asked.understood,
            lowest_converted=converted,
        )

    def stay(self, product_id: str, query: Query, now: dt.datetime) -> StayAnswer | None:
        """One product with every operator's offers for the asked party, dates, nights and
        airports; None where this generation does not hold it."""
        row = self.opened.row_of_id.get(product_id)
        if row is None:
            return None
        asked = ask(self.opened, None, replace(query, words="", to=()), now)
        desk = Desk(self.opened, self.quotes, asked, now)
        return stay_answer(desk, row, query, self.sources())

    def quote(self, key: str, party: Party, now: dt.datetime | None = None) -> Quote | None:
        """One offer for a party by its key, whatever its dates; None where it is gone."""
        row = self.quotes.row_of(key)
        if row is None:
            return None
        offer = self.quotes.offers([row])[row]
        at = now or self.opened.built
        return self.quotes.own_quote(row, offer, party, at)

    def sources(self) -> tuple[SourceAnswer, ...]:
        """Each source: whether it answered at its last turn, and when."""
        return tuple(
            SourceAnswer(
                name=source["name"],
                title=source["title"],
                answered=source["state"] in _ANSWERED,
                at=dt.datetime.fromisoformat(source["at"]) if source["at"] else None,
                reason=source["reason"],
                kind=SourceKind(source["kind"]),
                operators=tuple(source["operators"]),
            )
            for source in self.opened.sources
        )

    def _ordered(self, asked: Asked, found: Groups) -> Ordered:
        if asked.query.group is Group.PRICED:
            return priced_in_order(self.opened, asked, found.priced)
        rows, mask = _unpriced(asked.query.group, found)
        return unpriced_in_order(self.opened, asked, rows, mask)

    def _cards(
        self, asked: Asked, found: Groups, order: Ordered, page: slice, now: dt.datetime
    ) -> list[StayCard]:
        desk = Desk(self.opened, self.quotes, asked, now)
        products = order.product[page].tolist()
        if asked.query.group is not Group.PRICED:
            rows, _ = _unpriced(asked.query.group, found)
            return unpriced_cards(desk, rows, products)
        shown = [_shown(order, page.start + n, row) for n, row in enumerate(products)]
        return priced_cards(desk, found.priced, order.first[page], shown)

    def _calendar(self, asked: Asked, found: Groups) -> tuple[Cell, ...]:
        """The asked days; about a few of them the days around are looked up as well."""
        first, last = asked.calendar_days()
        priced, goes = found.matching, found.goes
        if first < asked.dates.first or last > asked.dates.last:
            priced, goes = all_days(self.opened, asked.on_days(first, last))
        return calendar_of(self.opened, (first, last), priced, goes, self.quotes.foreign)

    def _lowest(self, found: Groups) -> tuple[Money | None, bool]:
        """The lowest total, and whether every offer that costs it prints another currency."""
        total = found.priced.total
        if not len(total):
            return None, False
        least = total.min()
        offers = self.opened.columns.offer[found.priced.at[total == least]]
        return Money(int(least), self.opened.currency), bool(self.quotes.foreign[offers].all())


def _unpriced(group: Group, found: Groups) -> tuple[Any, Any]:
    if group is Group.UNCLEAR:
        return found.unclear, found.in_unclear
    return found.goes, found.in_goes


def _shown(order: Ordered, place: int, product: int) -> Shown:
    if order.features is None:
        return Shown(product)
    return Shown(product, float(np.float64(order.score[place])), reasons(order.features, place))
