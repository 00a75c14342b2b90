"""Pace: how one process keeps to its operator's ledger, and how it takes in what a host asks."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from email.utils import parsedate_to_datetime
from typing import Protocol

from ...offers.faults import FetchFault
from ..card_terms import Budget
from .address import AllowList, Place
from .ledger import LONGEST_REST, Ledger, Limits, Turn

LONGEST_GAP = 120.0
"""Seconds of Crawl-delay a run can live with; asked for more, the host is not asked at all."""
BUSY = (429, 503)


class Mannered(Protocol):
    """What a spider brings along for the fetching parts."""

    allow: AllowList
    pace: Pace


class Pace:
    """When the next request of one process to an operator may leave.

    Three things hold a request back, all of them kept in the ledger for every process: the budget
    (requests in any 60 seconds, over all hosts of the card), the least gap between two requests to
    one host (the card's delay or robots.txt's Crawl-delay, without jitter below it), and a rest
    the host asked for by Retry-After. Once `per_run` requests have left, none leaves any more;
    `spent` of them left before this process was started.
    """

    def __init__(
        self,
        ledger: Ledger,
        budget: Budget,
        cause: str = "",
        person: bool = False,
        spent: int = 0,
    ) -> None:
        self._ledger, self._cause, self._person = ledger, cause, person
        self._limits = Limits(budget.requests_per_minute, budget.delay_seconds)
        self._per_run, self._spent = budget.requests_per_run, spent
        self._closed: dict[Place, str] = {}

    def try_leave(self, place: Place) -> Turn:
        """Take a turn if there is one now; FetchFault where there is none in this run."""
        if place in self._closed:
            raise FetchFault(self._closed[place])
        if self._spent >= self._per_run and not self._person:
            raise FetchFault(f"{place}: the budget of {self._per_run} requests a run is spent")
        turn = self._ledger.try_leave(place, self._limits, self._cause, self._person)
        self._spent += not turn.pause
        return turn

    def came(self, turn: Turn) -> None:
        """Note that the answer is here, or that none will come."""
        self._ledger.came(turn.number)

    def ahead(self, seconds: float) -> AbstractContextManager[None]:
        """While the block runs, and so long at the most, others stand back for a person."""
        return self._ledger.ahead(seconds if self._person else 0.0)

    def gap(self, place: Place) -> float:
        """The least seconds between two requests to the place."""
        return max(self._limits.gap, self._ledger.gap(place))

    def at_least(self, place: Place, seconds: float) -> None:
        """Take in a Crawl-delay; it can widen the gap and never narrow it."""
        if not 0 <= seconds <= LONGEST_GAP:
            self._closed[place] = (
                f"{place} asks for {seconds:g} s between requests (Crawl-delay);"
                f" a run can wait {LONGEST_GAP:g} s at most, so it is not asked"
            )
            return
        self._ledger.at_least(place, seconds)

    def heed(self, place: Place, status: int, retry_after: str, today: dt.datetime) -> None:
        """Take in an answer: after 429 or 503 the host rests as it asks, else for twice the gap,
        four times, eight times.
        """
        if status not in BUSY:
            self._ledger.answered(place)
            return
        times = self._ledger.busy(place)
        asked = rest_asked(retry_after, today)
        rest = self.gap(place) * 2 ** min(times, 20) if asked is None else asked
        why = (
            f"{place} answered {status} and asks to be left alone for {rest:g} s;"
            f" a run waits {LONGEST_REST:g} s at most, so it is not asked again"
        )
        self._ledger.rest(place, rest if asked is not None else min(rest, LONGEST_REST), why)


def rest_asked(header: str, today: dt.datetime) -> float | None:
    """Seconds of a Retry-After header (RFC 9110 10.2.3: seconds or a date), None if none."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - today).total_seconds())
