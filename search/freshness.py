"""Freshness: how old a price may be before it is said, warned of, and no price any more."""

from __future__ import annotations

from .answer import Freshness

HOUR = 60
WITHOUT_PERIOD = (6 * HOUR, 24 * HOUR, 72 * HOUR)

Limits = tuple[int, int, int]
"""Minutes up to which a price is fresh, ageing and stale; older ones are hidden."""


def limits(period_minutes: int | None) -> Limits:
    """The limits of a source with this period: one, two and four of them (web.md, W-32).

    A source that is not refreshed by a period of its own has 6, 24 and 72 hours.
    """
    if not period_minutes:
        return WITHOUT_PERIOD
    return period_minutes, 2 * period_minutes, 4 * period_minutes


def freshness(age: int, within: Limits) -> Freshness:
    """What a price of this age in minutes is."""
    fresh, ageing, stale = within
    if age <= fresh:
        return Freshness.FRESH
    if age <= ageing:
        return Freshness.AGEING
    return Freshness.STALE if age <= stale else Freshness.HIDDEN
