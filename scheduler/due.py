"""Due: when an operator may be asked again; a failed try comes again sooner."""

from __future__ import annotations

import datetime as dt

from ..crawlers.card import Card
from .attempts import Attempt

AGAIN_AFTER_FAILURE = dt.timedelta(minutes=15)
"""How soon a try that gave no whole run is repeated, where the operator's wait is longer."""


def next_turn(
    card: Card, last: Attempt | None, wait: dt.timedelta | None = None
) -> dt.datetime | None:
    """When this operator may be asked again; None means at once, it was never asked.

    `wait` is the planner's time between two runs; without it the card's period.
    """
    if last is None:
        return None
    wait = period(card) if wait is None else wait
    if last.state in {"failed", "running"}:
        wait = min(wait, AGAIN_AFTER_FAILURE)
    return last.started_at + wait


def period(card: Card) -> dt.timedelta:
    """The longest time between two refreshes, as the card says."""
    return dt.timedelta(minutes=card.period_minutes)
