"""Stays: the same hotel of several operators is one, and what differs stays apart."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.product_ids import ProductIds
from fairwind.catalog.rows import to_rows
from fairwind.catalog.stays import MOST_STARS_APART, joining
from fairwind.offers import Form, Kind, Offer, Place, bare_name

AnOffer = Callable[..., Offer]
GIATA = (("giata", "1284"),)


def groups(offers: list[Offer]) -> set[frozenset[int]]:
    """The offers, by number, in one group a product."""
    of = joining(to_rows(offers), ProductIds()).index
    found: dict[int, set[int]] = defaultdict(set)
    for offer, product in enumerate(of.to_pylist()):
        found[product].add(offer)
    return {frozenset(group) for group in found.values()}


def together(offers: list[Offer]) -> bool:
    return len(groups(offers)) == 1


def apart(offers: list[Offer]) -> bool:
    return len(groups(offers)) == len(offers)


def test_the_same_trip_from_two_operators_is_listed_once(an_offer: AnOffer) -> None:
    offers = [
        an_offer(source="sunny", name="Hotel Aurora Beach ****"),
        an_offer(source="blue", name="AURORA BEACH RESORT & SPA (ex Sol)"),
    ]
    found = joining(to_rows(offers), ProductIds())
    assert found.index.to_pylist() == [0, 0]
    product = found.products.to_pylist()[0]
    assert product["sources"] == ["blue", "sunny"]
    assert product["names"] == [
        "AURORA BEACH RESORT & SPA (ex Sol)",
        "Hotel Aurora Beach ****",
    ]


def test_an_equal_hard_id_joins_hotels_of_other_names(an_offer: AnOffer) -> None:
    first = an_offer(source="sunny", name="Aurora", product_ids=GIATA, stars=6)
    assert together([first, an_offer(source="blue", name="Zora", product_ids=GIATA, stars=10)])


def test_two_ids_of_one_scheme_are_two_hotels_whatever_their_names(an_offer: AnOffer) -> None:
    first = an_offer(source="sunny", product_ids=GIATA)
    assert apart([first, an_offer(source="blue", product_ids=(("giata", "1285"),))])


def test_ids_of_an_operators_own_do_not_meet_those_of_another(an_offer: AnOffer) -> None:
    first = an_offer(name="Aurora", product_ids=(("operator:sunny", "7"),))
    assert apart([first, an_offer(name="Zora", product_ids=(("operator:blue", "7"),))])


@pytest.mark.parametrize("form", [Form.FLY_AND_GO, Form.COMBINATION, Form.ROULETTE])
def test_another_form_of_the_same_hotel_stands_for_itself(an_offer: AnOffer, form: Form) -> None:
    plain = an_offer(product_ids=GIATA)
    other = replace(plain, product=replace(plain.product, form=form))
    assert apart([plain, other])


def test_a_tour_is_never_a_stay(an_offer: AnOffer) -> None:
    stay = an_offer(product_ids=GIATA)
    assert apart([stay, replace(stay, product=replace(stay.product, kind=Kind.TOUR))])


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ({"stars": 10}, True),
        ({"stars": 11}, False),
        ({"stars": None}, True),
        ({"country": "GR"}, False),
        ({"resort": "Side"}, False),
        ({"name": "Hotel Aurora Garden"}, False),
    ],
)
def test_name_place_and_stars_decide_where_no_id_does(
    an_offer: AnOffer, said: dict[str, object], same: bool
) -> None:
    assert together([an_offer(source="sunny"), an_offer(source="blue", **said)]) is same


def in_region(offer: Offer, region: str, resort: str) -> Offer:
    place = Place(offer.product.place.country, region, resort)
    return replace(offer, product=replace(offer.product, place=place))


def test_who_names_only_the_region_is_joined_where_one_hotel_fits(an_offer: AnOffer) -> None:
    alanya = in_region(an_offer(source="sunny"), "Antalya", "Alanya")
    vague = in_region(an_offer(source="blue"), "Antalya", "")
    assert together([alanya, vague])


def test_who_names_only_the_region_is_joined_to_neither_of_two(an_offer: AnOffer) -> None:
    alanya = in_region(an_offer(source="sunny"), "Antalya", "Alanya")
    side = in_region(an_offer(source="sunny"), "Antalya", "Side")
    vague = in_region(an_offer(source="blue"), "Antalya", "")
    other = in_region(an_offer(source="green"), "Antalya", "")
    assert groups([alanya, side, vague, other]) == {
        frozenset({0}),
        frozenset({1}),
        frozenset({2, 3}),
    }


def test_without_a_place_a_name_is_the_same_only_within_its_operator(an_offer: AnOffer) -> None:
    nowhere = [
        in_region(an_offer(source=source, country=country), "", "")
        for source, country in [("sunny", ""), ("sunny", ""), ("blue", ""), ("blue", "TR")]
    ]
    assert groups(nowhere) == {frozenset({0, 1}), frozenset({2}), frozenset({3})}


def test_one_name_for_a_whole_feed_joins_nothing_that_differs(an_offer: AnOffer) -> None:
    offers = [an_offer(str(n), product_ids=(("giata", str(n)),)) for n in range(2000)]
    assert apart(offers)


def test_the_facts_most_operators_state_win(an_offer: AnOffer) -> None:
    def says(source: str, stars: int, text: str, facts: tuple[str, ...]) -> Offer:
        offer = an_offer(source=source, stars=stars, product_ids=GIATA)
        product = replace(offer.product, text=text, facts=facts)
        return replace(offer, product=product)

    offers = [
        says("blue", 8, "By the sea.", ("pool",)),
        says("green", 8, "By the sea, quiet.", ("pool", "sand beach")),
        says("sunny", 10, "", ()),
        says("sunny", 10, "", ("kids club",)),
    ]
    product = joining(to_rows(offers), ProductIds()).products.to_pylist()[0]
    assert (product["stars"], product["text"]) == (8, "By the sea, quiet.")
    assert product["facts"] == ["pool", "kids club", "sand beach"]


# Few values, so that clashes of every sort come up.
stay_ids = st.lists(
    st.tuples(st.sampled_from(["giata", "operator:a", "operator:b"]), st.sampled_from("12")),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)
stay_places = st.builds(
    Place,
    country=st.sampled_from(["TR", "TR", "GR", ""]),
    region=st.sampled_from(["", "Antalya"]),
    resort=st.sampled_from(["", "Alanya", "Side"]),
)


@st.composite
def stays(draw: st.DrawFn) -> Offer:
    offer = BASE[draw(st.sampled_from(["sunny", "blue"]))]
    product = replace(
        offer.product,
        kind=draw(st.sampled_from([Kind.STAY, Kind.STAY, Kind.TOUR])),
        form=draw(st.sampled_from([Form.PLAIN, Form.PLAIN, Form.ROULETTE])),
        name=draw(st.sampled_from(["Hotel Aurora", "Aurora Spa", "Bora"])),
        place=draw(stay_places),
        ids=draw(stay_ids),
        stars=draw(st.sampled_from([None, 6, 8, 10])),
    )
    return replace(offer, product=product)


BASE: dict[str, Offer] = {}


@pytest.fixture(autouse=True)
def _base(an_offer: AnOffer) -> None:
    BASE.update({source: an_offer(source=source) for source in ("sunny", "blue")})


@given(st.lists(stays(), max_size=10), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_the_order_of_offers_changes_nothing(offers: list[Offer], chance: random.Random) -> None:
    mixed = list(range(len(offers)))
    chance.shuffle(mixed)
    one = joining(to_rows(offers), ProductIds())
    other = joining(to_rows([offers[i] for i in mixed]), ProductIds())
    assert one.products.equals(other.products)
    before = one.index.to_pylist()
    assert [before[i] for i in mixed] == other.index.to_pylist()


@given(st.lists(stays(), max_size=10))
@settings(deadline=None, max_examples=30)
def test_joining_again_with_what_was_learned_gives_the_same_products(offers: list[Offer]) -> None:
    known = ProductIds()
    first = joining(to_rows(offers), known)
    kept = dict(known.members)
    second = joining(to_rows(offers), known)
    assert first.products.equals(second.products)
    assert first.index.equals(second.index)
    assert (known.members, known.moved) == (kept, {})


@given(st.lists(stays(), max_size=10))
@settings(deadline=None, max_examples=60)
def test_no_product_holds_two_kinds_forms_or_ids_of_one_scheme(offers: list[Offer]) -> None:
    for group in groups(offers):
        products = [offers[i].product for i in group]
        assert len({(product.kind, product.form) for product in products}) == 1
        values: dict[str, set[str]] = defaultdict(set)
        for scheme, value in (pair for product in products for pair in product.ids):
            values[scheme].add(value)
        assert all(len(found) == 1 for found in values.values())


@given(st.lists(stays(), max_size=8))
@settings(deadline=None, max_examples=60)
def test_joined_without_ids_means_one_name_and_no_contradiction(offers: list[Offer]) -> None:
    offers = [replace(o, product=replace(o.product, ids=())) for o in offers]
    for group in groups(offers):
        for one, other in combinations([offers[i].product for i in group], 2):
            assert bare_name(one.name) == bare_name(other.name)
            assert one.place.country == other.place.country
            assert one.place.resort == other.place.resort or not (
                one.place.resort and other.place.resort
            )
            if one.stars is not None and other.stars is not None:
                assert abs(one.stars - other.stars) <= MOST_STARS_APART


@given(st.lists(stays(), min_size=1, max_size=10))
@settings(deadline=None, max_examples=30)
def test_every_offer_has_a_product_and_every_product_an_offer(offers: list[Offer]) -> None:
    found = joining(to_rows(offers), ProductIds())
    products = found.products
    assert sorted(set(found.index.to_pylist())) == list(range(products.num_rows))
    assert len(set(products["id"].to_pylist())) == products.num_rows
    assert found.index.type == pa.int32()
    assert len(np.asarray(found.index)) == len(offers)
