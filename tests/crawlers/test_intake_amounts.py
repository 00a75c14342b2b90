"""Text and amounts: what an operator printed, read one way or not at all."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.crawlers.intake.amounts import Unreadable, read_amount
from fairwind.crawlers.intake.s10_text import plain
from fairwind.offers import (
    Money,
)

from .intake_records import PAGE, WHOLE, offer, reject, taken

CENTS = {"basis": "per_person", "unit": "minor"}


# Text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Sun &amp; Sea &quot;Beach&quot;", 'Sun & Sea "Beach"'),
        ("Caf&eacute;&nbsp;Playa", "Café Playa"),
        ("&amp;amp; twice", "& twice"),
        ("KrÃ©ta", "Kréta"),
        ("Ð¥ÑƒÑ€Ð³Ð°Ð\u00b4Ð°", "Хургада"),
        ("GdaÅ„sk", "Gdańsk"),
        ("Kréta", "Kréta"),
        ("Cafe\u0301", "Café"),
        ("a\u202eb\u200bc\x00d", "abc d"),
        ("<b>Hotel</b><br>Playa<script>alert(1)</script>", "Hotel Playa"),
        ("4 < 5 & more", "4 < 5 & more"),
        ("  two\r\n lines ", "two lines"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_text_is_read_as_it_was_meant(said: str, meant: str) -> None:
    assert plain(said) == meant


def test_a_description_keeps_its_lines_and_ends_at_its_cap() -> None:
    assert plain("<p>one</p><p>two</p>", 100, True) == "one\ntwo"
    assert len(plain("word " * 100_000, 20_000, True)) <= 20_000


# Amounts


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1.470 €", "1470"),
        ("1,470", "1470"),
        ("646,60", "646.60"),
        ("844.00", "844.00"),
        ("1\u00a0011", "1011"),
        ("1 011,50 zł", "1011.50"),
        ("₹40,700/-", "40700"),
        ("12,34,567", "1234567"),
        ("₹1,40,700/-", "140700"),
        ("12,3,567", "reject"),
        (".5", "reject"),
        ("1.470,-", "1470"),
        ("1'299.90 CHF", "1299.90"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("0.500", "0.500"),
        ("599", "599"),
        (599, "599"),
        (Decimal("599.5"), "599.5"),
        (26650.0, "26650.0"),
        ("USD 1,199", "1199"),
    ],
)
def test_an_amount_is_read_as_printed(said: Any, value: str) -> None:
    if value == "reject":
        with pytest.raises(Unreadable):
            read_amount(said)
    else:
        assert read_amount(said).value == Decimal(value)


MARKS = [(",", "."), (".", ","), ("\u00a0", ","), (" ", "."), ("'", "."), ("", ","), ("", ".")]
SIGNED = ["{} €", "€{}", "{} EUR", "EUR {}", "{}€/os.", "{} Kč", "{} Ft/fő", "{} (per person)"]


@given(
    cents=st.integers(1, 10**10),
    marks=st.sampled_from(MARKS),
    around=st.sampled_from(SIGNED),
    whole=st.booleans(),
)
def test_an_amount_printed_in_any_custom_is_read_back_to_the_cent(
    cents: int, marks: tuple[str, str], around: str, whole: bool
) -> None:
    group, decimal = marks
    units, rest = divmod(cents, 100)
    text = f"{units:,}".replace(",", group) + ("" if whole else f"{decimal}{rest:02}")
    found = read_amount(around.format(text))
    assert found.value == (units if whole else Decimal(cents).scaleb(-2))
    assert found.whole is whole


def test_the_cards_decimal_mark_decides_what_three_digits_behind_a_mark_are() -> None:
    assert read_amount("1.470").value == 1470
    assert read_amount("1.470", ".").value == Decimal("1.470")
    assert read_amount("1,470", ",").value == Decimal("1.470")
    assert read_amount("1.470", ",").value == 1470
    assert read_amount("1.470,50", ",").value == Decimal("1470.50")


@pytest.mark.parametrize(
    "said",
    [
        "od 25 USD",
        "$1199 & up",
        "499 €-tól",
        "from £299",
        "ab 499 €",
        "499 Ft-tól",
        "от 25 000",
        "vanaf € 399",
        "desde 450 €",
        "1199+",
        "od 1 299 zł",
        "499 EUR and up",
        "From only $99",
    ],
)
def test_a_from_price_is_no_price(said: str) -> None:
    found = reject({"price": said})
    assert (found.reason, found.field, found.value) == ("from_price_only", "price", said)


@pytest.mark.parametrize(
    "said",
    [
        "Save up to 15%",
        "Save $500",
        "500 off",
        "call us",
        "-",
        "10-20",
        "1.2.3",
        "€ -5",
        "1 200 or 900",
        "12,34,56",
        "1e5",
        "NaN",
        True,
        "5 nights",
        "99 for two",
        [1],
        {"a": 1},
        float("nan"),
        -5,
    ],
)
def test_what_is_no_amount_is_never_a_price(said: Any) -> None:
    found = reject({"price": said})
    assert found.reason == "price_unreadable"
    assert "Sunny Tours" in found.sentence
    assert f"{PAGE} record 1" in found.sentence


@pytest.mark.parametrize("said", [0, "0", "0.00 €", Decimal(0), "0,00"])
def test_nothing_costs_nothing(said: Any) -> None:
    assert reject({"price": said}).reason == "price_zero"


def test_a_price_below_the_smallest_coin_is_zero_too() -> None:
    assert reject({"price": "0.4", "currency": "JPY"}).reason == "price_zero"


def test_a_missing_price_is_no_offer_unless_the_card_lets_it() -> None:
    assert reject({"price": None}).reason == "no_price"
    assert offer({"price": None}, required=["identity"]).departure.price is None


def test_cents_and_a_printed_amount_in_one_record_are_each_read_by_their_form() -> None:
    batch = taken({**WHOLE, "price": 84400, "price_was": "900.00"}, price=CENTS)
    price = batch.offers[0].departure.price
    assert price
    assert price.amount == Money(84400, "EUR")
    assert price.was == Money(90000, "EUR")
    other = taken({**WHOLE, "price": "844.00"}, price=CENTS).offers[0].departure.price
    assert other
    assert other.amount == Money(84400, "EUR")


def test_a_lower_or_equal_struck_out_amount_is_none() -> None:
    for was, kept in (("599", None), (0, None), ("call", None), ("700", Money(70000, "EUR"))):
        price = offer({"price_was": was}).departure.price
        assert price
        assert price.was == kept
