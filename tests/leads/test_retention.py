"""Retention: what ends when, shown before it happens (backoffice.md 14, web.md 5.8)."""

from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import retention
from fairwind.leads import tables as t
from fairwind.store import audit
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

EVERYWHERE = runpy.run_path(str(Path(__file__).with_name("everywhere.py")))
NOW: dt.datetime = EVERYWHERE["NOW"]
DAY = dt.timedelta(days=1)


@pytest.fixture
def ids(both: Database, settings: Settings) -> tuple[int, int]:
    with both.write() as conn:
        her, lead = EVERYWHERE["everywhere"](conn, settings)
        conn.execute(t.persons.update().values(seen_at=NOW))
        conn.execute(t.contacts.update().values(added_at=NOW))
        conn.execute(outbox.update().values(sent_at=NOW))
    return int(her), int(lead)


def found(database: Database, settings: Settings, now: dt.datetime) -> dict[str, int]:
    with database.read() as conn:
        return {one.rule.name: one.count for one in retention.due(conn, settings, now) if one.count}


def rows(database: Database, table: sa.Table) -> int:
    with database.read() as conn:
        return int(conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_nothing_ends_on_the_first_day(
    both: Database, settings: Settings, ids: tuple[int, int]
) -> None:
    assert found(both, settings, NOW) == {}


def test_a_dry_run_says_what_would_end_and_ends_nothing(
    both: Database, settings: Settings, ids: tuple[int, int]
) -> None:
    later = NOW + 31 * DAY
    assert found(both, settings, later) == {
        "needs": 1,
        "links": 2,
        "merges": 1,
        "drafts": 1,
        "undos": 2,
    }
    assert rows(both, t.needs) == 1
    done = retention.run(both, settings, later)
    assert {one.rule.name: one.count for one in done if one.count} == {
        "needs": 1,
        "links": 2,
        "merges": 1,
        "drafts": 1,
        "undos": 2,
    }
    assert (rows(both, t.needs), rows(both, t.drafts), rows(both, t.links)) == (0, 0, 0)
    assert found(both, settings, later) == {}


def test_the_words_of_mails_go_after_90_days_and_their_causes_stay(
    both: Database, settings: Settings, ids: tuple[int, int]
) -> None:
    before = rows(both, outbox)
    retention.run(both, settings, NOW + 91 * DAY)
    with both.read() as conn:
        bodies = [bytes(body) for body in conn.scalars(sa.select(outbox.c.message))]
    assert bodies == [b""] * before


def test_who_asked_and_never_came_is_erased_after_24_months(
    both: Database, settings: Settings, ids: tuple[int, int]
) -> None:
    """Béla only asked; she travelled, so her time is 36 months after the trip."""
    with both.write() as conn:
        conn.execute(t.subscriptions.delete())
    retention.run(both, settings, NOW + 729 * DAY)
    with both.read() as conn:
        assert not list(conn.scalars(sa.select(t.persons.c.erased_at).where(gone())))
    retention.run(both, settings, NOW + 731 * DAY)
    with both.read() as conn:
        assert [row.id for row in conn.execute(sa.select(t.persons).where(gone()))] == [3]
        assert conn.scalar(sa.select(sa.func.count()).select_from(t.leads)) == 2
    retention.run(both, settings, NOW + 1097 * DAY)
    with both.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).where(gone())) == 3
        assert conn.scalar(sa.select(t.bookings.c.value)) == 253_600
    retention.run(both, settings, NOW + 8 * 367 * DAY)
    assert rows(both, t.bookings) == 0


def gone() -> sa.ColumnElement[bool]:
    return t.persons.c.erased_at.is_not(None)


def test_a_reader_of_the_newsletter_stays(database: Database, settings: Settings) -> None:
    with database.write() as conn:
        reader = EVERYWHERE["a_person"](conn, "Nagy Béla", "bela@example.com", "")
        said: dict[str, Any] = {"language": "hu", "text": "", "text_version": "1", "asked_at": NOW}
        EVERYWHERE["row"](
            conn,
            t.subscriptions,
            email="bela@example.com",
            person_id=reader,
            state="confirmed",
            **said,
        )
    assert found(database, settings, NOW + 3000 * DAY) == {}


def test_a_doubtful_enquiry_that_nobody_found_real_ends_after_14_days(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        somebody = EVERYWHERE["a_person"](conn, "Nagy Béla", "bela@example.com", "")
        EVERYWHERE["a_lead"](conn, somebody, "KH-26-0009", review="honeypot", visitor="")
    assert found(database, settings, NOW + 14 * DAY) == {}
    assert found(database, settings, NOW + 15 * DAY) == {"doubtful": 1}


def test_the_job_runs_once_a_day_and_leaves_its_counts(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        EVERYWHERE["everywhere"](conn, settings)
    assert retention.daily(database, settings, NOW + 31 * DAY)
    assert retention.daily(database, settings, NOW + 31 * DAY + dt.timedelta(hours=23)) == ()
    assert retention.daily(database, settings, NOW + 32 * DAY + dt.timedelta(hours=1))
    with database.read() as conn:
        first, second = audit.entries(conn, "retention")
    assert first.facts["needs"] == "1"
    assert second.facts == {}


def test_every_rule_says_what_when_and_why() -> None:
    names = [rule.name for rule in retention.RULES]
    assert len(set(names)) == len(names)
    for rule in retention.RULES:
        assert all((rule.what, rule.since, rule.why, rule.then)), rule.name
        assert rule.after > dt.timedelta(0), rule.name
