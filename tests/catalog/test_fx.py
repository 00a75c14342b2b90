"""Exchange: the bank day's rate with its source, or a clear refusal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.fx import COUNCIL, ECB, Rates
from fairwind.offers import Money
from fairwind.offers.faults import MoneyFault

# Three bank days around a week-end; the figures are the ECB's own.
TABLE = """Date,USD,CZK,HUF,RUB
2026-10-22,1.1205,24.26,366.43,
2026-10-23,1.1193,24.327,366.73,
2026-10-26,1.1188,24.369,367.45,
"""
FRIDAY = dt.date(2026, 10, 23)


@pytest.fixture
def rates() -> Rates:
    return Rates.read(TABLE)


def test_a_sunday_takes_the_rate_of_friday_and_says_so(rates: Rates) -> None:
    money, rate, on, source = rates.convert(Money(10000, "USD"), "EUR", dt.date(2026, 10, 25))
    assert (money, on, source) == (Money(8934, "EUR"), FRIDAY, ECB)
    assert rate == Decimal("0.8934155276")


def test_a_sum_can_be_done_again_from_the_rate_shown(rates: Rates) -> None:
    shown = rates.convert(Money(7867000, "CZK"), "HUF", FRIDAY)
    assert shown.money == Money.of(Decimal("78670") * shown.rate, "HUF")
    assert shown.money == Money.of(Decimal("78670") / Decimal("24.327") * Decimal("366.73"), "HUF")


@pytest.mark.parametrize(
    ("money", "to", "on", "sentence"),
    [
        (Money(1, "XTS"), "EUR", FRIDAY, "XTS: the European Central Bank publishes no rate"),
        (Money(1, "EUR"), "XTS", FRIDAY, "XTS: the European Central Bank publishes no rate"),
        (Money(1, "RUB"), "EUR", FRIDAY, "RUB: no rate was published on 2026-10-23"),
        (Money(1, "USD"), "EUR", dt.date(2026, 10, 21), "the table begins on 2026-10-22"),
        (Money(1, "XXX"), "EUR", FRIDAY, "without a currency cannot be converted"),
        (Money(1, "XXX"), "XXX", FRIDAY, "without a currency cannot be converted"),
    ],
)
def test_an_amount_without_a_rate_is_refused_and_never_guessed(
    rates: Rates, money: Money, to: str, on: dt.date, sentence: str
) -> None:
    with pytest.raises(MoneyFault, match=sentence):
        rates.convert(money, to, on)


def test_the_same_currency_needs_no_table(rates: Rates) -> None:
    shown = rates.convert(Money(5, "GBP"), "GBP", dt.date(1999, 1, 1))
    assert (shown.money, shown.rate) == (Money(5, "GBP"), 1)


def test_a_lev_is_a_daily_rate_until_the_euro_came_and_a_law_after_it() -> None:
    rates = Rates.embedded()
    before = rates.convert(Money(195583, "BGN"), "EUR", dt.date(2025, 12, 30))
    after = rates.convert(Money(195583, "BGN"), "EUR", dt.date(2026, 7, 1))
    assert (before.money, before.source) == (Money(100002, "EUR"), ECB)
    assert (after.money, after.source) == (Money(100000, "EUR"), COUNCIL)


def test_the_shipped_table_gives_the_rate_the_bank_published() -> None:
    rates = Rates.embedded()
    assert rates.rate("EUR", "CZK", dt.date(2025, 7, 16))[0] == Decimal("24.647")
    assert rates.days[0] == dt.date(2012, 1, 2)
    assert list(rates.days) == sorted(set(rates.days))


@given(
    st.integers(1, 10**9),
    st.sampled_from(["EUR", "CZK", "HUF", "USD"]),
    st.sampled_from(["EUR", "CZK", "HUF", "USD"]),
)
def test_there_and_back_loses_no_more_than_the_roundings(minor: int, one: str, other: str) -> None:
    rates = Rates.read(TABLE)
    there = rates.convert(Money(minor, one), other, FRIDAY)
    back = rates.convert(there.money, one, FRIDAY)
    coarse = rates.rate(other, one, FRIDAY)[0]
    assert abs(back.money.minor - minor) <= 1 + coarse + Decimal(minor) / 10**7
