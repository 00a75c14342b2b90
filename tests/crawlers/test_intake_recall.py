"""What was made of the same words before is what would be made of them anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.crawlers.intake import Seen, take_in
from fairwind.crawlers.intake.amounts import Unreadable, _read_words, read_amount
from fairwind.crawlers.intake.links import safe_link
from fairwind.crawlers.intake.take import _digests

from .intake_records import NOW, WHOLE, card, raw

HOTELS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Sea 4*", "Sun 3 *DBL", "Blue (ex Red)", "fly & go", "", 7, "7"]),
        "stars": st.sampled_from([1, True, 1.0, "1", Decimal(1), Decimal("sNaN"), [1], "x", 99]),
        "lat": st.sampled_from([1, True, "36.1", [1], {"a": 1}, 91]),
        "lon": st.sampled_from([1, True, "25,2", 0]),
        "point": st.sampled_from([[1, 2], [True, 2], "[1, 2]", (1, 2)]),
        "facts": st.sampled_from([["a", "b"], "a", ["['a', 'b']"], [1, True]]),
        "country": st.sampled_from(["Greece", "Nowhere", 7]),
        "room": st.sampled_from(["DBL", ""]),
        "ids.giata": st.sampled_from(["1", 1, "0"]),
        "ids.hotel": st.sampled_from(["1", 1]),
        "rating": st.sampled_from(["8.7", 8.7, "870", "x"]),
        "photos": st.sampled_from(["/a.jpg", ["https://a.example/b.jpg"], Decimal("sNaN")]),
    },
)


@settings(deadline=None, max_examples=60)
@given(hotels=st.lists(HOTELS, min_size=2, max_size=8), images=st.booleans())
def test_a_record_is_read_alike_whatever_was_read_before_it(
    hotels: list[dict[str, Any]], images: bool
) -> None:
    known, source = Seen(), card(images=images)
    for number, hotel in enumerate(hotels * 2):
        page = f"https://sunny.example/{number % 3}/"
        one = [raw(number, page, **{**WHOLE, "id": str(number), **hotel})]
        again, anew = take_in(source, one, NOW, known), take_in(source, one, NOW, Seen())
        assert (again.offers, again.rejects) == (anew.offers, anew.rejects)
        assert (again.unknown_words, again.odd) == (anew.unknown_words, anew.odd)


AMOUNTS = st.one_of(
    st.text(alphabet="0123 .,'\u2019-\u2013/+%€af&up\u0663", max_size=14),
    st.from_regex(
        r"(od |from )?\d{1,3}([ .,']\d{3}){0,2}([.,]\d{1,4})?( €| Ft|,-|\+)?", fullmatch=True
    ),
)


@given(said=AMOUNTS, decimal=st.sampled_from([None, ",", "."]))
def test_an_amount_between_words_known_before_is_read_as_if_they_were_not(
    said: str, decimal: str | None
) -> None:
    def read(reading: Any, *args: Any) -> Any:
        try:
            return reading(*args)
        except Unreadable as fault:
            return fault.reason

    text = " ".join(said.split())
    assert read(read_amount, text, decimal) == read(_read_words, text, decimal)


LINKS = st.from_regex(
    r"(https?|HTTP|ftp)://[a-z0-9.@:\[\]%_-]{0,12}([/?#][!-~ é]{0,8})?", fullmatch=True
)


@given(said=LINKS)
def test_a_plain_link_needs_no_second_look_because_it_would_pass_it(said: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        quick = safe_link(said, "https://sunny.example/")
        patched.setattr("fairwind.crawlers.intake.links._PLAIN", _Nothing())
        assert quick == safe_link(said, "https://sunny.example/")


class _Nothing:
    def match(self, said: str) -> None:
        """Every link is looked at."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "1", "text": "a"}, {"id": "1", "itinerary": "a"}),
        ({"id": 1}, {"id": True}),
        ({"id": 1}, {"id": 1.0}),
        ({"facts": ["a"]}, {"facts": '["a"]'}),
        ({"a": "b", "c": None}, {"a": "b"}),
        ({"price": Decimal(1)}, {"price": Decimal("1.0")}),
    ],
)
def test_records_that_say_different_things_have_different_digests(one: Any, other: Any) -> None:
    assert _digests(one)[0] != _digests(other)[0]


def test_records_that_say_the_same_in_another_order_have_one_digest() -> None:
    one = {"id": "".join(["a", "b"]), "prices": [{"a": 1, "b": 2}], "text": "t"}
    other = {"text": "t", "prices": [{"b": 2, "a": 1}], "id": "ab"}
    assert _digests(one) == _digests(other)
