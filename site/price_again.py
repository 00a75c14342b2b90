"""Asking again for somebody: a fresh answer is used again, limits hold, the rest is the crawler's.

The one piece of the site that asks an operator anything.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from enum import StrEnum

from ..catalog import price_checks
from ..catalog.price_checks import Cause, PriceCheck, party_said
from ..crawlers.recheck import Asking, ask_again
from ..offers import Party
from ..search.answer import Quote
from ..store.rates import Limit, spend
from .shell import Shop

FRESH = dt.timedelta(minutes=2)
"""An answer younger than this is the answer: nobody is asked twice for it."""
AT_ONCE = 8
"""Questions under way in one process; a hanging operator may not take all of its threads."""
BY_VISITOR = Limit("recheck-visitor", 20, dt.timedelta(hours=1))
BY_OFFER = Limit("recheck-offer", 1, FRESH, refills=False)
_under_way = threading.BoundedSemaphore(AT_ONCE)


class Way(StrEnum):
    """How an answer came: asked now, known from a moment ago, or not to be had yet."""

    ASKED = "asked"
    KNOWN = "known"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose price is wanted: the quote as it was shown, for whom, by whom (a network address or
    a colleague's mail), and for which lead."""

    quote: Quote
    party: Party
    product_id: str
    cause: Cause
    by: str
    lead_id: int | None = None

    @property
    def said(self) -> str:
        return party_said(self.party, self.quote.rooms)


def again(shop: Shop, wanted: Wanted) -> tuple[Way, PriceCheck | None]:
    """Ask the operator now, or say what it said a moment ago; WAIT where a limit is reached."""
    now = shop.clock.now()
    with shop.database.read() as conn:
        known = price_checks.last(conn, wanted.quote.key, wanted.said, now - FRESH)
    if known:
        return Way.KNOWN, known
    if not _allowed(shop, wanted, now) or not _under_way.acquire(blocking=False):
        return Way.WAIT, None
    try:
        return Way.ASKED, _asked(shop, wanted)
    finally:
        _under_way.release()


def _allowed(shop: Shop, wanted: Wanted, now: dt.datetime) -> bool:
    """Whether both limits leave a question; a visitor past the own one takes no offer's turn."""
    offer = f"{wanted.quote.key} {wanted.said}"
    with shop.database.write() as conn:
        if wanted.cause is Cause.VISITOR and spend(conn, shop.settings, BY_VISITOR, wanted.by, now):
            return False
        return spend(conn, shop.settings, BY_OFFER, offer, now) is None


def _asked(shop: Shop, wanted: Wanted) -> PriceCheck:
    quote, settings = wanted.quote, shop.settings
    asking = Asking(
        quote.offer,
        quote.key,
        wanted.party,
        quote.total,
        wanted.cause,
        quote.rooms,
        wanted.product_id,
        wanted.lead_id,
    )
    return ask_again(settings, shop.clock, shop.database, asking, settings.recheck_seconds)
