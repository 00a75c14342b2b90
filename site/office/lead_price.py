"""What they saw and what it costs now, read again from the current generation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from ...catalog.price_checks import PriceCheck
from ...leads.lead_card import LeadCard
from ...leads.offer_seen import OfferSeen
from ...offers import Money, Party
from ...offers.faults import FairwindError, QueryFault
from ...search.answer import Quote, StayCard
from ...search.query import Query, read_query
from .. import price_words, trade
from ..public import links
from ..public.cards import dates, length_and_board
from ..public.sellers import askable
from ..public.verified import Overlay, overlay, verified
from ..shell import Shop
from ..text import Speech
from .visit import Visit

MOST = 3


class Then(StrEnum):
    """How the price seen stands to the one of now."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    OTHER = "other"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ThenNow:
    """The price seen and the present one in words; `askable`: its operator can be asked again."""

    saw: str
    now: str
    then: Then
    said: str
    askable: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another offer for the same party with its difference to the one asked about."""

    name: str
    address: str
    operator: str
    price: str
    difference: str
    what: str


def then_now(seen: OfferSeen | None, visit: Visit) -> ThenNow | None:
    """None where no price was shown."""
    if seen is None or seen.total is None:
        return None
    speech = visit.speech
    saw, quote = speech.money(seen.total, None), now_of(seen, visit.shop)
    if quote is None or quote.total is None:
        said = speech._("saw %(then)s, not for sale any more", then=saw)
        return ThenNow(saw, "", Then.GONE, said)
    over = _answers(quote, seen, visit)
    if check := over.gone.get(quote.key):
        asked_at = price_words.moment(check.asked_at, visit.now, speech)
        why = price_words.reasons_said(check.reason, speech)
        said = speech._(
            "saw %(then)s, %(reason)s (asked %(at)s)", then=saw, reason=why, at=asked_at
        )
        return ThenNow(saw, "", Then.GONE, said)
    (quote,) = verified([quote], over, seen.party or Query().party)
    if quote.total is None:
        return None
    can = askable(quote, visit.shop.sources.of(quote.offer.ref.source), Query())
    now = speech.money(quote.total, None)
    at = quote.offer.checked_at.astimezone(visit.shop.settings.zone)
    said = speech._(
        "saw %(then)s, now %(now)s (checked %(at)s)", then=saw, now=now, at=_moment(at, visit)
    )
    if silent := over.silent.get(quote.key):
        said = f"{said} · {_silence(silent, quote, visit)}"
    return ThenNow(saw, now, _compared(seen.total, quote.total), said, can)


def _answers(quote: Quote, seen: OfferSeen, visit: Visit) -> Overlay:
    """What the operator answered about the offer since its list was read."""
    with visit.shop.database.read() as conn:
        return overlay(conn, [quote], seen.party or Query().party, visit.now)


def _silence(check: PriceCheck, quote: Quote, visit: Visit) -> str:
    operator = quote.offer.operator_name or quote.offer.operator
    listed = check.shown_at or quote.offer.checked_at
    return price_words.told(check, operator, listed, visit.now, visit.speech).text


def alternatives(card: LeadCard, visit: Visit) -> tuple[Alternative, ...]:
    """Up to three others for the same party and day: the same stay elsewhere, then its like."""
    seen = card.offer
    if seen is None or not seen.product_id:
        return ()
    query = _query(card, seen)
    try:
        found = visit.shop.finder.stay(seen.product_id, query, visit.now)
        if found is None:
            return ()
        base = _base(seen, found.card)
        here = [
            _alternative(found.card, quote, base, query, visit)
            for quote in found.card.quotes
            if quote.key != seen.key and quote.total
        ]
        return (*here[:MOST], *_others(found.card, base, query, visit, MOST - len(here)))[:MOST]
    except FairwindError:
        return ()


def _others(
    stay: StayCard, base: Money | None, query: Query, visit: Visit, most: int
) -> tuple[Alternative, ...]:
    """Stays in the same place of at least the same stars, the nearest in price first."""
    if most <= 0:
        return ()
    where = tuple(filter(None, (stay.product.place.resort, stay.product.place.region)))[-1:]
    like = replace(query, to=where, stars_min=stay.product.stars)
    cards = [
        other
        for other in visit.shop.finder.answer(like, visit.now).cards
        if other.product_id != stay.product_id and other.quotes and other.quotes[0].total
    ]
    cards.sort(key=lambda other: _apart(_comparable(other.quotes[0]), base))
    return tuple(_alternative(other, other.quotes[0], base, query, visit) for other in cards[:most])


def _alternative(
    stay: StayCard, quote: Quote, base: Money | None, query: Query, visit: Visit
) -> Alternative:
    speech, amount = visit.speech, _comparable(quote)
    said = (dates(quote.offer, speech), length_and_board(quote.offer, speech))
    bag = trade.bag(quote.offer, speech)
    return Alternative(
        name=stay.product.name,
        address=links.stay(speech.lang, stay.slug, stay.product_id, query),
        operator=quote.offer.operator_name or quote.offer.operator,
        price=speech.money(amount, None) if amount else "",
        difference=_difference(amount, base, speech),
        what=" · ".join(filter(None, (*said, bag))),
    )


def _difference(amount: Money | None, base: Money | None, speech: Speech) -> str:
    """The difference with its sign; "" where two currencies cannot be compared."""
    if amount is None or base is None or amount.currency != base.currency:
        return ""
    apart = amount.minor - base.minor
    if not apart:
        return speech._("same price")
    said = speech.money(Money(abs(apart), amount.currency), None)
    return f"+{said}" if apart > 0 else f"\N{MINUS SIGN}{said}"


def _apart(amount: Money | None, base: Money | None) -> int:
    if amount is None or base is None or amount.currency != base.currency:
        return 1 << 60
    return abs(amount.minor - base.minor)


def _comparable(quote: Quote) -> Money | None:
    """The total in the site's currency where it is converted, else the operator's own."""
    return quote.shown.money if quote.shown else quote.total


def _base(seen: OfferSeen, stay: StayCard) -> Money | None:
    """What the offer costs now, else what was seen."""
    now = next((quote for quote in stay.quotes if quote.key == seen.key), None)
    return _comparable(now) if now else seen.total


def _query(card: LeadCard, seen: OfferSeen) -> Query:
    try:
        asked = read_query(card.query)
    except QueryFault:
        asked = Query()
    if seen.date is not None:
        asked = replace(asked, depart_from=seen.date, depart_to=seen.date, flex=0)
    # The search that led here may have been narrower than the stay they then asked about.
    return replace(asked, party=_party(card, seen), words="", to=(), price_max=None, price_min=None)


def _party(card: LeadCard, seen: OfferSeen) -> Party:
    return seen.party or card.party or Query().party


def now_of(seen: OfferSeen, shop: Shop) -> Quote | None:
    """The offer as its operator's list has it now, for the party it was shown to."""
    if not seen.key:
        return None
    try:
        return shop.finder.quote(seen.key, seen.party or Query().party)
    except FairwindError:
        return None


def _compared(then: Money, now: Money) -> Then:
    if then.currency != now.currency:
        return Then.OTHER
    if then.minor == now.minor:
        return Then.SAME
    return Then.MORE if now.minor > then.minor else Then.LESS


def _moment(at: dt.datetime, visit: Visit) -> str:
    """The time of today, the day of any other."""
    clock = visit.speech.clock(at.time())
    if at.date() == visit.now.date():
        return clock
    return f"{visit.speech.short_day(at.date())} {clock}"
