"""Series: what one trip cost at each answer of its operator, and when nobody answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

WINDOW = dt.timedelta(days=30)
"""Days of our own history behind a reduction (web.md, W-33; as the EU's price rules ask)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One answer: what the trip cost then in minor units; None where it was not offered."""

    at: dt.datetime
    total: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time between two answers in which the operator was silent longer than it should be."""

    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Series:
    """One key's answers from its first price on, the oldest first, and the gaps among them."""

    points: tuple[Point, ...]
    gaps: tuple[Gap, ...]

    @property
    def priced(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.total is not None)

    def of(self, total: Callable[[int], int | None]) -> Series:
        """The same series with each amount made into another, such as a party's total."""
        known = {p.total: total(p.total) for p in self.points if p.total is not None}
        points = [
            point if point.total is None else replace(point, total=known[point.total])
            for point in self.points
        ]
        return Series(tuple(points), self.gaps)


def gaps(
    answers: tuple[dt.datetime, ...], until: dt.datetime, longest: dt.timedelta
) -> tuple[Gap, ...]:
    """Where two answers, or the last one and `until`, lie further apart than `longest`."""
    times = (*answers, max(until, answers[-1])) if answers else ()
    pairs = pairwise(times)
    return tuple(Gap(one, next) for one, next in pairs if next - one > longest)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A price that is lower than the lowest of the 30 days before it came."""

    since: dt.datetime
    reference: int


def reduction(series: Series) -> Reduction | None:
    """The present price's reduction against our own history, or None where none may be shown.

    The reference is the lowest price of the 30 days before the present one was first seen. There
    is none without a whole window: the trip offered throughout, and every answer there (web.md,
    W-33). The operator's own struck-out amount plays no part.
    """
    if not series.points or series.points[-1].total is None:
        return None
    present = series.points[-1].total
    before = [at for at, point in enumerate(series.points) if point.total != present]
    if not before:
        return None
    since = series.points[before[-1] + 1].at
    begin = since - WINDOW
    window = [p.total for p in _through(series.points, begin, since)]
    if series.points[0].at > begin or any(g.until > begin and g.since < since for g in series.gaps):
        return None
    if since < series.points[-1].at - WINDOW or None in window:
        return None
    reference = min(total for total in window if total is not None)
    return Reduction(since, reference) if reference > present else None


def _through(points: tuple[Point, ...], begin: dt.datetime, end: dt.datetime) -> list[Point]:
    """The prices that applied at any time from `begin` to `end`: that which stood, and later."""
    standing = [point for point in points if point.at <= begin][-1:]
    return standing + [point for point in points if begin < point.at < end]
