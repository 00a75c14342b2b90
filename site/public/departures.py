"""The departures of a stay in one table, sorted by links (W-41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...offers import Availability
from ...search.answer import Quote
from ...search.query import Query
from .. import trade
from ..text import Speech
from . import cards, links

MOST = 60
STATED = frozenset(Availability) - {Availability.NOT_STATED}
SORTS = ("date", "nights", "price")
"""Values of `dsort`, the first without being said."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One row; `link` shows this very offer on the page, `seats` is "" where not stated."""

    date: str
    iso: str
    nights: str
    origin: str
    board: str
    room: str
    operator: str
    seats: str
    total: str
    link: str
    current: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One heading: a link that sorts by it, or none; `sorted` is what aria-sort says."""

    name: str
    link: str
    sorted: bool


@dataclass(frozen=True, slots=True)
class Departures:
    """The table; `more` counts the offers that it leaves out."""

    columns: tuple[Column, ...]
    rows: tuple[Departure, ...]
    more: int


def departures(
    quotes: Sequence[Quote],
    shown: Quote | None,
    place: tuple[str, str, Query],
    dsort: str,
    speech: Speech,
) -> Departures | None:
    """Every priced offer on the asked dates; None where there is no choice between them.

    `place` is slug, product id and query of the page, to which every link leads back.
    """
    priced = [quote for quote in quotes if quote.total]
    if len(priced) < 2:
        return None
    by = dsort if dsort in SORTS else SORTS[0]
    ordered = sorted(priced, key=_order(by))
    return Departures(
        _columns(by, shown, place, speech),
        tuple(_row(quote, quote is shown, place, by, speech) for quote in ordered[:MOST]),
        max(0, len(ordered) - MOST),
    )


def _order(by: str) -> Callable[[Quote], Any]:
    def key(quote: Quote) -> tuple[Any, ...]:
        departure = quote.offer.departure
        date = departure.date or dt.date.max
        nights = departure.nights.least if departure.nights else 0
        total = _comparable(quote)
        first = {"date": (date, total), "nights": (nights, date, total), "price": (total, date)}
        return first[by]

    return key


def _comparable(quote: Quote) -> tuple[bool, int]:
    """The total in the visitor's currency, in which alone prices can stand in an order; those of
    which a compulsory part is unknown behind the whole ones."""
    money = quote.shown.money if quote.shown else quote.total
    return quote.from_only, money.minor if money else 0


def _columns(
    by: str, shown: Quote | None, place: tuple[str, str, Query], speech: Speech
) -> tuple[Column, ...]:
    _ = speech._
    names = (
        ("date", _("Start")),
        ("nights", _("Nights")),
        ("", _("From")),
        ("", _("Board and room")),
        ("", _("Operator")),
        ("price", _("Total")),
    )
    return tuple(
        Column(name, _link(shown, place, key, speech) if key else "", key == by)
        for key, name in names
    )


def _link(shown: Quote | None, place: tuple[str, str, Query], by: str, speech: Speech) -> str:
    slug, product_id, query = place
    address = links.stay(speech.lang, slug, product_id, query, shown.key if shown else "")
    if by == SORTS[0]:
        return f"{address}#departures"
    return f"{address}{'&' if '?' in address else '?'}dsort={by}#departures"


def _row(
    quote: Quote, current: bool, place: tuple[str, str, Query], by: str, speech: Speech
) -> Departure:
    offer = quote.offer
    date, length = offer.departure.date, offer.departure.nights
    slug, product_id, query = place
    mine = links.stay(speech.lang, slug, product_id, replace(query, page=1), quote.key, quote.total)
    known, silent = offer.room.room_class, speech._("not stated")
    return Departure(
        date=speech.day_year(date) if date else speech._("date not stated"),
        iso=date.isoformat() if date else "",
        nights=trade.nights(length.least, length.most, speech) if length else silent,
        origin=trade.airport(offer.departure.origin, speech) if offer.departure.origin else silent,
        board=trade.board(offer, speech),
        room=speech._(trade.ROOMS[known]) if known else "",
        operator=offer.operator_name or offer.operator,
        seats=trade.seats(offer, speech) if offer.availability in STATED else "",
        total=cards.other_seller(quote, speech).price,
        link=mine,
        current=current,
    )
