"""A feed goes to disk as it comes, is read in parts, and may lie in a zip or gz file."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.crawlers.connectors import BATCH, parts, read_stream
from fairwind.crawlers.fetch.kept import feeds_of
from fairwind.crawlers.fetch.unfinished import kept_file, unfinished_run
from fairwind.crawlers.intake.seen import Digests
from fairwind.offers.faults import ConnectorFault

from .cards import card_with
from .test_connectors import HERE, NOW

FIELDS = "  id: id\n  name: name"
ROWS = [{"id": str(n), "name": f"Hotel Ő {n}", "price": n / 4} for n in range(7)]


def feed(folder: Path, more: str = "") -> Any:
    lines = f"  kind: feed\n  start: https://feed.example.com/f\n{more}"
    return card_with(folder, lines, FIELDS)


def ids(card: Any, body: bytes) -> list[Any]:
    pages = read_stream(card, io.BytesIO(body), HERE, "", NOW)
    return [offer.said.get("id") for page in pages for offer in page.records]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document is a large one."""
    monkeypatch.setattr("fairwind.crawlers.connectors.SMALL", 10)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_large_document_gives_what_the_small_one_gives(
    tmp_path: Path, small: None, encoding: str
) -> None:
    card = feed(tmp_path, "  records: data.offers[*]\n  total: data.found\n")
    body = json.dumps({"x": [1], "data": {"offers": [*ROWS, None], "found": 9}}).encode(encoding)
    pages = list(read_stream(card, io.BytesIO(body), HERE, "", NOW))
    assert [page.reported for page in pages] == [9]
    assert [offer.said["id"] for offer in pages[0].records] == [row["id"] for row in ROWS]
    assert pages[0].records[1].said["name"] == "Hotel Ő 1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"data": {"hotels": ROWS}}, "records path data.offers[*] gave null"),
        ({"data": {"offers": {"a": ROWS}}}, "gave a mapping, not a list"),
        ({"data": {"offers": "sold out for this year"}}, "gave a text, not a list"),
    ],
)
def test_a_large_document_of_another_shape_is_named(
    tmp_path: Path, small: None, body: Any, said: str
) -> None:
    card = feed(tmp_path, "  records: data.offers[*]\n")
    with pytest.raises(ConnectorFault) as fault:
        ids(card, json.dumps(body).encode())
    assert said in str(fault.value)
    assert ids(card, b'{"data": {"offers": []}, "more": true}') == []


def test_a_large_document_gives_no_record_before_its_end_was_seen(
    tmp_path: Path, small: None
) -> None:
    whole = json.dumps({"offers": ROWS}).encode()
    for broken, said in ((whole[:-9], "breaks off"), (whole[:-2] + b"}}}", "is broken")):
        with pytest.raises(ConnectorFault, match=said):
            next(
                read_stream(
                    feed(tmp_path, "  records: offers\n"), io.BytesIO(broken), HERE, "", NOW
                )
            )


def test_records_inside_records_are_read_in_parts_too(tmp_path: Path, small: None) -> None:
    card = feed(tmp_path, "  records: offers\n  each: rooms\n")
    body = {"offers": [{"rooms": [{"id": "1"}, {"id": "2"}]}, {"rooms": None}]}
    assert ids(card, json.dumps(body).encode()) == ["1", "2"]
    with pytest.raises(ConnectorFault, match="gave no list in any of 1 records"):
        ids(card, b'{"offers": [{"beds": 2}]}')


def test_a_path_that_cannot_be_followed_in_parts_has_its_own_bound(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = feed(tmp_path, "  records: offers[?id!='3']\n")
    body = json.dumps({"offers": ROWS}).encode()
    assert len(ids(card, body)) == len(ROWS) - 1
    monkeypatch.setattr("fairwind.crawlers.connectors.WHOLE", 100)
    with pytest.raises(ConnectorFault, match="names and dots"):
        ids(card, body)


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return packed.getvalue()


def lines(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_files_of_a_zip_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    card = feed(tmp_path, "  format: jsonl\n  packed: zip\n  member: 'offers/*.jsonl'\n")
    body = zipped(
        ("offers/b.jsonl", lines(*ROWS[3:])),
        ("read me", b"x"),
        ("offers/a.jsonl", lines(*ROWS[:3])),
    )
    pages = list(read_stream(card, io.BytesIO(body), HERE, "", NOW))
    found = [offer for page in pages for offer in page.records]
    assert [offer.said["id"] for offer in found] == [row["id"] for row in ROWS]
    assert [offer.provenance.position for offer in found] == list(range(7))


def test_one_file_of_a_zip_needs_no_name_and_its_own_name_opens_nothing(tmp_path: Path) -> None:
    card = feed(tmp_path, "  format: jsonl\n  packed: zip\n")
    assert len(ids(card, zipped(("../../etc/passwd", lines(*ROWS))))) == 7
    with pytest.raises(ConnectorFault, match=r"looked for one file .* it holds 'a', 'b'"):
        ids(card, zipped(("a", lines(*ROWS)), ("b", b"")))
    assert [path.name for path in tmp_path.iterdir()] == ["sunny_tours.yml"]


def test_a_gz_file_is_read_and_one_that_was_opened_on_its_way_too(tmp_path: Path) -> None:
    card = feed(tmp_path, "  format: jsonl\n  packed: gz\n")
    assert len(ids(card, gzip.compress(lines(*ROWS)))) == 7
    assert len(ids(card, lines(*ROWS))) == 7


def test_a_packed_feed_over_its_cap_gives_nothing_but_both_numbers(tmp_path: Path) -> None:
    connector = "  kind: feed\n  start: https://feed.example.com/f\n  format: jsonl\n  packed: gz"
    card = card_with(tmp_path, connector, FIELDS, "feed: {max_mb: 1}")
    body = gzip.compress(lines(*ROWS) * 9000)
    with pytest.raises(
        ConnectorFault, match=r"\(\d+ packed, \d+ when opened\); the cap is 1048576"
    ):
        next(read_stream(card, io.BytesIO(body), HERE, "", NOW))


def card_text(crawler: Any, address: str, more: str = "") -> None:
    crawler.says(address)
    text = crawler.card.read_text().replace("kind: json_search", "kind: feed\n  format: jsonl")
    text = text.replace("  records: offers\n", "").replace("  total: total\n", "")
    crawler.card.write_text(text + more)


@pytest.mark.parametrize("packed", [False, True])
def test_a_feed_over_its_cap_is_refused_while_it_comes(
    operator: Any, crawler: Any, reply: Callable[..., Any], packed: bool
) -> None:
    body = lines(*ROWS) * 6000
    operator.answers["/f"] = reply(gzip.compress(body), "gzip") if packed else reply(body)
    card_text(crawler, f"{operator.address}/f", "feed: {max_mb: 1}\n")
    crawled = crawler.run()
    assert crawled.code == 1
    assert "the cap is 1048576" in crawled.last["sentence"]
    assert not packed or "when opened" in crawled.last["sentence"]
    assert not crawled.folder.exists()


def test_an_interrupted_run_reads_its_feed_from_disk_and_drops_it_at_the_end(
    operator: Any, crawler: Any, reply: Callable[..., Any]
) -> None:
    rows = [{"id": "1", "name": "Hotel", "price": "9", "date": "2026-07-11"}]
    operator.answers["/f"] = reply(gzip.compress(lines(*rows)), "gzip")
    card_text(crawler, f"{operator.address}/f")
    answers = kept_file(Home(crawler.home), "sunny", "r1")
    crawler.home.joinpath("runs").mkdir(parents=True)
    crawler.home.joinpath("runs/sunny").write_text("in the way")
    assert crawler.run().code == 1
    crawler.home.joinpath("runs/sunny").unlink()
    crawled = crawler.run()
    assert crawled.report["offers"] == 1
    assert operator.paths.count("/f") <= 2
    assert not feeds_of(answers).exists()
    assert not answers.exists()


def test_a_run_killed_within_its_feed_is_finished_from_disk_with_every_offer_once(
    operator: Any, crawler: Any, reply: Callable[..., Any]
) -> None:
    rows = [
        {"id": str(n), "name": f"Hotel {n}", "price": "9.00", "date": "2026-07-11"}
        for n in range(4 * BATCH)
    ]
    operator.answers["/f"] = reply(lines(*rows))
    card_text(crawler, f"{operator.address}/f")
    process = crawler.start()
    for told in process.stdout:
        if json.loads(told).get("found", 0) >= BATCH:
            process.kill()
            break
    process.wait()
    process.stdout.close()
    assert not (crawler.home / "runs/sunny/r1").exists()
    assert unfinished_run(Home(crawler.home), "sunny") == "r1"
    crawled = crawler.run()
    assert crawled.report["found"] == crawled.report["offers"] == len(rows)
    offers = pq.read_table(crawled.folder / "offers.parquet", columns=["key"])
    assert len(set(offers["key"].to_pylist())) == len(rows)
    assert operator.paths.count("/f") == 1
    assert not feeds_of(kept_file(Home(crawler.home), "sunny", "r1")).exists()


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=300))
def test_digests_are_a_set_in_the_order_of_coming(every: list[bytes]) -> None:
    digests = Digests()
    known: dict[bytes, int] = {}
    for digest in every * 2:
        assert (digest in digests) == (digest in known)
        assert digests.add(digest) == known.setdefault(digest, len(known))
    assert [digests.number(digest) for digest in known] == list(known.values())
    assert parts.DEEPEST == 100
