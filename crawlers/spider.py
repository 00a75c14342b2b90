"""The spider: one for all cards; a card says where to ask and a connector reads what comes."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, ResponseDataLossError
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from ..offers.faults import ConnectorFault, FairwindError, FetchFault, StoreFault, named_once
from ..store.clock import Clock
from .card import Card
from .card_connector import JsonSearch
from .card_xml import Xml
from .connectors import Ask, Page, first_asks, read_page, read_stream
from .connectors.steps import PAGE
from .connectors.unchanged import digest, lastmod
from .fetch.address import AllowList
from .fetch.again import Again
from .fetch.kept import Kept
from .fetch.pace import Pace
from .fetch.revalidate import ASKS, LASTMOD, UNASKED, UNCHANGED, take
from .fetch.scrapy_parts import FILE, READ_AT, flagged
from .fetch.secrets import message_with_secrets, with_secrets
from .intake import Seen, take_in
from .record import PageMissed, PageRead, Record
from .settings import limits_of

IN_A_CIRCLE = "a next page was asked before: the pages lead in a circle, which ends there"


class CardSpider(Spider):
    """Asks what the card says, hands on one item a page, follows only what the connector names."""

    name = "card"

    def __init__(
        self,
        card: Card,
        clock: Clock,
        kept: Kept,
        record: Record,
        pace: Pace,
        again: Again | None = None,
        allow_loopback: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(card.name, **rest)
        self.card, self.clock, self.kept, self.record = card, clock, kept, record
        self.pace, self.again = pace, again
        self.allow = AllowList.of(card.name, card.hosts, allow_loopback)
        self._seen = Seen()
        self._asked: set[bytes] = set()
        self._limits = limits_of(card)

    def closed(self, reason: str) -> None:
        """What was seen is needed no longer; the run's prices are weighed in its room."""
        self._seen = Seen()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **rest: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **rest)
        crawler.signals.connect(spider.dropped, signal=signals.request_dropped)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for ask in first_asks(self.card, self.clock.now().date()):
            self._asked.add(_mark(ask))
            self.record.ask(shard_of(ask))
            yield self._request(ask)

    def _request(self, ask: Ask) -> Request | PageMissed:
        try:
            return Request(
                ask.address,
                method=ask.method,
                body=message_with_secrets(self.card, ask.body, os.environ),
                headers=list(with_secrets(ask.headers, os.environ)),
                meta=self._limits | self._asks_again(ask),
                callback=self.read,
                errback=self.missed,
                cb_kwargs={"ask": ask},
            )
        except ValueError as error:
            said = f"{self.name}: {ask.address!r} is no address: {error}"
            return PageMissed(ask.address, said, shard=shard_of(ask))

    def _asks_again(self, ask: Ask) -> dict[str, Any]:
        """What the request's meta says of asking only for what changed."""
        if self.again is None or ask.method != "GET" or ask.body:
            return {}
        return {ASKS: True, LASTMOD: lastmod(self.card, ask, self.clock.now())}

    def read(self, response: Response, ask: Ask) -> Iterator[Any]:
        """Read one answer: its records as one item, then the requests it leads to."""
        whole = True
        try:
            for page in self._pages(response, ask):
                follow, circle = self._unasked(page.follow)
                batch = take_in(self.card, page.records, self.clock.now(), self._seen)
                yield PageRead(
                    address=response.url,
                    shard=shard_of(ask),
                    status=304 if UNCHANGED in response.flags else response.status,
                    found=len(page.records),
                    batch=batch,
                    reported=page.reported,
                    warnings=Counter(page.warnings) + circle,
                    whole=whole,
                    unasked=UNASKED in response.flags,
                )
                whole = False
                for following in follow:
                    self.record.ask(shard_of(following))
                    yield self._request(following)
        except Exception as fault:  # Whatever it is, the page is named and the rest goes on.
            said = self._unread(response.url, fault)
            yield PageMissed(response.url, said, response.status, _led_on(ask))
            raise

    def _unasked(self, follow: tuple[Ask, ...]) -> tuple[tuple[Ask, ...], Counter[str]]:
        """The asks that were not made before, and a warning where pages lead in a circle."""
        fresh = tuple(ask for ask in follow if _mark(ask) not in self._asked)
        self._asked.update(map(_mark, fresh))
        circle = (
            len(follow) - len(fresh) if isinstance(self.card.connector, JsonSearch | Xml) else 0
        )
        return fresh, Counter({IN_A_CIRCLE: circle} if circle else ())

    def _pages(self, response: Response, ask: Ask) -> Iterator[Page]:
        """The answer as the connector reads it; a feed in parts, for it may be very long."""
        kind = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        said = (response.url, kind, self._read_at(response))
        if not self.card.connector.streamed:
            link = b", ".join(response.headers.getlist(b"Link")).decode("latin-1")
            page = read_page(self.card, response.body, *said, ask, link)
            yield self._compared(response, page)
            return
        empty = True
        with self._body(response) as body:
            for page in read_stream(self.card, body, *said, ask):
                yield page
                empty = False
        if empty:
            yield Page(())
        if self.again:
            take(self.again, self.crawler, response, self.kept.feeds)

    def _compared(self, response: Response, page: Page) -> Page:
        """The page, kept for the next run; with a warning where it broke what was said of it."""
        if self.again is None:
            return page
        mark = digest(page)
        if broken := take(self.again, self.crawler, response, self.kept.feeds, mark):
            return replace(page, warnings=Counter(page.warnings) + Counter({broken: 1}))
        return page

    def _body(self, response: Response) -> BinaryIO:
        """The body of a feed's answer: its file, or what little came where there is none."""
        if name := flagged(response, FILE):
            return (self.kept.feeds / name).open("rb")
        return io.BytesIO(response.body)

    def missed(self, failure: Failure) -> Iterator[PageMissed]:
        """Say why an address gave nothing; end the run where the disk took nothing any more."""
        error = failure.value
        if isinstance(error, StoreFault):
            raise CloseSpider(f"store: {error}")
        address = failure.request.url  # type: ignore[attr-defined]  # Scrapy sets it
        status = error.response.status if isinstance(error, HttpError) else None
        said = _sentence(address, error)
        if been := failure.request.meta.get("redirect_urls"):  # type: ignore[attr-defined]
            said = f"{been[0]} led on: {said}"
        ask = failure.request.cb_kwargs["ask"]  # type: ignore[attr-defined]
        yield PageMissed(address, named_once(self.name, said), status, _led_on(ask))

    def dropped(self, request: Request) -> None:
        """Name an address that Scrapy drops in silence: its redirect leads back to where it was."""
        been = request.meta.get("redirect_urls", [])
        mark = self.crawler.request_fingerprinter.fingerprint
        if mark(request) in [mark(request.replace(url=url)) for url in been]:
            said = f"{self.name}: {been[0]} leads back to itself by redirects"
            self.record.miss(PageMissed(been[0], said, shard=_led_on(request.cb_kwargs["ask"])))
        elif been and (why := self._off_the_card(request.url)):
            shard = _led_on(request.cb_kwargs["ask"])
            self.record.miss(PageMissed(been[0], f"{been[0]} led on: {why}", shard=shard))

    def _off_the_card(self, address: str) -> str:
        try:
            self.allow.check(address)
        except FetchFault as fault:
            return str(fault)
        return ""

    def _unread(self, address: str, fault: Exception) -> str:
        if isinstance(fault, ConnectorFault):
            return str(fault)
        return f"{self.name}: {address} could not be read: {type(fault).__name__}: {fault}"

    def _read_at(self, response: Response) -> dt.datetime:
        """When the answer came: now, or when an interrupted run first had it."""
        kept = flagged(response, READ_AT)
        return dt.datetime.fromisoformat(kept) if kept else self.clock.now()


def shard_of(ask: Ask) -> str:
    """The name of the shard that an ask belongs to: its start address and its values."""
    return f"{ask.start} {ask.shard}"


def _led_on(ask: Ask) -> str:
    """The shard that is not whole without this answer; "" for a single page behind a list or a
    sitemap, which leads to no other.
    """
    return "" if ask.step == PAGE else shard_of(ask)


def _mark(ask: Ask) -> bytes:
    """What tells two asks apart: headers too, for a token may stand in one."""
    said = repr((ask.method, ask.address, ask.body, ask.headers)).encode("utf-8", "replace")
    return hashlib.blake2b(said, digest_size=16).digest()


def _sentence(address: str, error: BaseException | None) -> str:
    if isinstance(error, HttpError):
        return f"{address} answered {error.response.status}"
    if isinstance(error, FairwindError):
        return str(error)
    if isinstance(error, ResponseDataLossError):
        return f"{address}: the answer was cut off before its end"
    said = str(error) or "no answer"
    return said if address in said else f"{address}: {said} ({type(error).__name__})"
