"""Who is asked next: by what changes and what is looked at, within every operator's budget."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from fairwind.crawlers.card import Card
from fairwind.desk.operators import Cause
from fairwind.scheduler.attempts import Attempt
from fairwind.scheduler.freshness import Source, best, freshness
from fairwind.scheduler.operator_lines import next_said
from fairwind.scheduler.planner import EFFORT, LEAST_WAIT, Habit, plan, waits_of

from .cards import card
from .conftest import NOON

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def named(*cards: Card) -> list[tuple[Path, Card]]:
    return [(Path(f"{one.name}.yml"), one) for one in cards]


def tried(name: str, ago: dt.timedelta, state: str = "published") -> Attempt:
    return Attempt(name, "run", NOON - ago, NOON, state, "")


def test_an_operator_whose_changes_were_never_measured_keeps_its_period() -> None:
    waits = waits_of([card("sunny", every="6h")], {"sunny": Habit(None, 40)}, {"sunny": 9.0})
    assert waits == {"sunny": 6 * HOUR}


def test_what_changes_more_often_is_asked_more_often_and_never_later_than_its_period() -> None:
    cards = [card(name, every="24h") for name in ("quick", "slow", "still")]
    habits = {
        "quick": Habit(6 * HOUR, 50),
        "slow": Habit(10 * DAY, 50),
        "still": Habit(300 * DAY, 50),
    }
    waits = waits_of(cards, habits, {})
    assert LEAST_WAIT <= waits["quick"] < waits["slow"] <= waits["still"] == DAY


@pytest.mark.parametrize(
    ("last", "half", "cause"),
    [
        (None, None, Cause.FIRST),
        ("running", None, Cause.RUNNING),
        ("failed", DAY, Cause.FAILED),
        ("published", None, Cause.CARD),
        ("published", 300 * DAY, Cause.STEADY),
        ("refused", 6 * HOUR, Cause.CHANGES),
    ],
)
def test_every_turn_says_when_it_comes_and_why(
    last: str | None, half: dt.timedelta | None, cause: Cause
) -> None:
    quick = Habit(HOUR, 50)  # has something to take requests from
    habits = {"sunny": Habit(half, 50)} | ({"quick": quick} if half == 300 * DAY else {})
    tries = {"sunny": tried("sunny", HOUR, last)} if last else {}
    cards = named(card("sunny", every="24h"), card("quick", every="24h"))
    said = {t.card.name: t for t in plan(cards, tries, habits, {"sunny": 3.0}, NOON)}["sunny"]
    assert (said.next.cause, said.next.half_life, said.next.looks) == (cause, half, 3)
    assert (said.next.at, said.next.wait) == (said.at, said.wait)
    words = next_said(said.next)
    assert (cause is Cause.CHANGES) == ("half of its prices change in 6 h, 3 looks" in words)
    assert (cause is Cause.FIRST) == (said.at is None) == ("never asked" in words)


def test_one_that_is_asked_as_often_as_its_budget_allows_says_so() -> None:
    habits = {"large": Habit(HOUR, 3000), "small": Habit(300 * DAY, 240_000)}
    cards = named(card("large", every="24h"), card("small", every="24h"))
    said = {t.card.name: t.next for t in plan(cards, {}, habits, {"large": 1e6}, NOON)}
    assert not said["large"].bound, "it was never asked: that is why"
    tries = {name: tried(name, HOUR) for name in ("large", "small")}
    said = {t.card.name: t.next for t in plan(cards, tries, habits, {"large": 1e6}, NOON)}
    assert (said["large"].bound, said["small"].bound) == (True, False)
    assert next_said(said["large"]).endswith("as often as its budget allows")


def test_of_two_that_change_alike_the_one_that_is_looked_at_is_asked_more_often() -> None:
    cards = [card("sought", every="24h"), card("passed", every="24h")]
    habits = {"sought": Habit(DAY, 50), "passed": Habit(DAY, 50)}
    waits = waits_of(cards, habits, {"sought": 90.0})
    assert waits["sought"] < waits["passed"] <= DAY


def test_no_operator_spends_more_than_a_quarter_of_its_requests_a_minute() -> None:
    habits = {"large": Habit(HOUR, 7200), "small": Habit(300 * DAY, 10_000)}
    cards = [card("large", every="24h"), card("small", every="24h")]
    waits = waits_of(cards, habits, {"large": 1e6})
    assert waits["large"] >= 7200 / (600 * 0.25) * dt.timedelta(minutes=1) - dt.timedelta(seconds=1)


def test_nobody_is_asked_within_a_quarter_of_an_hour() -> None:
    habits = {"quick": Habit(dt.timedelta(minutes=1), 1), "slow": Habit(90 * DAY, 5000)}
    cards = [card("quick", every="24h"), card("slow", every="24h")]
    assert waits_of(cards, habits, {})["quick"] == LEAST_WAIT


def test_after_three_days_without_cron_everybody_is_due_once_the_most_valuable_first() -> None:
    cards = named(*(card(name, every="6h") for name in ("new", "quick", "sought", "still")))
    habits = {
        "quick": Habit(HOUR, 10),
        "sought": Habit(HOUR, 10),
        "still": Habit(300 * DAY, 10),
    }
    before = {name: tried(name, 3 * DAY) for name in ("quick", "sought", "still")}
    turns = plan(cards, before, habits, {"sought": 5.0}, NOON)
    assert [turn.card.name for turn in turns] == ["new", "sought", "quick", "still"]
    assert all(turn.due(NOON) for turn in turns)
    after = {card.name: tried(card.name, dt.timedelta()) for _, card in cards}
    assert not any(turn.due(NOON) for turn in plan(cards, after, habits, {}, NOON))


def test_a_failed_operator_is_asked_again_after_a_quarter_of_an_hour() -> None:
    failed = {"sunny": tried("sunny", LEAST_WAIT, "failed")}
    (turn,) = plan(named(card("sunny", every="1d")), failed, {}, {}, NOON)
    assert turn.due(NOON)


def value(sources: list[Source], runs: np.ndarray) -> float:
    return sum(
        one.weight * float(freshness(one.rate, f)) for one, f in zip(sources, runs, strict=True)
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_other_use_of_the_same_budget_is_fresher(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    count = int(numbers.integers(1, 9))
    sources = [
        Source(
            rate=float(10 ** numbers.uniform(-3, 0.5)),
            weight=float(10 ** numbers.uniform(-1, 1.5)),
            cost=float(10 ** numbers.uniform(0, 2.5)),
            least=float(numbers.uniform(0.02, 0.1)),
            most=float(numbers.uniform(0.1, 4.0)),
        )
        for _ in range(count)
    ]
    least = np.array([one.least for one in sources])
    most = np.array([one.most for one in sources])
    cost = np.array([one.cost for one in sources])
    budget = float(cost @ least + numbers.random() * (cost @ (most - least)))
    ours = best(sources, budget)
    assert np.all(ours >= least - 1e-9)
    assert np.all(ours <= most + 1e-9)
    assert cost @ ours == pytest.approx(budget, rel=1e-4)
    for _ in range(100):
        tried_at = least + numbers.random(count) * (most - least)
        share = min(1.0, (budget - cost @ least) / (cost @ (tried_at - least)))
        other = least + (tried_at - least) * share
        assert value(sources, other) <= value(sources, ours) * (1 + 1e-6)


@pytest.mark.parametrize(("hours", "share"), [(24.0, 0.25), (6.0, 0.63), (3.0, 0.79), (1.0, 0.92)])
def test_a_price_that_changes_four_times_a_day_is_true_for_the_share_the_formula_says(
    hours: float, share: float
) -> None:
    assert float(freshness(4 / 24, 1 / hours)) == pytest.approx(share, abs=0.005)


def test_all_runs_together_cost_twice_the_periods_at_the_most() -> None:
    habits = {f"o{i}": Habit(HOUR * (i + 1), 20 * (i + 1)) for i in range(12)}
    cards = [card(name, every="24h") for name in habits]
    waits = waits_of(cards, habits, {"o3": 40.0})
    a_day = sum(habits[name].requests * (DAY / wait) for name, wait in waits.items())
    assert a_day <= EFFORT * sum(habit.requests for habit in habits.values()) * 1.001
