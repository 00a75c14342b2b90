"""The clocks: half, whole and twice the time, once each; and the storm of a weekend."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from fairwind.leads import members, notify, routing, sla, touches
from fairwind.leads.promise import Asked, promise_for, team_of
from fairwind.leads.sla import Swept
from fairwind.leads.tables import assignments, leads, sla_clocks
from fairwind.store.database import Database
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

from .desk import at, came, hire, owner

MINUTE = dt.timedelta(minutes=1)
NOTHING = Swept(0, 0, 0, 0)


def mails(conn: sa.Connection, prefix: str) -> list[tuple[str, str]]:
    """To and subject of the mails whose cause begins so."""
    rows = conn.scalars(
        sa.select(outbox.c.message).where(outbox.c.cause.startswith(prefix)).order_by(outbox.c.id)
    )
    read = (message_from_bytes(row, policy=policy.default) for row in rows)
    return [(str(mail["To"]), str(mail["Subject"])) for mail in read]


def clock(conn: sa.Connection, lead_id: int) -> sa.Row[tuple[object, ...]]:
    return conn.execute(sa.select(sla_clocks).where(sla_clocks.c.lead_id == lead_id)).one()


@pytest.mark.parametrize(
    ("now", "temperature", "due"),
    [
        ("05 17:50", "hot", "08 09:05"),
        ("05 17:50", "warm", "08 12:50"),
        ("06 11:00", "hot", "08 09:15"),
        ("05 17:50", "cold", "09 15:50"),
    ],
)
def test_the_promise_is_the_clock(
    both: Database, settings: Settings, now: str, temperature: str, due: str
) -> None:
    with both.write() as conn:
        window = promise_for(conn, settings, at(now), Asked(temperature, True))
        assert window.to == at(due)
        lead_id = came(conn, at(now), until=window.to, settings=settings)
        assert clock(conn, lead_id).due_at == at(due)


def test_a_holiday_moves_the_clock(both: Database, settings: Settings) -> None:
    closed = settings.model_copy(update={"holidays": (dt.date(2026, 6, 8),)})
    with both.read() as conn:
        assert promise_for(conn, closed, at("05 17:50"), Asked("hot", True)).to == at("09 09:05")


def test_a_small_question_is_answered_within_one_working_day(
    database: Database, settings: Settings
) -> None:
    small = Asked("warm", False)
    with database.read() as conn:
        assert promise_for(conn, settings, at("05 10:00"), small).to == at("08 10:00")
        assert promise_for(conn, settings, at("06 11:00"), small).to == at("08 18:00")


def test_a_completed_profile_is_answered_by_the_priority_team_within_its_four_hours(
    database: Database, settings: Settings
) -> None:
    profile = Asked("warm", False, team_of("profile"))
    with database.read() as conn:
        assert promise_for(conn, settings, at("05 17:50"), profile).to == at("08 12:50")


def test_half_reminds_whole_reassigns_twice_tells_the_director_each_once(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        hire(conn, "dora", roles=("team_lead",), active=False)
        hire(conn, "owner", roles=("director",), active=False)
        anna, bela = hire(conn, "anna"), hire(conn, "bela", capacity_open=10)
        now = at("05 10:00")
        lead_id = came(conn, now, settings=settings)
        routing.route(conn, settings, lead_id, "new", "", now)
        first, second = (anna, bela) if owner(conn, lead_id) == anna else (bela, anna)
        seen = {}
        for minute in range(61):
            moment = now + minute * MINUTE
            swept = sla.sweep(conn, settings, moment)
            assert sla.sweep(conn, settings, moment) == NOTHING
            if swept != NOTHING:
                seen[minute] = swept
        assert seen == {8: Swept(1, 0, 0, 0), 15: Swept(0, 1, 1, 0), 30: Swept(0, 0, 0, 1)}
        assert owner(conn, lead_id) == second != first
        late = mails(conn, "summary:team_lead")
        assert [to for to, _ in late] == ["dora@example.com"]
        assert late[0][1] == "Late, nobody has called: 1"
        assert [to for to, _ in mails(conn, "summary:director")] == ["owner@example.com"]
        assert len(mails(conn, "remind:")) == 1


def test_nobody_takes_a_lead_from_whoever_is_on_it(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna")
        now = at("05 10:00")
        lead_id = came(conn, now, settings=settings, owner_id=anna, team="priority")
        bela = hire(conn, "bela")
        assert routing.claim(conn, lead_id, anna, "anna@example.com", now + 10 * MINUTE)
        assert sla.sweep(conn, settings, now + 16 * MINUTE) == Swept(1, 1, 0, 0)
        assert mails(conn, "remind:") == []
        assert owner(conn, lead_id) == anna
        assert sla.sweep(conn, settings, now + 26 * MINUTE).reassigned == 1, "the hold is over"
        assert owner(conn, lead_id) == bela


def test_no_late_lead_goes_to_a_member_with_an_older_one_waiting(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna, bela = hire(conn, "anna"), hire(conn, "bela")
        now = at("05 10:00")
        own = {"settings": settings, "team": "priority"}
        old = came(conn, now - MINUTE, until=at("05 10:50"), owner_id=bela, **own)
        lead_id = came(conn, now, owner_id=anna, **own)
        assert sla.sweep(conn, settings, now + 16 * MINUTE).reassigned == 0
        touches.log(conn, settings, old, "call", "out", "reached", "bela@example.com", now)
        assert sla.sweep(conn, settings, now + 17 * MINUTE).reassigned == 1
        assert owner(conn, lead_id) == bela


def test_a_machine_that_slept_for_days_tells_everything_once(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", roles=("team_lead", "director"))
        for _ in range(20):
            own = {"owner_id": anna, "team": "priority"}
            came(conn, at("01 10:00"), settings=settings, **own)
        done = came(conn, at("01 10:00"), settings=settings, owner_id=anna)
        touches.log(conn, settings, done, "call", "out", "reached", "anna", at("01 12:00"))
        assert sla.sweep(conn, settings, at("04 12:00")) == Swept(20, 20, 0, 20)
        assert sla.sweep(conn, settings, at("04 12:01")) == NOTHING
        assert [len(mails(conn, f"summary:{kind}")) for kind in ("team_lead", "director")] == [1, 1]
        assert mails(conn, "remind:") == []


def test_an_attempt_after_the_due_time_is_a_miss_even_where_no_sweep_saw_it(
    database: Database, settings: Settings
) -> None:
    with database.write() as conn:
        lead_id = came(conn, at("05 10:00"), settings=settings)
        touches.log(conn, settings, lead_id, "call", "out", "no_answer", "anna", at("05 10:20"))
        assert sla.sweep(conn, settings, at("05 10:21")) == Swept(0, 1, 0, 0)


@pytest.mark.parametrize(("count", "gone", "last"), [(4, 1, "10:15"), (3, 1, "10:45")])
def test_the_storm_of_a_weekend_is_called_in_time(
    both: Database, settings: Settings, count: int, gone: int, last: str
) -> None:
    """Fourteen ask to be called over a weekend; each call takes 12 minutes; nobody is late."""
    monday = at("08 09:00")
    with both.write() as conn:
        people = [hire(conn, name) for name in ("anna", "bela", "cveta", "dezso")[:count]]
        for user_id in people[-gone:]:
            members.absent(conn, user_id, at("01 00:00"), at("15 00:00"), "holiday")
        for number in range(14):
            now = at("06 10:00") + number * dt.timedelta(hours=2)
            window = promise_for(conn, settings, now, Asked("hot", True))
            lead_id = came(conn, now, until=window.to, settings=settings)
            routing.route(conn, settings, lead_id, "new", "", now)
        assert window.to == at(f"08 {last}")
        busy = dict.fromkeys(people, monday)
        for minute in range(120):
            now = monday + minute * MINUTE
            routing.rerun(conn, settings, now)
            sla.sweep(conn, settings, now)
            for user_id in people:
                if busy[user_id] <= now and call_next(conn, settings, user_id, now):
                    busy[user_id] = now + 12 * MINUTE
        marks = conn.execute(sa.select(sla_clocks)).all()
        causes = set(conn.scalars(sa.select(assignments.c.cause)))
    assert len(marks) == 14
    assert all(mark.attempted_at <= mark.due_at for mark in marks)
    assert [mark for mark in marks if mark.missed_at or mark.reassigned_at] == []
    assert "late" not in causes


def call_next(conn: sa.Connection, settings: Settings, user_id: int, now: dt.datetime) -> bool:
    """The member takes their lead that is due first and speaks with the visitor."""
    mine = sa.select(leads.c.id).where(leads.c.owner_id == user_id, leads.c.state == "open")
    lead_id = conn.scalar(mine.order_by(leads.c.promised_to, leads.c.id).limit(1))
    if lead_id is None:
        return False
    assert routing.claim(conn, lead_id, user_id, f"{user_id}", now)
    touches.log(conn, settings, lead_id, "call", "out", "reached", f"{user_id}", now)
    return True


def test_the_mail_of_the_morning_comes_once_a_working_day_however_late(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna")
        hire(conn, "bela", active=False)
        came(conn, at("05 08:00"), owner_id=anna, team="priority")
        assert notify.morning(conn, settings, at("05 08:29")) == 0
        assert notify.morning(conn, settings, at("05 11:00")) == 1
        assert notify.morning(conn, settings, at("05 11:01")) == 0
        assert notify.morning(conn, settings, at("06 08:30")) == 0, "Saturday"
        assert notify.morning(conn, settings, at("08 08:31")) == 1
        assert [subject for _, subject in mails(conn, "morning:")] == ["Your day: 1 to call"] * 2


def test_a_hot_lead_is_told_at_once_to_whose_it_is(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        hire(conn, "anna")
        now = at("05 10:00")
        for lead_id in (came(conn, now), came(conn, now, temperature="warm", predicted=True)):
            routing.route(conn, settings, lead_id, "new", "", now)
        (told,) = mails(conn, "hot:")
    assert told[0] == "anna@example.com"
    assert "is hot: call before" in told[1]
