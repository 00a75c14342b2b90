"""The shape of an XML document: read once by events, before anything of it is believed."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.parsers import expat

from ..card import Card
from .parts import Opening, Recoded
from .texts import NotReadable, bom_of

DEEPEST = 100
LONGEST = 16 * 1024 * 1024
"""Bytes of the largest single record, and of what may stand between two of them."""
_CHUNK = 1 << 17
_HEAD = 4096
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_BEFORE = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)*(<\?xml\b[^>]*\?>)?", re.DOTALL)
_CUT = frozenset(
    expat.errors.codes[said]
    for said in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_UNDEFINED = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a document that is whole: its bytes in UTF-8 and its elements."""

    size: int
    elements: int


def utf8_of(card: Card, opening: Opening, warnings: Counter[str]) -> BinaryIO:
    """The document in UTF-8 from its first element, comment or DOCTYPE on.

    Its encoding is its byte order mark's, the card's, or the declared one; bytes that are none of
    it are read as cp1252. The declaration itself is left out: it may stand behind a comment or a
    blank line, where parsers refuse it, and what it says is no longer true.
    """
    stream = opening()
    first = stream.read(_HEAD)
    declared = _DECLARED.search(first)
    name = bom_of(first) or card.formats.encoding or (declared and declared[1].decode("ascii"))
    try:
        text = io.BufferedReader(Recoded(first, stream, name or "utf-8"), _CHUNK)
    except LookupError:
        warnings[f"the encoding {name} is not known; UTF-8 is taken"] += 1
        text = io.BufferedReader(Recoded(first, stream, "utf-8"), _CHUNK)
    return io.BufferedReader(_Headless(text), _CHUNK)


class _Headless(io.RawIOBase):
    """A document without its XML declaration and without the blanks before it."""

    def __init__(self, inner: BinaryIO) -> None:
        head = inner.read(_HEAD)
        text = head.decode("utf-8", "ignore")
        found = _BEFORE.match(text)
        assert found is not None
        end = found.end(1) if found[1] else len(text) - len(text.lstrip())
        # A line keeps its number: the line ends that were cut off are put back.
        self._first = b"\n" * text.count("\n", 0, end) + head[len(text[:end].encode()) :]
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._first[: len(buffer)] or self._inner.read(len(buffer))
        self._first = self._first[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def shape_of(stream: BinaryIO, record: str = "") -> Shape:
    """The shape of a document that is whole and harmless, else NotReadable says where it is not.

    `record` is the name of the elements that are records, where they are read one by one: then no
    single one of them, and nothing between two of them, may be longer than LONGEST.
    """
    watch = _Watch(record)
    parser = watch.parser()
    try:
        while chunk := stream.read(_CHUNK):
            watch.size += len(chunk)
            parser.Parse(chunk, False)
            watch.passed(len(chunk))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise NotReadable(_broken(error, watch.size)) from error
    return Shape(watch.size, watch.elements)


class _Watch:
    """Counts what a document is made of while it goes by."""

    def __init__(self, record: str) -> None:
        self.size = self.elements = self._depth = self._since = 0
        self._record, self._met = record, False

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        return parser

    def passed(self, count: int) -> None:
        """Raise where so many bytes more went by without the end of a record that it is none."""
        self._since = 0 if self._met or not self._record else self._since + count
        self._met = False
        if self._since > LONGEST:
            said = f"a single {self._record}, or what stands before it, is larger than"
            raise NotReadable(f"{said} {LONGEST:,} bytes")

    def _start(self, name: str, attributes: object) -> None:
        self.elements += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotReadable(f"the XML is nested more than {DEEPEST} deep")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name.rpartition(":")[2] == self._record:
            self._met = True

    def _entity(self, name: str, *_: object) -> None:
        raise NotReadable(f"the XML defines an entity of its own, {name[:40]}; none is followed")

    def _skipped(self, name: str, parameter: bool) -> None:
        if not parameter:
            raise NotReadable(f"the entity &{name[:40]}; is not defined in the XML")


def _broken(error: expat.ExpatError, size: int) -> str:
    if not size:
        return "looked for XML, the answer is empty"
    what = expat.ErrorString(error.code) or "cannot be read"
    if error.code in _CUT:
        return f"the XML breaks off in line {error.lineno}: {what}"
    return f"the XML is broken in line {error.lineno}, column {error.offset + 1}: {what}"
