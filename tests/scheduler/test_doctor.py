"""Doctor says in plain sentences what is well and what is not, and one trouble hides no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fairwind.catalog.home import Home
from fairwind.cli import put_together
from fairwind.leads.members import set_member
from fairwind.scheduler.cards import cards_of
from fairwind.scheduler.doctor import Finding, Mark, examine, examine_home
from fairwind.scheduler.operators import operator_lines
from fairwind.scheduler.refresh import refresh
from fairwind.scheduler.tick import tick
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.users import HEAD, MANAGER, create_user

from .cards import put_card
from .conftest import MovedClock
from .pretend import PretendCrawls


def found(settings: Settings, clock: MovedClock, database: Database, name: str) -> list[Finding]:
    return [one for one in examine(settings, clock, database) if one.name == name]


@pytest.fixture
def crawls(monkeypatch: pytest.MonkeyPatch) -> PretendCrawls:
    pretend = PretendCrawls()
    monkeypatch.setattr("fairwind.scheduler.refresh.crawl", pretend)
    return pretend


def test_an_empty_installation_is_told_what_is_missing_and_that_nothing_is_wrong(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    marks = {one.name: one.mark for one in examine(settings, clock, database)}
    assert marks["home"] is marks["database"] is marks["mail"] is Mark.WELL
    assert marks["users"] is marks["offers"] is marks["cron"] is Mark.LOOK
    assert Mark.WRONG not in marks.values()


def test_an_inbox_that_cannot_exist_is_wrong(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    untold = settings.model_copy(update={"agency_mail": "office@agency.invalid"})
    (finding,) = found(untold, clock, database, "agency_mail")
    assert finding.mark is Mark.WRONG
    assert "office@agency.invalid" in finding.sentence
    assert found(settings, clock, database, "agency_mail") == []


def test_somebody_who_can_log_in_is_counted(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    with database.write() as conn:
        create_user(conn, "dora@example.com", "Dora", HEAD, "seven blue parasols", clock.now())
    (finding,) = found(settings, clock, database, "users")
    assert (finding.mark, finding.sentence) == (Mark.WELL, "1 can log in to the office.")


def test_what_is_published_is_asked_and_counted(
    settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls
) -> None:
    put_card(Home(settings.home).operators, "sunny", 9)
    tick(settings, clock, database)
    (finding,) = found(settings, clock, database, "offers")
    assert finding.mark is Mark.WELL
    assert "answers: 10 stays" in finding.sentence
    assert [one.mark for one in found(settings, clock, database, "operators")] == [Mark.WELL]


def test_an_operator_in_trouble_is_named_with_its_reason(
    settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls
) -> None:
    put_card(Home(settings.home).operators, "sunny", 9)
    crawls.sells["sunny"] = "https://sunny.example/feed answered 500"
    refresh(settings, clock, database, cards_of(Home(settings.home)).good)
    named, counted = found(settings, clock, database, "operators")
    assert "Sunny" in named.sentence
    assert "answered 500" in named.sentence
    assert (counted.mark, counted.sentence) == (
        Mark.WRONG,
        "0 of 1 operators are as they should be.",
    )


def test_a_damaged_run_is_named_and_hides_no_other_operator(
    settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls
) -> None:
    home = Home(settings.home)
    for name in ("sunny", "moon"):
        put_card(home.operators, name, 9)
    refresh(settings, clock, database, cards_of(home).good)
    (offers,) = (home.runs / "moon").glob("*/offers.parquet")
    offers.write_bytes(b"PAR1")
    lines = operator_lines(settings, database, clock.now()).lines
    assert [(line.name, line.state, line.offers) for line in lines] == [
        ("moon", "damaged", 0),
        ("sunny", "ok", 10),
    ]
    assert str(offers.parent) in lines[0].sentence
    assert "1 of 2" in found(settings, clock, database, "operators")[-1].sentence


def test_a_card_that_cannot_be_read_is_wrong_and_named_with_its_line(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    path = put_card(Home(settings.home).operators, "sunny", 9)
    path.write_text(path.read_text().replace("  records:", "  recrods:"))
    findings = found(settings, clock, database, "cards")
    assert [one.mark for one in findings] == [Mark.WRONG]
    assert "sunny.yml:" in findings[0].sentence
    assert "did you mean records?" in findings[0].sentence


def test_cron_that_stopped_calling_is_wrong(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    tick(settings, clock, database)
    clock.move(minutes=10)
    assert [one.mark for one in found(settings, clock, database, "cron")] == [Mark.WELL]
    clock.move(minutes=1)
    assert [one.mark for one in found(settings, clock, database, "cron")] == [Mark.WRONG]


def test_a_broken_generation_is_a_finding_and_the_rest_is_looked_at(
    settings: Settings, clock: MovedClock, database: Database, crawls: PretendCrawls
) -> None:
    home = Home(settings.home)
    put_card(home.operators, "sunny", 9)
    tick(settings, clock, database)
    home.current.write_text("000009-nowhere")
    findings = examine(settings, clock, database)
    assert [one.mark for one in findings if one.name == "offers"] == [Mark.WRONG]
    assert {"mail", "cron", "operators"} <= {one.name for one in findings}


def test_a_home_that_is_not_there_or_full_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examine_home(tmp_path / "nowhere").mark is Mark.WRONG
    monkeypatch.setattr("fairwind.scheduler.doctor.LEAST_FREE_MB", 1 << 40)
    full = examine_home(tmp_path)
    assert full.mark is Mark.WRONG
    assert "MB left" in full.sentence


def test_without_a_database_the_command_still_says_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "fairwind.db").mkdir(parents=True)
    monkeypatch.setenv("FAIRWIND_HOME", str(home))
    said = CliRunner().invoke(put_together(), ["doctor"])
    assert said.exit_code == 1
    assert "can be written" in said.stdout
    assert "WRONG" in said.stdout
    assert "fairwind.db" in said.stdout


def test_nobody_who_is_given_leads_is_named(
    settings: Settings, clock: MovedClock, database: Database
) -> None:
    (finding,) = found(settings, clock, database, "team")
    assert (finding.mark, "wait in the queue" in finding.sentence) == (Mark.LOOK, True)
    with database.write() as conn:
        user = create_user(
            conn, "clara@example.com", "Clara", MANAGER, "seven blue parasols", clock.now()
        )
        set_member(conn, user.id)
    (finding,) = found(settings, clock, database, "team")
    assert finding.sentence == "1 members are given leads."
