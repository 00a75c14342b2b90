"""Handler: the last step before the network, for every request whoever made it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future

from ...offers.faults import FetchFault
from .address import Place
from .heads import BoundedFactory, head_fault
from .ledger import Turn
from .resolver import GuardedResolver
from .scrapy_parts import Keeping
from .to_disk import TO_DISK, FeedAgent


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, asked only for allowed places and only when it is our turn.

    Pages, feeds, retries, redirects and robots.txt all pass here, so the allow list, the budget,
    the gap and the rest that an operator asks for hold for all of them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._maker = crawler
        self._pool._factory = BoundedFactory

    @property
    def _spider(self) -> Keeping:
        return cast(Keeping, self._maker.spider)

    async def download_request(self, request: Request) -> Response:
        place = self._spider.allow.check(request.url)
        resolver = _resolver()
        turn = await self._turn(place)
        try:
            response = await self._download(request)
        except CannotResolveHostError as error:
            if said := resolver.refused.pop(place, None):
                raise FetchFault(said) from error
            raise
        except DownloadCancelledError as error:
            raise FetchFault(self._too_large(request, error)) from error
        except Exception as error:
            if said := head_fault(error):
                raise FetchFault(f"{request.url}: {said}") from error
            raise
        finally:
            self._spider.pace.came(turn)
        after = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
        self._spider.pace.heed(place, response.status, after, dt.datetime.now(dt.UTC))
        return response

    async def _download(self, request: Request) -> Response:
        """By Scrapy's handler, or the same with a body that goes to disk."""
        if not request.meta.get(TO_DISK):
            return await super().download_request(request)
        agent = FeedAgent(
            self._spider.kept.new_file,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            crawler=self._maker,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

    async def _turn(self, place: Place) -> Turn:
        while (turn := self._spider.pace.try_leave(place)).pause > 0:
            await asyncio.sleep(turn.pause)
        return turn

    def _too_large(self, request: Request, error: DownloadCancelledError) -> str:
        cap = request.meta.get("download_maxsize", self._default_maxsize)
        seen = str(error) or f"more than {cap} bytes came and no length was announced"
        return f"{request.url}: refused, the cap is {cap} bytes: {seen}"


def _resolver() -> GuardedResolver:
    """The guarded resolver; without it no request may leave."""
    # Twisted installs its reactor on the first import, so it cannot stand at the top.
    from twisted.internet import reactor

    resolver = getattr(reactor, "nameResolver", None)
    if not isinstance(resolver, GuardedResolver):
        raise FetchFault("the guarded resolver is not installed; no request leaves without it")
    return resolver
