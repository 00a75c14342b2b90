"""A crawl ends itself in time; one that hangs is ended from outside."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from fairwind.catalog.home import Home
from fairwind.crawlers.fetch.unfinished import unfinished_run
from fairwind.scheduler import crawl as crawls
from fairwind.scheduler.crawl import GRACE_SECONDS, crawl
from fairwind.scheduler.leases import LENGTH
from fairwind.scheduler.refresh import LONGEST_CRAWL_SECONDS
from fairwind.store.settings import Settings

from .cards import put_card
from .conftest import MovedClock
from .loopback import operator_server

HANGS = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawls, "_command", lambda *_: [sys.executable, "-c", HANGS])
    monkeypatch.setattr(crawls, "LOOK_SECONDS", 0.05)


def test_the_inner_limit_ends_a_crawl_with_a_sentence_and_keeps_what_was_answered(
    settings: Settings, clock: MovedClock
) -> None:
    home = Home(settings.home)
    with operator_server() as feed:
        card = put_card(home.operators, "sunny", feed.port)
        feed.wait = 4.0
        begun = time.monotonic()
        ended = crawl(settings, clock, card, "r1", 1.0)
        feed.wait = 0.0
    assert ended.code == 1
    assert "it took longer than a run may" in ended.last_words
    assert time.monotonic() - begun < GRACE_SECONDS
    assert not (home.runs / "sunny" / "r1").exists()
    assert unfinished_run(home, "sunny") in {None, "r1"}


def test_a_crawl_that_hangs_beyond_its_grace_is_ended_from_outside(
    settings: Settings, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(monkeypatch)
    monkeypatch.setattr(crawls, "GRACE_SECONDS", 0.2)
    ended = crawl(settings, clock, Path("sunny.yml"), "r1", 0.1)
    assert ended.code != 0
    assert ended.last_words == "ended from outside: it ran for more than 0.3 s"


def test_a_crawl_of_a_stopped_operator_that_will_not_leave_is_ended_too(
    settings: Settings, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(monkeypatch)
    monkeypatch.setattr(crawls, "LEAVE_SECONDS", 0.2)
    ended = crawl(settings, clock, Path("sunny.yml"), "r1", 60, None, lambda: "sunny: stopped")
    assert ended.code != 0
    assert ended.last_words == "sunny: stopped"


def test_a_lease_outlives_both_limits() -> None:
    assert LENGTH.total_seconds() > LONGEST_CRAWL_SECONDS + GRACE_SECONDS
