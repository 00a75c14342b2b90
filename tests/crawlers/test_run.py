"""One process, one run: whole or taken up again, and never an operator asked twice for a page."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fairwind.catalog.home import Home
from fairwind.catalog.runs import open_run
from fairwind.crawlers.connectors import BATCH
from fairwind.crawlers.fetch.unfinished import kept_file, only_one, unfinished_run

PAGES, EACH = 12, 3
PAGING = f"  paging: {{by: page, size: {EACH}}}"


def shelves(operator: Any, reply: Any, wait: float = 0.0) -> None:
    """Twelve pages of three offers each."""
    for i in range(1, PAGES + 1):
        operator.offers(f"/offers?page={i}", EACH, i * EACH, total=PAGES * EACH)
        if wait:
            there = operator.answers[f"/offers?page={i}"]
            operator.answers[f"/offers?page={i}"] = reply(
                there.body, headers=there.headers, wait=wait
            )


def kept_paths(home: Path) -> set[str]:
    """The pages that an interrupted run has in its store."""
    path = kept_file(Home(home), "sunny", "r1")
    if not path.exists():
        return set()
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = base.execute("SELECT address FROM answer").fetchall()
    except sqlite3.OperationalError:  # Killed before the table was made.
        rows = []
    base.close()
    return {"/" + address.split("/", 3)[3] for (address,) in rows}


def kill_after(process: subprocess.Popen[bytes], pages: int) -> None:
    """Kill -9 when so many pages have been told of."""
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("pages") == pages:
            break
    process.kill()
    process.wait()
    process.stdout.close()


def taken_up_whole(crawler: Any, operator: Any) -> None:
    """The next process finishes the run, and no page it had is asked again."""
    kept = kept_paths(crawler.home)
    crawled = crawler.run()
    assert crawled.code == 0, crawled.log[-2000:]
    assert crawled.report["found"] == crawled.report["offers"] == PAGES * EACH
    offers = pq.read_table(crawled.folder / "offers.parquet")
    assert len(set(offers["key"].to_pylist())) == PAGES * EACH
    assert [path for path in kept if operator.paths.count(path) != 1] == []
    assert max(map(operator.paths.count, operator.paths)) <= 2
    assert unfinished_run(Home(crawler.home), "sunny") is None
    assert [path.name for path in (crawler.home / "runs" / "sunny").iterdir()] == ["r1"]


def test_a_run_writes_its_folder_and_says_how_far_it_is(
    operator: Any, crawler: Any, reply: Any
) -> None:
    shelves(operator, reply)
    crawler.says(operator.address + "/offers?page={page}", PAGING)
    crawled = crawler.run()
    assert crawled.code == 0
    run = open_run(crawled.folder)
    assert (run.report.pages, run.report.found, run.report.offers) == (12, 36, 36)
    assert run.report.reported == 36
    assert run.report.http == {"200": 12}
    assert [e["pages"] for e in crawled.events if e["event"] == "page"] == list(range(1, 13))
    assert crawled.last == {
        "event": "finished",
        "run": "r1",
        "pages": 12,
        "found": 36,
        "kept": 36,
        "missed": 0,
    }
    assert list((crawler.home / "responses" / "sunny").iterdir()) == [
        crawler.home / "responses" / "sunny" / "lock"
    ]


@pytest.mark.parametrize("pages", [1, 7])
def test_a_killed_run_is_finished_without_asking_again_for_a_stored_page(
    operator: Any, crawler: Any, reply: Any, pages: int
) -> None:
    shelves(operator, reply, wait=0.05)
    crawler.says(operator.address + "/offers?page={page}", PAGING, concurrency=1)
    kill_after(crawler.start(), pages)
    assert pages <= len(kept_paths(crawler.home)) < PAGES
    assert unfinished_run(Home(crawler.home), "sunny") == "r1"
    assert (crawler.home / "runs" / "sunny" / ".r1.tmp").is_dir()
    taken_up_whole(crawler, operator)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_a_run_killed_at_any_moment_is_finished(
    operator: Any, crawler: Any, reply: Any, seed: int
) -> None:
    shelves(operator, reply, wait=0.05)
    crawler.says(operator.address + "/offers?page={page}", PAGING, concurrency=1)
    process = crawler.start()
    while process.poll() is None and len(operator.asked) < 2:
        time.sleep(0.01)
    time.sleep(random.Random(seed).uniform(0, 1.0))
    process.kill()
    process.wait()
    process.stdout.close()
    taken_up_whole(crawler, operator)


def test_a_run_that_is_whole_already_asks_nothing(operator: Any, crawler: Any, reply: Any) -> None:
    shelves(operator, reply)
    crawler.says(operator.address + "/offers?page={page}", PAGING)
    assert crawler.run().code == 0
    operator.asked.clear()
    again = crawler.run()
    assert (again.code, again.last["kept"]) == (0, 36)
    assert operator.asked == []


def test_a_full_disk_ends_the_run_with_a_sentence_and_it_can_be_taken_up(
    operator: Any, crawler: Any, reply: Any
) -> None:
    shelves(operator, reply)
    crawler.says(operator.address + "/offers?page={page}", PAGING, concurrency=1)
    crawled = crawler.run(largest_file=60_000)
    assert crawled.code == 1
    assert re.search(r"sqlite: the [a-z ]+ cannot be kept", crawled.last["sentence"])
    assert json.loads(crawled.log.splitlines()[-1])["sentence"] == crawled.last["sentence"]
    assert not crawled.folder.exists()
    taken_up_whole(crawler, operator)


def test_only_pages_the_card_allows_are_followed(
    operator: Any, other_operator: Any, crawler: Any
) -> None:
    operator.offers("/a", 2, 1, next="/b")
    operator.offers("/b", 2, 3, next=f"{other_operator.address}/c")
    crawler.says(f"{operator.address}/a", "  paging: {by: next, next: next}")
    crawled = crawler.run()
    assert operator.paths == ["/a", "/b"]
    assert other_operator.asked == []
    assert crawled.report["offers"] == 4
    assert f"127.0.0.1:{other_operator.port}" in str(crawled.report)


def test_a_long_feed_is_taken_in_by_parts_and_counted_as_one_page(
    operator: Any, crawler: Any, reply: Any
) -> None:
    lines = [json.dumps({"id": i, "name": f"Hotel {i}", "price": "9"}) for i in range(1, 6_001)]
    operator.answers["/feed"] = reply("\n".join(lines).encode())
    crawler.says(f"{operator.address}/feed")
    text = crawler.card.read_text()
    feed = text.replace("kind: json_search", "kind: feed\n  format: jsonl")
    crawler.card.write_text(feed.replace("  records: offers\n  total: total\n", ""))
    crawled = crawler.run()
    assert crawled.code == 0, crawled.last
    report = crawled.report
    assert (report["pages"], report["found"], report["offers"]) == (1, 6_000, 6_000)
    assert len([e for e in crawled.events if e["event"] == "page"]) == 6_000 // BATCH
    assert report["http"] == {"200": 1}


def test_a_feed_over_its_cards_cap_is_refused_with_both_numbers(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.answers["/feed"] = reply(b"[" + b" " * 1024 * 1024 + b"]")
    crawler.says(f"{operator.address}/feed", more="feed: {max_mb: 1}\n")
    text = crawler.card.read_text().replace("kind: json_search", "kind: feed")
    crawler.card.write_text(text)
    crawled = crawler.run()
    assert crawled.code == 1
    assert "the cap is 1048576 bytes" in crawled.last["sentence"]
    assert "1048578 bytes" in crawled.last["sentence"]


def test_loopback_is_not_connected_to_without_the_switch(operator: Any, crawler: Any) -> None:
    operator.offers("/offers", 1)
    crawler.says(f"{operator.address}/offers", delay=1)
    crawled = crawler.run(loopback=False)
    assert crawled.code == 1
    assert "it leads to 127.0.0.1, this machine itself" in crawled.last["sentence"]
    assert operator.asked == []


def test_a_hasty_card_is_refused_before_anything_is_asked(operator: Any, crawler: Any) -> None:
    crawler.says(f"{operator.address}/offers", delay=0.5)
    crawled = crawler.run(loopback=False)
    assert crawled.code == 1
    assert "budget.delay_seconds: 0.5 s is refused" in crawled.last["sentence"]
    assert operator.asked == []


def test_without_a_permission_nothing_is_asked_and_the_card_is_named(
    operator: Any, crawler: Any
) -> None:
    crawler.says(f"{operator.address}/offers")
    text = crawler.card.read_text()
    crawler.card.write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("permission"))
    )
    crawled = crawler.run()
    assert crawled.code == 2
    assert "sunny.yml" in crawled.last["sentence"]
    assert "permission" in crawled.last["sentence"]
    assert operator.asked == []


def test_nothing_is_asked_while_another_process_asks(operator: Any, crawler: Any) -> None:
    crawler.says(f"{operator.address}/offers")
    with only_one(Home(crawler.home), "sunny"):
        crawled = crawler.run()
    assert (crawled.code, operator.asked) == (1, [])
    assert "another process is asking this operator now" in crawled.last["sentence"]


def test_too_many_pages_of_another_shape_end_the_run(
    operator: Any, crawler: Any, reply: Any
) -> None:
    operator.offers("/good", 2)
    for i in range(60):
        operator.answers[f"/odd/{i}"] = reply(b'{"hotels": []}')
    crawler.says([f"{operator.address}/good", *(f"{operator.address}/odd/{i}" for i in range(60))])
    crawled = crawler.run()
    assert crawled.code == 1
    assert "too many pages were not shaped as the card says" in crawled.last["sentence"]
    assert not crawled.folder.exists()
    assert unfinished_run(Home(crawler.home), "sunny") is None


def test_a_time_without_its_zone_is_no_time(crawler: Any, operator: Any, tmp_path: Path) -> None:
    crawler.says(f"{operator.address}/offers")
    command = crawler.command()
    command[command.index("--now") + 1] = "2026-03-30T06:00:00"
    err = tmp_path / "err"
    assert crawler.nursery.run(command[3:], tmp_path / "out", err) == 2
    assert "has no time zone" in err.read_text()


def test_shards_read_to_their_end_are_counted_and_the_others_too(
    operator: Any, crawler: Any, reply: Any
) -> None:
    for land in ("GR", "BG", "TR"):
        operator.offers(f"/offers?to={land}&page=1", EACH, ord(land[0]) * 100, total=2 * EACH)
        operator.offers(f"/offers?to={land}&page=2", EACH, ord(land[0]) * 100 + EACH, total=6)
    operator.answers["/offers?to=BG&page=2"] = reply(status=403)
    operator.answers["/offers?to=TR&page=2"] = reply(status=410)
    crawler.says(
        operator.address + "/offers?to={to}&page={page}",
        f"{PAGING}\n  shards: {{to: [GR, BG, TR]}}",
    )
    report = crawler.run().report
    assert (report["shards"], report["shards_whole"]) == (3, 2), "a page that is gone is no hole"
