"""Engine: the answers of one generation, for the page, the JSON and the command alike."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import cache, cached_property
from pathlib import Path

from ..catalog.fx import Rates
from ..offers import Party, SourceKind
from .answer import Answer, Quote, SourceAnswer, StayAnswer, StayCard
from .asked import Asked, ask
from .beside import Beside, beside
from .cards import Desk, Shown, priced_cards, product_mask, unpriced_cards
from .cheapest import in_cheapest_month
from .compare import Comparison, comparison
from .coverage import Coverage
from .destination import Destination, destination
from .grid import Grid, grid_answer
from .groups import (
    Groups,
    groups_of,
    rows_without_total,
)
from .kept import Kept
from .market import Market, market, published
from .month import MonthAnswer, freed, month_answer
from .opened import Opened, minute_number
from .order import ON_A_PAGE, Ordered, priced_in_order, sold_in, unpriced_in_order
from .pairs import Pairs
from .patience import Patience, Timer
from .places import PlaceTree
from .query import Group, Query, Sort
from .quotes import Quotes
from .ranking import reasons
from .stay import stay_answer
from .suggest import MOST, Suggestion, Suggestions
from .words import Words

_ANSWERED = frozenset({"fresh", "kept"})
MOST_BESIDE = 256
"""Searches whose facets and calendars are kept for one generation: some 30 kB each."""
MOST_BARS = 1024
"""Upper quartiles kept for one generation, a number for each party and place."""
MOST_GRIDS = 32
"""Grids kept for one generation: some 100 kB each at a hundred countries."""


class Engine:
    """One generation, opened for reading. Nothing in it changes; any thread may ask."""

    def __init__(
        self,
        opened: Opened,
        words: Words | None,
        quotes: Quotes,
        suggestions: Suggestions | None = None,
        timer: Timer = time.monotonic,
    ) -> None:
        self.opened = opened
        self.words = words
        self.quotes = quotes
        self.suggestions = suggestions
        self.timer = timer
        self._kept: Kept[tuple[Query, int, int], Beside] = Kept(MOST_BESIDE)
        self._grids: Kept[tuple[Query, dt.date, int], Grid] = Kept(MOST_GRIDS)
        self._bars: Kept[tuple[Query, int | None, dt.date, int], int | None] = Kept(MOST_BARS)

    @classmethod
    def open(cls, folder: Path, rates: Rates | None = None) -> Engine:
        """The generation in a folder: `columns`, `words`, offers.arrow and products.arrow."""
        opened = Opened.read(Path(folder), rates or Rates.embedded())
        words = Path(folder) / "words"
        suggestions = Suggestions.open(words, opened.tree)
        opened.tree.learn(words)
        return cls(opened, Words.open(words), Quotes(opened, Path(folder)), suggestions)

    @property
    def generation(self) -> str:
        return self.opened.generation

    @property
    def places(self) -> PlaceTree:
        """The places that have products, with their names."""
        return self.opened.tree

    def suggest(self, typed: str, language: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """What a visitor may mean by what is typed so far: places, operators, stays."""
        return self.suggestions.suggest(typed, language, most) if self.suggestions else ()

    def answer(self, query: Query, now: dt.datetime) -> Answer:
        """Everything a page of results shows. `now` is aware, in the agency's own zone: its day
        is the first on which anyone can still depart."""
        understood = ask(self.opened, self.words, query, now)
        asked, month = in_cheapest_month(self.opened, understood)
        found = groups_of(self.opened, asked)
        sold = cache(lambda: sold_in(self.opened, found.priced))
        order = self._ordered(asked, found, sold)
        around = self._beside(asked, understood.query, found, sold, now)
        room = asked.room if asked.rooms > 1 else None
        return Answer(
            generation=self.generation,
            query=understood.query,
            cards=tuple(self._cards(asked, found, order, now)),
            pages=-(-order.found // ON_A_PAGE),
            sources=self.sources(),
            did_you_mean=asked.did_you_mean,
            unmatched=asked.unmatched,
            understood=asked.understood,
            ages_missing=asked.ages_missing,
            month=month,
            near=asked.near,
            room=room,
            uneven_rooms=asked.rooms > 1 and room is None,
            **{field.name: getattr(around, field.name) for field in fields(around)},
        )

    def _beside(
        self, asked: Asked, said: Query, found: Groups, sold: Callable[[], Pairs], now: dt.datetime
    ) -> Beside:
        """What stands around the cards, counted once for all pages, sorts and groups.

        It holds as long as the day is the same and no price grows too old to be one.
        """
        minute = max(0, asked.minute - self.opened.first_hidden + 1)
        key = replace(said, sort=Sort.BEST, group=Group.PRICED, page=1), asked.today, minute

        def count() -> Beside:
            patience = Patience(self.timer)
            return beside(self.opened, self.quotes, asked, said, found, sold, now, patience)

        return self._kept.get(key, count, lambda told: told.counts_available)

    def stay(self, product_id: str, query: Query, now: dt.datetime) -> StayAnswer | None:
        """One product with every operator's offers for the asked party, dates, nights and
        airports; None where this generation does not hold it."""
        row = self.opened.row_of_id.get(product_id)
        if row is None:
            return None
        asked = ask(self.opened, None, replace(query, words="", to=()), now)
        desk = Desk(self.opened, self.quotes, asked, now)
        return stay_answer(desk, row, query, self.sources())

    def compare(self, ids: Sequence[str], query: Query, now: dt.datetime) -> Comparison:
        """These products side by side, each asked for the same party, dates, nights, airports."""
        return comparison(self._desk(replace(query, words="", to=()), now), ids, self.sources())

    def month(
        self, query: Query, now: dt.datetime, month: dt.date, product_id: str | None = None
    ) -> MonthAnswer | None:
        """The days of a month, of all that the search fits or of one product, each with its
        lowest total; None where this generation does not hold the product."""
        product = None if product_id is None else self.opened.row_of_id.get(product_id)
        if product_id is not None and product is None:
            return None
        free = freed(query)
        desk = self._desk(free if product is None else replace(free, words="", to=()), now)
        return month_answer(desk, month, product, self._coverage, self.sources())

    def grid(self, query: Query, now: dt.datetime, afresh: bool = False) -> Grid:
        """Months by destinations: for the visitor's party the lowest total and how many prices.

        Kept for the asked query as long as no price grows too old to be one; `afresh` counts all
        the same.
        """
        free = freed(query)

        def count() -> Grid:
            return grid_answer(self._desk(free, now), self._coverage, self.sources())

        if afresh:
            return count()
        minute = max(0, minute_number(now) - self.opened.first_hidden + 1)
        return self._grids.get((free, now.date(), minute), count, lambda grid: True)

    def destination(self, key: str, now: dt.datetime) -> Destination | None:
        """What is offered at a place, whoever asks; None where nothing is."""
        return destination(self.opened, self._desk(Query(to=(key,)), now).asked, key)

    def market(self, query: Query, now: dt.datetime, product_id: str = "") -> Market:
        """How dear a stay is for the asked party beside its destination, and what the upper
        quarter of that party's totals begins at; without a stay only the latter."""
        anywhere = replace(query, words="", to=())
        asked = ask(self.opened, None, anywhere, now)
        party = Query(party=query.party, rooms=query.rooms)
        minute = max(0, minute_number(now) - self.opened.first_hidden + 1)

        def bar(place: int | None) -> int | None:
            def count() -> int | None:
                return published(self.opened, ask(self.opened, None, party, now), place)

            return self._bars.get((party, place, now.date(), minute), count, lambda _: True)

        return market(self.opened, asked, self.opened.row_of_id.get(product_id), bar)

    def quote(
        self, key: str, party: Party, now: dt.datetime | None = None, rooms: int = 1
    ) -> Quote | None:
        """One offer for a party by its key, whatever its dates; None where it is gone."""
        row = self.quotes.row_of(key)
        if row is None:
            return None
        offer = self.quotes.offers([row])[row]
        at = now or self.opened.built
        return self.quotes.own_quote(row, offer, party, at, rooms)

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

    @cached_property
    def _coverage(self) -> Coverage:
        return Coverage.of(self.opened)

    def _desk(self, query: Query, now: dt.datetime) -> Desk:
        """What answers about one query are written with."""
        words = self.words if query.words else None
        return Desk(self.opened, self.quotes, ask(self.opened, words, query, now), now)

    def _ordered(self, asked: Asked, found: Groups, sold: Callable[[], Pairs]) -> Ordered:
        if asked.query.group is Group.PRICED:
            by_seller = sold() if asked.query.sort is Sort.BEST else None
            return priced_in_order(self.opened, asked, found.priced, by_seller)
        mask = found.in_unclear if asked.query.group is Group.UNCLEAR else found.in_goes
        rows = rows_without_total(self.opened, asked, found, mask)
        return unpriced_in_order(self.opened, asked, rows)

    def _cards(
        self, asked: Asked, found: Groups, order: Ordered, now: dt.datetime
    ) -> list[StayCard]:
        desk = Desk(self.opened, self.quotes, asked, now)
        products = order.product.tolist()
        if asked.query.group is not Group.PRICED:
            mask = product_mask(self.opened, products)
            rows = rows_without_total(self.opened, asked, found, mask)
            return unpriced_cards(desk, rows, products)
        return priced_cards(desk, found.priced, order.first, _shown(order, products))


def _shown(order: Ordered, products: list[int]) -> list[Shown]:
    """The products of a page with why they stand there, where they are ranked at all."""
    if order.ranked is None:
        return [Shown(product) for product in products]
    why = zip(products, order.score.tolist(), reasons(order.ranked), strict=True)
    return [Shown(*one) for one in why]
