"""What a hostile operator may answer: each trap is refused in little memory and time, by name.

One crawl goes through all the traps of a kind of source; its peak is compared with the same crawl
over a harmless page alone. No trap is answered for longer than a trap may take, by the operator's
clock, and all of them together cost the crawl's processor no more than that. Of kinds that go the
same way as another one the quick tests leave the second out.
"""

from __future__ import annotations

import gzip
import io
import itertools
import json
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest
from openpyxl import Workbook

from .wires import MIB, Wire, WireOperator, Write, answer, head, operator, pieces

MOST_MEMORY = 64 * MIB
MOST_SECONDS = 25.0
GOOD = b'{"offers": [{"id": "S-1", "name": "Hotel Sea", "price": "500.00", "date": "2026-07-11"}]}'
LINE = b'{"id": "S-1", "name": "Hotel Sea", "price": "500.00", "date": "2026-07-11"}\n'
TABLE = b"id,name,price,date\nS-1,Hotel Sea,500.00,2026-07-11\n"
CARD = """\
name: sunny
title: Sunny Tours
operator: {{name: Sunny Tours}}
permission: {{basis: own, by: the tests, on: 2026-01-01}}
connector:
  start: {starts}
  {connector}
fields: {{id: id, name: name, price: price, date: date}}
price: {{basis: per_party, currency: EUR, party: {{adults: 2}}}}
budget: {{delay_seconds: 0, requests_per_minute: 6000, concurrency: 8}}
feed: {{max_mb: {cap}, timeout_seconds: {seconds}}}
"""


@dataclass(frozen=True)
class Trap:
    """One trap: how it answers, and the words by which it is named."""

    wire: Wire
    said: str


# What any address may answer with.


@cache
def packed_blanks() -> bytes:
    """A gigabyte of blanks as a megabyte of deflate."""
    squeeze = zlib.compressobj(9, wbits=-15)
    step = squeeze.compress(b" " * 16 * MIB) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return step * 64 + squeeze.flush()


def gzip_bomb() -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + packed_blanks()


def endless() -> Iterator[bytes]:
    return itertools.repeat(b'{"id": "S-2", "name": "again and again"}\n' * 1000)


def drip(write: Write) -> None:
    write(head())
    for _ in range(60):
        write(b" ")
        time.sleep(0.2)


def dripping_head(write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(60):
        write(b"X-Slow: 1\r\n")
        time.sleep(0.2)


def endless_head(write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        write(b"X-Flood-%d: %s\r\n" % (number, b"f" * 8000))


def endless_hints(write: Write) -> None:
    while True:
        write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100)


def long_head_line(write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"f" * 40 * MIB)


def too_short(write: Write) -> None:
    write(head("Content-Length: 5000") + b'{"offers": [')


def huge_chunk(write: Write) -> None:
    write(head("Transfer-Encoding: chunked") + b"FFFFFFFFFFFFFFFF\r\n")
    for _ in range(400):
        write(b" " * MIB)


SLOW = {
    "slow-drip": Trap(drip, "took longer than 1"),
    "slow-head": Trap(dripping_head, "took longer than 1"),
}
ANY: dict[str, Trap] = {
    "gzip-bomb": Trap(lambda w: answer(gzip_bomb(), "Content-Encoding: gzip")(w), "when opened"),
    "brotli": Trap(answer(b"\x0b\x02\x80a\x03", "Content-Encoding: br"), "'br' was not asked for"),
    "zstd": Trap(answer(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd"), "'zstd' was not asked"),
    "packed-twice": Trap(answer(b"\x1f", "Content-Encoding: gzip, gzip"), "was not asked for"),
    "endless": Trap(pieces(endless), "the cap is"),
    "announced": Trap(lambda w: w(head("Content-Length: 99999999999")), "the cap is"),
    "huge-chunk": Trap(huge_chunk, ""),
    "head-flood": Trap(endless_head, "headers are longer than"),
    "hint-flood": Trap(endless_hints, "headers are longer than"),
    "long-head-line": Trap(long_head_line, ""),
    "cut-off": Trap(too_short, "cut off before its end"),
}

# Where a page may lead to: this machine and the link-local net, however they are written.

WIDE = "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}\N{FULLWIDTH DIGIT SEVEN}"
NOTATIONS = """
http://127.0.0.1:{port}/ http://localhost:{port}/ http://LOCALHOST:{port}/
http://2130706433:{port}/ http://0177.0.0.1:{port}/ http://017700000001:{port}/
http://0x7f.0.0.1:{port}/ http://0x7f000001:{port}/ http://127.1:{port}/ http://127.0.1:{port}/
http://0:{port}/ http://0.0.0.0:{port}/ http://127.0.0.1.:{port}/ http://127.8.8.8:{port}/
http://[::1]:{port}/ http://[::]:{port}/ http://[0:0:0:0:0:0:0:1]:{port}/
http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/ http://[::127.0.0.1]:{port}/
http://[2002:7f00:1::]:{port}/ http://[64:ff9b::7f00:1]:{port}/ http://[64:ff9b::127.0.0.1]:{port}/
http://[fe80::1]:{port}/ http://[fe80::1%25lo]:{port}/ http://[fd00::1]:{port}/
http://sunny.example@127.0.0.1:{port}/ http://127.0.0.1:{own}@127.0.0.1:{port}/
http://127.0.0.1:{own}\\@127.0.0.1:{port}/ http://127.0.0.1%00.sunny.example:{port}/
http://①②⑦.⓪.⓪.①:{port}/ http://127。0。0。1:{port}/ http://{wide}.0.0.1:{port}/
http://localtest.me:{port}/ http://127.0.0.1.nip.io:{port}/
http://169.254.169.254/latest/ http://2852039166/latest/ http://0xa9fea9fe/latest/
http://[::ffff:169.254.169.254]/latest/ http://169.254.169.254.:80/latest/
http://metadata.google.internal/ //127.1:{port}/ ///127.0.0.1:{port}/
https://127.0.0.1:{port}/ ftp://127.0.0.1:{port}/ file:///etc/passwd gopher://127.0.0.1:{port}/_
data:application/json,[] javascript:0 dict://127.0.0.1:{port}/
""".split()


def to(address: str) -> Wire:
    moved = f"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {address}\r\n\r\n".encode()
    return lambda write: write(moved)


PAGES = ANY | {
    "deep-json": Trap(answer(b'{"offers": ' + b"[" * 2_000_000), "the JSON cannot be read"),
    "deep-maps": Trap(answer(b'{"offers": ' + b'{"a":' * 500_000), "the JSON cannot be read"),
    "nothing-but-digits": Trap(answer(b'{"offers": [' + b"9" * 5_000_000 + b"]}"), "JSON"),
    "circle": Trap(to("/circle"), "leads back to itself"),
    "chain": Trap(to("/hop/1"), "redirect"),
}


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return packed.getvalue()


def zip_bomb() -> bytes:
    """One member of a gigabyte; nobody comes to its checksum."""
    name, packed = b"offers.csv", packed_blanks()
    facts = struct.pack("<5H3L2H", 20, 0, 8, 0, 0, 0, len(packed), 1 << 30, len(name), 0)
    start = b"PK\x03\x04" + facts + name + packed
    entry = b"PK\x01\x02\x14\0" + facts + struct.pack("<3H2L", 0, 0, 0, 0, 0) + name
    return (
        start
        + entry
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(start), 0)
    )


def many_entries() -> bytes:
    return zipped(*((f"{number}.csv", b"") for number in range(1200)))


def locked() -> bytes:
    """A zip file whose one member is marked as encrypted."""
    body = bytearray(zipped(("offers.csv", TABLE)))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + flags] |= 1
    return bytes(body)


def lying() -> bytes:
    """A zip file that claims ten bytes for a member of ten megabytes."""
    body = bytearray(zipped(("offers.csv", TABLE + b"S-2,Hotel,1.00,2026-07-11\n" * 400_000)))
    for mark, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", body, body.index(mark) + size, 10)
    return bytes(body)


def overlapping() -> bytes:
    """Five hundred names for the same bytes."""
    body = zipped(("0.csv", b" " * MIB))
    at = body.index(b"PK\x01\x02")
    entry, end = body[at : body.index(b"PK\x05\x06")], body.index(b"PK\x05\x06")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, 500 * len(entry), at, 0)
    assert body[end:]
    return body[:at] + entry * 500 + tail


def long_line() -> Iterator[bytes]:
    yield LINE + b'{"id": "S-2", "name": "'
    yield from itertools.repeat(b"x" * MIB, 200)


def long_text() -> Iterator[bytes]:
    yield b'{"offers": [{"id": "S-2", "name": "'
    yield from itertools.repeat(b"x" * MIB, 40)


def wide_record() -> Iterator[bytes]:
    yield b'{"offers": [{"id": "S-2"'
    for number in range(30):
        yield b"".join(b',"%d-%d":[]' % (number, n) for n in range(60_000))


def book(sheet: bytes) -> bytes:
    """A workbook by hand, with this for its sheet."""
    kind = b"http://schemas.openxmlformats.org"
    main = kind + b"/spreadsheetml/2006/main"
    rel = kind + b"/officeDocument/2006/relationships"
    package = kind + b"/package/2006/"
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
    return zipped(
        (
            "[Content_Types].xml",
            b'<Types xmlns="' + package + b'content-types"><Override PartName="/xl/workbook.xml"'
            b' ContentType="' + types + b'sheet.main+xml"/><Override'
            b' PartName="/xl/worksheets/s.xml" ContentType="' + types + b'worksheet+xml"/></Types>',
        ),
        (
            "_rels/.rels",
            b'<Relationships xmlns="' + package + b'relationships"><Relationship Id="r1" Type="'
            + rel + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            b'<workbook xmlns="' + main + b'" xmlns:r="' + rel + b'"><sheets><sheet name="S"'
            b' sheetId="1" r:id="r1"/></sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b'<Relationships xmlns="' + package + b'relationships"><Relationship Id="r1" Type="'
            + rel + b'/worksheet" Target="worksheets/s.xml"/></Relationships>',
        ),
        ("xl/worksheets/s.xml", sheet),
    )  # fmt: skip


def workbook() -> bytes:
    """A harmless workbook."""
    book, kept = Workbook(), io.BytesIO()
    for line in TABLE.decode().splitlines():
        book.active.append(line.split(","))
    book.save(kept)
    return kept.getvalue()


def laughing_sheet() -> bytes:
    """A billion laughs in the first cell."""
    names = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    cell = '<sheetData><row><c t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<!DOCTYPE x [{names}]><worksheet xmlns="{main}">{cell}</worksheet>'.encode()


LINES = ANY | {
    "deep-line": Trap(answer(b'{"id": ' + b"[" * 2_000_000), "the JSON cannot be read"),
}
LONG_LINES = {"long-line": Trap(pieces(long_line), "a line is longer than")}
DOCUMENTS = {
    "deep-feed": Trap(answer(b'{"offers": ' + b"[" * 40 * MIB), "nested more than 100 deep"),
    "long-text": Trap(pieces(long_text), "a single record is larger than"),
    "wide-record": Trap(pieces(wide_record), "a single record is larger than"),
    "cut-document": Trap(answer(b'{"offers": [' + b'{"id": 1},' * 500_000), "breaks off after"),
}
ZIPS = {
    "zip-bomb": Trap(lambda w: answer(zip_bomb())(w), "is a bomb"),
    "zip-in-zip": Trap(answer(zipped(("a.csv", zipped(("b.csv", TABLE))))), "archive within"),
    "gzip-in-zip": Trap(answer(zipped(("a.csv", gzip.compress(TABLE)))), "archive within"),
    "many-entries": Trap(answer(many_entries()), "1,000 are the most"),
    "locked-zip": Trap(answer(locked()), "wants a password"),
    "lying-zip": Trap(answer(lying()), "looked for a zip file"),
    "overlapping-zip": Trap(answer(overlapping()), "is a bomb"),
    "cut-zip": Trap(answer(zipped(("a.csv", TABLE))[:-30]), "looked for a zip file"),
    "no-zip": Trap(answer(TABLE), "looked for a zip file"),
}
GZIPS = {
    "gz-bomb": Trap(lambda w: answer(gzip_bomb())(w), "is a bomb"),
    "cut-gz": Trap(answer(gzip.compress(LINE)[:-9]), "looked for a gz file"),
    "gz-in-gz": Trap(answer(gzip.compress(gzip.compress(LINE))), "archive within"),
}
SHEETS = {
    "sheet-bomb": Trap(lambda w: answer(zip_bomb())(w), "the sheet unpacks to"),
    "laughing-sheet": Trap(answer(book(laughing_sheet())), "looked for an XLSX sheet"),
    "no-sheet": Trap(answer(b"<html>"), "looked for an XLSX sheet"),
}
SPACE = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
)
MAPS = {
    "xml-entities": Trap(
        answer(ENTITIES + SPACE + b"<url><loc>&b;&a;</loc></url></urlset>"), "entities"
    ),
    "deep-xml": Trap(answer(SPACE + b"<url>" * 1_000_000), "/deep-xml: "),
    "packed-map": Trap(lambda w: answer(gzip_bomb())(w), "/packed-map: "),
}
SITEMAP = """kind: html
  sitemap: {}
  records: article"""
GOOD_MAP = SPACE + b"<url><loc>/none</loc></url></urlset>"

KINDS: dict[str, tuple[str, bytes, int, dict[str, Trap]]] = {
    "slow pages": ("kind: json_search\n  records: offers", GOOD, 32, SLOW),
    "slow lines": ("kind: feed\n  format: jsonl", LINE, 32, SLOW),
    "pages": ("kind: json_search\n  records: offers", GOOD, 32, PAGES),
    "lines": ("kind: feed\n  format: jsonl", LINE, 32, LINES),
    "long lines": ("kind: feed\n  format: jsonl", LINE, 224, LONG_LINES),
    "documents": ("kind: feed\n  records: offers[*]", GOOD, 224, DOCUMENTS),
    "zips": (
        "kind: feed\n  format: csv\n  packed: zip\n  member: '*.csv'",
        zipped(("a.csv", TABLE)),
        512,
        ZIPS,
    ),
    "gzips": ("kind: feed\n  format: jsonl\n  packed: gz", gzip.compress(LINE), 512, GZIPS),
    "maps": (SITEMAP, GOOD_MAP, 32, MAPS),
    "sheets": ("kind: sheet", workbook(), 32, SHEETS),
}


SECOND_TIME = ("slow lines", "lines", "long lines", "documents")
"""Kinds with traps that take seconds, and those of feeds where those of pages are tried."""


def _marks(kind: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.long] if kind in SECOND_TIME else []


@dataclass(frozen=True)
class Walked:
    """One crawl over the traps of a kind."""

    report: dict[str, Any]
    memory: int
    cpu: float
    seconds: dict[str, float]
    spying: list[str]

    def faults(self, path: str) -> list[str]:
        return [said for said in self.report["faults"] if f"/{path}" in said]


Walk = Callable[[str], Walked]


@pytest.fixture(scope="module")
def walk(nursery: Any, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Crawl all the traps of a kind, once."""

    @cache
    def walked(kind: str) -> Walked:
        connector, good, cap, traps = KINDS[kind.removesuffix(" alone")]
        wires: dict[str, Wire] = (
            {}
            if kind.endswith("alone")
            else {f"/{name}": trap.wire for name, trap in traps.items()}
        )
        wires |= {f"/hop/{n}": to(f"/hop/{n + 1}") for n in range(1, 30)}
        with operator({}) as neighbour, operator(wires | {"/good": answer(good)}) as sunny:
            starts = [sunny.address(path) for path in ("/good", *wires) if "/hop/" not in path]
            if kind == "pages":
                starts += _ways_out(sunny, neighbour)
            folder = tmp_path_factory.mktemp(kind.replace(" ", "-"))
            card = folder / "sunny.yml"
            card.write_text(
                CARD.format(
                    starts=json.dumps(starts),
                    connector=connector,
                    cap=cap,
                    seconds=1 if "slow" in kind else 20,
                )
            )
            report, memory, cpu = _crawl(nursery, card)
            seconds = {path: last - first for path, (first, last) in sunny.spent.items()}
            return Walked(report, memory, cpu, seconds, neighbour.asked)

    return walked


def _ways_out(sunny: WireOperator, neighbour: WireOperator) -> list[str]:
    """Pages that redirect to the neighbour, whom no card allows, and to the metadata address."""
    for number, notation in enumerate(NOTATIONS):
        target = notation.format(port=neighbour.port, own=sunny.port, wide=WIDE)
        sunny.wires[f"/out-{number}-"] = to(target)
    return [sunny.address(f"/out-{number}-") for number in range(len(NOTATIONS))]


def _crawl(nursery: Any, card: Path) -> tuple[dict[str, Any], int, float]:
    """The report of a crawl, its largest memory and the processor's seconds."""
    home = card.parent / "home"
    argv = ["--card", str(card), "--home", str(home), "--run", "r1", "--allow-loopback"]
    argv += ["--now", "2026-03-30T06:00:00+00:00"]
    out, seen = card.with_suffix(".out"), Seen()
    code = nursery.run(argv, out, card.with_suffix(".err"), started=lambda pid: _watch(pid, seen))
    assert code == 0, out.read_text()[-2000:] + card.with_suffix(".err").read_text()[-3000:]
    report = json.loads((home / "runs/sunny/r1/run.json").read_bytes())
    return report, seen.memory, seen.cpu


@dataclass
class Seen:
    """The most that was seen of a process while it lived."""

    memory: int = 0
    cpu: float = 0.0


def _watch(pid: int, seen: Seen) -> None:
    def look() -> None:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            while process.status() != psutil.STATUS_ZOMBIE:
                seen.memory = max(seen.memory, process.memory_info().rss)
                spent = process.cpu_times()
                seen.cpu = spent.user + spent.system
                time.sleep(0.01)

    threading.Thread(target=look, daemon=True).start()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param(kind, name, marks=_marks(kind))
        for kind, (*_, traps) in KINDS.items()
        for name in traps
    ],
)
def test_a_trap_is_refused_by_name(walk: Walk, kind: str, name: str) -> None:
    faults = walk(kind).faults(name)
    assert faults, walk(kind).report["faults"]
    assert any(KINDS[kind][3][name].said in said for said in faults), faults


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=_marks(kind)) for kind in KINDS])
def test_no_trap_takes_much_memory_or_time(walk: Walk, kind: str) -> None:
    alone, trapped = walk("pages alone" if "pages" in kind else "lines alone"), walk(kind)
    above, longest = trapped.memory - alone.memory, max(trapped.seconds.values())
    print(f"{kind}: +{above / MIB:.0f} MiB, {trapped.cpu:.1f} CPU-s, longest {longest:.1f} s")
    assert above <= MOST_MEMORY
    assert trapped.cpu <= MOST_SECONDS
    assert longest <= MOST_SECONDS, trapped.seconds


@pytest.mark.parametrize("number", range(len(NOTATIONS)), ids=NOTATIONS)
def test_no_redirect_leads_off_the_card_however_it_is_written(walk: Walk, number: int) -> None:
    walked = walk("pages")
    assert not walked.spying
    assert len(walked.faults(f"out-{number}-")) == 1, walked.report["faults"]


def test_the_good_page_beside_the_traps_is_read(walk: Walk) -> None:
    assert walk("pages").report["offers"] == 1
    assert walk("zips").report["offers"] == 1


@pytest.mark.long
def test_the_good_feed_beside_the_traps_is_read(walk: Walk) -> None:
    assert walk("lines").report["offers"] >= 1
    assert walk("documents").report["offers"] == 1
