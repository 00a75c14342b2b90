"""The card of one stay: what it is, when, for whom and how much, and who else sells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...catalog.photos import Shelf
from ...offers import Offer, Product
from ...offers.facility import facilities_of
from ...search.answer import Quote, StayCard
from ...search.query import Group, Query
from .. import trade
from ..text import NBSP, Speech
from . import links
from .photos import Shot, first_shot
from .prices import PriceBox, Seller, price_box, printed, roughly, seller
from .reasons import why

MOST_FACTS = 5
MOST_SAME = 3
MOST_OTHER = 3


@dataclass(frozen=True, slots=True)
class OtherSeller:
    """Another operator's price for this stay, with its differences in words (none: the same)."""

    operator: str
    price: str
    differences: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as a card says it, and the key of the filter on it (W-09)."""

    text: str
    filter: str


@dataclass(frozen=True, slots=True)
class Card:
    """One stay of the results as it is read; empty texts are left out of the page."""

    product_id: str
    group: Group
    name: str
    link: str
    ask: str
    picture: str
    stars: str
    stars_said: str
    place: str
    facts: tuple[Attribute, ...]
    when: str
    how: tuple[Attribute, ...]
    price: PriceBox | None
    seller: Seller | None
    same: tuple[OtherSeller, ...]
    others: tuple[OtherSeller, ...]
    more: int
    why: tuple[str, ...]
    published: str
    published_by: str
    goes: str
    shot: Shot | None = None
    """Its first photo, where we have a copy; `picture` stands for it otherwise."""
    tour: bool = False
    """Whether it is a guided tour, and no stay."""


def card(
    found: StayCard,
    query: Query,
    group: Group,
    now: dt.datetime,
    speech: Speech,
    shelf: Shelf | None = None,
) -> Card:
    """The card of a found stay, within the group it was found in; its photo is from `shelf`."""
    best = found.quotes[0] if found.quotes else found.published
    product = found.product
    offer = best.key if best and best.total else ""
    link = links.stay(
        speech.lang, found.slug, found.product_id, query, offer, best.total if best else None
    )
    told = found.published
    if group is Group.UNCLEAR:
        told = best = next((q for q in found.quotes if q.offer.departure.price), told)
    same, others, more = _other_sellers(found, speech) if group is Group.PRICED else ((), (), 0)
    return Card(
        product_id=found.product_id,
        group=group,
        name=product.name,
        link=link,
        ask=f"{link}#ask",
        picture=picture(product),
        stars=stars(product),
        stars_said=stars_said(product, speech),
        place=place(product, speech),
        facts=facts(product, speech),
        when=when(best.offer, speech) if best and group is not Group.GOES else "",
        how=way(best.offer, speech) if best and group is not Group.GOES else (),
        price=price_box(best, query.party, speech) if best and group is Group.PRICED else None,
        seller=seller(best, now, speech) if best else None,
        same=same,
        others=others,
        more=more,
        why=why(found.reasons, speech),
        published=_published(told, best, group, speech) if told else "",
        published_by=_operator(told) if told else "",
        goes=speech.listed([speech.day(date) for date in found.goes_dates[:6]]),
        shot=first_shot(product, shelf, speech) if shelf else None,
        tour=product.kind.value == "tour",
    )


def _published(told: Quote, best: Quote | None, group: Group, speech: Speech) -> str:
    """What a source prints; its operator is named where the line below names another."""
    if group is Group.UNCLEAR:
        return printed(told, speech, basis=False)
    said = printed(told, speech)
    other = best is not None and _operator(best) != _operator(told)
    return f"{said} ({_operator(told)})" if other else said


def _operator(quote: Quote) -> str:
    return quote.offer.operator_name or quote.offer.operator


def _other_sellers(
    found: StayCard, speech: Speech
) -> tuple[tuple[OtherSeller, ...], tuple[OtherSeller, ...], int]:
    rest = [quote for quote in found.quotes[1:] if quote.total]
    same = [other_seller(quote, speech) for quote in rest if not quote.differences]
    unlike = [other_seller(quote, speech) for quote in rest if quote.differences]
    more = max(0, len(same) - MOST_SAME) + max(0, len(unlike) - MOST_OTHER)
    return tuple(same[:MOST_SAME]), tuple(unlike[:MOST_OTHER]), more


def other_seller(quote: Quote, speech: Speech) -> OtherSeller:
    """One line of "Same / Not the same", by the quote's own differences."""
    price = ""
    if quote.total:
        money = quote.shown.money if quote.shown else quote.total
        price = roughly(money, bool(quote.shown), speech, quote.from_only)
    unlike = [trade.difference(name, quote.offer, speech) for name in quote.differences]
    return OtherSeller(_operator(quote), price, ", ".join(unlike))


def when(offer: Offer, speech: Speech) -> str:
    """Start and return, nights, board: Sat 4 July -> Sat 11 July · 7 nights · All inclusive."""
    return f"{dates(offer, speech)} · {length_and_board(offer, speech)}"


def length_and_board(offer: Offer, speech: Speech) -> str:
    """7 nights · All inclusive."""
    length, board = offer.departure.nights, trade.board(offer, speech)
    if offer.board.board is not None:
        board = unbroken(board)
    if length is None:
        return board
    return f"{unbroken(trade.nights(length.least, length.most, speech))} · {board}"


def unbroken(said: str) -> str:
    """A few words that stay on one line."""
    return said.replace(" ", NBSP)


def dates(offer: Offer, speech: Speech) -> str:
    """Start and return day; the start alone where the length is open."""
    date, length = offer.departure.date, offer.departure.nights
    if date is None:
        return speech._("date not stated")
    if length is None or length.least != length.most:
        return speech.day_year(date)
    back = date + dt.timedelta(days=length.least)
    return speech.there_and_back(date, back)


def facts(product: Product, speech: Speech) -> tuple[Attribute, ...]:
    """What is there, in our words and in one order: sand beach, kids' club, family rooms."""
    has = facilities_of(product.facts)
    codes = [code for code in trade.FACILITIES if code in has]
    return tuple(Attribute(trade.facility(code, speech), "facility") for code in codes[:MOST_FACTS])


def how(offer: Offer, speech: Speech) -> str:
    """The way there and what comes with it in one line."""
    return " · ".join(said.text for said in way(offer, speech))


def way(offer: Offer, speech: Speech) -> tuple[Attribute, ...]:
    """The way there with times where printed, then what the operator states of the rest."""
    departure, said = offer.departure, []
    if start := _start(offer, speech):
        said.append(Attribute(start, "from"))
    if departure.transport and not departure.out:
        said.append(Attribute(speech._(trade.WAYS[departure.transport]), "transport"))
    if departure.stops is not None:
        said.append(Attribute(trade.stops(departure.stops, speech), "direct"))
    if offer.included.bag_kg is not None:
        said.append(Attribute(trade.bag(offer, speech), "bag"))
    if offer.included.transfer is not None:
        said.append(Attribute(trade.transfer(offer, speech), "transfer"))
    if days := offer.terms and offer.terms.free_cancellation_days:
        said.append(Attribute(trade.free_till(days, speech), "cancel"))
    return tuple(said)


def _start(offer: Offer, speech: Speech) -> str:
    """Where it starts, with the times there and back where they are printed."""
    departure = offer.departure
    if not departure.out:
        place = trade.airport(departure.origin, speech) if departure.origin else ""
        return speech._("from %(place)s", place=place) if place else ""
    flight = "-".join(departure.out)
    if departure.back:
        flight = speech._("%(out)s, back %(back)s", out=flight, back="-".join(departure.back))
    return f"{trade.airport(departure.origin, speech)} {flight}".strip()


def stars(product: Product) -> str:
    """Stars as signs, a half as ½; "" where not stated."""
    if not product.stars:
        return ""
    return "★" * (product.stars // 2) + ("½" if product.stars % 2 else "")


def stars_said(product: Product, speech: Speech) -> str:
    if not product.stars:
        return ""
    return speech._("%(stars)s stars", stars=f"{product.stars / 2:g}".replace(".", speech.point))


def place(product: Product, speech: Speech) -> str:
    """Resort and region; what the operator said where neither is known."""
    region = trade.region(product.place, speech)
    known = list(dict.fromkeys(filter(None, (product.place.resort, region))))
    return ", ".join(known) or product.place.said


_PICTURES = (
    ("snow", ("ski", "snow", "slope", "síel", "sípálya")),
    ("city", ("city", "museum", "old town", "város")),
    ("hills", ("mountain", "hiking", "trek", "safari", "hegy", "túra", "thermal")),
)


def picture(product: Product) -> str:
    """Which drawn landscape stands for it: a road for tours, else by its plain facts, else sea."""
    if product.kind.value == "tour":
        return "road"
    words = " ".join((product.name, *product.facts)).casefold()
    return next((name for name, marks in _PICTURES if any(m in words for m in marks)), "sea")
