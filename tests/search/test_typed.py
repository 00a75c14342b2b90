"""Words that a search understands: the same answer as with its filters, and chips to take off."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

from dataclasses import replace

import pytest

from fairwind.offers import Board, Party
from fairwind.search.query import Query, Sort, read_query, write_query

CRETE = Query(to=("GR/crete",), board_min=Board.HB, party=Party(2))


def ids(answer) -> list[str]:
    return [card.product_id for card in answer.cards]


def test_words_find_what_their_filters_find(market) -> None:
    typed = market.engine.answer(Query(words="Krétára 2 felnőtt félpanzió"), market.now)
    chosen = market.engine.answer(CRETE, market.now)
    assert typed.query == chosen.query
    assert ids(typed) == ids(chosen)
    assert typed.counts == chosen.counts
    assert typed.understood == ("GR/crete",)


def test_a_filter_out_of_words_can_be_taken_off_in_the_address(market) -> None:
    asked = market.engine.answer(Query(words="crete half board cheapest palm"), market.now).query
    assert asked == replace(CRETE, words="palm", sort=Sort.TOTAL)
    address = [pair for pair in write_query(asked) if pair[0] != "board_min"]
    again = market.engine.answer(read_query(address), market.now).query
    assert again == replace(asked, board_min=None)


def test_children_without_ages_stay_in_the_words_and_are_told(market) -> None:
    answer = market.engine.answer(Query(words="crete half board 2 children"), market.now)
    assert (answer.ages_missing, answer.query.words) == (2, "2 children")
    assert answer.query.party == Party(2)
    assert answer.unmatched == ""
    assert ids(answer) == ids(market.engine.answer(CRETE, market.now))


def test_a_budget_in_a_currency_nobody_converts_is_told_and_left_out(market) -> None:
    answer = market.engine.answer(Query(words="crete до 100 000 руб"), market.now)
    assert answer.query == Query(to=("GR/crete",))
    assert answer.unmatched == "до 100 000 руб"


def test_a_budget_in_another_currency_is_converted(market) -> None:
    answer = market.engine.answer(Query(words="под 3000 лв"), market.now)
    assert (answer.query.price_max, answer.query.currency) == (300_000, "BGN")
    assert answer.unmatched == ""


@pytest.mark.parametrize("word", ["halal", "халал", "халяль", "vegán"])
def test_a_wish_that_tells_of_belief_or_health_filters_only(market, word: str) -> None:
    answer = market.engine.answer(Query(words=word), market.now)
    assert answer.query.facilities in (("halal",), ("vegetarian",))
    assert answer.query.words == ""
