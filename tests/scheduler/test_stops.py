"""A stopped operator is asked by nobody, and a crawl under way ends within seconds."""

from __future__ import annotations

import threading
import time

import pytest

from fairwind.catalog.home import Home
from fairwind.catalog.stops import all_stopped, resume, stop, stopped, why_stopped
from fairwind.offers.faults import CardFault
from fairwind.scheduler import crawl as crawls
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.refresh import refresh
from fairwind.scheduler.tick import tick
from fairwind.store.audit import entries
from fairwind.store.database import Database
from fairwind.store.settings import Settings

from .cards import put_card
from .conftest import NOON, MovedClock
from .loopback import operator_server
from .pretend import PretendCrawls


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> PretendCrawls:
    crawls = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", crawls)
    return crawls


def test_a_stop_says_who_and_why_and_is_in_the_audit(database: Database) -> None:
    with database.write() as conn:
        stop(conn, "sunny", "Gábor", "their  site\nchanges its terms", NOON)
        assert stopped(conn, "sunny") == all_stopped(conn)["sunny"]
        assert stopped(conn, "moon") is None
    said = why_stopped(database, "sunny")
    assert said.startswith("sunny: stopped by Gábor at 2026-06-05 12:00 UTC: their site changes")
    with database.write() as conn:
        assert resume(conn, "sunny", "Anna", NOON)
        assert not resume(conn, "sunny", "Anna", NOON)
        assert [line.action for line in entries(conn, "operator sunny")] == ["stopped", "resumed"]
    assert why_stopped(database, "sunny") == ""


@pytest.mark.parametrize(("by", "why"), [("", "because"), ("Gábor", " \n ")])
def test_a_stop_without_a_name_or_a_reason_is_refused(
    database: Database, by: str, why: str
) -> None:
    with pytest.raises(CardFault, match="a name and a reason"), database.write() as conn:
        stop(conn, "sunny", by, why, NOON)
    with database.read() as conn:
        assert all_stopped(conn) == {}


def test_a_stopped_operator_is_asked_by_no_tick_and_told_silent_to_nobody(
    settings: Settings, database: Database, clock: MovedClock, pretend: PretendCrawls
) -> None:
    cards = Home(settings.home).operators
    for name in ("sunny", "moon"):
        put_card(cards, name, 9)
    with database.write() as conn:
        stop(conn, "sunny", "Gábor", "they asked us to", NOON)
    clock.move(days=5)
    tick(settings, clock, database)
    assert pretend.asked == ["moon"]
    assert settings.mail_folder is not None
    mails = [path.read_text() for path in settings.mail_folder.glob("*.eml")]
    assert not [mail for mail in mails if "sunny" in mail.lower()]
    (outcome,) = refresh(settings, clock, database, cards_of(Home(settings.home)).named(["sunny"]))
    assert (outcome.state, pretend.asked) == ("stopped", ["moon"])
    with database.write() as conn:
        resume(conn, "sunny", "Gábor", clock.now())
    tick(settings, clock, database)
    assert pretend.asked == ["moon", "sunny"]


def test_a_crawl_under_way_ends_within_seconds_and_says_why(
    settings: Settings, database: Database, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawls, "LOOK_SECONDS", 0.1)
    with operator_server() as feed:
        put_card(Home(settings.home).operators, "sunny", feed.port)
        feed.sell(3)
        feed.wait = 30.0
        outcomes = []
        pair = cards_of(Home(settings.home)).named(["sunny"])
        work = threading.Thread(
            target=lambda: outcomes.extend(refresh(settings, clock, database, pair))
        )
        work.start()
        while "/feed.json" not in feed.asked:
            time.sleep(0.02)
        begun = time.monotonic()
        with database.write() as conn:
            stop(conn, "sunny", "Gábor", "their server suffers", NOON)
        work.join(20)
        assert time.monotonic() - begun < 10
        feed.wait = 0.0
    (outcome,) = outcomes
    assert outcome.state == "failed"
    assert "stopped by Gábor" in outcome.sentence
    assert "their server suffers" in outcome.sentence
