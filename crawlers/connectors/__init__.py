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
from ..card_octo import Octo
from ..card_paths import PathFault
from ..card_web import WebPages
from ..card_xml import Xml
from .archive import openings
from .asking import first_asks, next_asks, reported_by
from .documents import document_of, records_of
from .extract import raw_offers
from .octo import read_octo
from .page import Ask, Page
from .parts import SMALL, WHOLE, Opening, in_parts, json_parts, reported_in
from .tables import csv_rows, json_lines, text_lines, xlsx_rows
from .texts import NotReadable
from .web import read_web
from .xml import xml_batches

BATCH = 1000
"""Records on one page of a feed that is read as a stream."""


def read_page(
    card: Card,
    body: bytes,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None = None,
    link: str = "",
) -> Page:
    """Everything one answer holds, and what to ask next.

    `ask` is the request that this answers; without it no next page is made up. `link` is the
    answer's Link header. ConnectorFault: the answer is not shaped as the card says; it names the
    operator, the address and what was looked for.
    """
    if card.connector.streamed:
        pages = list(read_stream(card, io.BytesIO(body), address, content_type, read_at, ask))
        return _joined(pages)
    if isinstance(card.connector, Octo):
        return read_octo(card, body, address, content_type, read_at, ask)
    if isinstance(card.connector, WebPages):
        return _web_page(card, body, address, content_type, read_at, ask)
    warnings: Counter[str] = Counter()
    try:
        document = document_of(card, body, content_type, warnings)
        records = records_of(card, document, warnings)
        offers = tuple(raw_offers(card, records, address, read_at, warnings))
        reported = reported_by(card, document)
        follow = (
            next_asks(card, ask, document, len(offers), reported, warnings, link) if ask else ()
        )
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault
    return Page(offers, follow, reported, warnings)


def _web_page(
    card: Card,
    body: bytes,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None,
) -> Page:
    try:
        return read_web(card, body, address, content_type, read_at, ask)
    except (NotReadable, PathFault) as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault


def read_stream(
    card: Card,
    stream: BinaryIO,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None = None,
) -> Iterator[Page]:
    """A feed from a file on disk, in pages of at most BATCH records.

    Everything is read in little memory whatever its size, but a document whose paths are more
    than names: that is parsed whole. Positions run on through the pages and the files of an
    archive; the first page says what is reported, the last one of XML what to ask after `ask`.
    """
    if isinstance(card.connector, Xml):
        yield from _xml_pages(card, stream, address, read_at, ask)
        return
    warnings: Counter[str] = Counter()
    try:
        files = openings(card, stream)
        if len(files) == 1:
            records, reported = _read(card, files[0], content_type, warnings)
        else:
            each = (_read(card, opening, content_type, warnings)[0] for opening in files)
            records, reported = itertools.chain.from_iterable(each), None
        offers = raw_offers(card, records, address, read_at, warnings)
        while batch := tuple(itertools.islice(offers, BATCH)):
            yield Page(batch, reported=reported, warnings=dict(warnings))
            warnings.clear()
            reported = None
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault
    if warnings or reported is not None:
        yield Page((), reported=reported, warnings=dict(warnings))


def _xml_pages(
    card: Card, stream: BinaryIO, address: str, read_at: dt.datetime, ask: Ask | None
) -> Iterator[Page]:
    try:
        yield from xml_batches(card, stream, address, read_at, ask, BATCH)
    except NotReadable as fault:
        raise ConnectorFault(f"{card.name}: {address}: {fault}") from fault


def _read(
    card: Card, opening: Opening, content_type: str, warnings: Counter[str]
) -> tuple[Iterable[Any], int | None]:
    """The records of one file, and the number of them that it claims."""
    if _is_table(card):
        return _rows(card, opening(), content_type, warnings), None
    body = opening().read(SMALL + 1)
    if len(body) > SMALL:
        if in_parts(card):
            return json_parts(card, opening, warnings), reported_in(card, opening)
        body = opening().read(WHOLE + 1)
    if len(body) > WHOLE:
        raise NotReadable(
            f"the document is larger than {WHOLE:,} bytes, and its records can only be read one by"
            " one where records and total are names and dots, such as data.offers[*]"
        )
    document = document_of(card, body, content_type, warnings)
    return records_of(card, document, warnings), reported_by(card, document)


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
    follow = tuple(ask for page in pages for ask in page.follow)
    warnings: Counter[str] = Counter()
    for page in pages:
        warnings.update(page.warnings)
    reported = next((page.reported for page in pages if page.reported is not None), None)
    return Page(records, follow, reported, dict(warnings))


__all__ = ["BATCH", "Ask", "ConnectorFault", "Page", "first_asks", "read_page", "read_stream"]
