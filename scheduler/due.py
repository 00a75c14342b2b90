"""Due: whose turn it is, by each card's own period; a failed one comes again sooner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..crawlers.card import Card
from .attempts import Attempt

AGAIN_AFTER_FAILURE = dt.timedelta(minutes=15)
"""How soon a try that gave no whole run is repeated, where the card's period is longer."""


def next_turn(card: Card, last: Attempt | None) -> dt.datetime | None:
    """When this operator may be asked again; None means at once, it was never asked."""
    if last is None:
        return None
    wait = period(card)
    if last.state in {"failed", "running"}:
        wait = min(wait, AGAIN_AFTER_FAILURE)
    return last.started_at + wait


def period(card: Card) -> dt.timedelta:
    """The card's own period between two refreshes."""
    return dt.timedelta(minutes=card.period_minutes)


def due(
    cards: Sequence[tuple[Path, Card]], tried: Mapping[str, Attempt], now: dt.datetime
) -> list[tuple[Path, Card]]:
    """The cards whose turn has come, the longest waiting first."""
    turns = [(next_turn(card, tried.get(card.name)), path, card) for path, card in cards]
    waiting = [turn for turn in turns if turn[0] is None or turn[0] <= now]
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    waiting.sort(key=lambda turn: (turn[0] or first, turn[2].name))
    return [(path, card) for _, path, card in waiting]
