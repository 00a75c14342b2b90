"""Pace: how often one network address may ask, counted in this process's memory.

A bucket in the database (store.rates) would cost a durable write for every letter typed. This one
holds nobody off for longer than a second, forgets the addresses it has not heard of for longest,
and stands before suggestions, answers as data and drawn pictures alone.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_ADDRESSES = 4_096
SUGGESTIONS_A_SECOND = 10
"""For one address (web.md 5.5)."""
MACHINE_VIEWS_A_SECOND, MACHINE_VIEWS_AT_ONCE = 1, 60
"""For one address: sixty a minute in the long run (web.md 5.5)."""
PICTURES_A_SECOND, PICTURES_AT_ONCE = 1, 30
"""For one address: each picture takes a good part of a second to draw."""


class Pace:
    """At most `a_second` questions in a second for each address, and `at_once` after a rest."""

    def __init__(
        self, a_second: int, clock: Callable[[], float] = time.monotonic, at_once: int = 0
    ) -> None:
        """`at_once` 0 is as many as in a second."""
        self._rate = float(a_second)
        self._most = float(at_once or a_second)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._counting = threading.Lock()

    def allows(self, address: str) -> bool:
        """Whether this address may ask now; asking takes one of its turns."""
        with self._counting:
            now = self._clock()
            left, at = self._left.get(address, (self._most, now))
            left = min(self._most, left + (now - at) * self._rate)
            allowed = left >= 1
            self._left[address] = (left - allowed, now)
            self._left.move_to_end(address)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
        return allowed
