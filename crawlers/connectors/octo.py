"""OCTO answers: capabilities, products, calendar and availability, read by the standard."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ...offers.faults import ConnectorFault
from ..card import Card
from ..card_octo import Octo
from .documents import called, document_of
from .extract import raw_offers
from .octo_asks import (
    AVAILABILITY,
    CALENDAR,
    CAPABILITIES,
    CONTENT,
    PRICING,
    PRODUCTS,
    Said,
    open_asks,
    option_asks,
    products_ask,
)
from .octo_records import record_of
from .page import Ask, Page
from .texts import NotReadable

MOST_ASKS = 5000
"""Questions that the products of one endpoint may lead to."""
_MARKS = {
    "revision": CAPABILITIES,
    "options": PRODUCTS,
    "localDate": CALENDAR,
    "localDateTimeStart": AVAILABILITY,
}


def read_octo(
    card: Card,
    body: bytes,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None,
) -> Page:
    """One answer of an OCTO operator. Without `ask` (a saved one) it is what it looks like.

    ConnectorFault: the operator refuses, or the answer is not shaped as the standard says.
    """
    warnings: Counter[str] = Counter()
    try:
        rows = _rows(document_of(card, body, content_type, warnings))
        asked = ask or Ask(address, step=_looks_like(rows))
        return _page(card, rows, asked, address, read_at, warnings)
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault


def _rows(document: Any) -> list[Said]:
    if isinstance(document, dict) and "error" in document:
        said = f"{document['error']}: {document.get('errorMessage') or 'no reason given'}"
        raise NotReadable(f"the operator refuses: {said[:300]}")
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise NotReadable(f"looked for a list of OCTO, the answer is {called(document)}")
    return document


def _looks_like(rows: list[Said]) -> str:
    return next((step for mark, step in _MARKS.items() if rows and mark in rows[0]), PRODUCTS)


def _page(
    card: Card,
    rows: list[Said],
    ask: Ask,
    address: str,
    read_at: dt.datetime,
    warnings: Counter[str],
) -> Page:
    connector = card.connector
    assert isinstance(connector, Octo)
    if ask.step == AVAILABILITY:
        if ask.about is None:
            raise NotReadable("an availability answer says nothing without its product: save that")
        records = list(_records(connector, rows, *ask.about))
        return Page(
            tuple(raw_offers(card, records, address, read_at, warnings)), (), None, warnings
        )
    if ask.step == CALENDAR:
        follow = tuple(open_asks(connector, ask, _open(rows))) if ask.about else ()
    elif ask.step == CAPABILITIES:
        follow = (products_ask(connector, ask, _shared(rows)),)
    else:
        follow = _options(connector, rows, ask, read_at, warnings)
    return Page((), follow, None, warnings)


def _shared(rows: list[Said]) -> list[str]:
    """The capabilities to ask with: those we read, and those the operator insists on."""
    names = [str(row.get("id")) for row in rows]
    if PRICING not in names:
        raise NotReadable("the operator has no octo/pricing: no price can be asked")
    insisted = {str(row.get("id")) for row in rows if row.get("required") is True}
    return [name for name in names if name in (CONTENT, PRICING) or name in insisted]


def _options(
    connector: Octo, rows: list[Said], ask: Ask, now: dt.datetime, warnings: Counter[str]
) -> tuple[Ask, ...]:
    """The questions that the products lead to; a product that breaks the standard is counted."""
    if missing := set(connector.products) - {str(row.get("id")) for row in rows}:
        warnings[f"products: {', '.join(sorted(missing))} are not among the answered"] += 1
    asks: list[Ask] = []
    for product in rows:
        if connector.products and str(product.get("id")) not in connector.products:
            continue
        options = product.get("options")
        if not product.get("id") or not isinstance(options, list):
            warnings["a product has no id or no options"] += 1
            continue
        for option in _with_id(options, warnings):
            asks += option_asks(connector, ask, product, option, now)
    if len(asks) > MOST_ASKS:
        raise NotReadable(
            f"the products lead to {len(asks):,} questions; {MOST_ASKS:,} are the most: name"
            " products, or make days fewer or days_a_request more"
        )
    return tuple(asks)


def _with_id(options: Iterable[Any], warnings: Counter[str]) -> Iterator[Said]:
    for option in options:
        if isinstance(option, dict) and option.get("id"):
            yield option
        else:
            warnings["an option has no id"] += 1


def _open(rows: list[Said]) -> list[dt.date]:
    """The days of a calendar on which something goes, sold out ones too."""
    days = []
    for row in rows:
        if row.get("status") == "CLOSED" or not isinstance(row.get("localDate"), str):
            continue
        try:
            days.append(dt.date.fromisoformat(row["localDate"]))
        except ValueError:
            continue
    return days


def _records(connector: Octo, rows: list[Said], product: Said, option: Said) -> Iterator[Said]:
    """One record a departure; what is closed does not go and is none."""
    for row in rows:
        if row.get("status") != "CLOSED":
            yield record_of(connector, product, option, row)
