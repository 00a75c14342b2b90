"""The price: what becomes a party's total, and what never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import (
    AgeBand,
    AgeBands,
    Basis,
    Component,
    Knowledge,
    Money,
    Paid,
    Party,
    Price,
    same_party,
    total,
)
from fairwind.offers.faults import MoneyFault

from .strategies import AMOUNTS, PARTIES, bands, prices

NIGHTS = st.none() | st.integers(0, 30)
ON_TOP = st.lists(st.tuples(AMOUNTS, st.sampled_from(Paid)), max_size=4)


@given(prices(Basis.UNKNOWN), PARTIES, bands(), NIGHTS)
def test_a_price_of_unknown_basis_is_nobodys_total(
    price: Price, asked: Party, known: AgeBands, nights: int | None
) -> None:
    assert not price.readable
    assert total(price, asked, known, nights) is None


@given(AMOUNTS, st.sampled_from(Basis), PARTIES, NIGHTS)
def test_an_amount_without_a_currency_is_nobodys_total(
    minor: int, basis: Basis, party: Party, nights: int | None
) -> None:
    assert total(Price(Money(minor, "XXX"), basis, party), party, (), nights) is None


@given(AMOUNTS, PARTIES)
def test_a_price_per_person_is_multiplied_for_adults_and_never_for_children(
    minor: int, asked: Party
) -> None:
    found = total(Price(Money(minor, "EUR"), Basis.PER_PERSON), asked)
    if asked.adults_only:
        assert found == Money(minor * asked.adults, "EUR")
    else:
        assert found is None


@given(prices(), PARTIES, bands(), NIGHTS)
def test_a_total_is_for_the_asked_party_or_there_is_none(
    price: Price, asked: Party, known: AgeBands, nights: int | None
) -> None:
    found = total(price, asked, known, nights)
    if found is None:
        return
    assert price.readable
    assert found.minor >= price.amount.minor
    assert found.currency == price.amount.currency
    if price.basis is not Basis.PER_PERSON:
        assert price.party
        assert same_party(price.party, asked, known)
        assert found.minor == price.amount.minor * (nights or 1 if _nightly(price) else 1)


def _nightly(price: Price) -> bool:
    return price.basis is Basis.PER_NIGHT


@given(AMOUNTS, PARTIES, ON_TOP)
def test_what_is_not_in_the_price_comes_on_top_exactly(
    minor: int, party: Party, extras: list[tuple[int, Paid]]
) -> None:
    parts = tuple(Component("addon", Money(amount, "EUR"), paid=paid) for amount, paid in extras)
    price = Price(Money(minor, "EUR"), Basis.PER_PARTY, party, parts)
    above = sum(amount for amount, paid in extras if paid is not Paid.IN_PRICE)
    assert total(price, party) == Money(minor + above, "EUR")


@given(AMOUNTS, PARTIES, st.integers(1, 60))
def test_a_price_a_night_needs_the_nights(minor: int, party: Party, nights: int) -> None:
    price = Price(Money(minor, "EUR"), Basis.PER_NIGHT, party)
    assert total(price, party, (), nights) == Money(minor * nights, "EUR")
    assert total(price, party) is None


def test_an_operators_bands_let_other_ages_of_the_band_have_the_price() -> None:
    child = (AgeBand("child", 2, 11),)
    price = Price(Money(100_000, "EUR"), Basis.PER_PARTY, Party(2, (7, 9)))
    assert total(price, Party(2, (4, 11)), child) == Money(100_000, "EUR")
    assert total(price, Party(2, (4, 11))) is None
    assert total(price, Party(2), child) is None


def test_a_per_person_price_for_another_party_is_not_the_asked_ones() -> None:
    price = Price(Money(50_000, "EUR"), Basis.PER_PERSON, Party(2))
    assert total(price, Party(2)) == Money(100_000, "EUR")
    assert total(price, Party(1)) is None


def test_a_mandatory_part_that_nobody_states_makes_the_price_incomplete() -> None:
    visa = Component("visa", None, Knowledge.UNKNOWN, Paid.LOCALLY)
    price = Price(Money(1, "EUR"), Basis.PER_PARTY, Party(2), (visa,))
    assert not price.complete
    assert total(price, Party(2)) == Money(1, "EUR")


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_costs_nothing(minor: int) -> None:
    with pytest.raises(MoneyFault):
        Price(Money(minor, "EUR"), Basis.PER_PERSON)


@pytest.mark.parametrize(
    ("amount", "knowledge"),
    [(None, Knowledge.STATED), (None, Knowledge.DERIVED), (Money(1, "EUR"), Knowledge.UNKNOWN)],
)
def test_a_part_has_an_amount_exactly_where_it_is_known(
    amount: Money | None, knowledge: Knowledge
) -> None:
    with pytest.raises(MoneyFault):
        Component("fuel", amount, knowledge)
