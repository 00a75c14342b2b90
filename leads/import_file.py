"""Files to import: CSV or XLSX read as rows of plain text, bounded before anything is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..offers.faults import StoreFault

MOST_BYTES = 5 << 20
MOST_ROWS = 5_000
MOST_COLUMNS = 40
MOST_CELL = 500
MOST_UNPACKED = 60 << 20
"""What all parts of a workbook may be unpacked; beyond it the file is a bomb, or no list."""
MOST_TIMES = 200
"""How many times its packed size a part of a workbook may be."""
_ENCODINGS = {"hu": "cp1250", "bg": "cp1251", "ru": "cp1251"}


class ImportFault(StoreFault):
    """A file that cannot be read as a list; `code` is that of the sentence which says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row, as names of columns, and the others, as wide as it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sheet(name: str, body: bytes, language: str) -> Sheet:
    """The list in a file; ImportFault: empty, too large, not a list.

    `language` says in which old encoding a text that is not UTF-8 was probably written.
    """
    if len(body) > MOST_BYTES:
        raise ImportFault("too_large")
    packed = body.startswith(b"PK\x03\x04")
    rows = _workbook(body) if packed else _text(body, language)
    return _sheet(rows)


def _sheet(rows: Iterable[list[str]]) -> Sheet:
    filled = (row for row in rows if any(row))
    kept = list(itertools.islice(filled, MOST_ROWS + 2))
    if len(kept) < 2:
        raise ImportFault("empty")
    if len(kept) > MOST_ROWS + 1:
        raise ImportFault("too_many_rows")
    header, *rest = kept
    while header and not header[-1]:
        header.pop()
    if not header or len(header) > MOST_COLUMNS:
        raise ImportFault("too_many_columns" if header else "empty")
    wide = len(header)
    return Sheet(tuple(header), tuple(tuple((row + [""] * wide)[:wide]) for row in rest))


def _text(body: bytes, language: str) -> Iterator[list[str]]:
    text = _decoded(body, language)
    separator = _separator(text)
    # A quote that never ends would swallow the file into one field: the reader stops there.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield [_cell(value) for value in row[: MOST_COLUMNS + 1]]
    except csv.Error:
        raise ImportFault("unreadable") from None


def _decoded(body: bytes, language: str) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if b"\0" in body:
        raise ImportFault("unreadable")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode(_ENCODINGS.get(language, "cp1252"), "replace")


def _separator(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(";,\t|", key=first.count)


def _workbook(body: bytes) -> Iterator[list[str]]:
    """The first sheet of a workbook; formulas as the values they had when it was saved."""
    _refuse_bomb(body)
    # Big (libraries.md): loaded by who imports a workbook only.
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
    except Exception as error:  # a broken workbook fails in a dozen ways
        raise ImportFault("unreadable") from error
    yield from _read_rows(book)


def _read_rows(book: Any) -> Iterator[list[str]]:
    try:
        sheet = book.worksheets[0]
        # A sheet can announce a million columns; what it holds is read, not what it announces.
        sheet.reset_dimensions()
        most = MOST_ROWS * 4
        for row in itertools.islice(sheet.iter_rows(values_only=True), most):
            yield [_cell(value) for value in row[: MOST_COLUMNS + 1]]
    except ImportFault:
        raise
    except Exception as error:  # and so does a broken sheet
        raise ImportFault("unreadable") from error
    finally:
        book.close()


def _refuse_bomb(body: bytes) -> None:
    """A workbook tells how large its parts are; `zipfile` reads no more of one than it told."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ImportFault("unreadable") from error
    swollen = any(part.file_size > MOST_TIMES * max(part.compress_size, 1024) for part in parts)
    if swollen or len(parts) > 500 or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ImportFault("bomb")


def _cell(value: object) -> str:
    """What stands in a cell, as one line of plain text."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat(*([" "] if isinstance(value, dt.datetime) else []))
    if isinstance(value, float):
        value = int(value) if value.is_integer() else Decimal(repr(value))
    printable = "".join(c if c.isprintable() else " " for c in str(value)[: MOST_CELL * 2])
    return " ".join(printable.split())[:MOST_CELL]
