"""A refused run is told once, decided by a named person, and closed by the next good one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.offers.faults import GateFault
from fairwind.scheduler import decide, refusals
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.operators import operator_lines
from fairwind.scheduler.refresh import refresh
from fairwind.store import audit
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

from .cards import put_card
from .conftest import MovedClock
from .pretend import PretendCrawls


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> PretendCrawls:
    """Sunny sells what a test says; nobody is asked."""
    put_card(Home(settings.home).operators, "sunny", 9)
    pretend = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", pretend)
    return pretend


class Days:
    """Sunny, a day after another."""

    def __init__(
        self, settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls
    ) -> None:
        self.settings, self.clock, self.database, self.crawls = settings, clock, database, crawls

    def sells(self, *counts: int | str) -> str:
        """What the last of these days came to."""
        state = ""
        for count in counts:
            self.crawls.sells["sunny"] = count
            cards = cards_of(Home(self.settings.home)).good
            (outcome,) = refresh(self.settings, self.clock, self.database, cards)
            state = outcome.state
            self.clock.move(days=1)
        return state

    @property
    def mails(self) -> list[str]:
        with self.database.read() as conn:
            causes = conn.execute(sa.select(outbox.c.cause).order_by(outbox.c.id)).scalars()
            return [cause.rpartition(":")[0].partition(":")[0] for cause in causes]

    @property
    def open(self) -> refusals.Refusal | None:
        with self.database.read() as conn:
            return refusals.of(conn, "sunny")

    @property
    def offers(self) -> int:
        generation = current(Home(self.settings.home))
        return generation.manifest().offers if generation else 0

    def deeds(self) -> list[tuple[str, str, str]]:
        with self.database.read() as conn:
            entries = audit.entries(conn, "operator sunny")
        return [(e.action, e.actor, e.facts.get("reason", "")) for e in entries]


@pytest.fixture
def days(settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls) -> Days:
    return Days(settings, clock, database, crawls)


def test_a_refused_run_is_one_mail_and_the_next_good_one_closes_it(days: Days) -> None:
    assert days.sells(100, 50) == "refused"
    assert days.mails == ["refused"]
    assert days.open is not None
    assert days.sells(99) == "published"
    assert days.open is None
    assert days.mails == ["refused"], "closed without a second alarm"
    assert days.deeds() == [("refusal closed", "fairwind", "")]


def test_two_bad_runs_in_a_row_call_somebody_once(days: Days) -> None:
    days.sells(100, 50, 49, 48, "the door was shut")
    assert days.mails == ["refused", "failed twice"]
    days.sells(100, 50, "the door was shut")
    assert days.mails == ["refused", "failed twice"] * 2


def test_a_failure_alone_calls_nobody(days: Days) -> None:
    days.sells(100, "no answer", 100, "no answer")
    assert days.mails == []
    days.sells("no answer")
    assert days.mails == ["failed twice"]


def test_dora_keeps_yesterdays_offers_by_name_and_reason(days: Days) -> None:
    days.sells(100, 50)
    decide.keep(days.settings, days.clock, days.database, "sunny", "Dora", "half the file")
    assert days.open is None
    assert days.offers == 100
    assert days.deeds() == [("refused run kept back", "Dora", "half the file")]
    with pytest.raises(GateFault, match="no refusal of run"):
        decide.keep(days.settings, days.clock, days.database, "sunny", "Dora", "again")


def test_dora_publishes_a_refused_run_after_all(days: Days) -> None:
    days.sells(100, 50)
    decide.publish_after_all(
        days.settings, days.clock, days.database, "sunny", "Dora", "the season has ended"
    )
    assert days.offers == 50
    assert days.deeds() == [("refused run published", "Dora", "the season has ended")]
    lines = operator_lines(days.settings, days.database, days.clock.now()).lines
    assert [(line.state, line.offers) for line in lines] == [("ok", 50)]
    with pytest.raises(GateFault, match="was not refused"):
        decide.keep(days.settings, days.clock, days.database, "sunny", "Dora", "too late")


@pytest.mark.parametrize(("name", "reason"), [("", "why"), ("Dora", " ")])
def test_nobody_decides_without_a_name_and_a_reason(days: Days, name: str, reason: str) -> None:
    days.sells(100, 50)
    for deed in (decide.keep, decide.publish_after_all):
        with pytest.raises(GateFault, match="named person who says why"):
            deed(days.settings, days.clock, days.database, "sunny", name, reason)
    assert days.open is not None
    assert days.offers == 100
