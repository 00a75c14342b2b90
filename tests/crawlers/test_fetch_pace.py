"""Requests leave in the operator's time: budget, gap, rest, and no further."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.card_terms import Budget
from fairwind.crawlers.fetch.address import Place
from fairwind.crawlers.fetch.ledger import LONGEST_REST, Ledger
from fairwind.crawlers.fetch.pace import Pace, rest_asked
from fairwind.offers.faults import FetchFault

SUNNY, OTHER = Place("sunny.example", 443), Place("cdn.sunny.example", 443)
TODAY = dt.datetime(2026, 3, 30, 6, 0, tzinfo=dt.UTC)


class Hand:
    """A clock moved by hand, and paces by it."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at

    def pace(self, per_minute: int = 600, gap: float = 0.0, per_run: int = 10_000) -> Pace:
        budget = Budget(requests_per_minute=per_minute, delay_seconds=gap, requests_per_run=per_run)
        return Pace(Ledger(None, "sunny", self), budget)

    def pause(self, pace: Pace, place: Place = SUNNY) -> float:
        """How long the next request has to wait; one that may leave has left."""
        return pace.try_leave(place).pause

    def leave_when_allowed(self, pace: Pace, place: Place = SUNNY, takes: float = 0.0) -> float:
        while (turn := pace.try_leave(place)).pause > 0:
            self.at += turn.pause
        left = self.at
        self.at += takes
        pace.came(turn)
        return left


@given(
    per_minute=st.integers(1, 20),
    gap=st.sampled_from([0.0, 0.3, 1.0, 7.0]),
    places=st.lists(st.sampled_from([SUNNY, OTHER]), min_size=1, max_size=60),
)
def test_no_minute_holds_more_requests_than_the_budget_over_all_hosts(
    per_minute: int, gap: float, places: list[Place]
) -> None:
    hand = Hand()
    pace = hand.pace(per_minute, gap)
    left = [(hand.leave_when_allowed(pace, place), place) for place in places]
    for at, _ in left:
        assert sum(1 for other, _ in left if at - 60 < other <= at) <= per_minute
    for place in (SUNNY, OTHER):
        own = [at for at, where in left if where == place]
        assert all(later - earlier >= gap - 1e-6 for earlier, later in itertools.pairwise(own))


def test_a_crawl_delay_widens_the_gap_and_never_narrows_it() -> None:
    hand = Hand()
    pace = hand.pace(600, 3.0)
    pace.at_least(SUNNY, 1.0)
    assert pace.gap(SUNNY) == 3.0
    pace.at_least(SUNNY, 9.0)
    pace.at_least(SUNNY, 5.0)
    hand.leave_when_allowed(pace)
    assert hand.pause(pace) == pytest.approx(9.0)
    assert pace.gap(OTHER) == 3.0


@pytest.mark.parametrize("delay", [86_400.0, float("inf")])
def test_a_host_with_a_crawl_delay_no_run_can_wait_is_not_asked(delay: float) -> None:
    pace = Hand().pace()
    pace.at_least(SUNNY, delay)
    with pytest.raises(FetchFault, match="Crawl-delay"):
        pace.try_leave(SUNNY)


def test_retry_after_is_waited_for() -> None:
    hand = Hand()
    pace = hand.pace()
    pace.heed(SUNNY, 429, "17", TODAY)
    assert hand.pause(pace) == pytest.approx(17.0)
    assert hand.pause(pace, OTHER) == 0
    pace.heed(SUNNY, 503, "Mon, 30 Mar 2026 06:01:30 GMT", TODAY)
    assert hand.pause(pace) == pytest.approx(90.0)


def test_a_rest_no_run_can_wait_ends_the_asking_with_both_numbers() -> None:
    pace = Hand().pace()
    pace.heed(SUNNY, 503, "7200", TODAY)
    with pytest.raises(FetchFault, match=f"7200 s; a run waits {LONGEST_REST:g} s"):
        pace.try_leave(SUNNY)


def test_a_busy_host_that_names_no_time_is_given_more_of_it_each_time() -> None:
    hand = Hand()
    pace = hand.pace(600, 1.0)
    waits = []
    for _ in range(3):
        pace.heed(SUNNY, 429, "", TODAY)
        waits.append(hand.pause(pace))
    assert waits == [2.0, 4.0, 8.0]
    pace.heed(SUNNY, 200, "", TODAY)
    pace.heed(SUNNY, 429, "soon", TODAY)
    hand.at += 8.0
    pace.heed(SUNNY, 429, "", TODAY)
    assert hand.pause(pace) == 4.0


def test_retry_after_on_a_good_answer_is_no_rest() -> None:
    hand = Hand()
    pace = hand.pace()
    pace.heed(SUNNY, 200, "3600", TODAY)
    assert hand.pause(pace) == 0


def test_the_budget_of_a_run_can_be_spent() -> None:
    hand = Hand()
    pace = hand.pace(600, per_run=2)
    hand.leave_when_allowed(pace)
    hand.leave_when_allowed(pace)
    with pytest.raises(FetchFault, match="budget of 2 requests a run is spent"):
        pace.try_leave(SUNNY)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 999_999_999.0),
        ("Mon, 30 Mar 2026 05:00:00 GMT", 0.0),
        ("Mon, 30 Mar 2026 06:00:10 GMT", 10.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
        ("Mon, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert rest_asked(header, TODAY) == seconds
