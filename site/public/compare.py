"""Compare: 2 to 4 stays side by side, one party and one span of dates for all (W-50 to W-55)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...search.compare import FEWEST, MOST, Column, Comparison
from ...search.query import Query
from .. import trade
from ..enquiry.remembered import note_visit
from ..enquiry.words import behaviour
from ..shell import PUBLIC, Shop, page_language, render, shop_of
from ..text import Speech
from . import asked, cards, links
from .compare_blocks import Blocks, unlike_notes
from .compare_cells import Block
from .compare_links import compare, kept, pairs
from .data import KEEP, quote_data
from .photos import Shot, first_shot
from .results import asked_query
from .whom_form import WhomForm, whom_form

ID_SHOWN = 24
"""So many characters of an id that names nothing are shown again."""
MOST_IDS = 40


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it is, the way to its page and the comparison without it."""

    product_id: str
    name: str
    link: str
    place: str
    stars: str
    stars_said: str
    picture: str
    shot: Shot | None
    without: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything the comparison says; `hidden` rows are left out because they are all alike.
    `remember` asks whether we may remember it, "" where that was said."""

    whom: str
    when: str
    form: WhomForm
    heads: tuple[Head, ...]
    blocks: tuple[Block, ...]
    unlike: tuple[str, ...]
    gone: tuple[str, ...]
    only_differences: bool
    hidden: int
    toggle: str
    share: str
    ask: str
    results: str
    json: str
    remember: str = ""


@dataclass(frozen=True, slots=True)
class PickPage:
    """Too few or too many stays: why, those that are named, and how to go on."""

    heading: str
    sentence: str
    gone: tuple[str, ...]
    named: tuple[Head, ...]
    kept: tuple[tuple[str, str], ...]
    choose: bool
    results: str


async def page(request: Request) -> Response:
    """The comparison, or a page that says what is missing for one."""
    speech, shop = page_language(request), shop_of(request)
    query = links.for_stay(asked_query(request))
    found = _compared(request, shop, query)
    if not FEWEST <= len(found.columns) <= MOST:
        return _pick(request, found, query, speech)
    only = request.query_params.get("only") == "differences"
    ids = [column.product_id for column in found.columns]
    asked = await run_in_threadpool(note_visit, request, ids)
    told = compare_page(found, query, only, shop, speech)
    told = replace(told, remember="" if asked else behaviour(shop.settings, speech))
    return render(
        request,
        "public/compare.html",
        told,
        keep=PUBLIC,
        canonical=pairs(ids, query),
        indexed=False,
    )


async def as_json(request: Request) -> Response:
    """The same comparison as JSON; too few or too many is a 422 that says so."""
    speech, shop = page_language(request), shop_of(request)
    query = links.for_stay(asked_query(request))
    found = _compared(request, shop, query)
    if not FEWEST <= len(found.columns) <= MOST:
        told = {"status": 422, "error": _sentence(found, speech), "gone": list(found.gone)}
        return JSONResponse(told, 422)
    base = shop.settings.base_address
    return JSONResponse(comparison_said(found, query, base, speech.lang), headers=KEEP)


def _compared(request: Request, shop: Shop, query: Query) -> Comparison:
    ids = [one[:ID_SHOWN] for one in request.query_params.getlist("id")[:MOST_IDS] if one.strip()]
    return shop.finder.compare(ids, query, shop.now())


def compare_page(
    found: Comparison, query: Query, only: bool, shop: Shop, speech: Speech
) -> ComparePage:
    """The page of a comparison that can be shown."""
    lang, ids = speech.lang, [column.product_id for column in found.columns]
    blocks = Blocks(found.columns, query, speech, shop.now(), shop.sources).all()
    shown = tuple(_different(block) for block in blocks) if only else blocks
    path = f"/{lang}/compare"
    return ComparePage(
        whom=trade.party(query.party, speech),
        when=" · ".join(filter(None, (asked.when(query, speech), asked.nights(query, speech)))),
        form=whom_form(path, query, *(("id", one) for one in ids), *_only(only)),
        heads=tuple(_head(column, ids, query, only, shop, speech) for column in found.columns),
        blocks=tuple(block for block in shown if block.rows),
        unlike=unlike_notes(found.columns, speech),
        gone=found.gone,
        only_differences=only,
        hidden=_rows(blocks) - _rows(shown),
        toggle=compare(lang, ids, query, not only),
        share=f"{shop.settings.base_address}{compare(lang, ids, query)}",
        ask=compare(lang, ids, query).replace("/compare?", "/ask?kind=compare&", 1),
        results=links.trips(lang, query),
        json=compare(lang, ids, query).replace(path, f"{path}.json", 1),
    )


def _only(only: bool) -> tuple[tuple[str, str], ...]:
    return (("only", "differences"),) if only else ()


def _different(block: Block) -> Block:
    return replace(block, rows=tuple(row for row in block.rows if not row.same))


def _rows(blocks: Sequence[Block]) -> int:
    return sum(len(block.rows) for block in blocks)


def _head(
    column: Column, ids: list[str], query: Query, only: bool, shop: Shop, speech: Speech
) -> Head:
    product = column.product
    rest = [one for one in ids if one != column.product_id]
    key = column.quote.key if column.quote and column.quote.total else ""
    return Head(
        product_id=column.product_id,
        name=product.name,
        link=links.stay(speech.lang, column.slug, column.product_id, query, key),
        place=cards.place(product, speech),
        stars=cards.stars(product),
        stars_said=cards.stars_said(product, speech),
        picture=cards.picture(product),
        shot=first_shot(product, shop.photos, speech),
        without=compare(speech.lang, rest, query, only),
    )


def _pick(request: Request, found: Comparison, query: Query, speech: Speech) -> Response:
    """Which stays are named so far: one, none or too many."""
    shop, ids = shop_of(request), [column.product_id for column in found.columns]
    told = PickPage(
        heading=speech._("A comparison takes 2 to 4 stays"),
        sentence=_sentence(found, speech),
        gone=found.gone,
        named=tuple(_head(column, ids, query, False, shop, speech) for column in found.columns),
        kept=kept(query),
        choose=len(found.columns) > MOST,
        results=links.trips(speech.lang, query),
    )
    return render(request, "public/compare_pick_page.html", told, status=422, indexed=False)


def _sentence(found: Comparison, speech: Speech) -> str:
    count = len(found.columns)
    if count > MOST:
        return speech._("You ticked %(n)s. Please keep up to 4 of them.", n=count)
    if count:
        return speech._("Only one is here. Please tick at least one more in the results.")
    return speech._("Please tick at least two in the results.")


def comparison_said(found: Comparison, query: Query, base: str, lang: str) -> dict[str, Any]:
    """The comparison for machines."""
    ids = [column.product_id for column in found.columns]
    return {
        "generation": found.generation,
        "query": [list(pair) for pair in pairs(ids, query)],
        "gone": list(found.gone),
        "stays": [_column_said(column, query, base, lang) for column in found.columns],
    }


def _column_said(column: Column, query: Query, base: str, lang: str) -> dict[str, Any]:
    product = column.product
    return {
        "id": column.product_id,
        "name": product.name,
        "stars": product.stars / 2 if product.stars is not None else None,
        "rating": product.rating / 10 if product.rating is not None else None,
        "facts": list(product.facts),
        "state": column.state.value,
        "differences": list(column.differences),
        "offer": quote_data(column.quote) if column.quote else None,
        "nearest": quote_data(column.nearest) if column.nearest else None,
        "goes": [date.isoformat() for date in column.goes_dates],
        "address": base + links.stay(lang, column.slug, column.product_id, query),
    }
