"""The facts of a stay and of the offer shown: what is known, and what the operator does not say."""

from __future__ import annotations

from ...offers import Offer, Product
from .. import trade
from ..text import Speech
from . import cards

Fact = tuple[str, str]


def facts(product: Product, offer: Offer | None, speech: Speech) -> tuple[Fact, ...]:
    """Every fact the law asks for (PTD Art. 5); "not stated by the operator" is never left out."""
    _ = speech._
    rows = [
        (_("Place"), _where(product, speech)),
        (_("Stars"), cards.stars_said(product, speech)),
        (_("What is there"), ", ".join(product.facts)),
        *_of_offer(offer, speech),
        (_("Deposit and balance"), ""),
        (_("Cancellation"), ""),
        (_("Passport and visa"), ""),
    ]
    silent = _("not stated by the operator")
    return tuple((name, said or silent) for name, said in rows)


def _where(product: Product, speech: Speech) -> str:
    country = product.place.country
    named = trade.place_name("to", country, country, speech) if country else ""
    return ", ".join(filter(None, (cards.place(product, speech), named)))


def _of_offer(offer: Offer | None, speech: Speech) -> list[Fact]:
    _ = speech._
    if offer is None:
        return []
    departure = offer.departure
    return [
        (_("Room"), trade.room(offer, speech) if offer.room.raw or offer.room.room_class else ""),
        (_("Board"), trade.board(offer, speech)),
        (_("Way there"), _way(offer, speech)),
        (_("Outward"), _times(departure.out)),
        (_("Homeward"), _times(departure.back)),
        (_("Bag"), trade.bag(offer, speech) if offer.included.bag_kg is not None else ""),
        (_("Transfer"), _transfer(offer, speech)),
    ]


def _transfer(offer: Offer, speech: Speech) -> str:
    has = offer.included.transfer
    if has is None:
        return ""
    return speech._("included") if has else speech._("not included")


def _way(offer: Offer, speech: Speech) -> str:
    departure = offer.departure
    way = speech._(trade.WAYS[departure.transport]) if departure.transport else ""
    start = trade.airport(departure.origin, speech) if departure.origin else ""
    from_ = speech._("from %(place)s", place=start) if start else ""
    return ", ".join(filter(None, (way, from_)))


def _times(times: tuple[str, str] | None) -> str:
    return f"{times[0]}-{times[1]}" if times else ""
