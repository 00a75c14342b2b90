"""Prices asked for again: what is kept, what the newest answer is, how true an operator was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from fairwind.catalog.price_checks import (
    Cause,
    PriceCheck,
    State,
    Truth,
    answer,
    forget,
    keep,
    last,
    newest,
    of_lead,
    party_said,
    truth,
)
from fairwind.offers import Money, Party
from fairwind.store.database import Database

NOW = dt.datetime(2026, 6, 8, 9, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=30)
CHECK = PriceCheck(
    NOW,
    Cause.VISITOR,
    "sun_tours",
    "sun_tours",
    "a1b2",
    State.CONFIRMED,
    party="2-4-11",
    shown=Money(253_600, "EUR"),
    shown_at=NOW - dt.timedelta(hours=2),
    verified=Money(253_600, "EUR"),
    seconds=0.4,
)


@pytest.fixture
def conn(database: Database) -> Iterator[sa.Connection]:
    with database.write() as conn:
        yield conn


def after(minutes: int, state: State, euros: int | None = None, **rest: object) -> PriceCheck:
    verified = Money(euros * 100, "EUR") if euros else None
    at = NOW + dt.timedelta(minutes=minutes)
    return replace(CHECK, asked_at=at, state=state, verified=verified, **rest)


def test_a_check_is_read_as_it_was_kept(conn: sa.Connection) -> None:
    keep(conn, CHECK)
    assert newest(conn, ["a1b2"], NOW - MONTH) == {"a1b2": CHECK}
    assert last(conn, "a1b2", "2-4-11", NOW - MONTH) == CHECK


def test_a_check_is_forgotten_after_two_years_and_no_sooner(conn: sa.Connection) -> None:
    for days in (0, 729, 731, 900):
        keep(conn, replace(CHECK, asked_at=NOW - dt.timedelta(days=days), offer_key=f"k{days}"))
    assert forget(conn, NOW) == 2
    assert forget(conn, NOW) == 0
    keys = [f"k{days}" for days in (0, 729, 731, 900)]
    assert set(newest(conn, keys, NOW - dt.timedelta(days=1000))) == {"k0", "k729"}


def test_a_question_under_way_is_nobodys_answer_until_it_has_one(conn: sa.Connection) -> None:
    number = keep(conn, replace(CHECK, state=State.ASKING, verified=None, lead_id=7))
    assert newest(conn, ["a1b2"], NOW - MONTH) == {}
    assert last(conn, "a1b2", "2-4-11", NOW - MONTH) is None
    answer(conn, number, replace(CHECK, lead_id=7))
    assert of_lead(conn, 7) == replace(CHECK, lead_id=7)
    assert of_lead(conn, 8) is None


def test_silence_hides_no_earlier_answer(conn: sa.Connection) -> None:
    for check in (
        after(0, State.CONFIRMED, 2536),
        after(5, State.CHANGED, 2590, reason="fuel_added"),
        after(9, State.UNANSWERED),
        after(10, State.NOT_CHECKABLE),
    ):
        keep(conn, check)
    found = newest(conn, ["a1b2", "other"], NOW - MONTH)
    assert found["a1b2"].verified == Money(259_000, "EUR")
    found_last = last(conn, "a1b2", "2-4-11", NOW - MONTH)
    assert found_last is not None
    assert found_last.state is State.NOT_CHECKABLE
    assert newest(conn, ["a1b2"], NOW - MONTH, party="2") == {}
    assert newest(conn, ["a1b2"], NOW + dt.timedelta(hours=1)) == {}


def test_the_truth_counts_what_was_answered_and_nothing_else(conn: sa.Connection) -> None:
    checks = [after(n, State.CONFIRMED, 2536) for n in range(7)]
    checks += [after(8, State.CHANGED, 2790), after(9, State.CHANGED, 2410)]
    checks += [after(10, State.GONE)]
    checks += [after(11, State.UNANSWERED), after(12, State.NOT_CHECKABLE)]
    checks += [after(13, State.CONFIRMED, 2590, shown=None)]
    checks += [after(14, State.CONFIRMED, 2536, operator="aegean")]
    checks += [after(-60 * 24 * 31, State.GONE)]
    for check in checks:
        keep(conn, check)
    found = truth(conn, "sun_tours", NOW - MONTH)
    assert (found.checks, found.same, found.changed, found.gone) == (10, 7, 2, 1)
    assert found.unanswered == 1
    assert found.share_same == pytest.approx(0.7)
    expected = ((2790 - 2536) + (2410 - 2536)) / 2536 * 100 / 9
    assert found.mean_change == pytest.approx(expected)
    assert not found.enough


def test_an_operator_that_was_never_asked_has_no_share_and_no_score(conn: sa.Connection) -> None:
    assert truth(conn, "nobody", NOW - MONTH) == Truth(0, 0, 0, 0, 0, None, None)
    keep(conn, after(0, State.NOT_CHECKABLE))
    assert truth(conn, "sun_tours", NOW - MONTH) == Truth(0, 0, 0, 0, 0, None, None)


def test_another_currency_is_a_change_without_a_percentage(conn: sa.Connection) -> None:
    keep(conn, replace(CHECK, state=State.CHANGED, verified=Money(99_000_000, "HUF")))
    found = truth(conn, "sun_tours", NOW - MONTH)
    assert (found.changed, found.mean_change, found.share_same) == (1, None, 0.0)


def test_fifty_answers_are_enough_for_a_score(conn: sa.Connection) -> None:
    for n in range(49):
        keep(conn, after(n, State.CONFIRMED, 2536))
    assert not truth(conn, "sun_tours", NOW - MONTH).enough
    keep(conn, after(50, State.GONE))
    assert truth(conn, "sun_tours", NOW - MONTH).enough


def test_a_party_is_written_so_that_equal_ones_are_equal() -> None:
    assert party_said(Party(2, (11, 4))) == party_said(Party(2, (4, 11))) == "2-4-11"
    assert party_said(None) == ""
