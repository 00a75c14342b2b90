"""Single prices gone wrong in a run that is right otherwise: which of them are set aside.

One price in a hundred of a true day is misread, the others stay; what is set aside besides (or on
a normal day) was right. With yesterday's published run beside it, and as an operator's first run.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..catalog.home import Home
from ..catalog.runs import Run
from .gate_market import Day, Shape, Trip, written

ONE_IN = 100
Misread = Callable[[int, random.Random], int]
"""What becomes of an amount in minor units."""


def thousands_for_units(minor: int, rng: random.Random) -> int:
    """ "1.299" is read as one and a bit."""
    return max(minor // 1000, 1)


def cents_as_units(minor: int, rng: random.Random) -> int:
    """129900 cents are read as so many euros."""
    return minor * 100


def digit_lost(minor: int, rng: random.Random) -> int:
    """One digit of the euros is not read."""
    said = str(minor // 100)
    at = rng.randrange(len(said))
    return max(int(said[:at] + said[at + 1 :] or "1"), 1) * 100


def digit_doubled(minor: int, rng: random.Random) -> int:
    """One digit of the euros is read twice."""
    said = str(minor // 100)
    at = rng.randrange(len(said))
    return int(said[: at + 1] + said[at:]) * 100


def another_party(minor: int, rng: random.Random) -> int:
    """The price for one stands where that for two did, or the other way."""
    return minor * 2 if rng.random() < 0.5 else max(minor // 2, 1)


def levs_as_euros(minor: int, rng: random.Random) -> int:
    """The amount in levs is read as euros."""
    return round(minor * 1.95583)


MISREADINGS: tuple[Misread, ...] = (
    thousands_for_units,
    cents_as_units,
    digit_lost,
    digit_doubled,
    another_party,
    levs_as_euros,
)


@dataclass(frozen=True, slots=True)
class Single:
    """One kind of misreading: prices misread and caught, with yesterday's run and without; `wrong`
    are right prices set aside on those days."""

    kind: str
    injected: int = 0
    caught: int = 0
    at_first: int = 0
    wrong: int = 0

    def __add__(self, other: Single) -> Single:
        return Single(
            self.kind,
            self.injected + other.injected,
            self.caught + other.caught,
            self.at_first + other.at_first,
            self.wrong + other.wrong,
        )


def misread(
    home: Home, first: Home, shape: Shape, days: Sequence[Day], misreading: Misread, seed: int
) -> Single:
    """A true day with one price in a hundred misread, in a home with a past and in a new one."""
    rng = random.Random(f"{shape.name} {seed} {misreading.__name__}")
    day = days[-1]
    chosen = set(rng.sample(range(len(day.trips)), max(len(day.trips) // ONE_IN, 1)))
    trips = tuple(
        _as(trip, misreading, rng) if at in chosen else trip for at, trip in enumerate(day.trips)
    )
    bad = {trip.offer for at, trip in enumerate(trips) if at in chosen}
    day = replace(day, trips=trips)
    caught, wrong = _set_aside(home, day, bad)
    at_first, wrong_first = _set_aside(first, day, bad)
    kind = misreading.__name__.replace("_", " ")
    return Single(kind, len(bad), caught, at_first, wrong + wrong_first)


def _as(trip: Trip, misreading: Misread, rng: random.Random) -> Trip:
    return replace(trip, minor=misreading(trip.minor or 100, rng))


def _set_aside(home: Home, day: Day, bad: set[str]) -> tuple[int, int]:
    """How many of the misread prices and of the right ones are not in the run of that day."""
    run = written(home, day)
    left = {ids[0]["value"] for ids in run.offers()["ids"].to_pylist()}
    gone = {trip.offer for trip in day.trips} - left
    shutil.rmtree(run.folder)
    return len(gone & bad), len(gone - bad)


def prices_aside(run: Run) -> int:
    """How many offers of a run were set aside for their price."""
    return sum(n for why, n in run.report.set_aside.items() if why.startswith("price_"))
