"""Heads: the status line and headers of an answer, of which only so many bytes are read.

Twisted bounds a single line and not their number. `_LenientHTTP11ClientProtocol` is Scrapy's own,
pinned by the lock and by tests.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from ...offers.faults import FetchFault

LONGEST_HEAD = 256 * 1024
"""Bytes until the body begins, answers of the kind 1xx included."""


class BoundedHeads(_LenientHTTP11ClientProtocol):
    """Gives up an answer whose headers do not end."""

    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request)

    def dataReceived(self, bytes: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(bytes)
            if self._head > LONGEST_HEAD:
                said = f"the headers are longer than {LONGEST_HEAD} bytes"
                self._giveUp(Failure(FetchFault(said)))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class BoundedFactory(_LenientHTTP11ClientFactory):
    """What a connection pool makes connections with."""

    def buildProtocol(self, addr: Any) -> BoundedHeads:
        return BoundedHeads(self._quiescentCallback)  # type: ignore[no-untyped-call]


def head_fault(error: BaseException) -> str:
    """What an error says of a head that was given up, "" where it is about something else."""
    seen: BaseException | None = error
    while seen is not None:
        for reason in getattr(seen, "reasons", None) or ():
            if isinstance(reason.value, FetchFault):
                return str(reason.value)
        seen = seen.__cause__ or seen.__context__
    return ""
