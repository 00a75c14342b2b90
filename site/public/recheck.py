"""Ask again now: one offer of a stay, asked at its operator for whoever looks at it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...catalog.price_checks import Cause
from ...search.answer import Quote
from .. import price_again
from ..client import address_of
from ..posted import posted
from ..price_again import Wanted, Way
from ..shell import page_language, shop_of
from . import links
from .results import asked_query
from .sellers import askable

_OURS = ("again", "asked")


async def again(request: Request) -> Response:
    """Ask, then lead back to the line of the offer, where the answer stands.

    404 for a stay or an offer that is not on the page this came from.
    """
    speech, form = page_language(request), await posted(request)
    key = form.get("offer", "")
    way = await run_in_threadpool(_ask, request, key)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in _OURS]
    told = [] if way is Way.ASKED else [("asked", key), ("again", way.value)]
    tail = f"?{urlencode([*kept, *told])}" if kept or told else ""
    here = f"/{speech.lang}/trip/{request.path_params['name']}{tail}#again-{key}"
    return RedirectResponse(here, 303)


def _ask(request: Request, key: str) -> Way:
    shop = shop_of(request)
    query = links.for_stay(asked_query(request))
    slug, _, product_id = request.path_params["name"].rpartition("-")
    found = shop.finder.stay(product_id, query, shop.now())
    if found is None or slug != found.card.slug:
        raise HTTPException(404)
    quote = _of(key, found.card.quotes)
    if quote.total is None and not askable(quote, shop.sources.of(quote.offer.ref.source), query):
        raise HTTPException(404)
    by = address_of(request, shop.settings)
    way, _check = price_again.again(shop, Wanted(quote, query.party, product_id, Cause.VISITOR, by))
    return way


def _of(key: str, quotes: tuple[Quote, ...]) -> Quote:
    for quote in quotes:
        if quote.key == key:
            return quote
    raise HTTPException(404)
