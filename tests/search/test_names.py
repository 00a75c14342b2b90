"""A hotel typed by its own name is found first, whatever else the words of the name may mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from fairwind.demo.world import hotels
from fairwind.offers import (
    Basis,
    Departure,
    Kind,
    Money,
    Nights,
    Offer,
    OfferRef,
    Party,
    Place,
    Price,
    Product,
)
from fairwind.search.phrases import read
from fairwind.search.places import PlaceTree
from fairwind.search.query import Query

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
CRETE = Place("GR", "Crete", "Hersonissos")
MADE = {
    "Beach Hotel Half Moon": CRETE,
    "Half Moon": CRETE,
    "Star 5 Hotel": CRETE,
    "All Seasons": CRETE,
    "June's Garden": CRETE,
    "Sofia Palace": Place("BG", "", "Sofia"),
    "Nice Side Hotel & Spa": Place("TR", "Turkish Riviera", "Side"),
    "Side Star Resort & Spa": Place("TR", "Turkish Riviera", "Side"),
    "Golden May": CRETE,
    "Split Inn": Place("HR", "Dalmatia", "Split"),
    "Family Beach Club": CRETE,
    "Two Sisters": CRETE,
    "Weekend Villa": CRETE,
    "From Kotor to Dubrovnik": Place("HR", "Dalmatia", "Dubrovnik"),
    "Hotel 3 Brothers": CRETE,
    "Crete All Inclusive": CRETE,
    "Aegean Terrace": Place("TR", "Turkish Aegean", "Bodrum"),
    "Майски хотел Слънце": Place("BG", "", "Sunny Beach"),
    "Két Nővér Panzió": Place("HU", "", "Hévíz"),
    "Отель 5 Звёзд Ялта": Place("TR", "Turkish Riviera", "Side"),
}


def an_offer(n: int, name: str, place: Place) -> Offer:
    return Offer(
        ref=OfferRef("sunny", (("offer", str(n)),)),
        operator="sunny",
        operator_name="Sunny",
        product=Product(Kind.STAY, name, place),
        departure=Departure(
            NOW.date() + dt.timedelta(days=20 + n % 5),
            Nights(7, 7),
            "BUD",
            None,
            Price(Money(90_000 - n, "EUR"), Basis.PER_PARTY, Party(2)),
        ),
        checked_at=NOW - dt.timedelta(hours=1),
    )


@pytest.fixture(scope="module")
def named(make_market):
    """A market of the demo's hotels, some with misleading names, and what lies beside them."""
    rows = [(hotel.name, Place(hotel.country, hotel.region, hotel.resort)) for hotel in hotels()]
    rows += MADE.items()
    return make_market([an_offer(n, *row) for n, row in enumerate(rows)], NOW)


def found(market, text: str, **asked: object) -> Iterator[str]:
    answer = market.engine.answer(Query(words=text, **asked), market.now)
    return (card.product.name for card in answer.cards)


def test_every_hotel_of_the_demo_is_found_by_its_name(named) -> None:
    typed = [form for h in hotels() for form in (h.name, h.name.lower(), h.name.upper())]
    assert [text for text in typed if next(found(named, text), "").lower() != text.lower()] == []


@pytest.mark.parametrize("name", MADE)
def test_a_name_of_misleading_words_finds_its_hotel(named, name: str) -> None:
    assert next(found(named, name)) == name


def test_a_name_stands_beside_filters(named) -> None:
    typed = "side star resort & spa 7 nights from budapest"
    answer = named.engine.answer(Query(words=typed), named.now)
    assert [card.product.name for card in answer.cards] == ["Side Star Resort & Spa"]
    query = answer.query
    assert (query.words, query.nights_min, query.origins) == ("side star resort & spa", 7, ("BUD",))
    assert (query.to, query.facilities) == ((), ())


def test_no_operator_takes_a_filter_away_by_a_name(named) -> None:
    query = named.engine.answer(Query(words="crete all inclusive, 2 adults"), named.now).query
    assert (query.to, query.words) == (("GR/crete",), "")
    assert query.board_min is not None


def test_a_place_of_the_same_name_stays_a_place() -> None:
    tree = PlaceTree.grown([("BG", "Golden Sands", "")])
    told = read("Golden Sands", Query(), tree, NOW.date(), {"golden sands"}, written=True)
    assert told.query.to == ("BG/golden-sands",)


def test_a_reading_does_not_reach_into_a_name() -> None:
    tree = PlaceTree.grown([("TR", "Turkish Riviera", "Side")])
    told = read("a week in side lighthouse", Query(), tree, NOW.date(), {"side lighthouse"})
    assert (told.left, told.query.to, told.query.nights_min) == ("side lighthouse", (), 7)
