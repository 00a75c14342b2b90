"""Parts: a large JSON document read record by record, after it has proved harmless."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import ijson  # type: ignore[import-untyped]

from ..card import Card
from .documents import called, inner_records, number_in
from .texts import NotReadable, bom_of

SMALL = 4 * 1024 * 1024
"""Bytes of a document that is parsed whole, whatever its paths."""
WHOLE = 64 * 1024 * 1024
"""Bytes of the largest document that is parsed whole where a path cannot be followed in parts."""
DEEPEST = 100
LONGEST = 16 * 1024 * 1024
"""Bytes of the largest single record."""
_CHUNK = 1 << 17
_PLAIN = re.compile(r"(?P<steps>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?(?P<each>\[\*\])?\Z", re.ASCII)
_OPENS, _ENDS = frozenset(("start_map", "start_array")), frozenset(("end_map", "end_array"))

Opening = Callable[[], BinaryIO]
"""Opens the same bytes from their beginning, as often as it is called."""


def in_parts(card: Card) -> bool:
    """Whether the card's paths are such that its records can be read one by one."""
    total = getattr(card.connector, "total", None)
    return all(_PLAIN.match(path) for path in (_records(card), total) if path)


def _records(card: Card) -> str:
    return str(getattr(card.connector, "records", "[*]"))


def json_parts(card: Card, opening: Opening, warnings: Counter[str]) -> Iterator[Any]:
    """Every record of the list at the card's path. NotReadable: the document is broken, nested too
    deeply, holds too large a record, or has no list there; nothing is given out before that is
    known.
    """
    found = _PLAIN.match(_records(card))
    assert found is not None
    steps, each = found["steps"] or "", bool(found["each"])
    _check(_utf8(card, opening()), len(steps.split(".")) + 1 if steps else 1)
    records = _items(card, opening, steps, each)
    path = getattr(card.connector, "each", None)
    return records if path is None else inner_records(str(path), records, warnings)


def reported_in(card: Card, opening: Opening) -> int | None:
    """The number of records that the document claims, where the card says where it stands."""
    path = getattr(card.connector, "total", None)
    return number_in(next(ijson.items(_utf8(card, opening()), path), None)) if path else None


def _items(card: Card, opening: Opening, steps: str, each: bool) -> Iterator[Any]:
    prefix = f"{steps}.item" if steps else "item"
    some = False
    for record in ijson.items(_utf8(card, opening()), prefix):
        some = True
        if record is not None or not each:
            yield record
    if not some:
        _empty_list(card, opening, steps)


def _empty_list(card: Card, opening: Opening, steps: str) -> None:
    """Raise unless there is a list, if an empty one, at the path."""
    for prefix, event, value in ijson.parse(_utf8(card, opening())):
        if prefix == steps and event != "map_key":
            if event == "start_array":
                return
            kind = "a mapping" if event == "start_map" else called(value)
            raise NotReadable(f"records path {_records(card)} gave {kind}, not a list")
    raise NotReadable(f"records path {_records(card)} gave null")


def _check(stream: BinaryIO, level: int) -> None:
    """Read the document once for its shape alone, in the memory of its largest single text.

    `level` is how deep a record lies: whoever stays below it longer than LONGEST is no record.
    """
    events: Any = ijson.sendable_list()
    reader = ijson.basic_parse_coro(events)
    depth = since = size = 0
    try:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            reader.send(chunk)
            depth, lowest = _depths(events, depth)
            del events[:]
            since = 0 if lowest <= level else since + len(chunk)
            if since > LONGEST:
                raise NotReadable(f"a single record is larger than {LONGEST:,} bytes")
        reader.close()
    except ijson.IncompleteJSONError as error:
        raise NotReadable(_broken(str(error), size)) from error
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(_broken(str(error), size)) from error


def _depths(events: list[tuple[str, Any]], depth: int) -> tuple[int, int]:
    """The depth after these events, and the lowest on the way."""
    lowest = depth
    for event, _ in events:
        if event in _OPENS:
            depth += 1
            if depth > DEEPEST:
                raise NotReadable(f"the JSON is nested more than {DEEPEST} deep")
        elif event in _ENDS:
            depth -= 1
            lowest = min(lowest, depth)
    return depth, lowest


def _broken(said: str, size: int) -> str:
    if "premature EOF" in said or "Incomplete" in said:
        return f"the JSON breaks off after {size:,} bytes"
    return f"the JSON is broken before byte {size:,}: {said.splitlines()[0].strip()}"


def _utf8(card: Card, stream: BinaryIO) -> BinaryIO:
    """The stream in UTF-8, whatever its encoding; bytes that are none are read as cp1252."""
    first = stream.read(4)
    name = bom_of(first) or card.formats.encoding or "utf-8"
    return io.BufferedReader(Recoded(first, stream, name), _CHUNK)


class Recoded(io.RawIOBase):
    """Bytes of one encoding as UTF-8, chunk by chunk."""

    def __init__(self, first: bytes, rest: BinaryIO, name: str) -> None:
        self._next, self._rest = first, rest
        self._decoder = codecs.getincrementaldecoder(name)(errors="fairwind_cp1252")
        self._ready = b""
        self._start = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            chunk = self._next or self._rest.read(_CHUNK)
            self._next = b""
            text = self._decoder.decode(chunk, not chunk)
            if self._start and text:
                text, self._start = text.removeprefix("\ufeff"), False
            self._ready = text.encode("utf-8", "replace")
            if not chunk:
                break
        piece, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("fairwind_cp1252", _as_cp1252)
