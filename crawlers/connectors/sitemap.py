"""Sitemaps: the addresses a site names, read as a stream, with bounds and without entities."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO, Any
from urllib.parse import urlencode

from lxml import etree

from ..card import Card
from ..card_web import Html, Sitemap, WebPages
from .markup import joined
from .page import Ask, Page
from .steps import SITEMAP, behind_sitemap, off_limits
from .texts import NotReadable

MOST_BYTES = 64 * 1024 * 1024
"""Most that a sitemap may unpack to; the protocol allows 50 MB."""
MOST_ADDRESSES = 50_000
"""Most addresses of one sitemap, as the protocol says."""
MOST_MAPS = 500
"""Most sitemaps that one index leads to."""
MOST_INSIDE = 5_000
"""Most elements about one address: pictures, languages, its own words."""
_LONGEST_ADDRESS = 2048
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a sitemap, and when the site says it changed."""

    address: str
    changed: dt.datetime | None
    is_map: bool


def sitemap_page(card: Card, body: bytes, ask: Ask, warnings: Counter[str]) -> Page:
    """The asks a sitemap makes: pages that the card keeps, or further sitemaps of an index.

    `reported` is the number of pages named, where each is one record. NotReadable: it is no
    sitemap, or one that tries to be more than that.
    """
    connector = card.connector
    assert isinstance(connector, WebPages)
    rules = connector.sitemap or Sitemap()
    entries = list(_entries(body))
    maps = [entry for entry in entries if entry.is_map]
    pages = [entry for entry in entries if not entry.is_map]
    if len(maps) > MOST_MAPS:
        raise NotReadable(f"the index names {len(maps):,} sitemaps; {MOST_MAPS} are the most")
    if maps and "sitemap" in ask.shard:
        warnings["an index of sitemaps inside another is not followed"] += 1
        maps = []
    kept = _most(rules, [e for e in _wanted(card, rules, pages, ask, warnings)], warnings)
    asks = [*_maps(card, maps, ask, warnings), *_pages(card, kept, ask)]
    alone = isinstance(connector, Html) and connector.records is None and not connector.follow
    return Page((), tuple(asks), len(kept) if alone and pages else None, warnings)


def _wanted(
    card: Card, rules: Sitemap, pages: list[Entry], ask: Ask, warnings: Counter[str]
) -> Iterator[Entry]:
    """The addresses the card keeps, each once and on the card's hosts."""
    keep = [re.compile(pattern) for pattern in rules.keep]
    drop = [re.compile(pattern) for pattern in rules.drop]
    seen: set[str] = set()
    for entry in pages:
        address = joined(ask.address, entry.address).partition("#")[0]
        if keep and not any(pattern.search(address) for pattern in keep):
            continue
        if address in seen or any(pattern.search(address) for pattern in drop):
            continue
        if fault := off_limits(card, address):
            warnings[f"sitemap: {fault}"] += 1
            continue
        seen.add(address)
        yield replace(entry, address=address)


def _most(rules: Sitemap, kept: list[Entry], warnings: Counter[str]) -> list[Entry]:
    """No more than the card's most: of more, those that changed last."""
    if len(kept) <= rules.most:
        return kept
    warnings[f"sitemap.most: {len(kept):,} addresses, {rules.most:,} are asked"] += 1
    return sorted(kept, key=lambda entry: entry.changed or _NEVER, reverse=True)[: rules.most]


def _pages(card: Card, kept: list[Entry], ask: Ask) -> Iterator[Ask]:
    step = behind_sitemap(card)
    for entry in kept:
        yield replace(ask, address=entry.address, step=step, page=0, changed=entry.changed)


def _maps(card: Card, maps: list[Entry], ask: Ask, warnings: Counter[str]) -> Iterator[Ask]:
    for entry in maps:
        address = joined(ask.address, entry.address)
        if fault := off_limits(card, address):
            warnings[f"sitemap: {fault}"] += 1
        else:
            yield replace(ask, address=address, step=SITEMAP, shard=urlencode({"sitemap": address}))


def _entries(body: bytes) -> Iterator[Entry]:
    """Every address of a sitemap or an index, in its order."""
    stream: Any = io.BytesIO(body)
    if body.startswith(b"\x1f\x8b"):
        stream = gzip.GzipFile(fileobj=stream)
    elif not body.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").startswith(b"<"):
        yield from _plain(body)
        return
    try:
        yield from _elements(_Bounded(stream))
    except (zlib.error, gzip.BadGzipFile, EOFError) as error:
        raise NotReadable(f"the gzipped sitemap cannot be opened: {error}") from error
    except etree.XMLSyntaxError as error:
        raise NotReadable(f"the sitemap is not XML that can be read: {error.msg}") from error


def _plain(body: bytes) -> Iterator[Entry]:
    """A sitemap as plain text: an address a line."""
    lines = body.decode("utf-8", errors="replace").split()
    good = [
        line for line in lines[: MOST_ADDRESSES + 1] if line.startswith(("http://", "https://"))
    ]
    if not good or len(good) < len(lines[: MOST_ADDRESSES + 1]):
        raise NotReadable("looked for a sitemap, the answer is neither XML nor a list of addresses")
    _in_bounds(len(good))
    yield from (Entry(line, None, False) for line in good)


def _elements(stream: Any) -> Iterator[Entry]:
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    counts, deep = Counter[str](), 0
    for event, element in events:
        if event == "start":
            deep += 1
            counts["inside"] += 1
            if deep == 1:
                _checked(element)
            elif counts["inside"] > MOST_INSIDE:
                raise NotReadable(f"an address with more than {MOST_INSIDE:,} elements about it")
            continue
        deep -= 1
        if deep == 1:
            yield from _ended(element, counts)


def _ended(element: Any, counts: Counter[str]) -> Iterator[Entry]:
    """The entry that ended, if it is one; what was read of the tree is let go."""
    counts["inside"] = 0
    counts["all"] += 1
    _in_bounds(counts["all"])
    name = _local(element)
    if name in ("url", "sitemap") and (entry := _entry(element, name == "sitemap")):
        yield entry
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _in_bounds(count: int) -> None:
    if count > MOST_ADDRESSES:
        raise NotReadable(f"more than {MOST_ADDRESSES:,} addresses in one sitemap")


def _checked(root: Any) -> None:
    """Refuse what is no sitemap, and one that declares entities before it."""
    kinds = root.getroottree().docinfo.internalDTD
    if kinds is not None and any(True for _ in kinds.iterentities()):
        raise NotReadable("the sitemap declares entities of its own; it is refused")
    if (name := _local(root)) not in ("urlset", "sitemapindex"):
        raise NotReadable(f"looked for a sitemap, the answer is <{name[:40]}>")


def _entry(element: Any, is_map: bool) -> Entry | None:
    said = {_local(child): (child.text or "").strip() for child in element if _own(element, child)}
    address = said.get("loc", "")
    if not address or len(address) > _LONGEST_ADDRESS:
        return None
    return Entry(address, _moment(said.get("lastmod", "")), is_map)


def _own(element: Any, child: Any) -> bool:
    """Whether a child is of the sitemap's own words; pictures and videos have a loc as well."""
    return isinstance(child.tag, str) and _space(child) == _space(element)


def _space(element: Any) -> str:
    return str(etree.QName(element).namespace or "")


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _moment(said: str) -> dt.datetime | None:
    """When the site says the page changed, where it can be read; a bare day is its midnight."""
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


class _Bounded:
    """A stream that ends with a sentence once more has come out of it than may."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size if 0 < size <= 65536 else 65536)
        self._left -= len(piece)
        if self._left < 0:
            raise NotReadable(f"the sitemap unpacks to more than {MOST_BYTES >> 20} MiB")
        return piece
