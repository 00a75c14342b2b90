"""Touches and attempts: what a call means for its lead, and that nobody gives up too early."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from fairwind.leads import attempts, routing, sla, stages, touches
from fairwind.leads.attempts import Attempt
from fairwind.leads.calendar import Calendar, calendar_of
from fairwind.leads.tables import leads, sla_clocks, stage_events
from fairwind.offers.faults import StoreFault
from fairwind.store.database import Database
from fairwind.store.hours import read_hours
from fairwind.store.settings import Settings
from fairwind.store.tables import outbox

from .desk import ZONE, at, came, hire

CLARA = "clara@example.com"
WEEK = Calendar(read_hours("Mon-Fri 09:00-18:00"), frozenset(), ZONE)


def row(conn: sa.Connection, lead_id: int) -> sa.Row[tuple[object, ...]]:
    return conn.execute(sa.select(leads).where(leads.c.id == lead_id)).one()


def test_a_hot_lead_is_called_five_times_then_gets_a_letter_and_comes_back(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        lead_id = came(conn, at("04 09:10"), settings=settings)
        times = []
        now = at("04 09:10")  # a Thursday
        while True:
            logged = touches.log(conn, settings, lead_id, "call", "out", "no_answer", CLARA, now)
            if logged.attempt is None:
                break
            assert attempts.planned(conn, lead_id) == logged.attempt
            times.append((logged.attempt.number, logged.attempt.of, logged.attempt.at))
            now = logged.attempt.at
        said = [(2, "04 11:10"), (3, "05 09:00"), (4, "05 17:00"), (5, "09 09:00")]
        assert times == [(number, 5, at(when)) for number, when in said]
        kept = row(conn, lead_id)
        assert (kept.state, kept.stage, kept.lost_reason) == ("closed", "recycled", "no answer")
        assert kept.next_step_at == at("09 09:00") + dt.timedelta(days=14)
        assert list(conn.scalars(sa.select(outbox.c.kind))) == ["tried"]
        assert stages.come_back(conn, settings, at("22 09:00")) == ()
        assert stages.come_back(conn, settings, at("23 09:00")) == (lead_id,)
        assert row(conn, lead_id).state == "open"
        assert attempts.planned(conn, lead_id) is None


def test_a_warm_one_is_called_twice() -> None:
    first = at("05 10:00")
    assert attempts.plan(WEEK, "warm", 1, first, first) == Attempt(2, 2, at("08 09:00"))
    assert attempts.plan(WEEK, "warm", 2, first, at("08 09:00")) is None


def test_two_hours_later_is_the_next_opening_where_everybody_has_gone_home() -> None:
    late = at("05 16:30")
    assert attempts.plan(WEEK, "hot", 1, late, late) == Attempt(2, 5, at("08 09:00"))


@given(st.integers(0, 20000), st.sampled_from(["hot", "warm", "cold"]))
def test_every_attempt_lies_ahead_and_in_working_time(minutes: int, temperature: str) -> None:
    now = at("01 00:00") + dt.timedelta(minutes=minutes)
    plan = attempts.ahead(WEEK, temperature, 1, now, now)
    assert len(plan) == (4 if temperature == "hot" else 1)
    moments = [now, *(one.at for one in plan)]
    assert moments == sorted(set(moments))
    assert all(WEEK.open_at(one.at) for one in plan)


def test_the_first_attempt_ends_the_wait_and_reaching_is_kept_apart(
    both: Database, settings: Settings
) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna")
        lead_id = came(conn, at("05 10:00"), settings=settings, owner_id=anna)
        assert routing.claim(conn, lead_id, anna, CLARA, at("05 10:01"))
        log = (conn, settings, lead_id, "call", "out")
        touches.log(*log, "no_answer", CLARA, at("05 10:02"))
        assert row(conn, lead_id).claimed_by == "", "the call is over"
        touches.log(*log, "reached", CLARA, at("05 12:05"))
        clock = conn.execute(sa.select(sla_clocks)).one()
        assert (clock.attempted_at, clock.reached_at) == (at("05 10:02"), at("05 12:05"))
        kept = row(conn, lead_id)
        assert (kept.state, kept.stage, kept.answered_by) == ("answered", "contacted", CLARA)
        assert attempts.planned(conn, lead_id) is None
        moves = [(one.from_stage, one.to_stage) for one in conn.execute(sa.select(stage_events))]
        assert moves == [("captured", "contacted")]
        assert sla.sweep(conn, settings, at("05 18:00")).missed == 0


def test_a_wrong_number_asks_for_another_way(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        lead_id = came(conn, at("05 10:00"), settings=settings)
        log = (conn, settings, lead_id, "call", "out")
        touches.log(*log, "wrong_number", CLARA, at("05 10:02"))
        kept = row(conn, lead_id)
    assert kept.next_step == "The number is wrong: find another way"
    assert (kept.state, kept.next_step_at) == ("open", at("05 10:02"))


def test_a_question_answered_by_mail_is_answered(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        own = {"kind": "question", "temperature": "warm"}
        lead_id = came(conn, at("05 10:00"), settings=settings, **own)
        touches.log(conn, settings, lead_id, "mail", "out", "sent", CLARA, at("05 11:00"))
        assert row(conn, lead_id).state == "answered"
        clock = conn.execute(sa.select(sla_clocks)).one()
    assert (clock.attempted_at, clock.reached_at) == (at("05 11:00"), None)


def test_a_line_changes_when_the_next_call_is(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        lead_id = came(conn, at("05 10:00"), settings=settings)
        log = (conn, settings, lead_id, "call", "out")
        touches.log(*log, "no_answer", CLARA, at("05 10:00"))
        assert attempts.change(conn, lead_id, at("05 15:00"), at("05 10:01"))
        assert attempts.planned(conn, lead_id) == Attempt(2, 5, at("05 15:00"))
        with pytest.raises(StoreFault, match="ahead"):
            attempts.change(conn, lead_id, at("05 09:00"), at("05 10:01"))


def test_closing_wants_a_reason_and_happens_once(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        lead_id = came(conn, at("05 10:00"))
        with pytest.raises(StoreFault, match="reason"):
            stages.close(conn, lead_id, "lost", " ", CLARA, at("05 11:00"))
        assert stages.close(conn, lead_id, "lost", "too dear", CLARA, at("05 11:00"))
        assert not stages.close(conn, lead_id, "lost", "too dear", CLARA, at("05 11:01"))
        kept = row(conn, lead_id)
        assert (kept.state, kept.stage, kept.last_stage) == ("closed", "lost", "captured")
        with pytest.raises(StoreFault, match="no stage"):
            stages.move(conn, lead_id, "won", CLARA, at("05 11:00"), {})


def test_a_lead_reached_frees_its_place_for_the_queue(both: Database, settings: Settings) -> None:
    with both.write() as conn:
        anna = hire(conn, "anna", capacity_open=1)
        held, waits = came(conn, at("05 10:00"), owner_id=anna), came(conn, at("05 10:01"))
        routing.route(conn, settings, waits, "new", "", at("05 10:01"))
        log = (conn, settings, held, "call", "out")
        touches.log(*log, "reached", CLARA, at("05 10:05"))
        assert row(conn, waits).owner_id == anna


def test_a_day_of_nobody_is_no_working_day(settings: Settings) -> None:
    closed = settings.model_copy(update={"holidays": (dt.date(2026, 6, 8),)})
    assert calendar_of(closed).morning(at("05 10:00")) == at("09 09:00")
