"""Captured data of real operators, replayed through spider, gate and search under its own clock."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyarrow.compute as pc
import pytest

from fairwind.catalog.generations import current
from fairwind.catalog.home import Home
from fairwind.catalog.rows import to_offer
from fairwind.catalog.runs import open_run, runs_of
from fairwind.demo.captures import CAPTURES, Replayed, replay
from fairwind.offers import Money, Nights, Party
from fairwind.offers.price import total as total_of
from fairwind.search.answer import Answer, CellState
from fairwind.search.live import LiveEngine
from fairwind.search.query import Group, Query, Sort
from fairwind.search.truth import violations

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("FAIRWIND_CAPTURES", ROOT.parent / "shared" / "data"))

pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no captured data in {FOLDER}"),
]
Days = Callable[[str], tuple[Replayed, ...]]
FAMILY = Party(2, (7, 9))
JULY_2024 = {"depart_from": dt.date(2024, 7, 1), "depart_to": dt.date(2024, 7, 31)}
SUMMER_2026 = {"depart_from": dt.date(2026, 7, 1), "depart_to": dt.date(2026, 8, 31)}


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Each capture replayed once, when it is first asked for."""
    root = tmp_path_factory.mktemp("captures")

    @cache
    def replayed(name: str) -> tuple[Replayed, ...]:
        return tuple(replay(CAPTURES[name], FOLDER, root))

    return replayed


def asked(home: Path, now: dt.datetime, query: Query) -> Answer:
    return LiveEngine(Home(home)).answer(query, now)


LARGE = {"D1", "D2", "D7", "D9"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.long) if n in LARGE else n for n in CAPTURES]
)
def test_a_replayed_capture_comes_to_its_known_counts(days: Days, name: str) -> None:
    for day in days(name):
        assert day.as_expected, "\n".join(day.faults)
        for said in day.operators:
            kept = said["published"] + said["duplicates"]
            kept += sum(said["rejected"].values()) + sum(said["set_aside"].values())
            assert kept == said["found"]


@pytest.mark.long
def test_the_feed_that_was_cut_short_is_refused_and_says_where_the_loss_is(days: Days) -> None:
    [said] = days("D2")[1].operators
    assert (said["refused"], said["found"], said["published"]) == (True, 1655, 0)
    assert said["served"] == 2734
    assert "Greece 896 -> 369" in said["sentence"]


def zanzibar_hotels_in_july() -> tuple[set[str], set[str]]:
    """Hotel ids of the captured rows that go in July 2024, and names of those without an id."""
    rows = json.loads((FOLDER / "wakacje-pl/dane-zanzibar.json").read_bytes())
    going = [row for row in rows if ",202407" in "," + row["departureDates"]]
    with_id = {row["hotelId"] for row in going if row["hotelId"]}
    return with_id, {row["name"] for row in going if not row["hotelId"]}


@pytest.mark.long
def test_zanzibar_in_july_has_no_price_and_every_stay_that_goes(days: Days) -> None:
    """42 values of hotelId, one of which is "none": it stands for three different hotels, and
    three hotels are three stays (docs/decisions/0082-stays-without-an-id.md).
    """
    with_id, without = zanzibar_hotels_in_july()
    assert (len(with_id) + bool(without), len(without)) == (42, 3)
    [day] = days("D1")
    answer = asked(day.home, day.now, Query(to=("Zanzibar",), **JULY_2024))
    assert (answer.counts.priced, answer.counts.goes) == (0, len(with_id) + len(without))
    assert answer.lowest is None
    assert all(cell.total is None for cell in answer.calendar)
    assert CellState.GOES in {cell.state for cell in answer.calendar}


@pytest.mark.long
def test_no_basis_of_the_aggregator_is_guessed(days: Days) -> None:
    """An offer has a basis exactly where its page's is proved; all others are in no price order."""
    [day] = days("D1")
    generation = current(Home(day.home))
    [run] = runs_of(Home(day.home), "d1_wakacje")
    proved = {proof.address: proof.basis.value for proof in run.proofs()}
    assert len(proved) == 126
    offers = generation.offers()
    told = zip(offers["address"].to_pylist(), offers["basis"].to_pylist(), strict=True)
    assert all(proved[address] == basis for address, basis in told)
    unclear = asked(day.home, day.now, Query(group=Group.UNCLEAR, sort=Sort.TOTAL))
    assert unclear.counts.unclear > 0
    assert all(quote.total is None for card in unclear.cards for quote in card.quotes)


@pytest.mark.long
def test_turkey_in_july_and_august_has_five_prices_and_the_rest_at_other_dates(days: Days) -> None:
    first = days("D2")[0]
    home = first.home.with_name("D2-2026-03-30")
    answer = asked(home, first.now, Query(to=("TR",), **SUMMER_2026))
    assert (answer.counts.priced, answer.counts.other_dates) == (5, 639)


def test_a_family_finds_the_prices_that_are_for_its_very_ages(days: Days) -> None:
    [day] = days("D3")
    query = Query(party=FAMILY, sort=Sort.TOTAL)
    answer = asked(day.home, day.now, query)
    assert answer.counts.priced == 18
    assert str(answer.cards[0].quotes[0].total) == "78670.00 CZK"


@pytest.mark.parametrize("other", [Party(2, (4, 11)), Party(2), Party(2, (7,)), Party(3, (7, 9))])
def test_another_party_never_gets_that_familys_price(days: Days, other: Party) -> None:
    [day] = days("D3")
    answer = asked(day.home, day.now, Query(party=other, group=Group.GOES))
    assert answer.counts.priced == 0
    assert answer.lowest is None
    assert answer.counts.goes == 18
    assert all(quote.total is None for card in answer.cards for quote in card.quotes)


def test_amounts_without_a_currency_are_kept_but_never_a_price(days: Days) -> None:
    [day] = days("D10")
    offers = current(Home(day.home)).offers()
    tez = offers.filter(pc.equal(offers["source"], "d10_tez"))
    assert tez.num_rows == 1907
    assert tez["currency"].unique().to_pylist() == ["XXX"]
    answer = asked(day.home, day.now, Query(operators=("d10_tez",)))
    assert answer.counts.priced == 0 < answer.counts.unclear


@pytest.mark.long
def test_a_page_that_was_read_twice_with_other_bytes_is_one_tour(days: Days) -> None:
    files = sorted((FOLDER / "traveltriangle-in/dev").glob("kathmandu*.html"))
    assert len({file.read_bytes() for file in files}) == 2
    [day] = days("D7")
    offers = current(Home(day.home)).offers()
    tours = offers.filter(pc.equal(offers["source"], "d7_traveltriangle"))
    nepal = tours.filter(pc.equal(tours["name"], "Nepal 5 Days Trip Package")).to_pylist()
    assert tours.num_rows == 5
    assert [(one["amount"], one["was"], one["nights_min"], one["basis"]) for one in nepal] == [
        (40_700_00, 44_239_00, 4, "per_person")
    ]


@pytest.mark.long
def test_season_prices_are_read_whether_or_not_they_have_a_thousands_point(days: Days) -> None:
    """Nine prices stand in the three tables, seven of them with a point: 1.599€ is no 1.60
    (docs/decisions/0014-nine-season-prices.md).
    """
    printed = []
    for name in ("Esencial", "Exotico", "Occidental"):
        page = (FOLDER / f"viajestropicales-es/{name}.html").read_text("utf-8")
        printed += re.findall(r"<strong>([\d.]+)€</strong>", page)
    assert (len(printed), sum("." in one for one in printed)) == (9, 7)
    [day] = days("D7")
    offers = current(Home(day.home)).offers()
    read = offers.filter(pc.equal(offers["source"], "d7_viajestropicales"))["amount"].to_pylist()
    assert sorted(read) == sorted(int(one.replace(".", "")) * 100 for one in printed)


def test_a_hotel_without_a_price_and_an_offer_whose_sale_is_over_are_no_price(days: Days) -> None:
    [day] = days("D8")
    hotels, trip = day.operators
    assert (hotels["rejected"], hotels["served"]) == ({"no_price": 4}, 0)
    assert trip["rejected"] == {"sale_ended": 1}
    generation = current(Home(day.home))
    assert generation is None or generation.offers().num_rows == 0


def test_compulsory_extras_of_a_tour_lie_in_the_total_wherever_they_are_paid(days: Days) -> None:
    """The interface's own price_total, a person with all extras, times two."""
    items = json.loads((FOLDER / "tourradar/api-tours-page1.json").read_bytes())["items"]
    stated = {str(item["tour_id"]): item["prices"] for item in items}
    [day] = days("D4")
    offers = [to_offer(row) for row in current(Home(day.home)).offers().to_pylist()]
    assert len(offers) == len(stated) == 20
    for offer in offers:
        [number] = {value for _, value in offer.product.ids}
        prices, price = stated[number], offer.departure.price
        assert price is not None
        total = Money.of(Decimal(str(prices["price_total"])), "USD") * 2
        assert total_of(price, Party(2)) == total
        names = [part.label for part in price.components]
        assert names == [extra["name"] for extra in prices["mandatory_addons"]]


def test_of_eight_currencies_on_one_departure_the_sites_is_taken(days: Days) -> None:
    [day] = days("D4-2017")
    [row] = current(Home(day.home)).offers().to_pylist()
    departure = to_offer(row).departure
    assert departure.price is not None
    assert (str(departure.price.amount), departure.date) == ("929.00 EUR", dt.date(2017, 4, 29))
    assert str(total_of(departure.price, Party(2))) == "1858.00 EUR"


def test_a_return_flight_before_the_outward_one_is_set_aside_with_that_sentence(days: Days) -> None:
    [day] = days("D6")
    [said] = day.operators
    assert said["set_aside"] == {"return_before_outward": 1}
    [run] = (day.home / "runs/d6_package").iterdir()
    [reject] = open_run(run).rejects().to_pylist()
    assert reject["sentence"].endswith(
        "the return flight on 2004-06-27 is before the outward flight on 2005-06-20"
    )


def test_a_package_put_together_costs_its_room_and_its_flights_for_the_very_party(
    days: Days,
) -> None:
    [day] = days("D6-2009")
    [row] = current(Home(day.home)).offers().to_pylist()
    departure = to_offer(row).departure
    assert departure.price is not None
    party = departure.price.party
    assert (party, str(departure.price.amount)) == (Party(1, (15, 10)), "848.60 USD")
    assert total_of(departure.price, party) == Money.of("848.60", "USD")
    assert (departure.date, departure.nights) == (dt.date(2009, 9, 29), Nights(4, 4))


def test_the_nights_of_a_hotels_answer_make_one_price_with_its_free_nights_and_unknown_tax(
    days: Days,
) -> None:
    [day] = days("D6-2010")
    offers = [to_offer(row) for row in current(Home(day.home)).offers().to_pylist()]
    prices = {
        (o.room.raw, o.departure.price.party.adults): (
            str(o.departure.price.amount),
            [(part.kind, part.amount) for part in o.departure.price.components],
        )
        for o in offers
        if o.room is not None and o.departure.price is not None
    }
    tax = [("taxes", None)]
    assert prices == {
        ("Double Room", 2): ("140.00 EUR", tax),
        ("Triple Room", 2): ("170.00 EUR", tax),
        ("Double Room", 3): ("140.00 EUR", tax),
        ("Triple Room", 3): ("170.00 EUR", tax),
    }
    when = {(o.departure.date, o.departure.nights) for o in offers}
    assert when == {(dt.date(2010, 8, 30), Nights(4, 4))}


def test_a_rate_for_a_period_is_shown_with_its_days_and_is_no_days_price(days: Days) -> None:
    [day] = days("D6-2025")
    rows = current(Home(day.home)).offers().to_pylist()
    rates = [row for row in rows if row["basis"] == "per_night"]
    stays = [row for row in rows if row["basis"] == "unknown"]
    assert (len(rates), len(stays), len(rows)) == (22, 22, 45)
    assert all(row["date"] is None for row in rates)
    period = re.compile(r"\(20\d\d-\d\d-\d\d \u2013 20\d\d-\d\d-\d\d\)$")
    assert all(period.search(row["room_raw"]) for row in rates)
    assert {row["currency"] for row in rates} == {"NZD"}
    assert asked(day.home, day.now, Query()).counts.priced == 1  # the one rate of one day


def test_the_standards_own_example_costs_what_it_says_in_minor_units(days: Days) -> None:
    [day] = days("D5")
    rows = current(Home(day.home)).offers().to_pylist()
    told = sorted((row["basis"], row["amount"], row["currency"]) for row in rows)
    assert told == [("per_party", 20_00, "EUR"), *[("per_person", 10_00, "EUR")] * 2]


@pytest.mark.parametrize(
    "name",
    [n if n in {"D3", "D8", "D10"} else pytest.param(n, marks=pytest.mark.long) for n in CAPTURES],
)
def test_no_price_of_any_capture_is_untrue(days: Days, name: str) -> None:
    *_, day = days(name)
    home = Home(day.home)
    engine, generation = LiveEngine(home).engine(), current(home)
    assert engine is not None
    assert generation is not None
    if not generation.offers().num_rows:
        assert engine.answer(Query(), day.now).counts.priced == 0
        return
    told = violations(engine, generation.catalogue(), day.now, lambda *_: None)
    assert told.count == 0, told.examples
