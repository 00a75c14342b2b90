"""Photos after a publish: the missing ones of what is served, a limited number at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..catalog.generations import Generation, current
from ..catalog.home import Home
from ..catalog.photos import Ledger, alone_with_photos, photo_name, prune_photos
from ..catalog.stops import why_stopped
from ..crawlers.card import Card
from ..crawlers.fetch.address import AllowList, place_of
from ..crawlers.photos import Brought, fetch_photos, refused
from ..crawlers.polite import Polite
from ..offers.faults import FetchFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .cards import not_permitted
from .leases import held

MOST_A_TURN = 120
LONGEST_SECONDS = 45.0
"""Less than the minute between two ticks."""
MOST_OF_A_PRODUCT = 9


@dataclass(frozen=True, slots=True)
class Wish:
    """One photo of a product that is served, and the sources that describe the product."""

    address: str
    sources: frozenset[str]


def bring_photos(
    settings: Settings,
    clock: Clock,
    database: Database,
    cards: Sequence[Card],
    most: int = MOST_A_TURN,
    seconds: float = LONGEST_SECONDS,
) -> Brought:
    """Copy missing photos of the cards that allow it, and clear away those nobody names.

    It stands behind every publish and holds none up; whoever comes while it is at work leaves.
    """
    home, showing = Home(settings.home), {card.name: card for card in cards if card.images}
    served = current(home)
    if served is None or not showing:
        return Brought()
    until = time.monotonic() + seconds
    with alone_with_photos(home) as free:
        if not free:
            return Brought(more=True)
        ledger = Ledger.of(home)
        turns = _turns(_missing(served, ledger, clock), showing, settings, ledger, clock)
        brought = Brought()
        for name, addresses in turns.items():
            left = most - brought.copied - brought.refused
            closed = partial(_closed, database, showing[name], clock)
            polite = Polite(showing[name], settings, clock, until, closed=closed)
            with held(database, clock, f"source:{name}", name) as mine:
                if mine and left > 0 and not closed():
                    brought += fetch_photos(home, polite, addresses[:left], ledger)
            brought += Brought(more=len(addresses) > left)
        prune_photos(home, ledger)
    return brought


def _closed(database: Database, card: Card, clock: Clock) -> str:
    """Why this operator is not to be asked, or ""."""
    return not_permitted(card, clock.now().date()) or why_stopped(database, card.name)


def _missing(served: Generation, ledger: Ledger, clock: Clock) -> list[Wish]:
    """The photos to ask for: all first ones before any second, the most offered stays first."""
    products = served.products()
    if "photos" not in products.column_names:
        return []
    rows = products.select(["photos", "sources"]).to_pylist()
    offered = np.bincount(served.offers()["product"].to_numpy(), minlength=len(rows))
    now = clock.now()
    wishes = [
        (place, -int(offered[at]), at, Wish(address, frozenset(row["sources"])))
        for at, row in enumerate(rows)
        for place, address in enumerate((row["photos"] or ())[:MOST_OF_A_PRODUCT])
        if ledger.wanted(address, now)
    ]
    return [wish for *_, wish in sorted(wishes, key=lambda one: one[:3])]


def _turns(
    wishes: Sequence[Wish],
    showing: dict[str, Card],
    settings: Settings,
    ledger: Ledger,
    clock: Clock,
) -> dict[str, list[str]]:
    """Which card's operator is asked for which photo; one that no card allows is refused."""
    allowed = {
        name: AllowList.of(name, card.hosts, settings.allow_loopback).places
        for name, card in showing.items()
    }
    turns: dict[str, list[str]] = {}
    for wish in dict.fromkeys(wishes):
        sources = [name for name in showing if name in wish.sources]
        try:
            place = place_of(wish.address)
            name = next((name for name in sources if place in allowed[name]), "")
            why = f"{wish.address}: {place} is not in the allow of a card with images: true"
        except FetchFault as fault:
            name, why = "", str(fault)
        if name:
            turns.setdefault(name, []).append(wish.address)
        elif sources:
            ledger.tried[photo_name(wish.address)] = refused(wish.address, why, ledger, clock.now())
    return turns
