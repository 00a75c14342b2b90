"""What an enquiry declares: the form first, then the offer, then the search; nothing made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fairwind.leads.carried import wish_of
from fairwind.leads.enquiry import Enquiry, Pairs
from fairwind.leads.wish import Wish

JULY, AUGUST = dt.date(2026, 7, 4), dt.date(2026, 8, 1)


def test_a_question_about_a_dated_offer_carries_its_date_party_and_country(anna: Enquiry) -> None:
    found = wish_of(anna, "EUR")
    assert (found.depart_from, found.depart_to) == (JULY, JULY)
    assert (found.adults, found.child_ages, found.countries) == (2, (4, 11), ("GR",))
    assert (found.budget, found.extras) == (None, ())


def test_what_was_said_in_the_form_weighs_more_than_what_was_looked_at(anna: Enquiry) -> None:
    said = Wish(countries=("BG",), depart_from=AUGUST, adults=1, budget=90_000)
    found = wish_of(replace(anna, wish=said), "EUR")
    assert found == replace(said, currency="EUR")


@pytest.mark.parametrize(
    ("query", "budget", "currency"),
    [
        ((("price_max", "4000"),), 400_000, "EUR"),
        ((("price_max", "900000"), ("currency", "HUF")), 90_000_000, "HUF"),
        ((("price_max", "1000"), ("per", "person")), 400_000, "EUR"),
        ((("price_max", "100"), ("per", "night")), None, ""),
        ((("price_max", "a lot"),), None, ""),
        ((("price_max", "1"), ("currency", "??")), None, ""),
        ((("depart_from", "next week"),), None, ""),
    ],
)
def test_a_searched_budget_is_the_partys_or_nobodys(
    anna: Enquiry, query: Pairs, budget: int | None, currency: str
) -> None:
    found = wish_of(replace(anna, query=query), "EUR")
    assert (found.budget, found.currency) == (budget, currency)


def test_a_bare_question_declares_nothing(anna: Enquiry) -> None:
    assert wish_of(replace(anna, query=(), offer=None, party=None), "EUR") == Wish()
