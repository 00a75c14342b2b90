"""JavaScript literals in pages: read where JSON is not, functions left out, bounded."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.connectors.literals import MOST, assigned, value_at
from fairwind.crawlers.connectors.texts import NotReadable


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("x = {a: 'b', 'c': [1, 2,],}", {"a": "b", "c": [1, 2]}),
        ("var x = {price: 500.10, // now\n n: -3}", {"price": Decimal("500.10"), "n": -3}),
        (
            "let x={a: undefined, b: NaN, c: void 0, d: !0, e: !1}",
            {"a": None, "b": None, "c": None, "d": True, "e": False},
        ),
        ("x = {a: function(){return {b: 1}}, c: (q) => q, d: new Date(5), e: 2}", {"e": 2}),
        ("x = {a: 'it\\'s', b: \"\\x41\", c: `t`}; y = {b: 2}", {"a": "it's", "b": "A", "c": "t"}),
        ('x = JSON.parse(\'{"a": "b\\\'s"}\')', {"a": "b's"}),
        ('x = JSON.parse("[1, 2]")', [1, 2]),
        ("x == {a: 1}; x = [{a: 1}]", [{"a": 1}]),
    ],
)
def test_a_literal_is_read_as_the_script_means_it(script, value):
    assert assigned("x", [script]) == value


def test_what_a_framework_pushes_in_pieces_is_put_together():
    scripts = [
        "self.__next_f=self.__next_f||[]",
        "self.__next_f.push([0])",
        'self.__next_f.push([1,"0:{\\"a\\":1}\\n1:I[5]\\n2:[\\"$\\",{\\"tours\\":["])',
        'self.__next_f.push([1,"{\\"id\\":7}]}]\\n3:Ttext\\n"])',
    ]
    assert assigned("self.__next_f", scripts) == {"0": {"a": 1}, "2": ["$", {"tours": [{"id": 7}]}]}


def test_what_is_pushed_to_a_list_is_that_list():
    pushed = ["dataLayer.push({a: 1}); dataLayer.push({'b': 2,})", "dataLayer.push(other())"]
    assert assigned("dataLayer", pushed) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("y = {a: 1}", "is set in no script"),
        ("x = build({a: 1})", "the JSON is broken"),
        ("x = other || {}", "the JSON is broken"),
        ('x = {"a": [1, 2', "breaks off"),
        ('x = JSON.parse(\'{"a": 1}', "has no end"),
        ("x = " + "{a:" * 3000, "the JSON is broken"),
        ("x = {a: 1, b", "the JSON is broken"),
        ("x = {a: '" + "y" * MOST + "'}", "too long to be read as JavaScript"),
    ],
    ids=["unset", "call", "expression", "cut", "unended", "deep", "cut-literal", "huge"],
)
def test_what_cannot_be_read_is_named(script, said):
    with pytest.raises(NotReadable, match=r"variable x|has no end") as caught:
        assigned("x", [script])
    assert said in str(caught.value)


def test_a_hostile_script_costs_about_as_much_time_as_its_length():
    for text in ("{a:" * 200_000, "[" * 500_000, "{a:" + "(function(){" * 80_000, "{'" * 200_000):
        began = time.process_time()
        with pytest.raises(NotReadable):
            value_at(text, 0)
        assert time.process_time() - began < 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=20,
    )
)
def test_json_in_a_script_is_read_exactly_as_json(value):
    """Whatever is valid JSON never takes the way of JavaScript."""
    assert assigned("x", ["x = " + json.dumps(value)]) == value
