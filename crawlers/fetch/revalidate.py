"""Revalidate: Scrapy's part of asking again, the last before the network.

A 304 is the operator saying "as before" now: it is answered from the kept body and read as of now.
A page that is not asked keeps the time of its reading. Either way the run's own store takes the
whole answer, so that a killed run goes on as any other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from .again import Again, Came
from .earlier import Reading
from .kept import Kept
from .scrapy_parts import FILE, READ_AT, flagged
from .validators import Said, confirms

ASKS = "revalidate"
"""Key of a request's meta: its answer may be kept for the next run, and asked after by it."""
LASTMOD = "lastmod"
"""Key of a request's meta: when its sitemap says that the page changed."""
UNCHANGED, UNASKED = "unchanged", "unasked"
"""Response flags: the operator answered 304; the operator was not asked."""
_READING, _WHOLE, _TOLD = "earlier_reading", "ask_whole", "asked_whether"


class Revalidating(Protocol):
    """What a spider brings along for asking again."""

    kept: Kept
    again: Again | None


class Revalidate:
    """Downloader middleware: asks "only if it changed", and answers a 304 from what was kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _spider(self) -> Revalidating:
        return cast(Revalidating, self._crawler.spider)

    def process_request(self, request: Request) -> Response | None:
        again, meta = self._spider.again, request.meta
        for name in meta.pop(_TOLD, ()):  # Of a try before, or of where a redirect came from.
            request.headers.pop(name, None)
        meta.pop(_READING, None)
        if again is None or not meta.get(ASKS) or meta.get(_WHOLE):
            return None
        reading = again.find(mark_of(self._crawler, request), said(request.headers))
        if reading is None:
            return None
        if again.spared(reading, lastmod_of(request)):
            return self._answer(request, reading, Headers(), UNASKED)
        if told := again.conditions(reading):
            request.headers.update(told)
            meta |= {_TOLD: tuple(told), _READING: reading}
        return None

    def process_response(self, request: Request, response: Response) -> Response | Request:
        reading: Reading | None = request.meta.pop(_READING, None)
        if reading is None or self._spider.again is None or response.status != 304:
            return response
        if confirms(reading.etag, said(response.headers)) and (
            whole := self._answer(request, reading, response.headers, UNCHANGED)
        ):
            return whole
        self._spider.again.forget(mark_of(self._crawler, request))
        return request.replace(meta=request.meta | {_WHOLE: True}, dont_filter=True)

    def _answer(
        self, request: Request, reading: Reading, newer: Headers, flag: str
    ) -> Response | None:
        """The kept answer with what a 304 says anew; None where its feed cannot be had."""
        headers = _headers(reading, newer)
        flags = [flag] if flag == UNCHANGED else [flag, f"{READ_AT}{reading.read_at.isoformat()}"]
        if reading.file:
            file = self._spider.kept.new_file()
            again = self._spider.again
            if again is None or not again.feed(reading, file):
                return None
            flags.append(f"{FILE}{file.name}")
        kind = responsetypes.from_args(headers=headers, url=request.url, body=reading.body)
        return kind(request.url, status=200, headers=headers, body=reading.body, flags=flags)


def take(
    again: Again, crawler: Crawler, response: Response, feeds: Path, digest: bytes = b""
) -> str:
    """Take in an answer that was read well; a sentence where it broke a claim, else ""."""
    request = cast(Request, response.request)
    if not request.meta.get(ASKS) or response.status != 200:
        return ""
    mark, lastmod, told = mark_of(crawler, request), lastmod_of(request), said(response.headers)
    if UNCHANGED in response.flags:
        again.confirmed(mark, told, lastmod)
        return ""
    if flagged(response, READ_AT):
        again.seen(mark)
        return ""
    name = flagged(response, FILE)
    file = feeds / name if name else None
    body = b"" if file else response.body
    return again.took(Came(mark, said(request.headers), told, body, file, lastmod, digest))


def mark_of(crawler: Crawler, request: Request) -> bytes:
    """What tells the request from others, as in the run's own store."""
    fingerprinter = crawler.request_fingerprinter
    assert fingerprinter is not None
    return fingerprinter.fingerprint(request)


def lastmod_of(request: Request) -> str:
    """What the sitemap says of this very address, "" of one that a redirect led to."""
    return "" if "redirect_urls" in request.meta else str(request.meta.get(LASTMOD, ""))


def said(headers: Headers) -> Said:
    """Headers by lower-case name, several values of one joined by commas."""
    return {
        name.decode("latin-1").lower(): ", ".join(one.decode("latin-1") for one in values)
        for name, values in headers.items()
    }


def _headers(reading: Reading, newer: Headers) -> Headers:
    """The kept answer's headers, updated by those of the 304 (RFC 9111 3.2)."""
    kept = {
        "Content-Type": reading.content_type,
        "Link": reading.link,
        "ETag": reading.etag,
        "Last-Modified": reading.modified,
        "Vary": reading.vary,
    }
    headers = Headers({name: value for name, value in kept.items() if value})
    for name in ("Link", "ETag", "Last-Modified", "Vary", "Date", "Cache-Control"):
        if values := newer.getlist(name):
            headers.setlist(name, values)
    return headers
