"""Identity: the same offer tomorrow, and offers that may stand in one price range."""

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers import (
    LikeForLike,
    Money,
    Nights,
    Offer,
    OfferRef,
    bare_name,
    differences,
    former_names,
    like_for_like,
    offer_key,
)
from fairwind.offers.departure import LONGEST_NIGHTS
from fairwind.offers.faults import DateFault, DomainFault

from .strategies import offers


@given(offers(), st.integers(1, 10**6))
def test_an_offer_has_the_same_key_whatever_it_costs_and_whenever_it_was_seen(
    offer: Offer, more: int
) -> None:
    later = replace(offer, checked_at=offer.checked_at + dt.timedelta(days=1))
    price = offer.departure.price
    if price:
        dearer = replace(price, amount=price.amount + Money(more, price.amount.currency))
        later = replace(later, departure=replace(offer.departure, price=dearer))
    assert offer_key(later) == offer_key(offer)
    assert len(offer_key(offer)) == 16
    int(offer_key(offer), 16)


@given(offers())
def test_another_date_source_operator_or_id_is_another_offer(offer: Offer) -> None:
    date = dt.date(2031, 1, 1)
    others = [
        replace(offer, departure=replace(offer.departure, date=date)),
        replace(offer, operator="other"),
        replace(offer, ref=replace(offer.ref, source="other")),
        replace(offer, ref=OfferRef("sunny", (*offer.ref.ids, ("more", "1")))),
    ]
    keys = {offer_key(one) for one in (offer, *others)}
    assert len(keys) == 5


@given(offers())
def test_without_an_id_the_name_and_resort_tell_offers_apart(offer: Offer) -> None:
    plain = replace(offer, ref=OfferRef("sunny"))
    other = replace(plain, product=replace(plain.product, name=plain.product.name + " Beach"))
    assert offer_key(plain) != offer_key(other)


@given(offers(), offers())
def test_differences_are_named_exactly_where_the_keys_differ(one: Offer, other: Offer) -> None:
    left, right = like_for_like(one), like_for_like(other)
    found = differences(left, right)
    assert (found == ()) == (left == right)
    assert differences(right, left) == found
    names = [part.name for part in fields(LikeForLike)]
    assert [name for name in names if getattr(left, name) != getattr(right, name)] == list(found)


@given(offers())
def test_the_operator_and_the_price_are_no_part_of_like_for_like(offer: Offer) -> None:
    other = replace(
        offer, operator="moon", departure=replace(offer.departure, price=None, date=None)
    )
    assert like_for_like(other) == like_for_like(offer)


@pytest.mark.parametrize(
    ("name", "present", "former"),
    [
        ("Aphrodite (ex Zeus)", "Aphrodite", ("Zeus",)),
        ("Aphrodite [ex. Zeus]", "Aphrodite", ("Zeus",)),
        ("Aphrodite (formerly Zeus Palace)", "Aphrodite", ("Zeus Palace",)),
        ("Aphrodite (Adults only)", "Aphrodite (Adults only)", ()),
        ("Exotica Hotel", "Exotica Hotel", ()),
    ],
)
def test_former_names_stand_behind_ex(name: str, present: str, former: tuple[str, ...]) -> None:
    assert former_names(name) == (present, former)


def test_a_bare_name_is_what_two_operators_have_in_common() -> None:
    same = ["Hotel Aphrodite Beach ****", "APHRODITE BEACH (ex Zeus)", "Aphrodite-Beach 4*"]
    assert {bare_name(name) for name in same} == {"aphrodite beach"}
    assert bare_name("Hotel Resort & Spa")
    assert bare_name("Aphrodite Beach") != bare_name("Aphrodite Village")


@given(st.text(min_size=1, max_size=40))
def test_a_bare_name_is_never_empty_for_a_name_with_letters(name: str) -> None:
    if any(letter.isalpha() for letter in former_names(name)[0]):
        assert bare_name(name)


@pytest.mark.parametrize(("least", "most"), [(8, 7), (-1, 3), (1, LONGEST_NIGHTS + 1)])
def test_nights_have_bounds(least: int, most: int) -> None:
    with pytest.raises(DateFault):
        Nights(least, most)


@given(offers())
def test_an_offer_without_a_zone_or_an_operator_is_refused(offer: Offer) -> None:
    with pytest.raises(DomainFault):
        replace(offer, checked_at=dt.datetime(2026, 1, 1))
    with pytest.raises(DomainFault):
        replace(offer, operator="")
