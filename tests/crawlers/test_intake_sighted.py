"""Which records are evidence of what their page's prices are for, and which can prove nothing."""

from typing import Any

from fairwind.catalog.basis.sightings import Sighting
from fairwind.crawlers.intake import Seen, take_in

from .intake_records import NOW, WHOLE, card, raw, taken

TWO = {"price": {"party": {"adults": 2}}}


def seen_of(*said: dict[str, Any], **terms: Any) -> tuple[Sighting, ...]:
    return taken(*({**WHOLE, **one} for one in said), **{**TWO, **terms}).sightings


def test_a_row_is_the_same_row_whatever_its_price_and_what_is_told_around_it() -> None:
    one, other = seen_of({}, {"price": "1198.00", "dates": ["2026-08-01"], "rating": "9"})
    assert one.row == other.row
    assert (one.amount, other.amount, one.persons) == (59900, 119800, 2)


def test_another_room_date_or_currency_is_another_row() -> None:
    rows = seen_of({}, {"room": "suite"}, {"date": "2026-07-05"}, {"currency": "CZK"})
    assert len({one.row for one in rows}) == 4


def test_a_duplicate_on_another_page_is_seen_there_too() -> None:
    seen, source = Seen(), card(**TWO)
    first = take_in(source, [raw(3, page="https://sunny.example/1", **WHOLE)], NOW, seen)
    again = take_in(source, [raw(0, page="https://sunny.example/2", **WHOLE)], NOW, seen)
    assert (again.duplicates, again.offers) == (1, ())
    assert again.sightings == (first.sightings[0]._replace(position=0),)


def test_a_duplicate_of_what_proves_nothing_proves_nothing() -> None:
    assert [one.position for one in seen_of({"nights": 2}, {}, {"nights": 2}, {})] == [1, 3]


def test_a_price_whose_basis_is_known_is_no_evidence() -> None:
    assert not seen_of({}, price={"basis": "per_person", "party": {"adults": 2}})
    assert not seen_of({"price": "599 EUR per person"})


def test_without_a_party_of_adults_alone_nothing_is_proved() -> None:
    assert not seen_of({}, price={})
    assert not seen_of({}, price={"party": {"adults": 1}})
    assert not seen_of({}, price={"party": {"adults": 2, "children_ages": [4]}})
    assert not seen_of({"adults": "many"})


def test_two_nights_for_two_could_be_twice_a_night_so_they_are_no_evidence() -> None:
    assert not seen_of({"nights": 2})
    assert not seen_of({"nights": None})
    assert seen_of({"nights": 3})


def test_a_price_without_a_currency_is_no_evidence() -> None:
    assert not seen_of({"currency": None}, required=["identity", "price"])
