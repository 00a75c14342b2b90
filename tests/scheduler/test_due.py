"""Whose turn it is: each card's own period, and sooner after a failure."""

from __future__ import annotations

import datetime as dt

from fairwind.scheduler.attempts import Attempt, begin, end, latest
from fairwind.scheduler.due import AGAIN_AFTER_FAILURE, next_turn
from fairwind.store.database import Database

from .cards import card
from .conftest import NOON, MovedClock


def tried(name: str, state: str, ago: dt.timedelta) -> Attempt:
    return Attempt(name, "run", NOON - ago, NOON, state, "")


def test_an_operator_never_asked_is_due_at_once() -> None:
    assert next_turn(card("sunny", every="6h"), None) is None


def test_an_operator_is_due_when_its_period_is_over() -> None:
    last = tried("sunny", "published", dt.timedelta(hours=5, minutes=59))
    assert next_turn(card("sunny", every="6h"), last) == NOON + dt.timedelta(minutes=1)


def test_a_failed_try_comes_again_sooner_than_the_period() -> None:
    sunny = card("sunny", every="1d")
    failed = tried("sunny", "failed", AGAIN_AFTER_FAILURE)
    refused = tried("sunny", "refused", AGAIN_AFTER_FAILURE)
    assert next_turn(sunny, failed) == NOON
    again = next_turn(sunny, refused)
    assert again == NOON + dt.timedelta(hours=23, minutes=45), "it is whole: asking brings the same"


def test_the_last_try_of_each_operator_is_remembered(database: Database, clock: MovedClock) -> None:
    first = begin(database, "sunny", "run1", clock.now())
    end(database, first, clock.now(), "refused", "39 % fewer")
    clock.move(hours=6)
    begin(database, "sunny", "run2", clock.now())
    assert (latest(database)["sunny"].run, latest(database)["sunny"].state) == ("run2", "running")


def test_a_try_cut_off_by_a_kill_is_noted_as_failed_by_the_next_one(
    database: Database, clock: MovedClock
) -> None:
    begin(database, "sunny", "run1", clock.now())
    clock.move(minutes=1)
    second = begin(database, "sunny", "run1", clock.now())
    end(database, second, clock.now(), "published", "")
    with database.read() as conn:
        states = [row[0] for row in conn.exec_driver_sql("SELECT state FROM attempts ORDER BY id")]
    assert states == ["failed", "published"]
