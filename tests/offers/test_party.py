"""The party: whose price it is, by exact ages or by the operator's bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import AgeBand, AgeBands, Party, fits, same_party, seats
from fairwind.offers.faults import PartyFault

from .strategies import AGES, PARTIES, bands

CHILD = (AgeBand("infant", 0, 1), AgeBand("child", 2, 11), AgeBand("teen", 12, 17))


@given(PARTIES, bands())
def test_a_party_is_always_the_same_as_itself(party: Party, known: AgeBands) -> None:
    assert same_party(party, party, known)
    assert same_party(party, party, ())


@given(PARTIES, PARTIES)
def test_without_bands_only_the_exact_ages_are_the_same_party(one: Party, other: Party) -> None:
    assert same_party(one, other, ()) == (one == other)


@given(PARTIES, PARTIES, bands())
def test_the_same_party_by_bands_has_as_many_adults_and_children(
    priced: Party, asked: Party, known: AgeBands
) -> None:
    if same_party(priced, asked, known):
        assert priced.adults == asked.adults
        assert len(priced.child_ages) == len(asked.child_ages)


@given(PARTIES, PARTIES, bands())
def test_ages_of_the_same_bands_are_the_same_party_either_way(
    one: Party, other: Party, known: AgeBands
) -> None:
    assert same_party(one, other, known) == same_party(other, one, known)


@given(AGES)
def test_the_order_in_which_children_are_named_does_not_matter(ages: tuple[int, ...]) -> None:
    assert Party(2, ages) == Party(2, tuple(reversed(ages)))
    assert list(Party(2, ages).child_ages) == sorted(ages)


@given(PARTIES, bands())
def test_every_child_has_a_place_that_takes_its_age(party: Party, known: AgeBands) -> None:
    places = seats(party, known)
    assert len(places) == len(party.child_ages)
    assert fits(party, party.adults, places)
    assert list(places) == sorted(places)


@given(PARTIES, bands(), st.data())
def test_greedy_order_finds_a_place_for_each_child_whenever_there_is_one(
    priced: Party, known: AgeBands, data: st.DataObject
) -> None:
    """Bands that do not overlap: taking ages and places in ascending order loses no match."""
    places = seats(priced, known)
    ages = tuple(data.draw(st.integers(low, high)) for low, high in places)
    assert fits(Party(priced.adults, ages), priced.adults, places)


def test_a_price_for_seven_and_nine_is_not_one_for_four_and_eleven() -> None:
    assert not same_party(Party(2, (7, 9)), Party(2, (4, 11)), ())
    assert same_party(Party(2, (7, 9)), Party(2, (4, 11)), CHILD)
    assert not same_party(Party(2, (7, 9)), Party(2, (7, 12)), CHILD)
    assert not same_party(Party(2, (7, 9)), Party(2), CHILD)
    assert not same_party(Party(2, (7,)), Party(3), CHILD)


def test_a_band_takes_both_its_ends() -> None:
    child = AgeBand("child", 2, 11)
    assert [age for age in range(18) if child.takes(age)] == list(range(2, 12))


@pytest.mark.parametrize(
    ("adults", "ages"), [(0, ()), (13, ()), (2, (18,)), (2, (-1,)), (2, (5,) * 9)]
)
def test_a_party_has_bounds(adults: int, ages: tuple[int, ...]) -> None:
    with pytest.raises(PartyFault):
        Party(adults, ages)


@pytest.mark.parametrize(("low", "high"), [(5, 4), (-1, 3), (2, 18)])
def test_a_band_has_its_ends_in_order_among_childrens_ages(low: int, high: int) -> None:
    with pytest.raises(PartyFault):
        AgeBand("odd", low, high)
