"""Wish: where, when, for whom, for how much and with what, as the visitor declared it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EXTRAS = ("transfer", "excursions", "driver", "childrens_room")
"""What may be wished beside the journey; only these, so that no need of health hides here."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was declared; nothing is inferred.

    `countries` are ISO codes, `where` the words typed for a place, days are local, `budget` minor
    units of `currency` for the whole party. A child is told by its age, or in a profile by the band
    of it ("2-5"), never by both. None and empty are "not said".
    """

    countries: tuple[str, ...] = ()
    where: str = ""
    depart_from: dt.date | None = None
    depart_to: dt.date | None = None
    adults: int | None = None
    child_ages: tuple[int, ...] = ()
    child_bands: tuple[str, ...] = ()
    budget: int | None = None
    currency: str = ""
    extras: tuple[str, ...] = ()

    @property
    def children(self) -> int:
        return len(self.child_ages) + len(self.child_bands)

    def __bool__(self) -> bool:
        return self != Wish()


@dataclass(frozen=True, slots=True)
class MarketSeen:
    """What the site knew of the market when the enquiry came.

    `stars` are whole stars of the stay asked about, None where not stated; `top_quarter` whether
    its total stands in the dearest quarter of its destination; `threshold` the upper quartile of
    all published totals for that party size, minor units of `threshold_currency`, None where
    there are none.
    """

    stars: float | None = None
    top_quarter: bool = False
    threshold: int | None = None
    threshold_currency: str = ""


def wish_to_json(wish: Wish | None) -> dict[str, Any] | None:
    """The wish as JSON; `wish_from_json` gives the same wish back."""
    if wish is None:
        return None
    return {
        "countries": list(wish.countries),
        "where": wish.where,
        "depart_from": wish.depart_from.isoformat() if wish.depart_from else None,
        "depart_to": wish.depart_to.isoformat() if wish.depart_to else None,
        "adults": wish.adults,
        "child_ages": list(wish.child_ages),
        "child_bands": list(wish.child_bands),
        "budget": wish.budget,
        "currency": wish.currency,
        "extras": list(wish.extras),
    }


def wish_from_json(kept: Mapping[str, Any] | None) -> Wish | None:
    """The wish that `wish_to_json` wrote."""
    if kept is None:
        return None
    return Wish(
        countries=tuple(kept["countries"]),
        where=kept["where"],
        depart_from=_day(kept["depart_from"]),
        depart_to=_day(kept["depart_to"]),
        adults=kept["adults"],
        child_ages=tuple(kept["child_ages"]),
        child_bands=tuple(kept.get("child_bands", ())),
        budget=kept["budget"],
        currency=kept["currency"],
        extras=tuple(kept["extras"]),
    )


def market_to_json(market: MarketSeen | None) -> dict[str, Any] | None:
    """The market as JSON; `market_from_json` gives the same back."""
    if market is None:
        return None
    return {
        "stars": market.stars,
        "top_quarter": market.top_quarter,
        "threshold": market.threshold,
        "threshold_currency": market.threshold_currency,
    }


def market_from_json(kept: Mapping[str, Any] | None) -> MarketSeen | None:
    """The market that `market_to_json` wrote."""
    if kept is None:
        return None
    return MarketSeen(
        kept["stars"], kept["top_quarter"], kept["threshold"], kept["threshold_currency"]
    )


def _day(said: str | None) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None
