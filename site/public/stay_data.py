"""A stay for machines: the same answer as its page, as JSON."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ...search.answer import StayAnswer, WithFlight
from ...search.query import Query, write_query
from ..shell import page_language, shop_of
from . import links
from .data import cell_said, quote_data, stay_said
from .results import asked_query
from .stay import as_it_stands

ANEW = {"Cache-Control": "no-cache"}
"""An answer of an operator changes a price at once; no copy may outlive it."""


async def as_json(request: Request) -> Response:
    """One stay with every price for the party; a wrong slug leads to the right address.

    404 where there is no such stay. What operators answered when they were asked again counts, as
    on the page.
    """
    speech, shop = page_language(request), shop_of(request)
    slug, _, product_id = request.path_params["name"].rpartition("-")
    query = links.for_stay(asked_query(request))
    listed = shop.finder.stay(product_id, query, shop.now())
    if listed is None:
        raise HTTPException(404)
    if slug != listed.card.slug:
        right = links.stay_data(speech.lang, listed.card.slug, product_id, query)
        return RedirectResponse(right, 301)
    found, _ = await as_it_stands(request, listed, query)
    return JSONResponse(said(found, query, shop.settings.base_address, speech.lang), headers=ANEW)


def said(found: StayAnswer, query: Query, base: str, lang: str) -> dict[str, Any]:
    """The whole answer; amounts are {"minor": 253600, "currency": "EUR"}."""
    product = found.card.product
    return {
        "generation": found.generation,
        "query": [list(pair) for pair in write_query(query)],
        **stay_said(found.card, query, base, lang),
        "text": product.text,
        "facts": list(product.facts),
        "itinerary": list(product.itinerary),
        "rating": product.rating / 10 if product.rating is not None else None,
        "calendar": [cell_said(cell) for cell in found.calendar],
        "flights": [_flight(one, query, base, lang) for one in found.flights],
    }


def _flight(one: WithFlight, query: Query, base: str, lang: str) -> dict[str, Any]:
    return {
        "id": one.product_id,
        "name": one.name,
        "quote": quote_data(one.best) if one.best else None,
        "address": base + links.stay(lang, one.slug, one.product_id, query),
    }
