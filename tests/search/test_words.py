"""Words find products by name, place in any language, and fact; nothing typed is ever parsed."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.search.query import Query
from fairwind.search.words import Words


@pytest.mark.parametrize("typed", ["Zanzibar", "zanzibár", "ZANZIBAR!", "Занзибар"])
def test_a_place_typed_in_any_language_becomes_a_filter(market, typed) -> None:
    answer = market.engine.answer(Query(words=typed), market.now)
    assert answer.query.to == ("TZ/zanzibar",)
    assert answer.understood == ("TZ/zanzibar",)
    assert answer.query.words == ""
    assert {card.product.place.region for card in answer.cards} == {"Zanzibar"}


@pytest.mark.parametrize("typed", ["Görögország", "greece", "Греция", "Гърция"])
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


def test_all_words_are_wanted_before_any_of_them(market) -> None:
    both = market.engine.words.find("lagoon village")
    names = market.catalogue.products["name"].to_pylist()
    assert both is not None
    assert len(both.rows)
    assert all("Lagoon Village" in names[row] for row in both.rows)


def test_a_typing_error_is_mended_and_said(market) -> None:
    answer = market.engine.answer(Query(words="lagon vilage"), market.now)
    assert answer.did_you_mean == "lagoon village"
    assert answer.counts.all > 0


def test_words_found_nowhere_are_named_and_the_others_still_find(market) -> None:
    answer = market.engine.answer(Query(words="xyzzyq pool"), market.now)
    assert answer.unmatched == "xyzzyq"
    assert answer.counts.all > 0


def test_words_and_filters_hold_together(market) -> None:
    answer = market.engine.answer(Query(words="pool kréta"), market.now)
    assert answer.cards
    for card in answer.cards:
        assert card.product.place.region == "Crete"
        assert "pool" in card.product.facts


@pytest.mark.parametrize(
    "typed", ["*a*", "a~9", "text:lagoon", "[a TO z]", '"', "NOT", "a OR " * 5000, "^4", "\\"]
)
def test_the_index_language_means_nothing_to_the_words(market, typed) -> None:
    hits = market.engine.words.find(typed)
    assert hits is None or len(hits.rows) <= market.catalogue.products.num_rows


@given(st.text(max_size=80))
def test_any_text_is_answered(market_words: Words, text: str) -> None:
    hits = market_words.find(text)
    assert hits is None or len(set(hits.rows.tolist())) == len(hits.rows)


@pytest.fixture(scope="module")
def market_words(market) -> Words:
    return Words(market.folder / "words")


def test_the_index_is_readable_by_its_owner_only(market) -> None:
    assert stat.S_IMODE((market.folder / "words").stat().st_mode) == 0o700
