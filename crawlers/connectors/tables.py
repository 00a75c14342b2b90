"""Tables: CSV and JSON Lines, line by line, and XLSX, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import warnings as python_warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from ..card import Card
from ..card_connector import Feed, Sheet
from ..card_terms import EPOCHS
from .extract import Broken
from .texts import NotReadable, bom_of, chunks_of, declared_charset, lines_of, read_json, recoded

Row = dict[str, Any] | Broken
MOST_UNPACKED = 300 * 1024 * 1024
MOST_COLUMNS = 500
_WIDE = ("utf-16", "utf-32")


def text_lines(
    card: Card, stream: BinaryIO, content_type: str, warnings: Counter[str]
) -> Iterator[str]:
    """The lines of a text file with their ends, each in the first encoding that takes it."""
    chunks = chunks_of(stream)
    first = next(chunks, b"")
    mark = bom_of(first)
    named = mark or card.formats.encoding or declared_charset(content_type) or "utf-8"
    if named.startswith(_WIDE):
        chunks, named = recoded(_chained(first, chunks), named), "utf-8"
        first = next(chunks, b"")
    first = first.removeprefix(b"\xef\xbb\xbf")
    for line in lines_of(_chained(first, chunks)):
        yield _line(line, named, warnings)


def _chained(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _line(line: bytes, named: str, warnings: Counter[str]) -> str:
    for encoding in (named, "utf-8"):
        try:
            return line.decode(encoding)
        except UnicodeError:
            continue
    warnings["lines that are not UTF-8 were read as cp1252"] += 1
    return line.decode("cp1252", errors="replace")


def json_lines(lines: Iterable[str], warnings: Counter[str]) -> Iterator[Any]:
    """One value a line. A broken line is a `Broken`; a broken last one is a cut."""
    good = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = read_json(line)
        except NotReadable as fault:
            if good == 0:
                raise NotReadable(f"line {number}: {fault}") from fault
            if not line.endswith(("\n", "\r")):
                raise NotReadable(f"line {number}, the last: {fault}") from fault
            warnings["a line is not JSON"] += 1
            value = Broken(line.strip())
        else:
            if good == 0 and not isinstance(value, dict):
                raise NotReadable(
                    f"line {number}: looked for one record a line, found {line[:40]!r}"
                )
            good += 1
        yield value


def csv_rows(card: Card, lines: Iterable[str], warnings: Counter[str]) -> Iterator[Row]:
    """One mapping a row, by the names of the columns."""
    kept = _LastLine(lines)
    rows = csv.reader(kept, delimiter=_delimiter(card))
    try:
        header = _csv_header(card, rows)
        for row in rows:
            if not row:
                continue
            if len(row) < len(header) and not kept.ended:
                raise NotReadable(f"the last line has {len(row)} columns of {len(header)}: cut off")
            yield _row(header, row, warnings)
    except csv.Error as error:
        raise NotReadable(f"line {rows.line_num}: {error}") from error


def _delimiter(card: Card) -> str:
    connector = card.connector
    return connector.delimiter if isinstance(connector, Feed | Sheet) else ","


class _LastLine:
    """Remembers whether the line handed out last was ended; an unended one may be cut off."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.ended = True

    def __iter__(self) -> _LastLine:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.ended = line.endswith(("\n", "\r"))
        return line


def _csv_header(card: Card, rows: Iterator[list[str]]) -> list[str]:
    connector = card.connector
    if isinstance(connector, Feed) and connector.columns:
        return list(connector.columns)
    skipped = connector.header_row - 1 if isinstance(connector, Sheet) else 0
    for _ in range(skipped):
        next(rows, None)
    return _checked(card, [name.strip() for name in next(rows, [])])


def _checked(card: Card, header: list[str]) -> list[str]:
    """The header, when every column the card names stands in it exactly once."""
    if not any(header):
        raise NotReadable("looked for a line with the columns' names, the answer is empty")
    if header[0].startswith("<"):
        raise NotReadable(f"looked for a table, the answer is markup: {header[0][:40]!r}")
    wanted = sorted({r.path for r in card.fields.values() if r.path is not None})
    for name in wanted:
        if name not in header:
            raise NotReadable(f"column {name!r} not found; the header has {_some(header)}")
        if header.count(name) > 1:
            raise NotReadable(f"column {name!r} stands {header.count(name)} times in the header")
    return header


def _some(header: Sequence[str]) -> str:
    return ", ".join(header[:12]) + (", ..." if len(header) > 12 else "")


def _row(header: Sequence[str], row: Sequence[Any], warnings: Counter[str]) -> Row:
    """A row with more cells than names could put a price under a wrong name: it is broken."""
    if len(row) > len(header) and any(cell not in ("", None) for cell in row[len(header) :]):
        warnings["a row has more columns than the header"] += 1
        return Broken(" | ".join("" if cell is None else str(cell) for cell in row))
    return dict(zip(header, row, strict=False))


def xlsx_rows(card: Card, stream: BinaryIO, warnings: Counter[str]) -> Iterator[Row]:
    """One mapping a row of a workbook, by the names of its columns; empty rows are no records."""
    connector = card.connector
    assert isinstance(connector, Sheet)
    rows = _cells(connector, stream)
    for _ in range(connector.header_row - 1):
        next(rows, None)
    header = _checked(card, [str(c).strip() if c is not None else "" for c in next(rows, ())])
    day = next((f for f in card.formats.date_patterns if f not in EPOCHS), "%Y-%m-%d")
    count = 0
    for row in rows:
        cells = [_said(cell, day) for cell in row]
        if all(cell is None or cell == "" for cell in cells):
            continue
        count += 1
        if count > connector.most_rows:
            raise NotReadable(f"more than {connector.most_rows:,} rows (most_rows)")
        yield _row(header, cells, warnings)


def _cells(connector: Sheet, stream: BinaryIO) -> Iterator[tuple[Any, ...]]:
    # Its import takes a fifth of a second and 7 MB, which only a sheet is to pay.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _not_a_bomb(stream)
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True)
            sheet = _named(book, connector.sheet)
            sheet.reset_dimensions()
            yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except NotReadable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise NotReadable(f"looked for an XLSX sheet: {error}") from error


def _not_a_bomb(stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise NotReadable("looked for an XLSX sheet, the file is none") from error
    if size > MOST_UNPACKED:
        raise NotReadable(f"the sheet unpacks to {size / 2**20:,.0f} MiB; 300 are the most")
    stream.seek(0)


def _named(book: Any, name: str | None) -> Any:
    if name is None:
        return book.worksheets[0]
    if name not in book.sheetnames:
        raise NotReadable(f"sheet {name!r} not found; the file has {_some(book.sheetnames)}")
    return book[name]


def _said(cell: Any, day: str) -> Any:
    """A cell as a text file would say it: exact decimals, dates in the card's first format."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else Decimal(repr(cell))
    if isinstance(cell, dt.datetime):
        at = cell.time()
        return cell.date().strftime(day) if at == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.strftime(day)
    if isinstance(cell, dt.time):
        return cell.strftime("%H:%M")
    return cell
