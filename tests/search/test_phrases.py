"""What visitors type in four languages, and the filters it becomes (web.md, W-13).

`phrases/*.txt` hold a phrase a line, then what the address says of it (2 adults are the usual),
what is left for the search of names, and how many children's ages are missing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.offers import Party
from fairwind.search.phrases import read
from fairwind.search.phrases.lexicon import lexicon
from fairwind.search.phrases.tokens import tokens_of
from fairwind.search.places import PlaceTree
from fairwind.search.query import Query, read_query, write_query

TABLES = Path(__file__).parent / "phrases"
TODAY = dt.date(2026, 6, 8)
TREE = PlaceTree.grown(
    [
        ("GR", "Crete", "Hersonissos"), ("GR", "Rhodes", "Faliraki"),
        ("TR", "Turkish Riviera", "Side"), ("TR", "Turkish Riviera", "Alanya"),
        ("TR", "Turkish Riviera", "Antalya"), ("HR", "Dalmatia", "Split"),
        ("FR", "French Riviera", "Nice"), ("ES", "Tenerife", "Adeje"), ("ES", "Mallorca", "Palma"),
        ("BG", "Bulgarian Black Sea Coast", "Sunny Beach"), ("BG", "Golden Sands", ""),
        ("EG", "Red Sea", "Hurghada"), ("CY", "", ""), ("TZ", "Zanzibar", "Nungwi"), ("TN", "", ""),
        ("MV", "", ""), ("IT", "Sicily", "Taormina"), ("AE", "Dubai", ""),
    ]
)  # fmt: skip


def table(lang: str) -> list[tuple[str, str]]:
    lines = (TABLES / f"{lang}.txt").read_text("utf-8").splitlines()
    pairs = (line.partition(" =>") for line in lines)
    return [(phrase, meant.strip()) for phrase, _, meant in pairs]


def rows() -> list[tuple[str, str]]:
    return [row for lang in ("en", "hu", "bg", "ru") for row in table(lang)]


def told(text: str, query: Query | None = None) -> str:
    """What a text means, as the tables write it."""
    understood = read(text, query or Query(), TREE, TODAY)
    said: dict[str, list[str]] = {}
    for key, value in write_query(understood.query):
        if key != "q":
            said.setdefault(key, []).append(value)
    parts = [" ".join(f"{key}={','.join(values)}" for key, values in said.items())]
    parts += [f"| left={understood.left}"] if understood.left else []
    parts += [f"| ages={understood.ages_missing}"] if understood.ages_missing else []
    return " ".join(filter(None, parts))


@pytest.mark.parametrize(("phrase", "meant"), rows())
def test_a_phrase_becomes_its_filters(phrase: str, meant: str) -> None:
    assert told(phrase) == meant


@pytest.mark.parametrize("lang", ["en", "hu", "bg", "ru"])
def test_each_language_has_its_thirty_phrases(lang: str) -> None:
    assert len({phrase for phrase, _ in table(lang)}) >= 30


def test_each_filter_has_a_chip_with_the_words_as_typed() -> None:
    chips = read("Greece, june; 2 Adults up to 1500 EUR", Query(), TREE, TODAY).chips
    assert [(chip.key, chip.value, chip.said) for chip in chips] == [
        ("to", "GR", "Greece"),
        ("dates", "2026-06-01/2026-06-30", "june"),
        ("adults", "2", "2 Adults"),
        ("price", "-1500 EUR", "up to 1500 EUR"),
    ]


def test_children_without_ages_are_asked_for_and_never_guessed() -> None:
    understood = read("crete 2 adults 2 children", Query(), TREE, TODAY)
    assert understood.query.party == Party(2)
    assert (understood.asks, understood.ages_missing) == (("2 children",), 2)
    assert understood.query.words == "2 children", "the words stay until the ages are given"
    one = read("2 children 7", Query(), TREE, TODAY)
    assert (one.query.party, one.ages_missing) == (Party(2, (7,)), 1)
    given = read("2 children", Query(party=Party(2, (7, 9))), TREE, TODAY)
    assert (given.query.words, given.ages_missing) == ("", 0)


def test_what_the_address_says_wins_over_words() -> None:
    asked = Query(party=Party(3), nights_min=10, nights_max=14, to=("TR",))
    assert (
        told("greece 2 adults 7 nights", asked) == "adults=3 nights_max=14 nights_min=10 to=GR,TR"
    )


def test_the_same_thing_said_twice_is_left_as_it_is() -> None:
    assert (
        told("june or so july") == "depart_from=2026-06-01 depart_to=2026-06-30 | left=or so july"
    )


def test_words_mean_the_same_in_capitals_and_in_any_order() -> None:
    assert told("HALF BOARD GREECE 2 ADULTS JUNE 1500 EUR") == told(rows()[0][0])


def test_a_country_without_stays_is_no_place_here() -> None:
    assert told("Norway 7 nights") == "nights_max=7 nights_min=7 | left=Norway"


def test_every_phrase_of_every_table_stands_for_one_thing_of_a_kind() -> None:
    assert lexicon().meanings(tokens_of("half board"), 0)["board"][0] == 2


words = st.sampled_from(" ".join(phrase for phrase, _ in rows()).split())
typed = st.lists(words | st.text(max_size=6), max_size=12).map(" ".join) | st.text(max_size=60)


@settings(deadline=None)
@given(typed)
def test_any_text_is_read_without_a_fault_and_each_word_once(text: str) -> None:
    understood = read(text, Query(), TREE, TODAY)
    parts = [chip.said for chip in understood.chips]
    parts += [*understood.asks, *understood.passed, understood.left]
    in_parts = Counter(token.said for part in parts for token in tokens_of(part))
    assert in_parts == Counter(token.said for token in tokens_of(text))


@settings(deadline=None)
@given(typed)
def test_what_is_understood_can_be_said_as_an_address(text: str) -> None:
    query = read(text, Query(), TREE, TODAY).query
    pairs = [(key, value) for key, value in write_query(query) if key != "q"]
    again = read_query([*pairs, ("q", query.words)] if query.words.isprintable() else pairs)
    assert write_query(again) == write_query(query) or not query.words.isprintable()


@settings(deadline=None)
@given(typed)
def test_what_is_left_is_understood_no_further(text: str) -> None:
    first = read(text, Query(), TREE, TODAY)
    if not first.asks:
        again = read(first.query.words, first.query, TREE, TODAY)
        assert again.query.party == first.query.party


def test_a_phrase_is_read_in_a_millisecond() -> None:
    phrases = [phrase for phrase, _ in rows()]
    took = []
    for phrase in phrases * 3:
        before = time.thread_time()
        read(phrase, Query(), TREE, TODAY)
        took.append(time.thread_time() - before)
    assert sorted(took)[len(took) // 2] < 0.002, "the median, with room for a busy machine"
