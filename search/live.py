"""Live: the engine of whatever generation is current, one generation for each call."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

from ..catalog.fx import Rates
from ..catalog.generations import current
from ..catalog.home import Home
from ..offers import Party
from ..offers.faults import GenerationFault
from .answer import Answer, Quote, StayAnswer
from .compare import Comparison
from .destination import Destination
from .engine import Engine
from .grid import Grid
from .kept import Kept
from .market import Market
from .month import MonthAnswer
from .opened import minute_number
from .places import PlaceTree
from .query import Query
from .suggest import MOST, Suggestion

TRIES = 5
MOST_ANSWERS = 128
"""Answers kept: a page, its CSV and its feed ask the same; some 100 kB each."""


class LiveEngine:
    """Answers from the current generation of a home, and reopens when CURRENT names another.

    A call takes one engine and keeps it to its end, so an answer never mixes two generations.
    The last engine stays in use while a newer generation cannot be opened.
    """

    def __init__(self, home: Home, rates: Rates | None = None) -> None:
        self.home = home
        self._rates = rates
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._answers: Kept[tuple[str, Query, dt.date, int], Answer] = Kept(MOST_ANSWERS)

    def engine(self) -> Engine | None:
        """The engine of the current generation; None in a home that has none yet."""
        for _ in range(TRIES):
            named = current(self.home)
            held = self._engine
            if named is None or (held and held.generation == named.id):
                return held
            try:
                return self._opened(named.id)
            except GenerationFault:
                # The folder may have been replaced and pruned between the pointer and the open:
                # read the pointer again. A generation that stays unreadable is told below.
                continue
        if self._engine is None:
            raise GenerationFault(f"{self.home.current}: the generation it names cannot be opened")
        return self._engine

    def answer(self, query: Query, now: dt.datetime) -> Answer:
        """The engine's answer; the same search in the same minute has the same one."""
        engine = self._whole()
        key = engine.generation, query, now.date(), minute_number(now)
        return self._answers.get(
            key, lambda: engine.answer(query, now), lambda answer: answer.counts_available
        )

    def stay(self, product_id: str, query: Query, now: dt.datetime) -> StayAnswer | None:
        return self._whole().stay(product_id, query, now)

    def compare(self, ids: Sequence[str], query: Query, now: dt.datetime) -> Comparison:
        return self._whole().compare(ids, query, now)

    def month(
        self, query: Query, now: dt.datetime, month: dt.date, product_id: str | None = None
    ) -> MonthAnswer | None:
        return self._whole().month(query, now, month, product_id)

    def grid(self, query: Query, now: dt.datetime) -> Grid:
        return self._whole().grid(query, now)

    def destination(self, key: str, now: dt.datetime) -> Destination | None:
        return self._whole().destination(key, now)

    def market(self, query: Query, now: dt.datetime, product_id: str = "") -> Market:
        return self._whole().market(query, now, product_id)

    def quote(
        self, key: str, party: Party, now: dt.datetime | None = None, rooms: int = 1
    ) -> Quote | None:
        return self._whole().quote(key, party, now, rooms)

    def suggest(self, typed: str, language: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """What may be meant by what is typed so far; nothing before the first generation."""
        engine = self.engine()
        return engine.suggest(typed, language, most) if engine else ()

    @property
    def places(self) -> PlaceTree:
        """The places of the present generation."""
        return self._whole().places

    def _whole(self) -> Engine:
        engine = self.engine()
        if engine is None:
            raise GenerationFault(f"{self.home.path}: nothing has been published here yet")
        return engine

    def _opened(self, id: str) -> Engine:
        with self._opening:
            held = self._engine
            if held is None or held.generation != id:
                self._engine = held = Engine.open(self.home.generations / id, self._rates)
            return held
