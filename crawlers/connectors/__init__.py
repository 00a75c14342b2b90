"""Connector kinds: a page or feed in, RawOffers out; no network and no settings in here."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from ...offers import RawOffer
from ...offers.faults import ConnectorFault
from ..card import Card
from ..card_connector import Feed, Sheet
from .asking import first_asks, next_asks, reported_by
from .documents import document_of, records_of
from .extract import raw_offers
from .page import Ask, Page
from .tables import csv_rows, json_lines, text_lines, xlsx_rows
from .texts import NotReadable

BATCH = 5000
"""Records on one page of a feed that is read as a stream."""


def read_page(
    card: Card,
    body: bytes,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None = None,
) -> Page:
    """Everything one answer holds, and what to ask next.

    `ask` is the request that this answers; without it no next page is made up. ConnectorFault:
    the answer is not shaped as the card says; it names the operator, the address and what was
    looked for.
    """
    if _is_table(card):
        pages = list(read_stream(card, io.BytesIO(body), address, content_type, read_at))
        return _joined(pages)
    warnings: Counter[str] = Counter()
    try:
        document = document_of(card, body, content_type, warnings)
        records = records_of(card, document, warnings)
        offers = tuple(raw_offers(card, records, address, read_at, warnings))
        reported = reported_by(card, document)
        follow = next_asks(card, ask, document, len(offers), reported, warnings) if ask else ()
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault
    return Page(offers, follow, reported, warnings)


def read_stream(
    card: Card, stream: BinaryIO, address: str, content_type: str, read_at: dt.datetime
) -> Iterator[Page]:
    """A feed from a file on disk, in pages of at most BATCH records.

    JSON Lines, CSV and sheets are read line by line, in little memory whatever their size; a JSON
    document is parsed whole. Positions run on through the pages; the first says what is reported.
    """
    warnings: Counter[str] = Counter()
    reported = None
    try:
        if _is_table(card):
            records: Iterable[Any] = _rows(card, stream, content_type, warnings)
        else:
            document = document_of(card, stream.read(), content_type, warnings)
            records, reported = records_of(card, document, warnings), reported_by(card, document)
        offers = raw_offers(card, records, address, read_at, warnings)
        while batch := tuple(itertools.islice(offers, BATCH)):
            yield Page(batch, reported=reported, warnings=dict(warnings))
            warnings.clear()
            reported = None
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault
    if warnings or reported is not None:
        yield Page((), reported=reported, warnings=dict(warnings))


def _is_table(card: Card) -> bool:
    connector = card.connector
    return connector.by_column or (isinstance(connector, Feed) and connector.format == "jsonl")


def _rows(card: Card, stream: BinaryIO, content_type: str, warnings: Counter[str]) -> Iterator[Any]:
    connector = card.connector
    if isinstance(connector, Sheet) and connector.format == "xlsx":
        return xlsx_rows(card, stream, warnings)
    lines = text_lines(card, stream, content_type, warnings)
    if connector.by_column:
        return csv_rows(card, lines, warnings)
    return json_lines(lines, warnings)


def _joined(pages: list[Page]) -> Page:
    records: tuple[RawOffer, ...] = tuple(offer for page in pages for offer in page.records)
    warnings: Counter[str] = Counter()
    for page in pages:
        warnings.update(page.warnings)
    return Page(records, warnings=dict(warnings))


__all__ = ["BATCH", "Ask", "ConnectorFault", "Page", "first_asks", "read_page", "read_stream"]
