"""Single prices that cannot be right are set aside; whatever a real price does, it stays."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.credible.levels import SCALE, group_level, near_level
from fairwind.catalog.gate.aside import left_out
from fairwind.catalog.gate.judge import GateRules, judge
from fairwind.catalog.home import Home
from fairwind.catalog.runs import Run, RunWriter, run_name
from fairwind.offers import Money, Nights, Offer, Room

AnOffer = Callable[..., Offer]
ARun = Callable[..., Run]
FIRST = dt.datetime(2026, 3, 30, 6, tzinfo=dt.UTC)
NEXT = FIRST + dt.timedelta(days=1)
START = dt.date(2026, 7, 4)


def dated(
    an_offer: AnOffer, n: int, minor: int, room: str = "Double room", nights: int = 7
) -> Offer:
    """One of a house's departures, a week after the one before."""
    offer = an_offer(str(n), minor=minor, position=n)
    date = START + dt.timedelta(7 * n)
    departure = replace(offer.departure, date=date, nights=Nights(nights, nights))
    return replace(offer, departure=departure, room=Room(room))


def house(an_offer: AnOffer, *prices: int) -> list[Offer]:
    """A house whose room costs these euros, week after week."""
    return [dated(an_offer, n, 100 * euros) for n, euros in enumerate(prices)]


USUAL = (890, 900, 910, 950, 990, 990, 950, 900)


@pytest.mark.parametrize("wrong", [1, 9, 91_000, 99, 9_900])
def test_a_price_unlike_the_weeks_around_it_is_set_aside_with_its_reason(
    an_offer: AnOffer, a_run: ARun, wrong: int
) -> None:
    run = a_run(house(an_offer, *USUAL[:3], wrong, *USUAL[4:]))
    assert (run.report.found, run.report.offers) == (8, 7)
    assert dict(run.report.set_aside) == {"price_unlike_near_days": 1}
    assert run.report.accounted == run.report.found
    (told,) = left_out(run)
    assert (told.examples[0].field, told.examples[0].value) == ("price", f"{wrong}.00 EUR")
    assert "the same room costs about 930.00 EUR on the nearest days" in told.examples[0].sentence
    assert wrong * 100 not in run.offers()["amount"].to_pylist()


@pytest.mark.parametrize("wrong", [280, 3000, 89])
def test_a_price_that_jumped_by_itself_since_the_last_published_run_is_set_aside(
    an_offer: AnOffer, a_run: ARun, wrong: int
) -> None:
    a_run(house(an_offer, 900, 400))
    run = a_run(house(an_offer, wrong, 400), started=NEXT)
    assert dict(run.report.set_aside) == {"price_unlike_last_run": 1}
    assert "this very trip at 900.00 EUR" in left_out(run)[0].examples[0].sentence


def test_a_price_in_levs_or_for_another_party_is_known_by_its_factor(
    an_offer: AnOffer, a_run: ARun
) -> None:
    a_run(house(an_offer, *USUAL))
    levs, party = "price_in_another_currency", "price_of_another_party"
    for wrong, at, why in ((445, 0, party), (1980, 5, party), (round(1.95583 * 950), 3, levs)):
        prices = (*USUAL[:at], wrong, *USUAL[at + 1 :])
        run = a_run(house(an_offer, *prices), started=NEXT + dt.timedelta(at), verdict=None)
        assert dict(run.report.set_aside) == {why: 1}


@pytest.mark.parametrize(
    "prices",
    [
        (450, 540, 910, 950, 990, 990, 950, 900),
        (320, 360, 910, 950, 990, 990, 950, 900),
        (267, 270, 273, 285, 297, 297, 285, 270),
        (890, 900, 910, 950, 2400, 2500, 950, 900),
    ],
    ids=["half off two weeks", "last minute", "a third of everything", "Christmas"],
)
def test_a_sale_a_last_minute_and_a_holiday_stay(
    an_offer: AnOffer, a_run: ARun, prices: tuple[int, ...]
) -> None:
    a_run(house(an_offer, *USUAL))
    run = a_run(house(an_offer, *prices), started=NEXT)
    assert (run.report.offers, dict(run.report.set_aside), run.report.doubted) == (8, {}, 0)


def test_a_suite_and_a_longer_stay_are_no_slips(an_offer: AnOffer, a_run: ARun) -> None:
    suites = [dated(an_offer, n, 1_100_000, "Royal suite") for n in range(8)]
    longer = [dated(an_offer, n, 340_000, nights=28) for n in range(3)]
    run = a_run([*house(an_offer, *USUAL), *suites, *longer])
    assert (run.report.offers, dict(run.report.set_aside)) == (19, {})


def test_what_was_published_before_or_accepted_by_a_person_is_believed(
    an_offer: AnOffer, a_run: ARun
) -> None:
    odd = house(an_offer, *USUAL, 9)
    run = a_run([odd[-1]])
    assert run.report.offers == 1, "alone it contradicts nothing"
    run = a_run(odd, started=NEXT)
    assert (run.report.offers, dict(run.report.set_aside)) == (9, {})


def test_too_many_doubted_prices_stay_in_and_the_gate_refuses_the_run(
    an_offer: AnOffer, a_run: ARun
) -> None:
    a_run(house(an_offer, *USUAL))
    last = a_run(house(an_offer, *USUAL), started=NEXT)
    later = NEXT + dt.timedelta(days=1)
    run = a_run(house(an_offer, 9, 900, 910, 9, 990, 990, 9, 900), started=later, verdict=None)
    assert (run.report.offers, run.report.doubted) == (8, 3)
    verdict = judge(run, last, GateRules(), later.date())
    assert not verdict.passed
    assert any("3 of 8 prices cannot be right" in reason for reason in verdict.reasons)


def test_what_nobody_pays_is_set_aside_even_where_nothing_else_is_known(
    home: Home, an_offer: AnOffer
) -> None:
    with RunWriter(home, "sunny_tours", run_name(FIRST), FIRST) as writer:
        writer.found(2)
        writer.add([an_offer("1", minor=130)], {0: "1.299 €"})
        writer.add([an_offer("2", minor=130_000_000, position=1)])
        run = writer.finish(finished=FIRST)
    assert dict(run.report.set_aside) == {"price_out_of_bounds": 2}
    assert run.rejects()["value"].to_pylist() == ["1.299 €", str(Money(130_000_000, "EUR"))]
    assert sorted(path.name for path in run.folder.iterdir()) == [
        "offers.parquet",
        "rejects.parquet",
        "run.json",
    ]


prices = st.lists(st.tuples(st.integers(0, 3), st.floats(3, 9)), min_size=1, max_size=40)


@given(prices)
def test_a_groups_level_is_its_median_and_the_modified_z_score(
    drawn: list[tuple[int, float]],
) -> None:
    group = np.array([one for one, _ in drawn], np.uint64)
    value = np.array([price for _, price in drawn])
    level = group_level(group, value, least=3)
    for at, (one, price) in enumerate(drawn):
        others = [p for g, p in drawn if g == one]
        if len(others) < 3:
            assert np.isnan(level.middle[at])
            continue
        middle = statistics.median(others)
        spread = max(statistics.median(abs(p - middle) for p in others), 0.05)
        assert level.middle[at] == pytest.approx(middle)
        assert level.z[at] == pytest.approx(SCALE * (price - middle) / spread)


days = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 120), st.floats(5, 6)), max_size=30)


@given(days)
def test_near_days_are_the_three_before_and_the_three_after_of_the_same_room(
    drawn: list[tuple[int, int, float]],
) -> None:
    drawn.sort(key=lambda one: one[:2])
    room, day, value = (np.array([one[n] for one in drawn]) for n in range(3))
    found = near_level(room.astype(np.uint64), day.astype(np.int64), value.astype(np.float64))
    for at, (mine, on, _) in enumerate(drawn):
        near = sorted(
            price
            for other, (one, then, price) in enumerate(drawn)
            if one == mine and abs(then - on) <= 21 and 0 < abs(other - at) <= 3
        )
        middle = near[1:-1] if len(near) > 3 else near
        if len(near) < 3 or middle[-1] - middle[0] > np.log(1.5):
            assert np.isnan(found[at])
        else:
            assert found[at] == pytest.approx(statistics.median(near))
