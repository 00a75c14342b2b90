"""Patience: how long the counting beside a result may take before the page goes out without it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

EACH_SECONDS = 0.2
ALL_SECONDS = 0.4
"""For one facet, and for all counting of an answer (web.md, W-20)."""

Timer = Callable[[], float]


class OutOfTime(Exception):
    """The counting took too long; what was counted so far is not shown."""


@dataclass
class Patience:
    """The time an answer has for counting; `timer` gives seconds that only ever grow."""

    timer: Timer = time.monotonic
    began: float = field(init=False)
    last: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.last = self.timer()

    def step(self) -> None:
        """One facet is done: OutOfTime where it, or all so far, took too long."""
        now = self.timer()
        if now - self.last > EACH_SECONDS or now - self.began > ALL_SECONDS:
            raise OutOfTime
        self.last = now

    @property
    def spent(self) -> bool:
        """Whether no time is left for anything more."""
        return self.timer() - self.began > ALL_SECONDS
