"""What a run has been answered outlives its process, and goes when the run is whole."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from pathlib import Path

import pytest

from fairwind.catalog.home import Home
from fairwind.crawlers.fetch.kept import Answer, Kept
from fairwind.crawlers.fetch.unfinished import (
    OLDEST,
    clear_leftovers,
    kept_file,
    only_one,
    unfinished_run,
)
from fairwind.offers.faults import StoreFault

AT = dt.datetime(2026, 3, 30, 6, 0, tzinfo=dt.UTC)
PAGE = Answer(
    "https://sunny.example/offers?page=1",
    200,
    ((b"Content-Type", b"application/json"), (b"Set-Cookie", b"a\xe9"), (b"Set-Cookie", b"b")),
    b"\x1f\x8b\x00\xff" * 5000,
    AT,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_an_answer_comes_back_as_it_was_after_another_start(home: Home) -> None:
    path = kept_file(home, "sunny", "r1")
    first = Kept(path)
    first.keep(b"one", PAGE)
    first.close()
    again = Kept(path)
    assert again.answer(b"one") == PAGE
    assert again.answer(b"two") is None
    again.close()


def test_what_was_kept_lies_packed_and_without_pickles(home: Home) -> None:
    kept = Kept(kept_file(home, "sunny", "r1"))
    kept.keep(b"one", PAGE)
    kept.close()
    base = sqlite3.connect(kept.path)
    ((headers, body),) = base.execute("SELECT headers, body FROM answer").fetchall()
    base.close()
    assert len(body) < len(PAGE.body) / 10
    assert headers.startswith('[["Content-Type", "application/json"]')


def test_a_run_that_closed_well_leaves_nothing(home: Home) -> None:
    kept = Kept(kept_file(home, "sunny", "r1"))
    kept.keep(b"one", PAGE)
    assert unfinished_run(home, "sunny") == "r1"
    kept.drop()
    assert list(kept.path.parent.iterdir()) == []
    assert unfinished_run(home, "sunny") is None


def test_the_youngest_interrupted_run_is_taken_up(home: Home) -> None:
    for run in ("20260330T060000Z", "20260330T070000Z"):
        Kept(kept_file(home, "sunny", run)).close()
    assert unfinished_run(home, "sunny") == "20260330T070000Z"
    assert unfinished_run(home, "other") is None


def test_a_run_that_is_finished_after_all_is_not_taken_up(home: Home) -> None:
    Kept(kept_file(home, "sunny", "r1")).close()
    (home.runs / "sunny" / "r1").mkdir(parents=True)
    assert unfinished_run(home, "sunny") is None
    assert not kept_file(home, "sunny", "r1").exists()


def test_pages_of_another_day_are_not_taken_up(home: Home) -> None:
    path = kept_file(home, "sunny", "r1")
    Kept(path).close()
    old = path.stat().st_mtime - OLDEST.total_seconds() - 1
    os.utime(path, (old, old))
    assert unfinished_run(home, "sunny") is None
    assert not path.exists()


def test_a_broken_store_is_named(home: Home) -> None:
    path = kept_file(home, "sunny", "r1")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 500)
    with pytest.raises(StoreFault, match=r"r1\.sqlite: the answers of the run cannot be kept"):
        Kept(path)


def test_a_full_disk_is_named_and_what_was_kept_stays(home: Home) -> None:
    kept = Kept(kept_file(home, "sunny", "r1"))
    kept.keep(b"one", PAGE)
    kept._base.execute("PRAGMA max_page_count = 8")
    large = Answer(PAGE.address, 200, (), os.urandom(200_000), AT)
    with pytest.raises(StoreFault, match="database or disk is full"):
        kept.keep(b"two", large)
    assert kept.answer(b"one") == PAGE
    assert kept.answer(b"two") is None
    kept.drop()


def test_two_processes_never_ask_one_operator(home: Home) -> None:
    with (
        only_one(home, "sunny"),
        pytest.raises(StoreFault, match="sunny: another process is asking"),
        only_one(home, "sunny"),
    ):
        pass
    with only_one(home, "sunny"), only_one(home, "other"):
        pass


def test_half_written_run_folders_are_cleared_and_whole_ones_stay(home: Home) -> None:
    for name in (".r1.tmp", "r0"):
        (home.runs / "sunny" / name).mkdir(parents=True)
    clear_leftovers(home, "sunny")
    assert [path.name for path in (home.runs / "sunny").iterdir()] == ["r0"]
