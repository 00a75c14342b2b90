"""Searches the way people mean them: days around, weekends, rooms, airports near by, budgets."""

import datetime as dt
from dataclasses import replace

import pytest

from fairwind.catalog import airports
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
    Terms,
    Transport,
)
from fairwind.search.answer import CARD_ATTRIBUTES, FACETS, FIELDS
from fairwind.search.engine import Engine
from fairwind.search.query import Per, Query

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
SATURDAY = dt.date(2026, 7, 4)


def day(date: dt.date) -> dict[str, dt.date]:
    return {"depart_from": date, "depart_to": date}


def stay(name: str, euros: int, start: dt.date = SATURDAY, **said) -> Offer:
    """A week for two in Crete; what is said beside goes to the departure, the offer, the price."""
    price = said.pop("price", None)
    party = said.pop("party", Party(2))
    price = price or Price(Money(euros * 100, "EUR"), Basis.PER_PARTY, party)
    flight = {key: said.pop(key) for key in ("stops", "out", "back") if key in said}
    origin = said.pop("origin", "BUD")
    place = said.pop("place", Place("GR", "Crete", "Malia"))
    product = Product(Kind.STAY, name, place, stars=8, facts=said.pop("facts", ()))
    operator = said.pop("operator", "sunny")
    return Offer(
        OfferRef("sunny", (("offer", f"{name}-{start}-{origin}-{euros}-{operator}"),)),
        operator,
        operator.title(),
        product,
        Departure(start, Nights(7, 7), origin, Transport.FLIGHT, price, **flight),
        NOW,
        **said,
    )


def names(answer) -> list[str]:
    return sorted(card.product.name for card in answer.cards)


def count(answer, facet: str, value: str = "1") -> int | None:
    values = next(one.values for one in answer.facets if one.name == facet)
    return next((one.count for one in values if one.value == value), None)


@pytest.fixture(scope="module")
def engine(make_market) -> Engine:
    def later(days: int) -> dt.date:
        return SATURDAY + dt.timedelta(days=days)

    return make_market(
        [
            stay("Beach", 1500, stops=0, facts=("sand beach 100 m", "pool"), origin="VIE"),
            stay("Garden", 1200, later(2), stops=1, facts=("pool",), terms=Terms(None, None, 14)),
            stay("Silent", 900, later(31), operator="hellas"),
            stay("Family", 2400, later(3), party=Party(2, (7,))),
            stay("Each", 700, later(3), price=Price(Money(70_000, "EUR"), Basis.PER_PERSON)),
        ]
    ).engine


def test_days_around_a_date_are_looked_at_as_well(engine) -> None:
    assert names(engine.answer(Query(**day(SATURDAY)), NOW)) == ["Beach"]
    assert names(engine.answer(Query(**day(SATURDAY), flex=2), NOW)) == ["Beach", "Garden"]


def test_a_weekend_begins_on_friday_or_saturday(engine) -> None:
    answer = engine.answer(Query(weekend=True), NOW)
    assert names(answer) == ["Beach"]
    assert count(engine.answer(Query(), NOW), "weekend") == 1
    assert any(cell.total for cell in answer.calendar if cell.date.weekday() not in (4, 5))


def test_a_weekend_is_one_on_the_stay_page_and_side_by_side_too(make_market) -> None:
    monday = SATURDAY + dt.timedelta(days=2)
    offers = [stay("Beach", 1500), stay("Beach", 1100, monday), stay("Garden", 900, monday)]
    engine = make_market(offers).engine
    ids = sorted(engine.opened.row_of_id, key=engine.opened.row_of_id.__getitem__)
    beach, garden = engine.compare(ids, Query(weekend=True), NOW).columns
    assert beach.quote.offer.departure.date == SATURDAY
    assert garden.quote is None
    found = engine.stay(ids[0], Query(weekend=True), NOW)
    assert [quote.offer.departure.date for quote in found.card.quotes] == [SATURDAY]
    assert {cell.date for cell in found.calendar if cell.total} == {SATURDAY, monday}


def test_the_cheapest_month_is_named_and_holds_all_that_is_shown(engine) -> None:
    answer = engine.answer(Query(cheapest_month=True), NOW)
    assert answer.month == dt.date(2026, 8, 1)
    assert names(answer) == ["Silent"]
    assert answer.query.cheapest_month
    assert answer.query.depart_from is None


def test_airports_near_by_are_those_that_people_drive_to(engine) -> None:
    far = airports.near(("BUD",), ("VIE", "DEB", "BTS"))
    assert airports.near(("VIE",), ("BTS", "BUD", "VIE", "", "A00")) == ("BTS",)
    assert "VIE" not in far
    asked = Query(origins=("BTS",), near=True)
    answer = engine.answer(asked, NOW)
    assert answer.near == ("VIE",)
    assert names(answer) == ["Beach"]
    assert names(engine.answer(replace(asked, near=False), NOW)) == []


def test_direct_is_what_is_stated_and_who_does_not_state_it_is_named(engine) -> None:
    answer = engine.answer(Query(direct=True), NOW)
    assert names(answer) == ["Beach"]
    silent = {one.key: one.names for one in answer.silent}
    assert silent == {"direct": ("Hellas",)}


def test_facilities_are_wanted_all_together(engine) -> None:
    answer = engine.answer(Query(facilities=("pool",)), NOW)
    assert names(answer) == ["Beach", "Garden"]
    assert (count(answer, "facility", "pool"), count(answer, "facility", "sand_beach")) == (2, 1)
    assert names(engine.answer(Query(facilities=("pool", "beach_300")), NOW)) == ["Beach"]


def test_equal_rooms_cost_so_many_times_one_room(engine) -> None:
    answer = engine.answer(Query(party=Party(4, (7, 7)), rooms=2), NOW)
    assert names(answer) == ["Family"]
    quote = answer.cards[0].quotes[0]
    assert quote.total == answer.lowest == Money(480_000, "EUR")
    assert quote.derived
    assert answer.room == Party(2, (7,))


def test_a_price_for_each_adult_fills_every_room(engine) -> None:
    answer = engine.answer(Query(party=Party(4), rooms=2, depart_from=dt.date(2026, 7, 7)), NOW)
    totals = {card.product.name: card.quotes[0].total for card in answer.cards}
    assert totals["Each"] == Money(280_000, "EUR")


def test_a_party_that_cannot_be_divided_has_no_price_and_is_told_why(engine) -> None:
    for party in (Party(3), Party(2, (7,)), Party(2, (4, 7))):
        answer = engine.answer(Query(party=party, rooms=2), NOW)
        assert answer.uneven_rooms
        assert answer.counts.priced == 0
        assert answer.counts.goes == 5


@pytest.mark.parametrize(
    ("per", "most", "found"),
    [
        (Per.PARTY, 140_000, ["Each", "Garden", "Silent"]),
        (Per.PERSON, 70_000, ["Each", "Garden", "Silent"]),
        (Per.NIGHT, 13_000, ["Silent"]),
    ],
)
def test_a_budget_is_for_the_party_a_person_or_a_night(engine, per, most, found) -> None:
    answer = engine.answer(Query(price_max=most, per=per), NOW)
    assert names(answer) == found
    assert answer.beyond_budget == 4 - len(found)


def test_days_above_the_budget_stay_in_sight_in_the_calendar(engine) -> None:
    answer = engine.answer(Query(price_max=130_000), NOW)
    cells = {cell.date: cell for cell in answer.calendar if cell.total}
    assert not cells[SATURDAY].within_budget
    assert cells[SATURDAY + dt.timedelta(days=2)].within_budget


def test_the_histogram_counts_lowest_totals_whatever_the_budget(engine) -> None:
    free, tight = (engine.answer(Query(price_max=most), NOW) for most in (None, 100))
    assert free.histogram == tight.histogram
    assert sum(bucket.count for bucket in free.histogram) == 4
    assert free.histogram[0].least <= free.lowest < free.histogram[0].most


def test_nothing_found_says_what_each_removed_filter_would_give(engine) -> None:
    asked = Query(to=("GR/crete/malia",), direct=True, price_max=100_000, **day(SATURDAY))
    answer = engine.answer(asked, NOW)
    assert answer.counts.priced == 0
    gives = {one.key: one.priced for one in answer.removals}
    assert gives == {"to": 0, "dates": 0, "price": 1, "direct": 0}
    removed = next(one.query for one in answer.removals if one.key == "price")
    assert engine.answer(removed, NOW).counts.priced == 1
    assert answer.nearest.over_budget == Money(150_000, "EUR")


def test_nothing_found_names_the_nearest_dates_and_the_place_around(engine) -> None:
    asked = Query(to=("GR/crete/hersonissos",), **day(dt.date(2026, 7, 1)))
    answer = engine.answer(asked, NOW)
    assert [(one.key, one.priced) for one in answer.nearest.places] == []
    nearest = engine.answer(Query(**day(dt.date(2026, 7, 1))), NOW).nearest
    assert [cell.date.day for cell in nearest.dates] == [4, 6, 7]
    wider = Query(to=("GR/crete/hersonissos",), **day(SATURDAY))
    assert [(one.key, one.priced) for one in engine.answer(wider, NOW).nearest.places] == [
        ("GR/crete", 1)
    ]


def test_much_found_tells_no_removals(market) -> None:
    answer = market.engine.answer(Query(stars_min=7), market.now)
    assert answer.counts.priced >= 5
    assert answer.removals == ()
    assert answer.nearest is None


class Slow:
    """A clock that every look at moves on by so many seconds, as a slow store would."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


@pytest.mark.parametrize("seconds", [0.25, 0.05])
def test_counting_that_takes_too_long_is_left_out_and_the_cards_are_there(engine, seconds) -> None:
    slow = Engine(engine.opened, None, engine.quotes, timer=Slow(seconds))
    asked = Query(board_min=None, stars_min=8, direct=True)
    answer = slow.answer(asked, NOW)
    assert not answer.counts_available
    assert names(answer) == ["Beach"]
    assert answer.counts.priced == 1
    chosen = {one.name: [v.value for v in one.values] for one in answer.facets if one.values}
    assert chosen == {"stars_min": ["4"], "direct": ["1"]}
    assert answer.calendar
    slow.timer = lambda: 0.0
    assert slow.answer(asked, NOW).counts_available  # what was not counted is not kept


def test_every_attribute_of_a_card_has_a_filter_and_every_facet_an_attribute(market) -> None:
    facets = {one.name for one in market.engine.answer(Query(), market.now).facets}
    assert facets == set(FACETS)
    assert set(CARD_ATTRIBUTES.values()) <= facets | set(FIELDS)
    assert facets <= set(CARD_ATTRIBUTES.values())
