"""The smaller parts that Scrapy is told to use: allow list, gzip, and the run's kept answers."""

from __future__ import annotations

from typing import Self, cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.utils.request import RequestFingerprinterProtocol, fingerprint

from ...store.clock import Clock
from .kept import Answer, Kept
from .pace import Mannered
from .unpack import ACCEPTED, unpack

READ_AT = "read_at:"
"""Response flag of a kept answer: when it was first read. Flags never come over the wire."""
TOLD_BY = "told_by"
"""Key of a request's meta: names of the headers that ask for one page and no other."""
FILE = "file:"
"""Response flag of an answer that went to disk: the name of its file among the run's feeds."""


class Keeping(Mannered):
    """What a spider brings along for the store of the run."""

    kept: Kept
    clock: Clock


def flagged(response: Response, flag: str) -> str:
    """What a flag of this kind says of the response; "" where it bears none."""
    return next((f.removeprefix(flag) for f in response.flags if f.startswith(flag)), "")


class AllowListMiddleware:
    """Refuses an address off the card's list before robots.txt of a strange host is asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        cast(Mannered, self._crawler.spider).allow.check(request.url)


class GzipMiddleware:
    """Asks for gzip only and opens it with the request's cap.

    In the place of Scrapy's HttpCompressionMiddleware, which hands over the beginning of a gzip
    body that was cut off: half a feed must not pass for the whole.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._cap = settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings)

    def process_request(self, request: Request) -> None:
        request.headers["Accept-Encoding"] = ACCEPTED

    def process_response(self, request: Request, response: Response) -> Response:
        encodings = b",".join(response.headers.getlist(b"Content-Encoding")).decode("latin-1")
        if not encodings or not response.body:
            return response
        cap = request.meta.get("download_maxsize", self._cap)
        body = unpack(response.body, encodings, cap, response.url)
        del response.headers[b"Content-Encoding"]
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        return response.replace(cls=kind, body=body)


class WithinRun:
    """HTTPCACHE_POLICY: within one run, an answer that will not change is not asked for again.

    Errors of the moment (5xx, 429 and the like) are not kept. Rules between runs are another
    matter (RFC 2616, by host and page) and not this store's.
    """

    PASSING = frozenset({408, 425, 429})

    def __init__(self, settings: BaseSettings) -> None:
        pass

    def should_cache_request(self, request: Request) -> bool:
        return True

    def should_cache_response(self, response: Response, request: Request) -> bool:
        return response.status < 500 and response.status not in self.PASSING

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        return True

    def is_cached_response_valid(
        self, cachedresponse: Response, response: Response, request: Request
    ) -> bool:
        return False


class Fingerprints:
    """REQUEST_FINGERPRINTER_CLASS: tells requests apart by a header too that asks for a page."""

    def fingerprint(self, request: Request) -> bytes:
        return fingerprint(request, include_headers=request.meta.get(TOLD_BY))


class KeptAnswers:
    """HTTPCACHE_STORAGE: the run's answers in `Kept`, by Scrapy's request fingerprint."""

    _fingerprinter: RequestFingerprinterProtocol
    _kept: Kept
    _clock: Clock

    def __init__(self, settings: BaseSettings) -> None:
        pass

    def open_spider(self, spider: Spider) -> None:
        self._fingerprinter = spider.crawler.request_fingerprinter
        self._kept, self._clock = cast(Keeping, spider).kept, cast(Keeping, spider).clock

    def close_spider(self, spider: Spider) -> None:
        """The run closes or drops the store, when it knows how the run ended."""

    def retrieve_response(self, spider: Spider, request: Request) -> Response | None:
        answer = self._kept.answer(self._fingerprinter.fingerprint(request))
        if answer is None:
            return None
        headers = Headers()
        for name, said in answer.headers:
            headers.appendlist(name, said)
        flags = [f"{READ_AT}{answer.read_at.isoformat()}"]
        flags += [f"{FILE}{answer.file}"] if answer.file else []
        kind = responsetypes.from_args(headers=headers, url=answer.address, body=answer.body)
        return kind(
            answer.address,
            status=answer.status,
            headers=headers,
            body=answer.body,
            flags=flags,
        )

    def store_response(self, spider: Spider, request: Request, response: Response) -> None:
        headers = tuple(
            (name, said) for name, values in response.headers.items() for said in values
        )
        answer = Answer(
            response.url,
            response.status,
            headers,
            response.body,
            self._clock.now(),
            flagged(response, FILE),
        )
        self._kept.keep(self._fingerprinter.fingerprint(request), answer)
