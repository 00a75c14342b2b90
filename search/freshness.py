"""Freshness: how old a price may be before it is said, warned of, and no price any more."""

from __future__ import annotations

from .answer import Freshness

HOUR = 60
WITHOUT_PERIOD = (6 * HOUR, 24 * HOUR, 72 * HOUR)

Limits = tuple[int, int, int]
"""Minutes up to which a price is fresh, ageing and stale; older ones are hidden."""


def limits(period_minutes: int | None, half_life_minutes: int | None = None) -> Limits:
    """The limits of a source: one, two and four of its period, or of the time in which half of
    its prices change where that is shorter (web.md, W-32).

    A source that is not refreshed by a period of its own has 6, 24 and 72 hours. No price is
    hidden before its source's next turn (decision 0111).
    """
    if not period_minutes:
        return WITHOUT_PERIOD
    fresh = min(period_minutes, half_life_minutes or period_minutes)
    return fresh, 2 * fresh, max(4 * fresh, period_minutes)


def freshness(age: int, within: Limits) -> Freshness:
    """What a price of this age in minutes is."""
    fresh, ageing, stale = within
    if age <= fresh:
        return Freshness.FRESH
    if age <= ageing:
        return Freshness.AGEING
    return Freshness.STALE if age <= stale else Freshness.HIDDEN
