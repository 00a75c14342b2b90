"""Verdict, reduction and half-life: said only where our own history says enough."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.history.back_test import FEWEST, Kept, Prices, back_tested
from fairwind.catalog.history.half_life import Visit, estimated, lead_class, rate
from fairwind.catalog.history.price_verdict import Verdict, verdict
from fairwind.catalog.history.series import WINDOW, Point, Series, gaps, reduction

START = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def series(*totals: int | None, silent: frozenset[int] = frozenset()) -> Series:
    """A price a day; nobody answered on the silent ones."""
    told = enumerate(totals)
    points = tuple(Point(START + n * DAY, total) for n, total in told if n not in silent)
    return Series(points, gaps(tuple(p.at for p in points), points[-1].at, DAY * 1.5))


LEVEL = [1000, 1020, 980, 1010, 990] * 6


@pytest.mark.parametrize(
    ("price", "expected"), [(900, Verdict.LOW), (1000, Verdict.USUAL), (1100, Verdict.HIGH)]
)
def test_a_price_is_low_usual_or_high_beside_its_own_past(price: int, expected: Verdict) -> None:
    assert verdict(series(*LEVEL, price), price) is expected


def test_a_price_that_is_hardly_lower_than_ever_is_usual() -> None:
    assert verdict(series(*[1000] * 30, 980), 980) is Verdict.USUAL


@pytest.mark.parametrize("past", [[], [1000] * 20, [1000] + [None] * 30 + [1000] * 4])
def test_below_the_floor_there_are_too_few_data(past: list[int | None]) -> None:
    assert verdict(series(*past, 500), 500) is Verdict.TOO_FEW


def test_days_without_an_answer_are_no_prices() -> None:
    silent = frozenset(range(1, 29))
    assert verdict(series(*LEVEL, 900, silent=silent), 900) is Verdict.TOO_FEW


def test_prices_of_another_season_say_nothing() -> None:
    assert verdict(series(*[500] * 30, *[None] * 90, 900), 900) is Verdict.TOO_FEW


@given(
    past=st.lists(st.integers(1, 50), min_size=21, max_size=90),
    price=st.integers(1, 60),
)
def test_the_verdict_is_what_counting_says(past: list[int], price: int) -> None:
    ordered = sorted(past)
    middle = len(ordered) // 2
    median = (ordered[middle] + ordered[~middle]) / 2
    below = sum(one < price for one in past) + sum(one == price for one in past) / 2
    expected = Verdict.USUAL
    if below / len(past) <= 0.2 and price <= median * (1 - 0.03):
        expected = Verdict.LOW
    if below / len(past) >= 0.8 and price >= median * (1 + 0.03):
        expected = Verdict.HIGH
    assert verdict(series(*past, price), price) is expected


def test_a_back_test_looks_only_at_what_came_after_and_was_seen_through() -> None:
    past = [1000.0] * 30
    fell = [*past, 900.0, *[900.0] * 6, *[800.0] * 8]
    stayed = [*past, 900.0, *[900.0] * 14]
    gone = [*past, 900.0, *[100.0] * 3, *[math.nan] * 11]
    total = np.array([fell, stayed, gone])
    answered = np.zeros(total.shape[1], bool)
    answered[30] = True
    found = {(k.verdict, k.days): k for k in back_tested([Prices(START.date(), total, answered)])}
    assert found["low", 14] == Kept("low", 14, 2, 1)
    assert found["low", 7] == Kept("low", 7, 2, 1)


def test_a_share_of_few_verdicts_is_not_said() -> None:
    assert Kept("low", 14, FEWEST - 1, FEWEST - 1).share is None
    assert Kept("low", 14, FEWEST, FEWEST).share == 1


def test_a_reduction_is_shown_against_the_lowest_of_thirty_days() -> None:
    found = reduction(series(*[1000] * 20, 950, *[1000] * 14, 900))
    assert found
    assert (found.reference, found.since) == (950, START + 35 * DAY)


@pytest.mark.parametrize(
    ("totals", "silent"),
    [
        ([1000] * 20 + [900], frozenset()),
        ([1000] * 40 + [1100], frozenset()),
        ([1000] * 40, frozenset()),
        ([1000] * 20 + [None] + [1000] * 19 + [900], frozenset()),
        ([1000] * 40 + [900], frozenset({30, 31, 32})),
        ([1000] * 40 + [900] * 32, frozenset()),
        ([1000] * 40 + [900, None], frozenset()),
        ([1000] * 20 + [800] + [1000] * 19 + [900], frozenset()),
    ],
    ids="short dearer still away silent old gone cheaper-before".split(),
)
def test_without_thirty_whole_days_or_a_lower_price_nothing_is_reduced(
    totals: list[int | None], silent: frozenset[int]
) -> None:
    assert reduction(series(*totals, silent=silent)) is None


@given(
    totals=st.lists(st.one_of(st.none(), st.integers(1, 6)), min_size=1, max_size=60),
    silent=st.frozensets(st.integers(0, 58), max_size=4),
)
def test_a_shown_reference_is_no_more_than_any_price_of_its_window(
    totals: list[int | None], silent: frozenset[int]
) -> None:
    told = series(*totals, silent=silent - {len(totals) - 1})
    if found := reduction(told):
        window = [p for p in told.points if found.since - WINDOW <= p.at < found.since]
        assert all(p.total is not None and found.reference <= p.total for p in window)
        assert told.points[0].at <= found.since - WINDOW
        assert (told.points[-1].total or 0) < found.reference


def test_equal_intervals_give_cho_and_garcia_molinas_estimate() -> None:
    visits, changed = 40, 25
    expected = -math.log((visits - changed + 0.5) / (visits + 0.5)) / 24
    assert rate([Visit("a", 0, 24, visits, changed)]) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("true_hours", [12, 60, 400])
def test_the_half_life_of_a_known_process_is_found_at_unequal_intervals(true_hours: int) -> None:
    draw = np.random.default_rng(5)
    visits = []
    for hours in (6, 24, 24, 72):
        moved = draw.binomial(4000, 1 - 0.5 ** (hours / true_hours))
        visits.append(Visit("a", 2, hours, 4000, int(moved)))
    found = {(one.operator, one.lead): one.hours for one in estimated(visits)}
    assert found["a", 2] == pytest.approx(true_hours, rel=0.1)
    assert found["", None] == found["a", None] == pytest.approx(found["a", 2])


def test_few_visits_estimate_nothing() -> None:
    assert estimated([Visit("a", 0, 24, 49, 49)]) == []


def test_days_to_departure_fall_into_six_classes() -> None:
    assert [int(lead_class(n)) for n in (0, 7, 8, 14, 30, 60, 120, 121)] == [0, 0, 1, 1, 2, 3, 4, 5]
