"""Suggestions: what may be meant by the first letters, from memory, in the visitor's language."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.offers.faults import GenerationFault
from fairwind.search.suggest import MOST, MOST_OPERATORS, MOST_PLACES, Suggestion, Suggestions
from fairwind.search.word_text import line


def texts(found: tuple[Suggestion, ...], kind: str = "place") -> list[str]:
    return [one.text for one in found if one.kind == kind]


def test_a_place_is_proposed_by_the_first_letters_of_its_name(market) -> None:
    first = market.engine.suggest("cre", "en")[0]
    assert (first.kind, first.text, first.note) == ("place", "Crete", "Greece")
    assert first.key == "GR/crete"
    assert first.products == market.engine.places.node("GR/crete").products


@pytest.mark.parametrize(
    ("typed", "lang", "text", "note"),
    [
        ("kré", "hu", "Kréta", "Görögország"),
        ("крит", "ru", "Крит", "Греция"),
        ("kreta", "bg", "Крит", "Гърция"),
        ("CRE", "hu", "Kréta", "Görögország"),
    ],
)
def test_a_place_is_proposed_in_the_visitors_language_whatever_is_typed(
    market, typed: str, lang: str, text: str, note: str
) -> None:
    first = market.engine.suggest(typed, lang)[0]
    assert (first.text, first.note) == (text, note)


def test_a_stay_is_proposed_by_any_word_of_its_name_with_its_place(market) -> None:
    found = market.engine.suggest("lagoon v", "en")
    assert {one.kind for one in found} == {"stay"}
    assert all(one.text.startswith("Lagoon Village") for one in found)
    names = dict(
        zip(*(market.catalogue.products[n].to_pylist() for n in ("id", "slug")), strict=True)
    )
    assert all(names[one.key] == one.slug for one in found)
    assert {one.text.split()[1] for one in market.engine.suggest("villa", "en")} == {"Village"}


def test_stays_with_more_offers_stand_first(market) -> None:
    counts = [one.products for one in market.engine.suggest("lagoon", "en")]
    assert counts == sorted(counts, reverse=True)


def test_an_operator_is_proposed_by_its_name(market) -> None:
    [found] = [one for one in market.engine.suggest("atl", "en") if one.kind == "operator"]
    assert (found.text, found.key) == ("Atlas", "atlas")
    assert found.products > 0


def test_one_thing_is_proposed_once_under_all_its_names(market) -> None:
    keys = [one.key for one in market.engine.suggest("kr", "en")]
    assert keys == ["GR/crete"]


def test_an_error_after_the_first_letters_is_forgiven(market) -> None:
    for typed in ("zanzbar", "zanziber", "zanziibar", "znazibar", "zanzibra"):
        assert texts(market.engine.suggest(typed, "en")) == ["Zanzibar"], typed
    assert market.engine.suggest("zab", "en") == ()
    assert market.engine.suggest("qqqqqq", "en") == ()


@pytest.mark.parametrize("typed", ["", "   ", "!?", "*", "\x00", "%", "../"])
def test_nothing_is_proposed_for_nothing(market, typed: str) -> None:
    assert market.engine.suggest(typed, "en") == ()


def test_a_text_of_any_length_is_answered(market) -> None:
    assert market.engine.suggest("lagoon village " * 10_000, "en") == ()


def test_places_leave_room_for_operators_and_stays(market) -> None:
    found = market.engine.suggest("s", "en")
    assert len(found) == len(set(found)) <= MOST
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=["place", "operator", "stay"].index)
    assert kinds.count("operator") <= MOST_OPERATORS
    assert kinds.count("place") <= MOST_PLACES or "stay" not in kinds
    assert len(market.engine.suggest("s", "en", 2)) == 2


@given(st.text(max_size=12), st.sampled_from(["en", "hu", "bg", "ru", "xx"]))
def test_any_text_is_answered_with_few_different_things(market, typed: str, lang: str) -> None:
    found = market.engine.suggest(typed, lang)
    assert len({(one.kind, one.key) for one in found}) == len(found) <= MOST


def test_what_is_proposed_is_what_reading_every_name_would_give(market) -> None:
    """Stays by brute force: the name, or the name from one of its words on, begins as typed."""
    rnd = random.Random(7)
    rows = market.catalogue.products.to_pylist()
    for _ in range(200):
        name = rnd.choice(rows)["name"]
        typed = line(name)[: rnd.randint(1, 12)].strip()
        true = {
            row["id"]
            for row in rows
            if any(
                " ".join(line(row["name"]).split()[n:]).startswith(typed)
                for n in range(len(row["name"].split()))
            )
        }
        stays = [one.key for one in market.engine.suggest(typed, "en") if one.kind == "stay"]
        assert set(stays) <= true
        others = len(market.engine.suggest(typed, "en")) - len(stays)
        assert len(stays) == min(len(true), MOST - others)


def test_what_is_remembered_is_limited_by_what_there_is(market) -> None:
    rnd = random.Random(3)
    for _ in range(2_000):
        market.engine.suggest("".join(rnd.choices("abcdefghijklmnop", k=3)), "en")
    assert all(len(shelf._first) <= 1_000 for shelf in market.engine.suggestions.shelves)


def test_a_folder_without_suggestions_is_a_fault(market, tmp_path: Path) -> None:
    with pytest.raises(GenerationFault, match="suggestions"):
        Suggestions.open(tmp_path, market.engine.places)
