"""Product ids: short, lasting, and never two products under one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.home import Home
from fairwind.catalog.product_ids import ProductIds
from fairwind.offers.faults import GenerationFault


def test_an_id_has_ten_characters_that_can_be_read_out() -> None:
    [id] = ProductIds().settle([[("giata=1284",)]])
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{10}", id)


def test_a_product_keeps_its_id_as_long_as_one_of_its_names_is_left() -> None:
    known = ProductIds()
    [first] = known.settle([[("giata=1284", "sunny/TR/aurora")]])
    assert known.settle([[("sunny/TR/aurora", "blue/TR/aurora")]]) == [first]
    assert known.settle([[("blue/TR/aurora",)]]) == [first]


def test_a_lost_history_gives_the_same_ids_again() -> None:
    names = [[("giata=1",)], [("giata=2",)]]
    assert ProductIds().settle(names) == ProductIds().settle(names)


def test_two_products_that_become_one_keep_one_id_and_the_other_leads_to_it() -> None:
    known = ProductIds()
    first, second = known.settle([[("giata=1", "sunny/aurora")], [("blue/aurora",)]])
    assert known.settle([[("giata=1", "sunny/aurora"), ("blue/aurora",)]]) == [first]
    assert known.now(second) == first
    assert known.now("unheard-of") == "unheard-of"


def test_a_product_taken_apart_leaves_its_id_with_the_greater_part() -> None:
    known = ProductIds()
    [whole] = known.settle([[("a", "b", "c")]])
    small, great = known.settle([[("a",)], [("b", "c")]])
    assert great == whole
    assert small != whole


def test_a_name_that_two_products_share_names_neither() -> None:
    known = ProductIds()
    first, second = known.settle([[("shared", "one")], [("shared", "two")]])
    assert known.settle([[("shared", "two")], [("shared", "one")]]) == [second, first]


def test_products_with_nothing_but_a_shared_name_still_get_ids_of_their_own() -> None:
    known = ProductIds()
    ids = known.settle([[("shared",)], [("shared",)]])
    assert len(set(ids)) == 2
    assert known.settle([[("shared",)], [("shared",)]]) == ids


def test_ids_are_kept_on_disk(home: Home) -> None:
    known = ProductIds({"giata=1": "abc"}, {"old": "abc"})
    known.keep(home)
    assert ProductIds.of(home) == known
    ProductIds().keep(home)
    assert ProductIds.of(home) == ProductIds()


def test_ids_that_cannot_be_read_stop_the_publishing(home: Home) -> None:
    home.history.mkdir(parents=True)
    (home.history / "product_ids.parquet").write_text("not Parquet")
    with pytest.raises(GenerationFault, match=r"product_ids.parquet: the ids of products"):
        ProductIds.of(home)


names = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3)
generations = st.lists(st.lists(names, max_size=5), min_size=1, max_size=4)


@given(generations)
@settings(deadline=None)
def test_products_never_share_an_id_whatever_joins_and_parts(
    drawn: list[list[list[str]]],
) -> None:
    known = ProductIds()
    for products in drawn:
        ids = known.settle([[own] for own in products])
        assert len(set(ids)) == len(products)
        assert not set(ids) & known.moved.keys()
