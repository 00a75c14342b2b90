"""What one saved answer gives under a card: published, the same, set aside, words not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..offers import Basis, Offer, Price, RawOffer, Reject
from ..offers.faults import ConnectorFault
from .card import Card
from .card_octo import Octo
from .card_web import Html, Structured, WebPages
from .card_xml import Xml
from .card_yaml import Document
from .connectors import Page, read_page
from .intake import Batch, take_in

TABLES = {
    "board": "boards",
    "room": "rooms",
    "origin": "airports",
    "country": "countries",
    "place": "countries",
    "currency": "currencies",
    "availability": "availability",
    "transport": "transports",
    "basis": "price.basis_words",
    **dict.fromkeys(("date", "return_date", "dates", "checked_at", "sale_ends"), "formats.dates"),
}
"""The part of the card that makes a field's words known."""
_AS_SAID = ("region", "resort", "place", "point")
_TYPES = {
    ".xml": "application/xml",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that no table knows, how often it came, and the card's line that mends it."""

    field: str
    path: str
    word: str
    times: int
    table: str
    line: int | None

    def __str__(self) -> str:
        said = f'{self.path} "{self.word}" ({self.times})  -> '
        if self.field in _AS_SAID:
            return said + "shown as it stands"
        said += f'shown as "{self.field}: not stated ({self.word})"'
        if not self.table:
            return said
        what = "its format" if self.table == "formats.dates" else "it"
        where = f"in line {self.line}" if self.line else "(a new key of the card)"
        return f"{said}; add {what} under {self.table}: {where}"


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """The outcome of one saved answer; found = published + the same + rejected + set aside."""

    found: int
    where: str
    reported: int | None
    offers: tuple[Offer, ...]
    same: tuple[str, ...]
    duplicates: int
    aside: tuple[tuple[str, Reject], ...]
    unknown: tuple[UnknownWord, ...]
    warnings: tuple[str, ...]
    leads_to: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether anything would be published, or asked next where it is a list or a sitemap."""
        return bool(self.offers) or (self.found == 0 and bool(self.leads_to))


def check_saved(card: Card, document: Document, saved: Path, now: dt.datetime) -> FeedCheck:
    """Reads a saved page or feed as a run would, and stores nothing."""
    try:
        body = saved.read_bytes()
    except OSError as error:
        raise ConnectorFault(
            f"{card.name}: {saved.name} cannot be read: {error.strerror}"
        ) from error
    kind = _TYPES.get(saved.suffix.lower(), "application/octet-stream")
    page = _read(card, body, saved.name, kind, now)
    batch = take_in(card, page.records, now)
    aside = (*batch.rejects, *batch.set_aside)
    return FeedCheck(
        len(page.records),
        _where(card),
        page.reported,
        batch.offers,
        tuple(_same(page.records)),
        batch.duplicates,
        tuple((name_of(page.records[r.provenance.position]), r) for r in aside),
        tuple(_unknown(card, document, batch)),
        tuple(f"{said} ({times})" for said, times in page.warnings.items()),
        tuple(ask.address for ask in page.follow),
    )


def _read(card: Card, body: bytes, name: str, kind: str, now: dt.datetime) -> Page:
    """The saved answer as a run would read it. A web page is taken to stand under the first start
    address, for its links are relative to where it stands; faults still name the file."""
    if not isinstance(card.connector, WebPages):
        return read_page(card, body, name, kind, now)
    start = card.connector.start[0]
    try:
        return read_page(card, body, start, kind, now)
    except ConnectorFault as fault:
        raise ConnectorFault(str(fault).replace(f": {start}: ", f": {name}: ", 1)) from fault


def _where(card: Card) -> str:
    connector = card.connector
    if connector.by_column:
        return "the table"
    if isinstance(connector, Structured):
        each = f", each {connector.each}" if connector.each else ""
        return f"items of type {' or '.join(connector.types)}{each}"
    if isinstance(connector, Html):
        return connector.records or "the page as one record"
    if isinstance(connector, Xml):
        return connector.records + (f", each {connector.each}" if connector.each else "")
    if isinstance(connector, Octo):
        return "the availability"
    if getattr(connector, "format", "") == "jsonl":
        return "the lines"
    records, inner = getattr(connector, "records", "[*]"), getattr(connector, "each", None)
    return f"$.{records}" + (f", each {inner}" if inner else "")


def name_of(record: RawOffer) -> str:
    """What a person calls the record: its id, else its name, else its place in the answer."""
    ids = [value for key, value in record.said.items() if key.startswith("ids.")]
    for said in (record.said.get("id"), *ids, record.said.get("hash"), record.said.get("name")):
        if said not in (None, ""):
            return str(said)[:40]
    return f"record {record.provenance.position + 1}"


def _same(records: Sequence[RawOffer]) -> Iterator[str]:
    """The names of the records that say exactly what an earlier one said."""
    seen: set[str] = set()
    for record in records:
        said = repr(sorted(record.said.items()))
        if said in seen:
            yield name_of(record)
        seen.add(said)


def _unknown(card: Card, document: Document, batch: Batch) -> Iterator[UnknownWord]:
    for field, words in batch.unknown_words.items():
        table = TABLES.get(field, "")
        keys = tuple(table.split("."))
        line = document.line(keys) if keys[:1] in document.lines and table else None
        rule = card.fields.get(field)
        path = rule.path if rule and rule.path else field
        for word, times in words.most_common():
            yield UnknownWord(field, path, str(word), times, table, line)


def offer_line(offer: Offer) -> str:
    """The offer in one line: "BG-101 899.00 EUR for 2 adults, HB, 4 July 2026, 7 nights, DEB"."""
    departure = offer.departure
    nights = departure.nights
    parts = [
        _priced(departure.price),
        offer.board.board.code if offer.board.board else "board not stated",
        f"{departure.date.day} {departure.date:%B %Y}" if departure.date else "date not stated",
        _nights(nights.least, nights.most) if nights else "nights not stated",
        departure.origin,
    ]
    name = offer.ref.ids[0][1] if offer.ref.ids else offer.product.name
    return f"{name} " + ", ".join(part for part in parts if part)


def _nights(least: int, most: int) -> str:
    return f"{least} nights" if least == most else f"{least} to {most} nights"


def _priced(price: Price | None) -> str:
    if price is None:
        return "price not stated"
    if price.basis is Basis.UNKNOWN:
        return f"{price.amount}, basis not known"
    if price.party is None:
        return f"{price.amount} {price.basis.value.replace('_', ' ')}"
    ages = " and ".join(map(str, price.party.child_ages))
    adults = f"{price.party.adults} adult" + ("s" if price.party.adults > 1 else "")
    whom = adults + (f", children {ages}" if ages else "")
    how = "" if price.basis is Basis.PER_PARTY else " " + price.basis.value.replace("_", " ")
    return f"{price.amount}{how} for {whom}"


def as_json(check: FeedCheck) -> dict[str, Any]:
    """The same outcome for a program."""
    return {
        "found": check.found,
        "reported": check.reported,
        "would_be_published": [offer_line(offer) for offer in check.offers],
        "duplicates": check.duplicates,
        "same": list(check.same),
        "set_aside": [
            {
                "record": name,
                "position": reject.provenance.position + 1,
                "reason": reject.reason,
                "field": reject.field,
                "value": reject.value,
                "sentence": reject.sentence,
            }
            for name, reject in check.aside
        ],
        "words_not_known": [
            {
                "field": word.field,
                "word": word.word,
                "times": word.times,
                "table": word.table,
                "line": word.line,
            }
            for word in check.unknown
        ],
        "leads_to": list(check.leads_to),
        "warnings": list(check.warnings),
    }
