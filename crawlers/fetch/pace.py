"""Pace: when the next request to an operator may leave."""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from typing import Protocol

from ...offers.faults import FetchFault
from .address import AllowList, Place

MINUTE = 60.0
LONGEST_REST = 600.0
"""Seconds of Retry-After a run waits through; asked for more, it leaves the host alone."""
LONGEST_GAP = 120.0
"""Seconds of Crawl-delay a run can live with; asked for more, the host is not asked at all."""
BUSY = (429, 503)


class Mannered(Protocol):
    """What a spider brings along for the fetching parts."""

    allow: AllowList
    pace: Pace


class Pace:
    """The ledger of one operator: every request that leaves is written in, whatever asked for it.

    Three things hold a request back: the budget (requests in any 60 seconds, over all hosts of
    the card), the least gap between two requests to one host (the card's delay or robots.txt's
    Crawl-delay, without jitter below it), and a rest the host asked for by Retry-After.
    Once `per_run` requests have left, none leaves any more.
    """

    def __init__(
        self,
        per_minute: int,
        gap: float = 0.0,
        per_run: int = 10_000,
        left: Iterable[float] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`left`: how many seconds ago requests left before this process was started."""
        self._per_minute, self._gap, self._per_run, self._now = per_minute, gap, per_run, now
        self._spent = 0
        self._left = deque(now() - ago for ago in sorted(left, reverse=True))
        self._gaps: dict[Place, float] = {}
        self._last: dict[Place, float] = {}
        self._rest: dict[Place, float] = {}
        self._busy: dict[Place, int] = {}
        self._closed: dict[Place, str] = {}

    def pause(self, place: Place) -> float:
        """Seconds until a request to the place may leave; FetchFault where none may in this run."""
        if place in self._closed:
            raise FetchFault(self._closed[place])
        if self._spent >= self._per_run:
            raise FetchFault(f"{place}: the budget of {self._per_run} requests a run is spent")
        now = self._now()
        while self._left and self._left[0] <= now - MINUTE:
            self._left.popleft()
        full = len(self._left) >= self._per_minute
        budget = self._left[len(self._left) - self._per_minute] + MINUTE if full else now
        gap = self._last.get(place, -MINUTE * 60) + self.gap(place)
        return max(budget, gap, self._rest.get(place, now), now) - now

    def leave(self, place: Place) -> None:
        """Write in that a request leaves now."""
        self._spent += 1
        self._last[place] = self._now()
        self._left.append(self._now())

    def gap(self, place: Place) -> float:
        """The least seconds between two requests to the place."""
        return max(self._gap, self._gaps.get(place, 0.0))

    def at_least(self, place: Place, seconds: float) -> None:
        """Take in a Crawl-delay; it can widen the gap and never narrow it."""
        if not 0 <= seconds <= LONGEST_GAP:
            self._closed[place] = (
                f"{place} asks for {seconds:g} s between requests (Crawl-delay);"
                f" a run can wait {LONGEST_GAP:g} s at most, so it is not asked"
            )
            return
        self._gaps[place] = max(seconds, self._gaps.get(place, 0.0))

    def heed(self, place: Place, status: int, retry_after: str, today: dt.datetime) -> None:
        """Take in an answer: after 429 or 503 the host rests as it asks, else for twice the gap,
        four times, eight times.
        """
        if status not in BUSY:
            self._busy.pop(place, None)
            return
        self._busy[place] = self._busy.get(place, 0) + 1
        asked = rest_asked(retry_after, today)
        rest = self.gap(place) * 2 ** self._busy[place] if asked is None else asked
        if rest > LONGEST_REST:
            self._closed[place] = (
                f"{place} answered {status} and asks to be left alone for {rest:g} s;"
                f" a run waits {LONGEST_REST:g} s at most, so it is not asked again"
            )
        self._rest[place] = self._now() + min(rest, LONGEST_REST)


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
