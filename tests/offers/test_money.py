"""Money: whole minor units, exact, never mixed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import Money
from fairwind.offers.faults import MoneyFault
from fairwind.offers.money import EXPONENTS, exponent

from .strategies import CURRENCIES, DECIMALS, MINOR


@given(MINOR, MINOR, CURRENCIES)
def test_money_adds_and_takes_away_without_losing_a_cent(one: int, other: int, code: str) -> None:
    added = Money(one, code) + Money(other, code)
    assert added.minor == one + other
    assert added - Money(other, code) == Money(one, code)


@given(st.integers(-(10**9), 10**9), st.integers(1, 12), CURRENCIES)
def test_so_many_times_is_so_often_added(minor: int, count: int, code: str) -> None:
    money = Money(minor, code)
    assert money * count == sum([money] * (count - 1), money)


@given(MINOR, CURRENCIES)
def test_major_units_and_back_is_the_same_money(minor: int, code: str) -> None:
    money = Money(minor, code)
    assert Money.of(money.major, code) == money
    assert Money.of(str(money.major), code) == money


@given(DECIMALS, CURRENCIES)
def test_rounding_moves_an_amount_by_half_a_minor_unit_at_most(amount: Decimal, code: str) -> None:
    off = abs(Money.of(amount, code).major - amount)
    assert off <= Decimal("0.5").scaleb(-exponent(code))


def test_half_a_cent_rounds_away_from_zero() -> None:
    assert Money.of("0.005", "EUR").minor == 1
    assert Money.of("-0.005", "EUR").minor == -1
    assert Money.of("0.5", "JPY").minor == 1


def test_a_minor_unit_is_what_iso_4217_says() -> None:
    assert Money.of(599, "EUR").minor == 59_900
    assert Money.of(599, "JPY").minor == 599
    assert Money.of(599, "KWD").minor == 599_000
    assert set(EXPONENTS.values()) == {0, 3}


@given(MINOR, MINOR, CURRENCIES)
def test_the_order_of_money_is_the_order_of_its_amounts(one: int, other: int, code: str) -> None:
    assert (Money(one, code) < Money(other, code)) == (one < other)
    assert (Money(one, code) >= Money(other, code)) == (one >= other)


@pytest.mark.parametrize("join", ["__add__", "__sub__", "__lt__"])
def test_two_currencies_are_never_put_together(join: str) -> None:
    with pytest.raises(MoneyFault, match="EUR"):
        getattr(Money(1, "HUF"), join)(Money(1, "EUR"))


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1), None])
def test_an_amount_is_whole_minor_units_and_nothing_else(minor: object) -> None:
    with pytest.raises(MoneyFault):
        Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["", "eur", "EURO", "E1R", "EUR\n", "€"])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    with pytest.raises(MoneyFault):
        Money(1, code)


@pytest.mark.parametrize("amount", ["", "abc", "1,5", "NaN", "Infinity", "1e99"])
def test_what_is_no_amount_is_a_money_fault(amount: str) -> None:
    with pytest.raises(MoneyFault):
        Money.of(amount, "EUR")
