"""The facts of a stay and of the offer shown: what is known, and what the operator does not say.

Every point that the Package Travel Directive (2015/2302, Art. 5 and Annex I) wants told before
booking has its row; a row nobody states says so and is never left out (W-40).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...offers import Money, Offer, Product
from ...offers.facility import facilities_of
from ...offers.product import Kind
from .. import trade
from ..text import Speech
from . import cards
from .terms import cancelling, paying


@dataclass(frozen=True, slots=True)
class Fact:
    """One row. `own` are the operator's words, in `lang`; `stated` False: nobody says it."""

    name: str
    said: str
    own: str = ""
    lang: str = ""
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What the facts are of: a product, the offer shown with its total, and who says it.

    `lang` is the language of the offer's own words, `shared` that of the product's, "" where the
    operators that describe it have several or their cards do not say.
    """

    product: Product
    offer: Offer | None
    total: Money | None
    contract: str
    lang: str
    shared: str
    today: dt.date


def facts(told: Told, speech: Speech) -> tuple[Fact, ...]:
    """Every row of the table, in the order in which people ask."""
    _ = speech._
    rows = [Fact(_("Place"), where(told.product, speech))]
    if told.product.kind is Kind.STAY:
        rows += _of_the_hotel(told, speech)
    rows += _of_the_trip(told, speech)
    rows += _of_the_contract(told, speech)
    silent = _("not stated by the operator")
    return tuple(
        row if row.said or row.own else Fact(row.name, silent, stated=False) for row in rows
    )


def where(product: Product, speech: Speech) -> str:
    """Resort, region and country."""
    country = product.place.country
    named = trade.place_name("to", country, country, speech) if country else ""
    return ", ".join(filter(None, (cards.place(product, speech), named)))


def _of_the_hotel(told: Told, speech: Speech) -> list[Fact]:
    _, product = speech._, told.product
    has = facilities_of(product.facts)
    known = [trade.facility(code, speech) for code in trade.FACILITIES if code in has]
    children = [trade.facility(c, speech) for c in ("kids_club", "family_room") if c in has]
    beach = [trade.facility(c, speech) for c in ("sand_beach", "beach_300") if c in has]
    step_free = trade.facility("accessible", speech) if "accessible" in has else ""
    return [
        Fact(_("Stars"), cards.stars_said(product, speech)),
        Fact(_("What is there"), ", ".join(known)),
        Fact(_("In the operator's words"), "", " · ".join(product.facts), told.shared),
        Fact(_("Beach"), ", ".join(beach)),
        Fact(_("For children"), ", ".join(children)),
        Fact(_("With reduced mobility"), step_free),
    ]


def _of_the_trip(told: Told, speech: Speech) -> list[Fact]:
    _, offer = speech._, told.offer
    names = (
        _("Dates"),
        _("Room"),
        _("Board"),
        _("Way there"),
        _("Outward"),
        _("Homeward"),
        _("Stops on the way"),
        _("Bag"),
        _("Transfer"),
        _("Places"),
    )
    if offer is None:
        return [Fact(name, "") for name in names]
    departure = offer.departure
    known = offer.room.room_class
    said = (
        cards.when(offer, speech).rpartition(" · ")[0] or cards.dates(offer, speech),
        speech._(trade.ROOMS[known]) if known else "",
        speech._(trade.BOARDS[offer.board.board]) if offer.board.board is not None else "",
        _way(offer, speech),
        _times(departure.out),
        _times(departure.back),
        "" if departure.stops is None else trade.stops(departure.stops, speech),
        trade.bag(offer, speech) if offer.included.bag_kg is not None else "",
        _transfer(offer, speech),
        trade.seats(offer, speech) if offer.availability.value != "not_stated" else "",
    )
    own = {1: offer.room.raw, 2: offer.board.raw}
    return [
        Fact(name, words, own.get(at, "") if own.get(at) != words else "", told.lang)
        for at, (name, words) in enumerate(zip(names, said, strict=True))
    ]


def _of_the_contract(told: Told, speech: Speech) -> list[Fact]:
    _, offer = speech._, told.offer
    deposit, balance, cancel = "", "", ""
    if offer is not None:
        deposit, balance = paying(offer, told.total, told.today, speech)
        cancel = cancelling(offer, told.today, speech)
    rows = [Fact(_("Guide and group"), ""), Fact(_("Language on the way"), "")]
    return [
        *(rows if told.product.kind is Kind.TOUR else []),
        Fact(_("Deposit"), deposit),
        Fact(_("Balance"), balance),
        Fact(_("Cancellation"), cancel),
        Fact(_("Fewest travellers"), ""),
        Fact(_("Passport and visa"), ""),
        Fact(_("Insurance"), ""),
        Fact(_("Organiser"), told.contract),
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
