"""A feed of any size is refreshed in little memory, and one over its cap keeps yesterday's."""

from __future__ import annotations

import itertools
import json
import re
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
connector: {more}, start: "{address}"}}
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


def markup(size: int) -> Iterator[bytes]:
    yield b"<?xml version='1.0'?><n:Feed xmlns:n='urn:n' n:Season='2026'><Head>h</Head>"
    yield from _up_to(
        size,
        lambda n: "<n:O>" + "".join(f"<{k}>{v}</{k}>" for k, v in record(n).items()) + "</n:O>",
    )
    yield b"</n:Feed>"


def _up_to(size: int, written: Callable[[int], str]) -> Iterator[bytes]:
    sent = 0
    for first in itertools.count(0, 500):
        piece = "".join(map(written, range(first, first + 500))).encode()
        yield piece
        sent += len(piece)
        if sent >= size:
            return


FORMATS: dict[str, tuple[Callable[[int], Iterator[bytes]], str]] = {
    "jsonl": (lines, "{kind: feed, format: jsonl"),
    "csv": (table, "{kind: feed, format: csv"),
    "json": (document, "{kind: feed, format: json, records: 'data.offers[*]'"),
    "xml": (markup, "{kind: xml, records: /Feed/O"),
}


def card(folder: Path, address: str, format: str, cap: int) -> Path:
    path = folder / "sunny.yml"
    more = FORMATS[format][1]
    path.write_text(CARD.format(address=address, more=more, cap=cap))
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


@pytest.mark.long
@pytest.mark.parametrize("format", ["jsonl", "xml"])
def test_a_feed_over_its_cap_is_refused_with_both_numbers_and_yesterdays_run_stays(
    tmp_path: Path, format: str
) -> None:
    source = FORMATS[format][0]
    sizes = iter((MIB // 4, 2 * MIB))
    with operator({"/feed": pieces(lambda: source(next(sizes)))}) as sunny:
        path = card(tmp_path, sunny.address("/feed"), format, 1)
        yesterday = watched(path, tmp_path / "home", "r1")
        today = watched(path, tmp_path / "home", "r2")
    assert (yesterday.code, today.code) == (0, 1)
    assert f"the cap is {MIB}" in today.said
    assert re.search(rf"more than {MIB} bytes \(.*[1-9]\d{{6}}.*\)|[1-9]\d{{6}} bytes", today.said)
    kept = [folder.name for folder in (tmp_path / "home/runs/sunny").iterdir()]
    assert kept == ["r1"]
    assert not list((tmp_path / "home" / "responses" / "sunny").glob("*.feeds"))
