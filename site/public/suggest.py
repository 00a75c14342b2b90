"""Suggestions while a visitor types: places, operators and stays as JSON, for the form's list.

What is typed is answered and forgotten: it is written to no log and no table (W-09a).
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...offers.faults import GenerationFault
from ...search.query import Query
from ...search.suggest import LONGEST_TYPED, Suggestion
from ..client import address_of
from ..shell import languages, shop_of
from . import links
from .pace import Pace

_KEPT = {"Cache-Control": "private, max-age=60"}


async def suggest(request: Request) -> Response:
    """The likeliest things for `q` in the language `lang`, the likeliest first; `[]` for none."""
    shop = shop_of(request)
    typed = request.query_params.get("q", "")[:LONGEST_TYPED]
    offered, lang = languages(shop.settings), request.query_params.get("lang", "")
    lang = lang if lang in offered else offered[0]
    pace: Pace = request.app.state.suggest_pace
    if shop.settings.limits and not pace.allows(address_of(request, shop.settings)):
        return JSONResponse([], 429, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    try:
        found = shop.finder.suggest(typed, lang)
    except GenerationFault:  # the form works without suggestions; the page says what is wrong
        return JSONResponse([], 503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    return JSONResponse([_told(one, lang) for one in found], headers=_KEPT)


def _told(one: Suggestion, lang: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "text": one.text,
        "note": one.note,
        "href": _address(one, lang),
        "count": one.products,
    }


def _address(one: Suggestion, lang: str) -> str:
    if one.kind == "stay":
        return links.stay(lang, one.slug, one.key, Query())
    chosen = Query(to=(one.key,)) if one.kind == "place" else Query(operators=(one.key,))
    return links.trips(lang, chosen)
