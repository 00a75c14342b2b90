"""Manners: what must be true of a card before anything is asked in its name."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

from ...offers.faults import FetchFault
from ...store.settings import Settings
from ..card import Card
from .address import on_loopback, read_place

LEAST_DELAY = 1.0
"""Seconds between two requests, anywhere but on loopback (crawling.md 3.1)."""


def agent_of(settings: Settings) -> str:
    """Who asks, and where an operator can say something about it: the agency's own site."""
    return f"Fairwind/{version('fairwind')} (+{settings.base_address})"


def check_permission(card: Card, today: dt.date) -> None:
    """Raise where the card's permission has ended; that there is one, the card's model sees to."""
    until = card.permission.until
    if until is not None and today > until:
        raise FetchFault(
            f"{card.name}: permission.until: the permission by {card.permission.by} ended on"
            f" {until.isoformat()}; nothing is fetched"
        )


def check_delay(card: Card, allow_loopback: bool) -> None:
    """Raise where the card would hurry an operator on the net."""
    delay = card.budget.delay_seconds
    here = all(on_loopback(read_place(host)) for host in card.hosts)
    if delay < LEAST_DELAY and not (here and allow_loopback):
        raise FetchFault(
            f"{card.name}: budget.delay_seconds: {delay:g} s is refused;"
            f" less than {LEAST_DELAY:g} s is for loopback only"
        )
