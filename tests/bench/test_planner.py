"""The planner's bench: the same budget, fresher than by the two plain ways."""

from __future__ import annotations

import pytest

from fairwind.bench.planner import Way, run


def by_name(ways: tuple[Way, ...]) -> dict[str, Way]:
    return {way.name: way for way in ways}


@pytest.mark.parametrize("seed", [1, 2026])
def test_one_budget_is_freshest_as_planned_then_evenly_then_by_rate(seed: int) -> None:
    report = run(operators=60, visits=20_000, seed=seed)
    alike = by_name(report.alike)
    assert alike["planner"].fresh >= alike["uniform"].fresh >= alike["proportional"].fresh
    for ways in (alike, by_name(report.unlike)):
        assert ways["planner"].fresh >= max(ways["uniform"].fresh, ways["proportional"].fresh)
        for way in ways.values():
            assert way.requests == pytest.approx(ways["planner"].requests, rel=1e-3)
            assert way.fresh == pytest.approx(way.expected, abs=0.02)
