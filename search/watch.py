"""Watch: opens each new generation before a visitor asks, and asks it what most will ask first."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from ..offers.faults import FairwindError
from .answer import Answer
from .live import LiveEngine
from .query import Query

EVERY = 2.0
"""Seconds between two looks: one small file is read."""
MOST_PLACES = 12
"""Places whose pages are asked for: what stands around their cards is kept with the engine."""
logger = logging.getLogger(__name__)


class Watch:
    """Looks in a thread of its own, so that no request waits for a generation to be read.

    What was asked of a generation yesterday is no answer today: each day begins anew.
    """

    def __init__(self, live: LiveEngine, now: Callable[[], dt.datetime]) -> None:
        """`now` is aware, in the agency's own zone, as the pages ask."""
        self._live = live
        self._now = now
        self._seen: tuple[str, dt.date] | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Look from now on, until `stop` or the end of the process."""
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def look(self) -> bool:
        """Make the present generation ready; False where it was."""
        engine, now = self._live.engine(), self._now()
        if engine is None or self._seen == (engine.generation, now.date()):
            return False
        self._seen = engine.generation, now.date()
        front = self._live.answer(Query(), now)
        self._live.grid(Query(), now)
        for query in first_asked(front):
            if not self._stopped.is_set():
                self._live.answer(query, now)
        return True

    def _run(self) -> None:
        told = ""
        while not self._stopped.is_set():
            try:
                self.look()
            except FairwindError as fault:
                # Whoever asks is told the same on the page; the next look tries again.
                if str(fault) != told:
                    logger.warning("not made ready: %s", fault)
                told = str(fault)
            self._stopped.wait(EVERY)


def first_asked(front: Answer) -> list[Query]:
    """The searches that the front page leads to: the places with the most stays."""
    places = [value for facet in front.facets if facet.name == "to" for value in facet.values]
    places.sort(key=lambda place: -place.count)
    return [Query(to=(place.value,)) for place in places[:MOST_PLACES]]
