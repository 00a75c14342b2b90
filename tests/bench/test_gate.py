"""The gate's score: the same seed draws the same days, and a gate that sleeps is told so."""

from __future__ import annotations

import random

import pytest

from fairwind.bench import gate
from fairwind.bench.gate_faults import FAULTS, half_dropped, person_for_total
from fairwind.bench.gate_market import SHAPES, first_day, next_day
from fairwind.bench.gate_normals import NORMALS, a_few_gone, a_sale
from fairwind.catalog.verdict import Verdict

SMALL = SHAPES[1]


def quietly(said: str) -> None:
    """Nobody listens."""


def score() -> gate.Report:
    faults, normals = (half_dropped, person_for_total), (a_sale, a_few_gone)
    return gate.run(2026, quietly, 1, (SMALL,), faults, normals)


def test_faults_are_caught_and_normal_days_pass() -> None:
    report = score()
    assert (report.caught, report.injected) == (2, 2)
    assert (report.alarms, report.normal) == (0, 2 + gate.WEEK)
    assert report.holds


@pytest.mark.parametrize("passes", [True, False])
def test_a_gate_that_always_says_the_same_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, passes: bool
) -> None:
    always = Verdict(passes, () if passes else ("No.",))
    monkeypatch.setattr(gate, "judge", lambda *_: always)
    report = score()
    assert not report.holds
    assert (report.caught, report.alarms) == ((0, 0) if passes else (2, 9))


def test_there_are_at_least_thirty_kinds_of_normal_days_and_no_two_of_a_name() -> None:
    for changes, least in ((NORMALS, 30), (FAULTS, 14)):
        names = [change.__name__ for change in changes]
        assert len(set(names)) == len(names) >= least


def test_the_same_seed_draws_the_same_days() -> None:
    drawn = []
    for _ in range(2):
        rng = random.Random("x")
        day = first_day(SMALL, rng)
        drawn.append((day, next_day(SMALL, day, rng)))
    assert drawn[0] == drawn[1]
