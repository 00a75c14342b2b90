"""A feed of any size is refreshed in little memory, and one over its cap keeps yesterday's."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .wires import MIB, operator, pieces, watched

TEXT = "A quiet house above the bay, ten minutes on foot from the old harbour. " * 9
CARD = """\
name: sunny
title: Sunny Tours
operator: {{name: Sunny Tours}}
permission: {{basis: own, by: the tests, on: 2026-01-01}}
connector:
  kind: feed
  start: {address}
  format: {format}
  {more}
fields:
  {{id: id, name: name, country: country, resort: resort, date: date, nights: nights, room: room,
    board: board, price: price, text: text}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: 0, requests_per_minute: 6000}}
feed: {{max_mb: {cap}}}
"""
COLUMNS = "id name country resort date nights room board price text".split()


def record(number: int) -> dict[str, str | int]:
    day = f"2026-{5 + number % 5:02d}-{1 + number % 28:02d}"
    hotel = f"Hotel Bellavista {number % 3000}"
    text = f"{TEXT}{number}"
    told = (f"S-{number}", hotel, "Greece", "Malia", day, 7, "Double", "HB", 500 + number % 900)
    return dict(zip(COLUMNS, (*told, text), strict=True))


def lines(size: int) -> Iterator[bytes]:
    return _up_to(size, lambda n: json.dumps(record(n)) + "\n")


def table(size: int) -> Iterator[bytes]:
    yield (",".join(COLUMNS) + "\n").encode()
    yield from _up_to(size, lambda n: ",".join(f'"{v}"' for v in record(n).values()) + "\n")


def document(size: int) -> Iterator[bytes]:
    yield b'{"found": 7, "data": {"offers": ['
    yield from _up_to(size, lambda n: ("," if n else "") + json.dumps(record(n)))
    yield b"]}}"


def _up_to(size: int, written: Callable[[int], str]) -> Iterator[bytes]:
    sent = 0
    for first in itertools.count(0, 500):
        piece = "".join(map(written, range(first, first + 500))).encode()
        yield piece
        sent += len(piece)
        if sent >= size:
            return


FORMATS: dict[str, tuple[Callable[[int], Iterator[bytes]], str]] = {
    "jsonl": (lines, ""),
    "csv": (table, ""),
    "json": (document, "records: data.offers[*]"),
}


def card(folder: Path, address: str, format: str, cap: int) -> Path:
    path = folder / "sunny.yml"
    more = FORMATS[format][1]
    path.write_text(CARD.format(address=address, format=format, more=more, cap=cap))
    return path


@pytest.mark.long
@pytest.mark.parametrize("format", FORMATS)
def test_300_mb_under_a_cap_of_400_are_read_within_300_mb_of_memory(
    tmp_path: Path, format: str
) -> None:
    source = FORMATS[format][0]
    with operator({"/feed": pieces(lambda: source(300 * MIB))}) as sunny:
        done = watched(card(tmp_path, sunny.address("/feed"), format, 400), tmp_path / "home")
    assert done.code == 0, done.said
    report = done.report
    assert report["offers"] == report["found"] > 300_000
    print(f"{format}: {report['found']} offers, {done.memory / MIB:.0f} MiB, {done.seconds:.0f} s")
    assert done.memory <= 300 * MIB
    assert not list((tmp_path / "home" / "responses" / "sunny").glob("*.feeds"))
