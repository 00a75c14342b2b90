"""Tables as CSV: a line at a time, with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What makes a spreadsheet read a cell as a formula or a command (OWASP)."""
_LINES_AT_ONCE = 200


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A file of this name; UTF-8 with its mark, so that Excel reads the letters right."""
    sent = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_lines(header, rows), headers=sent, media_type="text/csv")


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([cell(one) for one in header])
    for number, row in enumerate(rows, 1):
        writer.writerow([cell(one) for one in row])
        if number % _LINES_AT_ONCE == 0:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def cell(value: object) -> str:
    """One cell as inert text: numbers as they are, a formula behind an apostrophe."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    said = "" if value is None else str(value)
    return f"'{said}" if said.lstrip(" \u00a0\ufeff").startswith(_BEGINS) else said
