"""The spider: one for all cards; a card says where to ask and a connector reads what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from ..offers.faults import ConnectorFault, FairwindError, StoreFault
from ..store.clock import Clock
from .card import Card
from .connectors import Ask, first_asks, read_page
from .fetch.address import AllowList
from .fetch.kept import Kept
from .fetch.pace import MINUTE, Pace
from .fetch.scrapy_parts import READ_AT
from .intake import Seen, take_in
from .record import PageMissed, PageRead, Record
from .settings import limits_of


class CardSpider(Spider):
    """Asks what the card says, hands on one item a page, follows only what the connector names."""

    name = "card"

    def __init__(
        self,
        card: Card,
        clock: Clock,
        kept: Kept,
        record: Record,
        allow_loopback: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(card.name, **rest)
        self.card, self.clock, self.kept, self.record = card, clock, kept, record
        self.allow = AllowList.of(card.name, card.hosts, allow_loopback)
        self.pace = Pace(
            card.budget.requests_per_minute,
            card.budget.delay_seconds,
            card.budget.requests_per_run,
            kept.left_within(MINUTE),
        )
        self._seen = Seen()
        self._limits = limits_of(card)

    async def start(self) -> AsyncIterator[Any]:
        for ask in first_asks(self.card):
            yield self._request(ask)

    def _request(self, ask: Ask) -> Request | PageMissed:
        try:
            return Request(
                ask.address,
                method=ask.method,
                body=ask.body or b"",
                headers=dict(ask.headers),
                meta=dict(self._limits),
                callback=self.read,
                errback=self.missed,
            )
        except ValueError as error:
            return PageMissed(ask.address, f"{self.name}: {ask.address!r} is no address: {error}")

    def read(self, response: Response) -> Iterator[Any]:
        """Read one page: its records as one item, then the requests it leads to."""
        kind = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
        address = response.url
        try:
            page = read_page(self.card, response.body, address, kind, self._read_at(response))
        except ConnectorFault as fault:
            yield PageMissed(address, str(fault), response.status)
            raise
        batch = take_in(self.card, page.records, self.clock.now(), self._seen)
        yield PageRead(address, response.status, len(page.records), batch, page.reported)
        for ask in page.follow:
            yield self._request(ask)

    def missed(self, failure: Failure) -> Iterator[PageMissed]:
        """Say why an address gave nothing; end the run where the disk took nothing any more."""
        error = failure.value
        if isinstance(error, StoreFault):
            raise CloseSpider(f"store: {error}")
        address = failure.request.url  # type: ignore[attr-defined]  # Scrapy sets it
        status = error.response.status if isinstance(error, HttpError) else None
        yield PageMissed(address, f"{self.name}: {_sentence(address, error)}", status)

    def _read_at(self, response: Response) -> dt.datetime:
        """When the answer came: now, or when an interrupted run first had it."""
        for flag in response.flags:
            if flag.startswith(READ_AT):
                return dt.datetime.fromisoformat(flag.removeprefix(READ_AT))
        return self.clock.now()


def _sentence(address: str, error: BaseException | None) -> str:
    if isinstance(error, HttpError):
        return f"{address} answered {error.response.status}"
    if isinstance(error, FairwindError):
        return str(error)
    said = str(error) or "no answer"
    return said if address in said else f"{address}: {said} ({type(error).__name__})"
