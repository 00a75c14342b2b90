"""Whose turn it is: each card's own period, and sooner after a failure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fairwind.crawlers.card import Card
from fairwind.scheduler.attempts import Attempt, begin, end, latest
from fairwind.scheduler.due import AGAIN_AFTER_FAILURE, due, next_turn
from fairwind.store.database import Database

from .cards import card
from .conftest import NOON, MovedClock


def tried(name: str, state: str, ago: dt.timedelta) -> Attempt:
    return Attempt(name, "run", NOON - ago, NOON, state, "")


def names(pairs: list[tuple[Path, Card]]) -> list[str]:
    return [one.name for _, one in pairs]


def test_an_operator_never_asked_is_due_at_once() -> None:
    assert next_turn(card("sunny", every="6h"), None) is None
    assert names(due([(Path("sunny.yml"), card("sunny"))], {}, NOON)) == ["sunny"]


def test_an_operator_is_due_when_its_period_is_over() -> None:
    sunny = (Path("sunny.yml"), card("sunny", every="6h"))
    fresh = {"sunny": tried("sunny", "published", dt.timedelta(hours=5, minutes=59))}
    old = {"sunny": tried("sunny", "published", dt.timedelta(hours=6))}
    assert due([sunny], fresh, NOON) == []
    assert due([sunny], old, NOON) == [sunny]


def test_a_failed_try_comes_again_sooner_than_the_period() -> None:
    sunny = (Path("sunny.yml"), card("sunny", every="1d"))
    failed = {"sunny": tried("sunny", "failed", AGAIN_AFTER_FAILURE)}
    refused = {"sunny": tried("sunny", "refused", AGAIN_AFTER_FAILURE)}
    assert due([sunny], failed, NOON) == [sunny]
    assert due([sunny], refused, NOON) == [], "a refused run is whole: asking again brings the same"


def test_the_longest_waiting_goes_first() -> None:
    pairs = [(Path(f"{name}.yml"), card(name, every="1h")) for name in ("late", "later", "new")]
    before = {
        "late": tried("late", "published", dt.timedelta(hours=2)),
        "later": tried("later", "published", dt.timedelta(hours=9)),
    }
    assert names(due(pairs, before, NOON)) == ["new", "later", "late"]


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
