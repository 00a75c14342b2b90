"""The pipeline: hands every page's batch to the run's record."""

from __future__ import annotations

import asyncio
from typing import Self, cast

from scrapy import signals
from scrapy.crawler import Crawler

from .record import PageMissed, PageRead, Record
from .spider import CardSpider


class RunPipeline:
    """Scrapy's way to the record; an item that cannot be written ends the run unfinished."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._closing: asyncio.Future[None] | None = None
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _record(self) -> Record:
        return cast(CardSpider, self._crawler.spider).record

    def process_item(self, item: PageRead | PageMissed) -> PageRead | PageMissed:
        if self._record.broken:
            return item
        try:
            self._record.take(item) if isinstance(item, PageRead) else self._record.miss(item)
        except Exception as error:
            self._record.broken = f"the run cannot be written: {error}"
            closing = self._crawler.engine.close_spider_async(reason="cannot_write")
            self._closing = asyncio.ensure_future(closing)
        return item

    def _closed(self, spider: CardSpider, reason: str) -> None:
        self._record.ended = reason
