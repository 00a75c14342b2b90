"""Paths into records: the quick way is the library's way, exactly."""

from __future__ import annotations

from decimal import Decimal

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.crawlers.card_paths import LONGEST, PathFault, compiled

_KEYS = st.sampled_from(["a", "b", "c_1", "_d", "Ab"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(_KEYS, inner) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(path=st.lists(_KEYS, min_size=1, max_size=4).map(".".join), record=_VALUES)
def test_a_plain_path_leads_where_jmespath_leads(path, record):
    assert compiled(path)(record) == jmespath.search(path, record)


@settings(deadline=None)
@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1))
def test_decimals_are_numbers_to_every_function(prices):
    record = {"prices": prices}
    assert compiled("sum(prices)")(record) == sum(prices)
    assert compiled("max(prices)")(record) == max(prices)
    assert compiled("sort(prices)[0]")(record) == min(prices)
    assert compiled("length(prices[?@ >= `0`])")(record) == sum(price >= 0 for price in prices)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12.50", Decimal("12.50")),
        (7, 7),
        (Decimal("0.1"), Decimal("0.1")),
        ("x", None),
        (True, None),
    ],
)
def test_a_text_becomes_an_exact_number(said, number):
    assert compiled("to_number(v)")({"v": said}) == number


@pytest.mark.parametrize("path", ["a[", "a..b", "sum(a", "", "a b", "nothing(a)", "a." * LONGEST])
def test_a_path_that_is_none_is_refused_when_the_card_is_read(path):
    with pytest.raises(PathFault):
        compiled(path)


def test_a_path_that_cannot_be_followed_says_which_and_why():
    with pytest.raises(PathFault, match=r"sum\(a\): sum\(\) takes array-number, not string"):
        compiled("sum(a)")({"a": "x"})
