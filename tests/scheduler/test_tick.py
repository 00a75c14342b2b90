"""Cron's one line: whoever is due, mail, and one notice for one thing that went wrong."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa

from fairwind.catalog.home import Home
from fairwind.leads import spool
from fairwind.leads.enquiry import Enquiry
from fairwind.leads.promise import Promise
from fairwind.leads.tables import leads
from fairwind.offers import Party
from fairwind.scheduler.leases import held
from fairwind.scheduler.tables import heartbeats
from fairwind.scheduler.tick import MOST_A_TICK, Ticked, tick
from fairwind.store.database import Database
from fairwind.store.outbox import waiting
from fairwind.store.settings import Settings

from .cards import put_card
from .conftest import NOON, MovedClock
from .pretend import PretendCrawls


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> PretendCrawls:
    pretend = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", pretend)
    return pretend


@pytest.fixture
def cards(settings: Settings) -> Path:
    return Home(settings.home).operators


def subjects(settings: Settings) -> list[str]:
    """The subjects of all mail that left, in the order of the alphabet."""
    assert settings.mail_folder is not None
    files = settings.mail_folder.glob("*.eml")
    mails = (message_from_bytes(file.read_bytes(), policy=policy.default) for file in files)
    return sorted(str(mail["Subject"]) for mail in mails)


def body(settings: Settings, subject: str) -> str:
    """What the mail of this subject says."""
    assert settings.mail_folder is not None
    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in settings.mail_folder.glob("*.eml")
    ]
    (mail,) = [mail for mail in mails if mail["Subject"] == subject]
    return str(mail.get_content())


def spooled(home: Path) -> None:
    """Anna asked while the database could not be written."""
    anna = Enquiry(
        name="Kovács Anna",
        phone="+36301112233",
        email="",
        when="",
        message="Is the pool heated?",
        language="hu",
        party=Party(2, ()),
        query=(),
        offer=None,
        kind="question",
        consent_text="I agree that you answer my question.",
        idempotency_key="form-1:content-1",
    )
    promise = Promise(NOON, NOON + dt.timedelta(minutes=20))
    spool.keep(home, spool.Spooled("KH-7F3QR", anna, promise, NOON))


@dataclass(frozen=True)
class Cron:
    """A home whose crawls are pretended, a clock that is moved, and the mail that left."""

    settings: Settings
    database: Database
    clock: MovedClock
    crawls: PretendCrawls
    cards: Path

    def tick(self) -> Ticked:
        return tick(self.settings, self.clock, self.database)

    def subjects(self) -> list[str]:
        return subjects(self.settings)

    def body(self, subject: str) -> str:
        return body(self.settings, subject)


@pytest.fixture
def cron(
    settings: Settings, database: Database, clock: MovedClock, crawls: PretendCrawls, cards: Path
) -> Cron:
    return Cron(settings, database, clock, crawls, cards)


def test_whoever_is_due_is_refreshed_and_the_others_are_left_alone(cron: Cron) -> None:
    put_card(cron.cards, "often", 9, every="2h")
    put_card(cron.cards, "rarely", 9, every="1d")
    first = cron.tick()
    assert [outcome.state for outcome in first.outcomes] == ["published", "published"]
    cron.clock.move(hours=1, minutes=59)
    assert cron.tick().outcomes == ()
    cron.clock.move(minutes=1)
    assert [o.source for o in cron.tick().outcomes] == ["often"]
    assert sorted(cron.crawls.asked) == ["often", "often", "rarely"]


def test_a_lead_in_the_spool_comes_into_the_database_and_its_mail_leaves(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    spooled(settings.home)
    done = tick(settings, clock, database)
    assert done.replayed == 1
    assert done.mail is not None
    assert (done.mail.sent, done.mail.waiting) == (1, 0)
    with database.read() as conn:
        assert conn.execute(sa.select(leads.c.reference)).scalars().all() == ["KH-7F3QR"]
    assert len(subjects(settings)) == 1
    assert tick(settings, clock, database).replayed == 0, "the spool is empty now"


def test_one_refused_run_is_told_once_however_often_cron_calls(cron: Cron) -> None:
    put_card(cron.cards, "sunny", 9, every="6h")
    cron.crawls.sells["sunny"] = 100
    cron.tick()
    cron.crawls.sells["sunny"] = 50
    cron.clock.move(hours=6)
    told = cron.tick()
    assert [outcome.state for outcome in told.outcomes] == ["refused"]
    assert told.mail is not None
    assert told.mail.sent == 1, "the notice leaves with the tick that made it"
    for _ in range(4):
        cron.clock.move(minutes=1)
        cron.tick()
    assert cron.subjects() == ["Sunny: today's offers were refused"]
    assert cron.crawls.asked == ["sunny", "sunny"]


def test_a_failing_operator_is_one_mail_for_each_gap_however_long_it_lasts(cron: Cron) -> None:
    put_card(cron.cards, "sunny", 9, every="2h")
    cron.tick()
    for gap in (1, 2):
        cron.crawls.sells["sunny"] = "https://sunny.example/feed answered 500"
        cron.clock.move(hours=3)
        for _ in range(12):
            cron.tick()
            cron.clock.move(minutes=15)
        assert cron.subjects() == ["Sunny: two runs in a row failed"] * gap
        cron.crawls.sells["sunny"] = 10
        assert [o.state for o in cron.tick().outcomes] == ["published"]


def test_a_refused_operator_that_goes_on_is_not_told_silent_too(cron: Cron) -> None:
    put_card(cron.cards, "sunny", 9, every="2h")
    cron.tick()
    cron.crawls.sells["sunny"] = 1
    for _ in range(4):
        cron.clock.move(hours=2)
        cron.tick()
    told = ["Sunny: today's offers were refused", "Sunny: two runs in a row failed"]
    assert cron.subjects() == told


def test_an_operator_that_nobody_asks_any_more_is_told_once_for_each_gap_and_why(
    cron: Cron,
) -> None:
    put_card(cron.cards, "sunny", 9, every="2h")
    path = put_card(cron.cards, "never", 9, every="2h", until="2026-06-04")
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    cron.tick()
    put_card(cron.cards, "sunny", 9, every="2h", until="2026-06-05")
    cron.clock.move(days=1)
    for _ in range(3):
        cron.tick()
        cron.clock.move(minutes=15)
    told = ["Never: no offers since its card was added"]
    first = "Sunny: no offers since 2026-06-05 12:00 UTC"
    assert cron.subjects() == [*told, first]
    assert "ended on 2026-06-05" in cron.body(first)
    assert cron.crawls.asked == ["sunny"]
    put_card(cron.cards, "sunny", 9, every="2h")
    cron.tick()
    put_card(cron.cards, "sunny", 9, every="2h", until="2026-06-06")
    cron.clock.move(days=1)
    cron.tick()
    assert cron.subjects() == [*told, first, "Sunny: no offers since 2026-06-06 12:45 UTC"]


def test_after_a_downtime_those_whose_turn_is_still_to_come_are_not_told_silent(cron: Cron) -> None:
    names = [f"sunny_{n}" for n in range(MOST_A_TICK + 2)]
    for name in names:
        put_card(cron.cards, name, 9, every="2h")
    for _ in range(2):
        cron.tick()
    cron.clock.move(days=3)
    for _ in range(2):
        cron.tick()
        cron.clock.move(minutes=1)
    assert sorted(cron.crawls.asked) == sorted(names * 2)
    assert cron.subjects() == []


def test_while_another_tick_works_mail_leaves_and_nobody_is_asked(cron: Cron) -> None:
    put_card(cron.cards, "sunny", 9)
    spooled(cron.settings.home)
    with held(cron.database, cron.clock, "tick", "the other"):
        done = cron.tick()
    assert done == Ticked(True, replayed=1, mail=done.mail, swept=done.swept)
    assert cron.crawls.asked == []
    assert waiting(cron.database) == 0
    assert len(cron.subjects()) == 1


def test_a_broken_card_is_named_and_stops_no_other(cron: Cron) -> None:
    put_card(cron.cards, "sunny", 9)
    (cron.cards / "broken.yml").write_text("name: broken\ntitel: Broken\n")
    done = cron.tick()
    assert [outcome.source for outcome in done.outcomes] == ["sunny"]
    assert any("broken.yml:2" in fault and "title" in fault for fault in done.faults)


def test_every_tick_leaves_its_time_for_whoever_watches(
    settings: Settings, database: Database, clock: MovedClock
) -> None:
    tick(settings, clock, database)
    clock.move(minutes=1)
    tick(settings, clock, database)
    with database.read() as conn:
        beats = conn.execute(sa.select(heartbeats.c.name, heartbeats.c.at)).all()
    assert [tuple(beat) for beat in beats] == [("tick", NOON + dt.timedelta(minutes=1))]


def test_after_three_days_without_cron_each_operator_is_asked_once_and_a_few_at_a_time(
    cron: Cron,
) -> None:
    names = [f"o{number}" for number in range(MOST_A_TICK + 2)]
    for name in names:
        put_card(cron.cards, name, 9)
    for _ in range(2):
        cron.tick()
        cron.clock.move(minutes=1)
    cron.clock.move(days=3)
    cron.crawls.asked.clear()
    cron.tick()
    assert len(cron.crawls.asked) == MOST_A_TICK
    for _ in range(3):
        cron.clock.move(minutes=1)
        cron.tick()
    assert sorted(cron.crawls.asked) == names
