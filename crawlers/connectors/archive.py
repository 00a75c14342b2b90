"""Archive: a feed inside a .zip or .gz file, opened as a stream and never by the names in it."""

from __future__ import annotations

import fnmatch
import gzip
import io
import struct
import zipfile
import zlib
from functools import partial
from typing import Any, BinaryIO

from ..card import Card
from ..card_connector import Packed
from .parts import Opening
from .texts import NotReadable

MIB = 1024 * 1024
MOST_ENTRIES = 1000
MOST_RATIO = 100
"""Opened bytes for each packed one, beyond the first FLOOR."""
FLOOR = 16 * MIB
LARGEST_DIRECTORY = MIB
_DIRECTORY = struct.Struct("<4s4H2LH")
_ENCRYPTED = 1
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_CHUNK = 1 << 20
_FAULTS = (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError)


def openings(card: Card, stream: BinaryIO) -> list[Opening]:
    """What opens each file of the feed's answer: the answer itself, or what lies packed in it.

    A packed answer is opened once to its end before anything is read from it, so that one that is
    no archive, is cut off, or is larger than it may be gives no record at all. NotReadable says
    which.
    """
    packed = card.connector.packed if isinstance(card.connector, Packed) else None
    if packed is None or (packed == "gz" and not _begins(stream, _NESTED[2])):
        return [partial(_again, stream)]
    try:
        found = _zipped(card, stream) if packed == "zip" else [partial(_unzipped, stream)]
        budget = Budget(card.feed.max_mb * MIB, _size(stream))
        for opening in found:
            _try_out(Bounded(opening(), budget))
    except _FAULTS as error:
        raise NotReadable(f"looked for a {packed} file: {error or type(error).__name__}") from error
    return [partial(_bounded, opening, budget) for opening in found]


def _again(stream: BinaryIO) -> BinaryIO:
    stream.seek(0)
    return stream


def _begins(stream: BinaryIO, mark: bytes) -> bool:
    return _again(stream).read(len(mark)) == mark


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def _unzipped(stream: BinaryIO) -> BinaryIO:
    return gzip.GzipFile(fileobj=_again(stream))  # type: ignore[return-value]  # reads like one


def _zipped(card: Card, stream: BinaryIO) -> list[Opening]:
    """The members that the card's pattern names, in the order of their names; without a pattern
    the only one."""
    _check_directory(stream)
    archive = zipfile.ZipFile(_again(stream))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    wanted = card.connector.member if isinstance(card.connector, Packed) else None
    chosen = [e for e in entries if wanted is None or fnmatch.fnmatch(e.filename, wanted)]
    if not chosen or (wanted is None and len(chosen) > 1):
        names = ", ".join(repr(entry.filename[:60]) for entry in entries[:8]) or "nothing"
        looked = f"a member {wanted!r}" if wanted else "one file (or say connector.member)"
        raise NotReadable(f"looked for {looked} in the zip file, it holds {names}")
    if any(entry.flag_bits & _ENCRYPTED for entry in chosen):
        raise NotReadable("the zip file wants a password")
    return [partial(archive.open, e) for e in sorted(chosen, key=lambda e: e.filename)]  # type: ignore[misc]


def _check_directory(stream: BinaryIO) -> None:
    """Refuse an archive by its own table of contents before the library reads all of that."""
    size = _size(stream)
    stream.seek(max(0, size - 0x10000 - _DIRECTORY.size))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _DIRECTORY.size:
        raise NotReadable("looked for a zip file, the answer is none or is cut off")
    _, _, _, _, entries, directory, _, _ = _DIRECTORY.unpack_from(tail, at)
    if entries > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise NotReadable(f"the zip file lists {entries:,} entries; {MOST_ENTRIES:,} are the most")


def _bounded(opening: Opening, budget: Budget) -> BinaryIO:
    return io.BufferedReader(Bounded(opening(), Budget(budget.cap, budget.packed)), _CHUNK)


def _try_out(stream: Bounded) -> None:
    start = stream.read(8) or b""
    if start.startswith(_NESTED):
        raise NotReadable("there is an archive within the archive")
    while stream.read(_CHUNK):
        pass


class Budget:
    """The bytes that may still be opened: the card's cap, and so many for each packed one."""

    def __init__(self, cap: int, packed: int) -> None:
        self.cap, self.packed = cap, packed
        self._opened = 0

    def spend(self, count: int) -> None:
        self._opened += count
        if self._opened > self.cap:
            raise NotReadable(
                f"more than {self.cap} bytes ({self.packed} packed, {self._opened} when opened);"
                f" the cap is {self.cap}"
            )
        if self._opened > max(FLOOR, MOST_RATIO * self.packed):
            raise NotReadable(
                f"{self.packed} bytes open to more than {self._opened}:"
                f" over {MOST_RATIO} for one is a bomb"
            )


class Bounded(io.RawIOBase):
    """A stream that spends a budget with every byte it gives."""

    def __init__(self, inner: Any, budget: Budget) -> None:
        self._inner, self._budget = inner, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._inner.read(len(buffer))
        self._budget.spend(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)
