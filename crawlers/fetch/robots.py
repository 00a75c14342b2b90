"""Robots: RFC 9309 under concurrency, because Scrapy 2.19's own middleware does not hold it.

Scrapy's class lets several requests through while robots.txt is on its way (all but the first
waiter get None for the parser) and allows everything when robots.txt cannot be had.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import dataclass
from typing import cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from ...offers.faults import FetchFault, StoreFault
from .address import Place, place_of
from .pace import Mannered

ALLOWED_SECONDS = 24 * 3600
"""RFC 9309 2.4: a cached robots.txt is used for no more than 24 hours."""
DENIED_SECONDS = 300
"""A robots.txt that could not be had is asked for again after five minutes."""
MOST_BYTES = 512 * 1024
"""RFC 9309 2.5 wants at least 500 KiB read; what stands behind them is not."""
MOST_REDIRECTS = 5
"""RFC 9309 2.3.1.2."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says; `parser` None: it could not be had, so all is disallowed."""

    parser: RobotParser | None
    why: str = ""


class Rfc9309RobotsMiddleware(RobotsTxtMiddleware):
    """One shared question for each host, any number of waiters, and no answer means no."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, tuple[asyncio.Future[Rules], float]] = {}

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        place = place_of(request.url)
        rules = await self._rules(f"{request.url.partition(':')[0]}://{place}", place)
        if rules.parser is None:
            self._stats.inc_value("robotstxt/unreachable")
            raise IgnoreRequest(f"{request.url}: not asked, for {rules.why}")
        try:
            self.process_request_2(rules.parser, request)
        except IgnoreRequest:
            raise IgnoreRequest(f"{request.url}: the host's robots.txt forbids it") from None

    async def _rules(self, root: str, place: Place) -> Rules:
        asked = self._asked.get(root)
        if asked is None or _stale(*asked):
            task = asyncio.ensure_future(self._ask(root, place))
            asked = self._asked[root] = (task, time.monotonic())
        return await asyncio.shield(asked[0])

    async def _ask(self, root: str, place: Place) -> Rules:
        address = f"{root}/robots.txt"
        request = Request(
            address,
            priority=self.DOWNLOAD_PRIORITY,
            callback=NO_CALLBACK,
            meta={
                "dont_obey_robotstxt": True,
                "dont_cache": True,
                "redirect_ttl": MOST_REDIRECTS,
            },
        )
        self._stats.inc_value("robotstxt/request_count")
        try:
            response = await self.crawler.engine.download_async(request)
        except StoreFault:  # Our own disk says nothing of the host; the run ends with it.
            raise
        except Exception as error:
            return _denied(f"{address} could not be had ({_said(error)})")
        if response.status != 429 and 200 <= response.status < 500 and response.status // 100 != 3:
            return self._read(response, place)
        return _denied(f"{address} answered {response.status}")

    def _read(self, response: Response, place: Place) -> Rules:
        # 4xx: there is no robots.txt, all may be asked (RFC 9309 2.3.1.3).
        body = response.body[:MOST_BYTES] if response.status < 300 else b""
        parser = build_from_crawler(self._parserimpl, self.crawler, body)
        delay = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if delay is not None and not math.isnan(delay):
            cast(Mannered, self.crawler.spider).pace.at_least(place, max(0.0, delay))
        return Rules(parser)


def _stale(task: asyncio.Future[Rules], asked_at: float) -> bool:
    if not task.done():
        return False
    if task.exception():
        return True
    kept = DENIED_SECONDS if task.result().parser is None else ALLOWED_SECONDS
    return time.monotonic() - asked_at > kept


def _denied(why: str) -> Rules:
    logger.warning("all is disallowed: %s", why)
    return Rules(None, f"{why}, which disallows all (RFC 9309 2.3.1.4)")


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, FetchFault) else f"{type(error).__name__}: {error}"
