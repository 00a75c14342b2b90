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
from ..shell import languages, page_language, shop_of
from . import links
from .machine_views import too_fast

_KEPT = {"Cache-Control": "private, max-age=60"}


async def suggest(request: Request) -> Response:
    """The likeliest things for `q` in the language `lang`, the likeliest first; `[]` for none."""
    offered, lang = languages(shop_of(request).settings), request.query_params.get("lang", "")
    lang = lang if lang in offered else offered[0]
    found = _found(request, lang)
    if isinstance(found, Response):
        return found
    return JSONResponse([_told(one, lang) for one in found], headers=_KEPT)


async def for_browsers(request: Request) -> Response:
    """The same for a browser's address field: what was typed, then names, notes and addresses
    (OpenSearch Suggestions)."""
    lang, base = page_language(request).lang, shop_of(request).settings.base_address
    found = _found(request, lang)
    if isinstance(found, Response):
        return found
    names, notes = [one.text for one in found], [one.note for one in found]
    told = [_typed(request), names, notes, [base + _address(one, lang) for one in found]]
    return JSONResponse(told, headers=_KEPT, media_type="application/x-suggestions+json")


def _typed(request: Request) -> str:
    return request.query_params.get("q", "")[:LONGEST_TYPED]


def _found(request: Request, lang: str) -> tuple[Suggestion, ...] | Response:
    """What may be meant, or why nobody says it now: asked too fast, or nothing published."""
    shop = shop_of(request)
    if too_fast(request, request.app.state.suggest_pace):
        return JSONResponse([], 429, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    try:
        return shop.finder.suggest(_typed(request), lang)
    except GenerationFault:  # the form works without suggestions; the page says what is wrong
        return JSONResponse([], 503, headers={"Retry-After": "30", "Cache-Control": "no-store"})


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
