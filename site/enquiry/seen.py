"""What the visitor saw: a card and its quote, put into the words of the page for the lead."""

from __future__ import annotations

from dataclasses import replace

from ...leads.offer_seen import OfferSeen, OtherSeen, PartSeen
from ...offers import Offer
from ...offers.facility import PRIVATE
from ...search.answer import Quote, StayCard
from ...search.compare import Column
from ...search.query import Group, Query, Sort
from .. import trade
from ..public import asked, links
from ..public.cards import place
from ..public.prices import parts
from ..text import Speech
from .sensitive import reveals_a_need

MOST_OTHERS = 3


def offer_seen(card: StayCard, quote: Quote | None, query: Query, speech: Speech) -> OfferSeen:
    """The offer of a stay page or card as it was shown; without a quote the stay alone."""
    page = links.stay(speech.lang, card.slug, card.product_id, carried_query(query))
    seen = OfferSeen(
        key=quote.key if quote else "",
        product_id=card.product_id,
        product=card.product.name,
        place=place(card.product, speech),
        party=query.party,
        page=page,
    )
    if quote is None:
        return seen
    return replace(
        _with_quote(seen, quote, speech),
        parts=tuple(
            PartSeen(part.name, part.amount, part.known)
            for part in parts(quote, query.party, speech)
        ),
        others=_others(card, quote, speech),
    )


def column_seen(column: Column, query: Query, speech: Speech) -> OfferSeen:
    """A stay as a comparison showed it: its price, else the nearest one; no parts, no others."""
    carried = carried_query(query)
    quote = column.quote or column.nearest
    seen = OfferSeen(
        key=quote.key if quote else "",
        product_id=column.product_id,
        product=column.product.name,
        place=place(column.product, speech),
        party=query.party,
        page=links.stay(speech.lang, column.slug, column.product_id, carried),
    )
    return _with_quote(seen, quote, speech) if quote else seen


def _with_quote(seen: OfferSeen, quote: Quote, speech: Speech) -> OfferSeen:
    offer = quote.offer
    nights = offer.departure.nights
    return replace(
        seen,
        operator=_operator(offer),
        date=offer.departure.date,
        nights=trade.nights(nights.least, nights.most, speech) if nights else "",
        board=trade.board(offer, speech),
        room=trade.room(offer, speech),
        total=quote.total,
        checked_at=offer.checked_at,
    )


def _others(card: StayCard, quote: Quote, speech: Speech) -> tuple[OtherSeen, ...]:
    beside = [other for other in card.quotes if other.key != quote.key and other.total]
    return tuple(
        OtherSeen(
            _operator(other.offer),
            other.total,
            ", ".join(trade.difference(name, other.offer, speech) for name in other.differences),
            other.key,
        )
        for other in beside[:MOST_OTHERS]
    )


def _operator(offer: Offer) -> str:
    return offer.operator_name or offer.operator


def carried_query(query: Query) -> Query:
    """The search that may travel along: words and facilities that reveal a need stay behind
    (W-09a), and so does how the list was turned.
    """
    open_to_all = tuple(code for code in query.facilities if code not in PRIVATE)
    plain = replace(query, facilities=open_to_all, sort=Sort.BEST, group=Group.PRICED, page=1)
    return replace(plain, words="") if reveals_a_need(query.words) else plain


def search_said(query: Query, speech: Speech, currency: str) -> str:
    """The search in one line, without who travels: places, days, nights and what was filtered.

    `currency` is the site's, in which a budget is said that names none.
    """
    kept = carried_query(query)
    chips = asked.chips(kept, speech, currency, ())
    days = (asked.when(kept, speech),) if kept.dated else ()
    return " · ".join((*days, *(chip.label for chip in chips if not chip.journey)))
