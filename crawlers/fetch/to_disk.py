"""To disk: the answer of a feed as it comes, opened within its cap, never whole in memory.

Scrapy's own agent, but for the one protocol that takes the body: `_ScrapyAgent` and
`_ResponseReader` are internals of Scrapy, pinned by the lock and by tests.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import _ResponseReader, _ScrapyAgent
from scrapy.exceptions import DownloadCancelledError
from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from ...offers.faults import FairwindError
from .kept import disk_faults
from .scrapy_parts import FILE
from .unpack import Unpacker

TO_DISK = "to_disk"
"""Key of a request's meta: the body of its answer goes to a file of the run."""


class FeedAgent(_ScrapyAgent):
    """Scrapy's agent for one request, whose answer's body goes to a new file."""

    def __init__(self, new_file: Callable[[], Path], **rest: Any) -> None:
        super().__init__(**rest)
        self._new_file = new_file

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        if txresponse.length == 0:
            return super()._cb_bodyready(txresponse, request)
        cap = request.meta["download_maxsize"]
        if isinstance(txresponse.length, int) and txresponse.length > cap:
            txresponse._transport._producer.abortConnection()
            raise DownloadCancelledError(f"{txresponse.length} bytes are announced")
        finished: Deferred[Any] = Deferred(partial(self._cancel, txresponse=txresponse))
        txresponse.deliverBody(
            _ToFile(
                self._new_file(),
                finished=finished,
                txresponse=txresponse,
                request=request,
                maxsize=cap,
                warnsize=0,
                fail_on_dataloss=True,
                crawler=self._crawler,
            )
        )
        self._txresponse = txresponse
        return finished


class _ToFile(_ResponseReader):
    """Takes the body of one answer into a file, and removes a file that did not become whole."""

    def __init__(self, path: Path, **rest: Any) -> None:
        super().__init__(**rest)
        self._path, self._file, self._whole = path, path.open("wb"), False
        self._unpacker: Unpacker | None = None

    def dataReceived(self, data: bytes) -> None:
        if self._finished.called:
            return
        try:
            with disk_faults(self._path):
                self._opening().feed(data)
        except FairwindError as fault:
            self._give_up(fault)

    def _opening(self) -> Unpacker:
        """Made with the first bytes: an encoding that was not asked for is a fault then."""
        if self._unpacker is None:
            said = self._txresponse.headers.getRawHeaders(b"content-encoding", [])
            encoding = b",".join(said).decode("latin-1")
            self._unpacker = Unpacker(encoding, self._maxsize, self._request.url, self._file)
        return self._unpacker

    def _give_up(self, fault: FairwindError) -> None:
        self._finished.errback(Failure(fault))  # type: ignore[no-untyped-call]
        self._txresponse._transport._producer.abortConnection()

    def _finish_response(self, flags: list[str] | None = None, stop_download: Any = None) -> None:
        try:
            with disk_faults(self._path):
                self._opening().end()
                self._file.close()
        except FairwindError as fault:
            self._finished.errback(Failure(fault))  # type: ignore[no-untyped-call]
            return
        self._whole = True
        super()._finish_response([*(flags or ()), f"{FILE}{self._path.name}"], stop_download)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        if not self._whole:
            with suppress(OSError):
                self._file.close()
                self._path.unlink()
