"""Linked data: what a page says, in schema.org's words, for search engines (web.md, W-100).

Templates print it by `|tojson` inside a data block and in no other way. Only prices that stand on
the page are in it, each operator's own currency untouched: a converted amount is nobody's price.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...offers import Kind, Money, Offer, Product
from ...search.answer import Quote, StayAnswer, StayCard
from ...search.query import Query
from .. import trade
from ..shell import Agency
from ..text import Speech
from . import links

CONTEXT = "https://schema.org"
Data = dict[str, Any]


def trip(found: StayAnswer, base: str, speech: Speech, pictures: Sequence[str] = ()) -> Data:
    """A stay or tour with what its priced offers come to; `pictures` are whole addresses."""
    card = found.card
    told = card.product
    priced = [quote for quote in card.quotes if quote.total]
    address = base + links.stay(speech.lang, card.slug, card.product_id, Query())
    said: Data = {
        "@context": CONTEXT,
        "@type": ["Product", "TouristTrip"],
        "@id": address,
        "name": told.name,
        "url": address,
        "image": list(pictures) or [f"{base}/og/{speech.lang}/{card.product_id}.png"],
        "itinerary": _way(told, speech),
    }
    if told.text:
        said["description"] = told.text[:5000]
    if priced:
        said["provider"] = _operator(priced[0].offer)
    if whole := [quote for quote in priced if not quote.from_only]:
        said["offers"] = _offers(whole, base, address)
    return said


def _way(told: Product, speech: Speech) -> Data:
    """Where the trip goes: a tour's days one after another, else the hotel."""
    if told.kind is Kind.TOUR:
        days = [
            {"@type": "ListItem", "position": n, "name": day}
            for n, day in enumerate(told.itinerary, start=1)
        ]
        return {"@type": "ItemList", "numberOfItems": len(days), "itemListElement": days}
    hotel: Data = {"@type": "LodgingBusiness", "name": told.name}
    place = told.place
    parts = {
        "addressCountry": place.country,
        "addressRegion": trade.region(place, speech),
        "addressLocality": place.resort,
    }
    if address := {name: value for name, value in parts.items() if value}:
        hotel["address"] = {"@type": "PostalAddress", **address}
    if told.stars is not None:
        hotel["starRating"] = {"@type": "Rating", "ratingValue": told.stars / 2}
    if place.point:
        lat, lon = place.point
        hotel["geo"] = {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}
    return hotel


def _offers(priced: Sequence[Quote], base: str, address: str) -> Data:
    """Whole totals in the best offer's currency; a "from" one, of which a part is unknown, is no
    price to tell a machine that has no word for it."""
    currency = _total(priced[0]).currency
    whole = [quote for quote in priced if _total(quote).currency == currency]
    totals = [_total(quote) for quote in whole]
    return {
        "@type": "AggregateOffer",
        "url": address,
        "priceCurrency": currency,
        "lowPrice": str(min(totals).major),
        "highPrice": str(max(totals).major),
        "offerCount": len(whole),
        "offeredBy": [_operator(offer) for offer in _one_each(whole)],
    }


def _total(quote: Quote) -> Money:
    assert quote.total is not None
    return quote.total


def _one_each(quotes: Sequence[Quote]) -> list[Offer]:
    """An offer of each operator, in the order of the quotes."""
    return list({quote.offer.operator: quote.offer for quote in reversed(quotes)}.values())[::-1]


def _operator(offer: Offer) -> Data:
    return {"@type": "Organization", "name": offer.operator_name or offer.operator}


def breadcrumbs(steps: Sequence[tuple[str, str]], base: str) -> Data:
    """The way to a page: names and paths from the first page on."""
    crumbs = [
        {"@type": "ListItem", "position": n, "name": name, "item": base + path}
        for n, (name, path) in enumerate(steps, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": crumbs}


def organization(agency: Agency, base: str) -> Data:
    """Whose site this is."""
    said: Data = {
        "@context": CONTEXT,
        "@type": "TravelAgency",
        "name": agency.name,
        "url": f"{base}/",
    }
    if agency.legal:
        said["legalName"] = agency.legal
    if agency.phone:
        said["telephone"] = agency.phone
    if agency.logo:
        said["logo"] = base + agency.logo
    return said


def listed(cards: Sequence[StayCard], base: str, lang: str) -> Data:
    """A page of results as a list of addresses."""
    items = [
        {
            "@type": "ListItem",
            "position": n,
            "name": card.product.name,
            "url": base + links.stay(lang, card.slug, card.product_id, Query()),
        }
        for n, card in enumerate(cards, start=1)
    ]
    return {"@context": CONTEXT, "@type": "ItemList", "itemListElement": items}
