"""Unpack: gzip with a bound, the one way a compressed answer is opened."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from ...offers.faults import FetchFault

ACCEPTED = "gzip, identity"
"""Sent as Accept-Encoding. No brotli, no zstd: 1.6 KB of brotli can be a gigabyte."""
_GZIP = 31  # zlib's name for "with a gzip header" (wbits 16 + 15)
_STEP = 64 * 1024


class Unpacker:
    """Opens an answer piece by piece into `sink` and stops at the first byte over the cap.

    No more than one step is ever held, whatever the compressed bytes promise.
    """

    def __init__(self, encoding: str, cap: int, address: str, sink: BinaryIO) -> None:
        self._cap, self._address, self._sink = cap, address, sink
        self._size = 0
        self._taken = 0
        self._zip: zlib._Decompress | None = None
        self._packed = _is_gzip(encoding, address)
        self._ended = False

    def feed(self, piece: bytes) -> None:
        """Take in the next bytes as they came over the wire."""
        self._taken += len(piece)
        if not self._packed:
            self._keep(piece)
            return
        try:
            self._inflate(piece)
        except zlib.error as error:
            raise FetchFault(f"{self._address}: the gzip body cannot be opened: {error}") from error

    def end(self) -> None:
        """Nothing more comes; FetchFault where the compressed body ended in its middle."""
        if self._packed and self._taken and self._zip is not None:
            raise FetchFault(
                f"{self._address}: the gzip body ends in its middle"
                f" ({self._taken} bytes, {self._size} opened)"
            )

    def _inflate(self, piece: bytes) -> None:
        more = True
        while piece or (more and self._zip):
            if self._ended and self._zip is None and not piece.strip(b"\0"):
                return  # padding behind the last member, as tar and some servers leave it
            self._zip = self._zip or zlib.decompressobj(_GZIP)
            opened = self._zip.decompress(piece, _STEP)
            more = len(opened) == _STEP  # zlib may hold back output with all input taken
            piece = self._zip.unconsumed_tail
            if self._zip.eof:
                piece, self._zip, self._ended = self._zip.unused_data, None, True
            self._keep(opened)

    def _keep(self, opened: bytes) -> None:
        self._size += len(opened)
        if self._size > self._cap:
            raise FetchFault(
                f"{self._address}: more than {self._cap} bytes"
                f" ({self._taken} came, {self._size} when opened); the cap is {self._cap}"
            )
        self._sink.write(opened)


def unpack(body: bytes, encoding: str, cap: int, address: str) -> bytes:
    """A body that came whole, opened with the cap."""
    return unpack_pieces((body,), encoding, cap, address)


def unpack_pieces(pieces: Iterable[bytes], encoding: str, cap: int, address: str) -> bytes:
    """A body that comes in pieces; once it is too much, the rest is not read."""
    opened = io.BytesIO()
    unpacker = Unpacker(encoding, cap, address, opened)
    for piece in pieces:
        unpacker.feed(piece)
    unpacker.end()
    return opened.getvalue()


def _is_gzip(encoding: str, address: str) -> bool:
    words = [word for part in encoding.lower().split(",") if (word := part.strip())]
    words = [word for word in words if word != "identity"]
    if not words:
        return False
    if words not in (["gzip"], ["x-gzip"]):
        raise FetchFault(f"{address}: Content-Encoding {encoding!r} was not asked for (gzip only)")
    return True
