"""Results: one query, one answer, as a page and as data."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from ...search.answer import Answer
from ...search.query import Group, Query, read_query, write_query
from ..shell import PUBLIC, Shop, page_language, render, shop_of
from . import data, linked_data
from .listing import results_page
from .search_form import nights_said

INDEXED_FILTERS = 2
"""W-103: past two filters a result is for its visitor, not for search engines."""


def asked_query(request: Request) -> Query:
    """The search of an address; unknown keys pass, a value that cannot be is a QueryFault."""
    return read_query(nights_said(request.query_params.multi_items()))


async def page(request: Request) -> Response:
    """The results page of screens.md 1."""
    speech, shop = page_language(request), shop_of(request)
    query = asked_query(request)
    answer = _fullest(shop.finder.answer(query, shop.now()), shop)
    told = results_page(
        answer,
        speech,
        shop.settings.currency,
        shop.now(),
        (),
        shop.photos,
    )
    canonical = write_query(answer.query)
    few = sum(not chip.journey for chip in told.chips) <= INDEXED_FILTERS and bool(answer.cards)
    return render(
        request,
        "public/results.html",
        told,
        keep=PUBLIC,
        canonical=canonical,
        indexed=few,
        fragment="public/results_fragment.html",
        linked=(linked_data.listed(answer.cards, shop.settings.base_address, speech.lang),),
    )


async def as_json(request: Request) -> Response:
    """The same answer as JSON: figures in minor units, times in ISO 8601."""
    page_language(request)
    shop = shop_of(request)
    answer = shop.finder.answer(asked_query(request), shop.now())
    return data.json_answer(answer, shop.settings.base_address, request.path_params["lang"])


async def as_csv(request: Request) -> Response:
    """The page's cards as CSV, one line a stay, safe to open in a spreadsheet."""
    page_language(request)
    shop = shop_of(request)
    answer = shop.finder.answer(asked_query(request), shop.now())
    return data.csv_answer(answer, shop.settings.base_address, request.path_params["lang"])


def _fullest(answer: Answer, shop: Shop) -> Answer:
    """The answer itself, or where nothing is priced the next group that holds something.

    The heading then says what that group is, so a price is never promised.
    """
    counts, query = answer.counts, answer.query
    if query.group is not Group.PRICED or counts.priced or not counts.all:
        return answer
    group = Group.GOES if counts.goes else Group.UNCLEAR
    return shop.finder.answer(replace(query, group=group), shop.now())
