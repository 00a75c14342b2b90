"""Matching: the same hotel is recognised, its neighbour is not, and one can read why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.bench.matching_listings import market
from fairwind.catalog.descriptions import Description, description
from fairwind.catalog.matching.compare import Matched, compare, judge
from fairwind.catalog.matching.judge import State
from fairwind.catalog.matching.names import present_and_former, sound, wording


def told(name: str, source: str = "alma", **said: Any) -> Description:
    row: dict[str, Any] = dict(
        source=source, operator=source, kind="stay", name=name, country="GR", region="Crete",
        resort="Hersonissos", lat=None, lon=None, stars=8, form="plain", text="", rating=None,
        product_ids=[], former_names=[], facts=[], itinerary=[], photos=[],
    )  # fmt: skip
    return description(row | said)


def state(one: str, other: str, **said: Any) -> State:
    return judge(told(one), told(other, "bella", **said))[0]


def ids(scheme: str, value: str) -> list[dict[str, str]]:
    return [{"scheme": scheme, "value": value}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chaika Beach", "Хотел Чайка Плаж"),
        ("Chaika Beach Resort & Spa", "CHAIKA STRAND SZÁLLÓ 4*"),
        ("Nerina Palace (ex Coral Star)", "Coral Star Hotel"),
        ("Iberostar Nerina", "Hotel Nerina by Iberostar"),
        ("Hotel Nerina Hersonissos", "Nerina"),
        ("Nerina Blue", "NerinaBlue - Adults Only 16+"),
        ("Bristol Nerina Playa", "Nerina Bristol Beach"),
    ],
)
def test_one_hotel_in_the_words_of_two_operators_is_joined(one: str, other: str) -> None:
    assert state(one, other) is State.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nerina Beach", "Nerina Palace"),
        ("Nerina", "Nerina II"),
        ("Nerina II", "Nerina III"),
        ("Mitsis Nerina", "Mitsis Rodos"),
        ("Nerina Aqua Park", "Nerina Beach"),
    ],
)
def test_siblings_in_one_resort_are_never_joined_unasked(one: str, other: str) -> None:
    assert state(one, other) is not State.SAME


@pytest.mark.parametrize(
    "differs",
    [{"form": "combination"}, {"form": "roulette"}, {"form": "fly_and_go"}, {"kind": "tour"},
     {"country": "TR"}],
)  # fmt: skip
def test_another_form_kind_or_country_is_never_the_same(differs: dict[str, str]) -> None:
    shared = {"product_ids": ids("giata", "7")}
    one, other = told("Nerina", **shared), told("Nerina", "bella", **shared | differs)
    assert judge(one, other)[0] is State.DIFFERENT
    assert not compare([one, other]).same


def test_one_hard_id_joins_whatever_the_names() -> None:
    one, other = (told(name, name, product_ids=ids("giata", "7")) for name in ("Nerina", "Kastro"))
    [pair] = compare([one, other]).same
    assert (pair.score, pair.evidence[0].found) == (1.0, "same giata")


def test_two_ids_of_one_scheme_keep_equal_names_apart_and_say_so() -> None:
    both = [told("Nerina", source, product_ids=ids("giata", source)) for source in ("a", "b")]
    found = compare(both)
    assert not found.same
    assert not found.review
    [pair] = found.different
    assert (pair.evidence[0].found, pair.evidence[0].one) == ("different giata", "a")


def test_what_fits_two_hotels_of_one_list_is_asked_about() -> None:
    listed = [told("Nerina Suites"), told("Nerina Villas"), told("Nerina", "bella")]
    found = compare(listed)
    assert not found.same
    assert found.review


def test_the_evidence_names_both_values_and_their_weight() -> None:
    _, pair = judge(told("Nerina Beach"), told("Хотел Нерина Плаж", "bella"))
    name = next(said for said in pair.evidence if said.what == "name")
    assert (name.one, name.other) == ("Nerina Beach", "Хотел Нерина Плаж")
    assert name.weight > 5


def test_a_name_is_taken_apart() -> None:
    present, former = present_and_former("Sol by Melia Nerina II 4* (ex Kastro)")
    name = wording(present)
    assert former == ("Kastro",)
    assert (name.proper, name.numbers, name.chains) == (("nerina",), {"2"}, {"sol by melia"})
    assert len({sound(word) for word in ("chaika", "chayka", "csaika")}) == 1


MARKET = market(50, 4)


def said(found: Matched, of: list[Description]) -> set[tuple[str, ...]]:
    """What was found, by the content of the descriptions and not by their numbers."""
    every = (("same", found.same), ("review", found.review), ("different", found.different))
    return {
        (state, f"{pair.score:.9f}", *sorted((repr(of[pair.one].row), repr(of[pair.other].row))))
        for state, pairs in every
        for pair in pairs
    }


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(MARKET.descriptions))))
def test_the_order_of_descriptions_changes_nothing(order: list[int]) -> None:
    turned = [MARKET.descriptions[number] for number in order]
    plain = said(compare(MARKET.descriptions), MARKET.descriptions)
    assert said(compare(turned), turned) == plain


def test_a_name_that_lacks_a_word_is_joined_where_it_stands_alone_against_two_lists() -> None:
    lists = [told("Nerina Beach"), told("Nerina Beach", "bella"), told("Nerina", "carina")]
    assert len(compare(lists).same) == 3
    again = [*lists, told("Nerina", "dora")]
    assert {frozenset((pair.one, pair.other)) for pair in compare(again).same} == {
        frozenset((0, 1)),
        frozenset((2, 3)),
    }
