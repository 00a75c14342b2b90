"""The market around a stay: upper quartiles as a plain count of the totals gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import (
    Basis,
    Departure,
    Kind,
    Money,
    Nights,
    Offer,
    OfferRef,
    Party,
    Place,
    Price,
    Product,
    Transport,
)
from fairwind.search.asked import ask
from fairwind.search.market import Market as Stands
from fairwind.search.market import upper_quartile
from fairwind.search.query import Query
from fairwind.search.stay import own_prices

from .conftest import NOW, PARTIES, Market


@given(st.lists(st.integers(1, 50), min_size=4), st.integers(1, 60))
def test_a_total_is_above_the_upper_quartile_when_three_quarters_are_lower(
    totals: list[int], total: int
) -> None:
    bar = upper_quartile(np.array(totals))
    lower = sum(one < total for one in totals)
    assert bar is not None
    assert (total > bar) == (4 * lower >= 3 * len(totals))


def test_of_three_totals_none_is_an_upper_quarter() -> None:
    assert upper_quartile(np.array([1, 2, 3])) is None
    assert upper_quartile(np.array([4, 1, 3, 2])) == 3


def _stay(number: int, minor: int, place: Place, stars: int | None = 8, adults: int = 2) -> Offer:
    """A week for so many adults at a stay of its own."""
    return Offer(
        ref=OfferRef("sunny", (("offer", str(number)),)),
        operator="sunny",
        operator_name="Sunny",
        product=Product(Kind.STAY, f"Stay {number}", place, stars=stars),
        departure=Departure(
            NOW.date() + dt.timedelta(days=20),
            Nights(7, 7),
            "BUD",
            Transport.FLIGHT,
            Price(Money(minor, "EUR"), Basis.PER_PARTY, Party(adults)),
        ),
        checked_at=NOW,
    )


CRETE, SIDE = Place("GR", "Crete", "Malia"), Place("TR", "Turkish Riviera", "Side")
PAIR = Query(party=Party(2))


@pytest.fixture(scope="module")
def prices(make_market: Callable[..., Market]) -> Market:
    """Crete at 100, 200 ... 800 euros for two, Side at 5,000 to 5,300, and Crete for one."""
    crete = [_stay(n, n * 10_000, CRETE, None if n == 1 else 10) for n in range(1, 9)]
    side = [_stay(20 + n, 500_000 + n * 10_000, SIDE) for n in range(4)]
    return make_market([*crete, *side, _stay(40, 990_000, CRETE, adults=1)])


def _id(market: Market, name: str) -> str:
    table = market.engine.opened.products
    return str(table["id"].to_pylist()[table["name"].to_pylist().index(name)])


def test_the_threshold_is_the_upper_quartile_of_all_totals_of_the_party(prices: Market) -> None:
    told = prices.engine.market(PAIR, NOW)
    assert told == Stands(None, False, 500_000, "EUR")  # the 9th of 12
    assert prices.engine.market(Query(party=Party(1)), NOW).threshold is None


@pytest.mark.parametrize(
    ("name", "stars", "top"),
    [("Stay 1", None, False), ("Stay 6", 10, False), ("Stay 7", 10, True), ("Stay 20", 8, False)],
)
def test_a_stay_stands_beside_its_own_destination(
    prices: Market, name: str, stars: int | None, top: bool
) -> None:
    told = prices.engine.market(PAIR, NOW, _id(prices, name))
    assert (told.stars, told.top_quarter) == (stars, top)


def test_a_stay_without_a_total_for_the_party_or_unknown_is_in_no_quarter(prices: Market) -> None:
    assert not prices.engine.market(PAIR, NOW, _id(prices, "Stay 40")).top_quarter
    assert not prices.engine.market(PAIR, NOW, "nothing").top_quarter
    last = replace(PAIR, depart_from=NOW.date() + dt.timedelta(days=60))
    assert not prices.engine.market(last, NOW, _id(prices, "Stay 8")).top_quarter


def test_prices_too_old_to_be_prices_count_no_more(prices: Market) -> None:
    later = NOW + dt.timedelta(days=15)
    assert prices.engine.market(PAIR, later).threshold is None


def test_any_market_agrees_with_a_count_of_every_own_total(market: Market) -> None:
    opened = market.engine.opened
    for party in PARTIES:
        asked = ask(opened, None, Query(party=party), NOW)
        rows = [own_prices(opened, asked, row)[0] for row in range(opened.products.num_rows)]
        every = sorted(total for one in rows for total in one.total.tolist())
        told = market.engine.market(Query(party=party), NOW)
        expected = every[-(-3 * len(every) // 4) - 1] if len(every) >= 4 else None
        assert told.threshold == expected
