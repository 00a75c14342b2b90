"""A file of hotel ids: CSV with the columns operator, operator_id and giata or own (or both).

Each line is looked at by itself: one that says nothing useful is refused with its number, and the
others stand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from ...offers.faults import StoreFault

SCHEMES = ("giata", "own")
MOST_BYTES = 20 << 20
MOST_LINES = 300_000
MOST_LETTERS = 120
"""What a column of the table takes."""
MOST_NAMED = 10
"""Lines that one sentence names."""


@dataclass(frozen=True, slots=True)
class IdLine:
    """One id: what an operator lists under its own id is `value` in `scheme`."""

    line: int
    operator: str
    operator_id: str
    scheme: str
    value: str


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """A line that is left out, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class IdFile:
    """What a file says; `name` is what undoing calls it by."""

    name: str
    lines: tuple[IdLine, ...]
    refused: tuple[Refused, ...]


def read_ids(name: str, body: bytes) -> IdFile:
    """The ids in a file; StoreFault where it is no such table."""
    name = "".join(c for c in name if c.isprintable())[:200] or "ids.csv"
    rows = _rows(name, body)
    _, header = next(rows, (0, []))
    columns = [cell.strip().lower() for cell in header]
    missing = [column for column in ("operator", "operator_id") if column not in columns]
    if missing or not set(SCHEMES) & set(columns):
        missing = missing or [" or ".join(SCHEMES)]
        raise StoreFault(f"{name}: line 1: no column {', '.join(missing)}")
    lines: list[IdLine] = []
    refused: list[Refused] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        said = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        if why := _why_not(said, len(row), len(columns)):
            refused.append(Refused(number, why))
        else:
            lines += _lines(number, said)
    return _without_contradictions(name, lines, refused)


def _rows(name: str, body: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its last line."""
    if len(body) > MOST_BYTES:
        raise StoreFault(f"{name}: larger than {MOST_BYTES >> 20} MB")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = body.count(b"\n", 0, error.start) + 1
        raise StoreFault(f"{name}: line {place}: not UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        for row in reader:
            if reader.line_num > MOST_LINES:
                raise StoreFault(f"{name}: more than {MOST_LINES:,} lines")
            yield reader.line_num, row
    except csv.Error as error:
        raise StoreFault(f"{name}: line {reader.line_num}: {error}") from error


def _why_not(said: dict[str, str], cells: int, columns: int) -> str:
    """Why a line cannot be used, "" where it can."""
    if cells > columns:
        return f"{cells} cells under {columns} columns"
    for column in ("operator", "operator_id"):
        if not said.get(column):
            return f"{column} is empty"
    ids = {scheme: said[scheme] for scheme in SCHEMES if said.get(scheme)}
    if not ids:
        return "no id in it"
    for column, value in said.items():
        if column in ("operator", "operator_id", *SCHEMES) and not _short_and_plain(value):
            return f"{column} is longer than {MOST_LETTERS} letters, or no plain text"
    giata = ids.get("giata", "1")
    if not (giata.isascii() and giata.isdecimal() and int(giata[:20])):
        return f'giata "{giata}" is no number'
    return ""


def _short_and_plain(value: str) -> bool:
    return len(value) <= MOST_LETTERS and all(c.isprintable() for c in value)


def _lines(number: int, said: dict[str, str]) -> Iterator[IdLine]:
    for scheme in SCHEMES:
        if value := said.get(scheme):
            value = value.lstrip("0") if scheme == "giata" else value
            yield IdLine(number, said["operator"], said["operator_id"], scheme, value)


def _without_contradictions(name: str, lines: list[IdLine], refused: list[Refused]) -> IdFile:
    """The lines of a hotel that is given two ids of one scheme are all refused; an equal line
    counts once."""
    said: dict[tuple[str, str, str], IdLine] = {}
    torn: dict[tuple[str, str, str], set[int]] = {}
    for line in lines:
        listed = (line.operator, line.operator_id, line.scheme)
        first = said.setdefault(listed, line)
        if first.value != line.value:
            torn.setdefault(listed, {first.line}).add(line.line)
    for (operator, operator_id, scheme), numbers in torn.items():
        others = ", ".join(map(str, sorted(numbers)[:MOST_NAMED]))
        others += ", ..." if len(numbers) > MOST_NAMED else ""
        why = f"{operator} {operator_id} has different {scheme} ids in lines {others}"
        refused += [Refused(number, why) for number in sorted(numbers)]
    kept = tuple(line for listed, line in said.items() if listed not in torn)
    return IdFile(name, kept, tuple(sorted(set(refused))))
