"""Clock: the one way the time comes in, so that tests and captures can give their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from .settings import Settings


class Clock(Protocol):
    """Gives the present moment, aware and in UTC."""

    def now(self) -> dt.datetime: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own time."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: demos, captures and tests."""

    at: dt.datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.at} has no time zone")

    def now(self) -> dt.datetime:
        return self.at.astimezone(dt.UTC)


def clock_of(settings: Settings) -> Clock:
    """The clock the settings ask for: FAIRWIND_NOW freezes it."""
    return FixedClock(settings.now) if settings.now else SystemClock()
