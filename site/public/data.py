"""Results for machines: the same answer as the page, as JSON and CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from starlette.responses import JSONResponse, Response

from ...offers import Money, Party
from ...search.answer import Answer, Quote, StayCard
from ...search.query import Query, write_query
from . import links
from .parts_said import parts_said

KEEP = {"Cache-Control": "public, max-age=60"}
COLUMNS = (
    "id name country region resort stars operator total currency adults child_ages start nights "
    "board checked_at group address from_only"
).split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def json_answer(answer: Answer, base: str, lang: str) -> Response:
    """The whole answer; amounts are {"minor": 253600, "currency": "EUR"}."""
    counts = answer.counts
    said = {
        "generation": answer.generation,
        "query": [list(pair) for pair in write_query(answer.query)],
        "group": answer.query.group.value,
        "counts": {
            "priced": counts.priced,
            "goes": counts.goes,
            "unclear": counts.unclear,
            "other_dates": counts.other_dates,
        },
        "lowest": money_said(answer.lowest),
        "lowest_from_only": answer.lowest_from_only,
        "oldest_check": answer.oldest.isoformat() if answer.oldest else None,
        "pages": answer.pages,
        "sources": [_source(source) for source in answer.sources],
        "facets": [_facet(facet) for facet in answer.facets],
        "calendar": [cell_said(cell) for cell in answer.calendar],
        "stays": [stay_said(card, answer.query, base, lang) for card in answer.cards],
    }
    return JSONResponse(said, headers=KEEP)


def _source(source: Any) -> dict[str, Any]:
    at = source.at.isoformat() if source.at else None
    return {"name": source.name, "title": source.title, "answered": source.answered, "at": at}


def _facet(facet: Any) -> dict[str, Any]:
    values = [{"value": v.value, "count": v.count, "selected": v.selected} for v in facet.values]
    return {"name": facet.name, "values": values}


def cell_said(cell: Any) -> dict[str, Any]:
    said = {"date": cell.date.isoformat(), "state": cell.state.value, "lowest": cell.lowest}
    priced = {"total": money_said(cell.total), "from_only": cell.from_only}
    return {**said, **priced} if cell.total else said


def money_said(money: Money | None) -> dict[str, Any] | None:
    return {"minor": money.minor, "currency": money.currency} if money else None


def party_said(party: Party) -> dict[str, Any]:
    return {"adults": party.adults, "child_ages": list(party.child_ages)}


def stay_said(card: StayCard, query: Query, base: str, lang: str) -> dict[str, Any]:
    """One product with its quotes, those with a total first."""
    product = card.product
    return {
        "id": card.product_id,
        "name": product.name,
        "kind": product.kind.value,
        "place": {
            "country": product.place.country,
            "region": product.place.region,
            "resort": product.place.resort,
        },
        "stars": product.stars / 2 if product.stars is not None else None,
        "operators": card.operators,
        "score": card.score,
        "quotes": [quote_data(quote) for quote in card.quotes],
        "goes_on": [date.isoformat() for date in card.goes_dates],
        "published": quote_data(card.published) if card.published else None,
        "address": base + links.stay(lang, card.slug, card.product_id, query),
    }


def quote_data(quote: Quote) -> dict[str, Any]:
    """One quote; `offer_ref` is the operator's own name for it, untouched."""
    offer = quote.offer
    price, nights = offer.departure.price, offer.departure.nights
    return {
        "key": quote.key,
        "operator": {"slug": offer.operator, "name": offer.operator_name},
        "offer_ref": {
            "source": offer.ref.source,
            "ids": dict(offer.ref.ids),
            "hash": offer.ref.hash,
        },
        "total": money_said(quote.total),
        "shown": money_said(quote.shown.money) if quote.shown else None,
        "rate": quote.shown.rate if quote.shown else None,
        "rate_date": quote.shown.on.isoformat() if quote.shown else None,
        "rate_source": quote.shown.source if quote.shown else None,
        "derived": quote.derived,
        "from_only": quote.from_only,
        "parts": parts_said(quote),
        "freshness": quote.freshness.value,
        "differences": list(quote.differences),
        "date": offer.departure.date.isoformat() if offer.departure.date else None,
        "nights": [nights.least, nights.most] if nights else None,
        "board": offer.board.board.code if offer.board.board else None,
        "availability": offer.availability.value,
        "printed": money_said(price.amount) if price else None,
        "basis": price.basis.value if price else None,
        "for": party_said(price.party) if price and price.party else None,
        "checked_at": offer.checked_at.isoformat(),
    }


def csv_answer(answer: Answer, base: str, lang: str) -> Response:
    """One line a stay: its first offer; `from_only` says that a compulsory part is not in it."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for card in answer.cards:
        lines.writerow([_safe(cell) for cell in _line(card, answer, base, lang)])
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=KEEP)


def _line(card: StayCard, answer: Answer, base: str, lang: str) -> list[str]:
    product = card.product
    quote = card.quotes[0] if card.quotes else card.published
    total = quote.total if quote else None
    departure = quote.offer.departure if quote else None
    nights = departure.nights if departure else None
    board = quote.offer.board.board if quote else None
    return [
        card.product_id,
        product.name,
        product.place.country,
        product.place.region,
        product.place.resort,
        f"{product.stars / 2:g}" if product.stars is not None else "",
        quote.offer.operator_name if quote else "",
        f"{total.major}" if total else "",
        total.currency if total else "",
        str(answer.query.party.adults),
        " ".join(map(str, answer.query.party.child_ages)),
        departure.date.isoformat() if departure and departure.date else "",
        str(nights.least) if nights and nights.least == nights.most else "",
        board.code if board else "",
        quote.offer.checked_at.isoformat() if quote else "",
        answer.query.group.value,
        base + links.stay(lang, card.slug, card.product_id, answer.query),
        "yes" if total and quote and quote.from_only else "",
    ]


def _safe(cell: str) -> str:
    """A cell no spreadsheet takes for a formula (ASVS 1.2.10)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
