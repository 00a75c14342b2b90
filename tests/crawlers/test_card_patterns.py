"""A pattern of a card is searched in a bounded time, whatever the text."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from fairwind.crawlers.card_fields import FieldRule, good_pattern
from fairwind.crawlers.card_patterns import longest_searched, repeats_in
from fairwind.crawlers.connectors.extract import worked

HARMLESS = {
    r"^(?P<value>.+?) ?(?: \d\+? ?\*| Apts| Special Cat|$)": 1,
    r"(?:Book By )?(?P<value>\w+ \d{1,2}, \d{4}|\d{1,2} \w+ \d{4})$": 2,
    r"[A-Z)](?P<value>[^A-Z()]+)(?:\([^()]*\))?$": 2,
    r"(\d{1,3}(?:[ .]\d{3})*)": 1,
    r"per person$": 0,
    r"(\d+) Nights": 1,
}
FOREVER = r"(a+)+$ (a*)*b (?:a|a)*b (a|ab)+$ ((a+))*b (?:a?a?)*b (?:x+y?)+z (a?){30}a{30}".split()


@pytest.mark.parametrize(("pattern", "repeats"), HARMLESS.items())
def test_what_cards_use_is_harmless(pattern: str, repeats: int) -> None:
    assert good_pattern(pattern) == pattern
    assert repeats_in(pattern) == repeats


@pytest.mark.parametrize("pattern", FOREVER)
def test_what_could_be_searched_forever_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="repeats what repeats"):
        good_pattern(pattern)


def test_many_repeats_behind_one_another_are_refused() -> None:
    with pytest.raises(ValueError, match="repeats 7 times; 6 are the most"):
        good_pattern(".*" * 7 + "x")


@pytest.mark.parametrize("pattern", [r"\d+x", r"(\d+)\s*x", r"(?:\d\d?\d?)x"])
def test_the_worst_text_takes_no_second(pattern: str) -> None:
    rule = FieldRule(path="a", pattern=pattern)
    start = time.process_time()
    assert worked(rule, "1" * 1_000_000) is None
    assert time.process_time() - start < 1
    assert Counter(map(longest_searched, HARMLESS)) == {5_000: len(HARMLESS)}
