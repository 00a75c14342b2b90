"""Foreseen: how an enquiry will be valued, told before it is sent, from what it declares alone.

The form promises by it and the desk keeps the promise: so it asks the very rules that value a
lead (signals, score, priority), of a visitor about whom nothing else is known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..store.settings import Settings
from . import score
from .enquiry import Enquiry, Kind
from .priority import predicted
from .signals import buying, signals
from .signs import Signs
from .temperature import Temperature
from .value import threshold_of
from .wish import MarketSeen, Wish


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The temperature an enquiry will have when it comes, and whether it looks like a client of
    the priority desk."""

    temperature: Temperature
    predicted: bool


def foreseen(
    settings: Settings,
    now: dt.datetime,
    kind: Kind,
    wish: Wish | None,
    market: MarketSeen | None,
    dated: bool,
) -> Foreseen:
    """The value of an enquiry of a stranger; `dated`: about an offer with a start day."""
    told = _stranger(now, kind, wish or Wish(), market, dated)
    total = score.score(signals(told, threshold_of(settings, told), now, settings.zone), now)
    priority = predicted(False, total.fit, market)
    hot = buying(told, priority)
    return Foreseen(Temperature.HOT if hot else Temperature.WARM, priority.predicted)


def foreseen_of(settings: Settings, now: dt.datetime, enquiry: Enquiry) -> Foreseen:
    """The same of an enquiry as it was sent."""
    dated = enquiry.offer is not None and enquiry.offer.date is not None
    return foreseen(settings, now, enquiry.kind, enquiry.wish, enquiry.market, dated)


def _stranger(
    now: dt.datetime, kind: Kind, wish: Wish, market: MarketSeen | None, dated: bool
) -> Signs:
    return Signs(
        id=0,
        person_id=None,
        kind=kind,
        state="open",
        created_at=now,
        inbound=True,
        dated=dated,
        wish=wish,
        market=market,
        reached_by=(),
        override=None,
        valued=False,
        client=False,
        unscored=False,
        referred_at=None,
        refused=False,
        signs=(),
        visits=(),
    )
