"""Market: how dear the stay is that somebody asks about, beside what is published for its party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .asked import Asked
from .groups import matching_rows
from .opened import Opened
from .stay import own_prices

FEWEST = 4
"""Of fewer totals none is an upper quarter."""

Bar = Callable[[int | None], int | None]
"""The upper quartile of the totals at a place (its number), or of all with None."""


@dataclass(frozen=True, slots=True)
class Market:
    """Where a stay stands for one party.

    `stars` are half stars, None where not stated. `top_quarter`: its lowest total for the asked
    party and dates is above the upper quartile of its destination (region, else country).
    `threshold` is the upper quartile of all published totals of that party in minor units of
    `currency`, None where fewer than four are published.
    """

    stars: int | None
    top_quarter: bool
    threshold: int | None
    currency: str


def market(opened: Opened, asked: Asked, product: int | None, bar: Bar) -> Market:
    """The market around a product (its row; None: no stay in particular) for the asked party."""
    stars = int(opened.stars[product]) if product is not None else -1
    return Market(
        stars=stars if stars >= 0 else None,
        top_quarter=product is not None and _in_top_quarter(opened, asked, product, bar),
        threshold=bar(None),
        currency=opened.currency,
    )


def upper_quartile(totals: Any) -> int | None:
    """The total at the nearest rank to three quarters; one of the totals itself, nothing between.

    A total is in the top quarter when three quarters of all are lower: when it is above this.
    """
    if len(totals) < FEWEST:
        return None
    rank = -(-3 * len(totals) // 4) - 1
    return int(np.partition(totals, rank)[rank])


def published(opened: Opened, party: Asked, place: int | None) -> int | None:
    """The upper quartile of what is published for a party, of one place or everywhere.

    `party` asks for nothing but the party and its rooms: every day from today on, everywhere.
    """
    among = None if place is None else opened.inside((place,))
    rows, _ = matching_rows(opened, party, among)
    return upper_quartile(rows.total)


def _in_top_quarter(opened: Opened, asked: Asked, product: int, bar: Bar) -> bool:
    place = destination_of(opened, product)
    rows, _ = own_prices(opened, asked, product)
    if place is None or not len(rows):
        return False
    highest = bar(place)
    return highest is not None and int(rows.total.min()) > highest


def destination_of(opened: Opened, product: int) -> int | None:
    """The region of a product, its country where it has none, None where neither is known."""
    country, region, _ = opened.places[product].tolist()
    return next((place for place in (region, country) if place >= 0), None)
