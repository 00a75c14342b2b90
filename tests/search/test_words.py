"""Words find products by name, place in any language, and tag; nothing typed is ever parsed.

Everything that the word index promises is asked of both engines.
"""

import builtins
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog.united import PRODUCTS_SCHEMA
from fairwind.offers.faults import GenerationFault, SettingsFault
from fairwind.search import word_index
from fairwind.search.places import PlaceTree
from fairwind.search.query import Query
from fairwind.search.word_index import ENGINES, check_engine
from fairwind.search.word_lexicon import MOST_EXPANDED, MOST_NEAR
from fairwind.search.word_text import MOST_WORDS
from fairwind.search.words import MOST_STARTS, MOST_TRIES, Words, write_words

HOTELS = [
    ("Lagoon Village", "GR", "Crete", "Hersonissos", ("sand beach", "pool")),
    ("Lagoon Bay Beach", "GR", "Crete", "Malia", ("kids' club",)),
    ("Hotel Creta Palace", "GR", "Crete", "Rethymno", ()),
    ("Crete Sun", "TR", "Side", "", ("pool", "a long sentence about a quiet garden with roses")),
    ("Napfény Szálló", "HU", "Lake Balaton", "Siófok", ("medence",)),
    ("Вила Слънце", "BG", "Sunny Beach", "", ("басейн",)),
    ("Iberostar Las Dalias", "ES", "Tenerife", "Adeje", ()),
    ("Grand Szőlős Wellness", "HU", "", "Heviz", ()),
    ("Sunrise", "", "", "Somewhere", ()),
    ("Great Greek Tour", "GR", "", "", ()),
]


def products(hotels: list[tuple[Any, ...]]) -> pa.Table:
    rows = [
        {
            "id": f"{n:010d}", "slug": "stay", "kind": "tour" if "Tour" in name else "stay",
            "name": name, "names": ["Old Harbour"] if n == 0 else [], "country": country or None,
            "region": region or None, "resort": resort or None, "form": "plain",
            "facts": list(facts), "itinerary": [], "ids": [], "sources": ["sunny"],
        }
        for n, (name, country, region, resort, facts) in enumerate(hotels)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=PRODUCTS_SCHEMA)


def made(folder: Path, table: pa.Table, engine: str = "whoosh") -> Words:
    places = (table[name].to_pylist() for name in ("country", "region", "resort"))
    write_words(folder, table, PlaceTree.grown(zip(*places, strict=True)), engine)
    return Words.open(folder)


@pytest.fixture(scope="module", params=ENGINES)
def words(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Words:
    return made(tmp_path_factory.mktemp("words") / "words", products(HOTELS), request.param)


def found(words: Words, text: str) -> list[str]:
    hits = words.find(text)
    return [HOTELS[row][0] for row in hits.rows.tolist()] if hits else []


# What is found


def test_a_hotel_is_found_by_the_words_of_its_name(words: Words) -> None:
    assert found(words, "lagoon village") == ["Lagoon Village"]
    assert found(words, "the Village LAGOON!") == ["Lagoon Village"]


def test_a_hotel_is_found_by_a_former_name(words: Words) -> None:
    assert found(words, "old harbour") == ["Lagoon Village"]


@pytest.mark.parametrize(
    "typed",
    [
        *("Гърция", "Görögország", "gorogorszag", "Grèce", "Grece", "греция", "Gretsiya"),
        *("Ελλάδα", "Griechenland lagoon", "řecko lagoon", "Grecja"),
    ],
)
def test_a_country_is_found_in_every_language_and_script(words: Words, typed: str) -> None:
    assert "Lagoon Village" in found(words, typed)
    hits = words.find(typed)
    assert hits
    assert (hits.corrected, hits.missed) == ("", ())


@pytest.mark.parametrize("typed", ["Kréta", "kreta", "Крит", "Creta Lagoon", "Krit"])
def test_a_region_is_found_in_every_language_and_script(words: Words, typed: str) -> None:
    assert "Lagoon Village" in found(words, typed)


def test_what_lies_in_a_region_is_found_by_the_region_around_it(words: Words) -> None:
    assert found(words, "Kanári-szigetek") == ["Iberostar Las Dalias"]


@pytest.mark.parametrize("typed", ["Szőlős", "szolos", "SZŐLŐS", "szőlos wellness"])
def test_accents_may_be_left_away(words: Words, typed: str) -> None:
    assert found(words, typed) == ["Grand Szőlős Wellness"]


@pytest.mark.parametrize("typed", ["слънце", "slantse", "вила Слънце"])
def test_a_cyrillic_name_is_found_in_latin_letters(words: Words, typed: str) -> None:
    assert found(words, typed) == ["Вила Слънце"]


@pytest.mark.parametrize("typed", ["pool", "medence", "басейн", "бассейн"])
def test_a_facility_is_found_in_every_language_whatever_the_operator_wrote(
    words: Words, typed: str
) -> None:
    assert set(found(words, typed)) == {
        *("Lagoon Village", "Crete Sun", "Napfény Szálló", "Вила Слънце")
    }


def test_a_long_fact_is_no_tag(words: Words) -> None:
    assert not found(words, "roses")


def test_a_tour_is_found_by_what_it_is(words: Words) -> None:
    assert found(words, "körutazás") == ["Great Greek Tour"]


def test_a_place_without_a_country_is_found_by_its_words(words: Words) -> None:
    assert found(words, "somewhere") == ["Sunrise"]


def test_products_with_more_of_the_words_in_their_names_stand_first(words: Words) -> None:
    assert found(words, "crete")[0] == "Crete Sun"
    assert len(found(words, "crete")) == 4


# The last word may be a beginning


def test_the_last_word_may_be_the_beginning_of_one(words: Words) -> None:
    assert found(words, "lagoon vil") == ["Lagoon Village"]
    assert set(found(words, "lago")) == {"Lagoon Village", "Lagoon Bay Beach"}


def test_one_or_two_letters_are_no_beginning(words: Words) -> None:
    hits = words.find("la")
    assert hits
    assert not len(hits.rows)


def test_a_beginning_stands_for_a_limited_number_of_words(tmp_path: Path) -> None:
    many = [(f"Sunny{chr(97 + n // 26)}{chr(97 + n % 26)}", "", "", "", ()) for n in range(200)]
    words = made(tmp_path / "words", products(many))
    assert len(words.lexicon.beginning("sunn")) == MOST_EXPANDED
    hits = words.find("sunnyca")
    assert hits
    assert hits.rows.tolist() == [52]


# Typing errors


@pytest.mark.parametrize(
    "typed",
    ["lagoon vilage", "lagoon villaage", "lagoon vilalge", "lagoon villagr", "agoon village",
     "lagoon viilagr", "laogon villlage"],
)  # fmt: skip
def test_a_typing_error_is_mended_and_said(words: Words, typed: str) -> None:
    hits = words.find(typed)
    assert hits
    assert hits.corrected == "lagoon village"
    assert hits.missed == ()
    assert found(words, typed) == ["Lagoon Village"]


def test_a_word_is_mended_as_it_is_written(words: Words) -> None:
    hits = words.find("napfeny szallo")
    assert hits
    assert hits.corrected == ""
    hits = words.find("napfény szálo")
    assert hits
    assert hits.corrected == "napfény szálló"


def test_a_slip_that_makes_another_word_is_mended_by_the_words_beside_it(words: Words) -> None:
    """There is a Sun and a Bay, but Dalias has neither."""
    assert found(words, "bay las dalias")[:1] == ["Iberostar Las Dalias"]
    hits = words.find("grand slantse")
    assert hits
    assert hits.missed


def test_a_place_is_mended_as_well(words: Words) -> None:
    hits = words.find("hersonisos")
    assert hits
    assert found(words, "hersonisos") == ["Lagoon Village"]


def test_words_that_are_not_found_together_are_named_and_do_not_swamp(words: Words) -> None:
    hits = words.find("wellness szőlős bulgaria")
    assert hits
    assert hits.missed == ("bulgaria",)
    assert found(words, "wellness szőlős bulgaria") == ["Grand Szőlős Wellness"]


def test_a_word_found_nowhere_is_named_and_the_others_still_find(words: Words) -> None:
    hits = words.find("xyzzyq village")
    assert hits
    assert hits.missed == ("xyzzyq",)
    assert found(words, "xyzzyq village") == ["Lagoon Village"]


def test_words_found_nowhere_find_nothing(words: Words) -> None:
    hits = words.find("xyzzyq plugh")
    assert hits
    assert not len(hits.rows)
    assert set(hits.missed) == {"xyzzyq", "plugh"}


def test_idle_words_alone_ask_for_nothing(words: Words) -> None:
    assert words.find("hotel a in the") is None
    assert words.find(" !? ") is None
    assert words.find("") is None


# What nobody may do


@pytest.mark.parametrize(
    "typed",
    [
        *("*a*", "a~9", "text:lagoon", "terms:=lagoon", "[a TO z]", '"', "NOT", "a OR " * 5000),
        *("^4", "\\", "=lagoon", "@GR", "#pool", "%tour", "(" * 5000, "lagoon\x00village"),
        *("a" * 200_000, "'; DROP TABLE x", "\u202elagoon", "+lagoon -village", "lagoon*"),
    ],
)
def test_the_index_language_means_nothing_to_the_words(words: Words, typed: str) -> None:
    hits = words.find(typed)
    assert hits is None or len(hits.rows) <= len(HOTELS)


def test_a_flood_of_words_costs_a_limited_number_of_questions(words: Words) -> None:
    asked = Counting(words)
    asked.find(" ".join(f"qwerty{chr(97 + n)}" for n in range(26)) * 200)
    assert asked.questions <= MOST_TRIES + (MOST_STARTS + 2) * MOST_WORDS + 2
    assert asked.most_groups <= MOST_WORDS


class Counting(Words):
    """Words that count what they ask of their index."""

    def __init__(self, words: Words) -> None:
        super().__init__(self, words.lexicon)
        self.real = words.index
        self.questions = 0
        self.most_groups = 0

    def all_of(self, groups: Any) -> Any:
        self.questions += 1
        self.most_groups = max(self.most_groups, len(groups))
        return self.real.all_of(groups)


def answers(pair: list[Words], text: str) -> list[tuple[list[int], object, object] | None]:
    """What each engine finds, corrects and misses."""
    told = [words.find(text) for words in pair]
    return [hits and (hits.rows.tolist(), hits.corrected, hits.missed) for hits in told]


@given(st.text(max_size=80))
def test_any_text_is_answered_by_both_engines_alike(pair: list[Words], text: str) -> None:
    one, other = answers(pair, text)
    assert one == other
    assert not one or len(set(one[0])) == len(one[0])


@given(st.lists(st.sampled_from("lagoon vilage bay crete kreta pool sun xq la Гърция".split())))
def test_any_words_are_answered_by_both_engines_alike(pair: list[Words], typed: list[str]) -> None:
    one, other = answers(pair, " ".join(typed))
    assert one == other
    assert not one or len(set(one[0])) == len(one[0])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> list[Words]:
    table = products(HOTELS)
    return [made(tmp_path_factory.mktemp(name) / "words", table, name) for name in ENGINES]


@given(st.text(alphabet="abdehiklmnorstuvwxyz", min_size=1, max_size=40))
def test_few_words_are_near_any_word(pair: list[Words], word: str) -> None:
    near = pair[0].lexicon.near(word)
    assert len(near) <= MOST_NEAR
    assert word not in near
    assert all(one in pair[0].lexicon for one in near)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_index_is_readable_by_its_owner_only(tmp_path: Path, engine: str) -> None:
    made(tmp_path / "words", products(HOTELS), engine)
    assert stat.S_IMODE((tmp_path / "words").stat().st_mode) == 0o700


@pytest.mark.parametrize("engine", ENGINES)
def test_no_product_is_no_error(tmp_path: Path, engine: str) -> None:
    words = made(tmp_path / "words", products([]), engine)
    hits = words.find("lagoon")
    assert hits
    assert not len(hits.rows)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("lost", ["engine", "lexicon.arrow", "index"])
def test_a_folder_that_lacks_a_part_is_a_fault_that_names_it(
    tmp_path: Path, engine: str, lost: str
) -> None:
    made(tmp_path / "words", products(HOTELS), engine)
    (tmp_path / "words" / lost).rename(tmp_path / "gone")
    with pytest.raises(GenerationFault, match="words cannot be opened"):
        Words.open(tmp_path / "words")


def test_a_missing_engine_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    check_engine("whoosh")
    check_engine("tantivy")
    with pytest.raises(SettingsFault, match="whoosh or tantivy"):
        check_engine("lucene")
    real: Callable[..., Any] = word_index.find_spec
    lacking = {"tantivy"}
    monkeypatch.setattr(
        word_index, "find_spec", lambda name: None if name in lacking else real(name)
    )
    with pytest.raises(SettingsFault, match=r"pip install 'fairwind\[tantivy\]'"):
        check_engine("tantivy")


def test_the_engine_is_not_imported_where_it_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        assert not name.startswith("tantivy")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    made(tmp_path / "words", products(HOTELS), "whoosh")


# Words in a search


@pytest.mark.parametrize(
    "typed", ["Zanzibar", "zanzibár", "ZANZIBAR!", "Занзибар", "Sansibar", "zanzíbar"]
)
def test_a_place_typed_in_any_language_becomes_a_filter(market, typed) -> None:
    answer = market.engine.answer(Query(words=typed), market.now)
    assert answer.query.to == ("TZ/zanzibar",)
    assert answer.understood == ("TZ/zanzibar",)
    assert answer.query.words == ""
    assert {card.product.place.region for card in answer.cards} == {"Zanzibar"}


@pytest.mark.parametrize("typed", ["Görögország", "greece", "Греция", "Гърция", "gretsiya"])
def test_a_country_by_its_name_in_the_to_field_is_its_key(market, typed) -> None:
    answer = market.engine.answer(Query(to=(typed,)), market.now)
    by_key = market.engine.answer(Query(to=("GR",)), market.now)
    assert answer.counts == by_key.counts
    assert answer.counts.priced > 0


def test_a_region_of_regions_covers_what_lies_in_it(market) -> None:
    answer = market.engine.answer(Query(to=("ES/canary-islands",)), market.now)
    assert answer.counts.all > 0
    assert {card.product.place.region for card in answer.cards} <= {"Tenerife"}


def test_a_place_nobody_sells_finds_nothing_and_is_named(market) -> None:
    answer = market.engine.answer(Query(to=("Atlantis",)), market.now)
    assert answer.counts.all == answer.counts.other_dates == 0
    assert answer.unmatched == "Atlantis"


def test_a_typing_error_in_a_search_is_mended_and_said_once(market) -> None:
    answer = market.engine.answer(Query(words="lagon vilage"), market.now)
    assert answer.did_you_mean == "lagoon village"
    assert answer.unmatched == ""
    assert answer.counts.all > 0


def test_words_of_a_search_found_nowhere_are_named_and_the_others_still_find(market) -> None:
    answer = market.engine.answer(Query(words="xyzzyq lagoon"), market.now)
    assert answer.unmatched == "xyzzyq"
    assert answer.counts.all > 0


def test_the_names_of_places_are_read_with_the_generation_and_not_gathered_again(market) -> None:
    tree = market.engine.places
    assert "_gathered" not in vars(tree)
    fresh = PlaceTree(tree.nodes, tree.of_product)
    assert {name: list(keys) for name, keys in fresh._gathered.items()} == tree._by_name
    (market.folder / "words" / "places.json").exists()
