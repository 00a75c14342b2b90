"""What intake makes of captured operator data, by small cards of the same shape."""

import csv
import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from fairwind.catalog.basis.pages import How, decide
from fairwind.catalog.basis.sightings import Sightings
from fairwind.crawlers.card import Card
from fairwind.crawlers.intake import Batch, Seen, take_in
from fairwind.offers import Basis, Party, Provenance, RawOffer, total

CAPTURES = Path(
    os.environ.get("FAIRWIND_CAPTURES") or Path(__file__).parents[2].parent / "shared" / "data"
)
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason="captured operator data is not here"),
]


def card(name: str, fields: list[str], **terms: Any) -> Card:
    terms.setdefault("operator", {"name": name.title()})
    start = ["https://operator.example/feed"]
    return Card.model_validate(
        {
            "name": name,
            "title": name.title(),
            "permission": {"basis": "open feed", "by": "test", "on": "2024-01-01"},
            "connector": {"kind": "feed", "format": "json", "start": start},
            "fields": {field: field for field in fields},
            **terms,
        }
    )


def records(rows: list[dict[str, Any]], name: str, now: dt.datetime) -> list[RawOffer]:
    address = "https://operator.example/feed"
    return [RawOffer(row, Provenance(name, address, i, now)) for i, row in enumerate(rows)]


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T06:00+00:00")


def taken(name: str, rows: list[dict[str, Any]], day: str, **terms: Any) -> Batch:
    one = card(name, sorted({key for row in rows for key in row}), **terms)
    batch = take_in(one, records(rows, name, at(day)), at(day))
    kept = len(batch.offers) + len(batch.rejects) + batch.duplicates + len(batch.set_aside)
    assert kept == len(rows) + batch.withdrawn
    assert not [r for r in batch.rejects if r.reason == "not_understood"]
    return batch


FOR_TWO = {"party": {"adults": 2}}
D1_FIELDS = {
    "name": "name",
    "ids.hotel": "hotelId",
    "ids.offer": "offerId",
    "place": "placeName",
    "stars": "category",
    "days": "duration",
    "nights": "durationNights",
    "date": "departureDate",
    "return_date": "returnDate",
    "origin": "departurePlace",
    "board": "serviceDesc",
    "room": "roomType",
    "price": "price",
    "price_was": "priceOld",
    "currency": "originalCurrency",
    "operator": "tourOperatorName",
    "rating": "ratingValue",
    "dates": "departureDates",
    "nights_options": "durationOptions",
}


@pytest.fixture(scope="module")
def wakacje() -> Batch:
    pages = sorted((CAPTURES / "wakacje-pl").glob("dane-*.json"))
    found = [row for page in pages for row in json.loads(page.read_bytes())]
    rows = [{ours: row.get(theirs) for ours, theirs in D1_FIELDS.items()} for row in found]
    assert len(rows) == 1257
    return taken("wakacje", rows, "2024-01-15", source="aggregator", operator=None)


def test_an_aggregators_pages_overlap_and_each_offer_is_kept_once(wakacje: Batch) -> None:
    assert (len(wakacje.offers), wakacje.duplicates) == (1078, 179)
    assert not wakacje.rejects
    assert not wakacje.set_aside
    assert len({offer.operator for offer in wakacje.offers}) == 20
    hotels = {dict(offer.ref.ids).get("hotel") for offer in wakacje.offers} - {None}
    assert len(hotels) == 334, "336 in the capture, of which null and 0 are no ids"


def test_a_price_whose_basis_is_stated_nowhere_is_nobodys_total(wakacje: Batch) -> None:
    prices = [offer.departure.price for offer in wakacje.offers]
    assert {price.basis for price in prices if price} == {Basis.UNKNOWN}
    assert not [price for price in prices if price and total(price, Party(2))]


@pytest.fixture(scope="module")
def sightings() -> pa.Table:
    """What the aggregator's rows show, ten to a page, asked for two adults."""
    one = card("wakacje", sorted(D1_FIELDS), source="aggregator", operator=None, price=FOR_TWO)
    seen, kept = Seen(), Sightings()
    for file in sorted((CAPTURES / "wakacje-pl").glob("dane-*.json")):
        found = json.loads(file.read_bytes())
        rows = [{ours: row.get(theirs) for ours, theirs in D1_FIELDS.items()} for row in found]
        for first in range(0, len(rows), 10):
            page = records(rows[first : first + 10], "wakacje", at("2024-01-15"))
            batch = take_in(one, page, at("2024-01-15"), seen)
            kept.on_page(f"{file.stem} {first // 10 + 1}", batch.sightings)
    return kept.table()


def test_twins_decide_52_pages_and_rows_that_pages_share_decide_62(sightings: pa.Table) -> None:
    how = Counter(proof.how for proof in decide(sightings))
    assert how == {How.TWIN_ROWS: 52, How.SHARED_ROW: 10, How.NO_EVIDENCE: 64}


def test_a_page_is_never_decided_the_other_way_when_any_row_of_all_is_hidden(
    sightings: pa.Table,
) -> None:
    """Each row that says something is hidden on all pages in turn: what the others say of the
    pages that it spoke for is the same, or nothing."""
    before = {proof.address: proof.basis for proof in decide(sightings)}
    rows, confirmed, left_open = Counter(sightings["row"].to_pylist()), 0, 0
    for row in (row for row, times in rows.items() if times > 1):
        here = pc.equal(sightings["row"], pa.scalar(row, pa.uint64()))
        spoke_for = set(sightings.filter(here)["address"].to_pylist())
        after = {p.address: p.basis for p in decide(sightings.filter(pc.invert(here)))}
        assert all(basis in (Basis.UNKNOWN, before[page]) for page, basis in after.items())
        told = [after[page] for page in spoke_for if before[page] is not Basis.UNKNOWN]
        confirmed += sum(basis is not Basis.UNKNOWN for basis in told)
        left_open += sum(basis is Basis.UNKNOWN for basis in told)
    assert confirmed > left_open > 0, (confirmed, left_open)


def test_stays_on_zanzibar_go_in_july_without_a_price_of_july(wakacje: Batch) -> None:
    july = (dt.date(2024, 7, 1), dt.date(2024, 7, 31))
    zanzibar = [o for o in wakacje.offers if o.product.place.region == "Zanzibar"]
    go = [o for o in zanzibar if any(july[0] <= day <= july[1] for day in o.goes_on)]
    assert len({dict(o.ref.ids).get("hotel") for o in go}) == 42, "41 hotel ids, and none"
    assert len({o.product.name for o in go if "hotel" not in dict(o.ref.ids)}) == 3
    dates = [o.departure.date for o in zanzibar if o.departure.date]
    assert not [day for day in dates if july[0] <= day <= july[1]]


def test_every_country_airport_and_all_boards_but_one_are_understood(wakacje: Batch) -> None:
    assert "country" not in wakacje.unknown_words
    assert "origin" not in wakacje.unknown_words
    assert wakacje.unknown_words["board"] == Counter({"zgodne z programem": 6})


D2_DAYS = {
    "2026-03-30": 2734,
    "2026-04-02-TRUNCATED": 1655,
    "2026-04-06": 2753,
    "2026-07-20": 2876,
    "2026-07-23": 2871,
}


@pytest.mark.parametrize(("day", "count"), D2_DAYS.items())
def test_every_row_of_a_flat_feed_is_an_offer_per_person(day: str, count: int) -> None:
    text = (CAPTURES / "corendon-nl" / f"all.{day}.json").read_text(encoding="utf-8")
    found = whole(text)
    fields = {
        "id": "id",
        "name": "title",
        "price": "price",
        "currency": "currency",
        "country": "country",
        "region": "province",
        "resort": "region",
        "origin": "departure",
        "date": "departureDate",
        "days": "duration",
        "stars": "stars",
        "board": "serviceType",
        "link": "url",
    }
    rows = [{ours: row.get(theirs) for ours, theirs in fields.items()} for row in found]
    batch = taken(
        "corendon",
        rows,
        day[:10],
        price={"basis": "per_person"},
        formats={"dates": "dd/mm/yyyy"},
    )
    assert len(batch.offers) == count == len(rows)
    assert {o.departure.price.basis for o in batch.offers if o.departure.price} == {
        Basis.PER_PERSON
    }
    assert not [o for o in batch.offers if o.departure.price and o.departure.price.party]
    assert all(o.departure.date and o.departure.nights and o.ref.link for o in batch.offers)


def whole(text: str) -> list[dict[str, Any]]:
    """The records before the cut of a feed that was cut in the middle."""
    try:
        rows: list[dict[str, Any]] = json.loads(text)
    except json.JSONDecodeError:
        rows = json.loads(text[: text.rindex("},") + 1] + "]")
    return rows


def test_a_family_search_prices_each_person_and_the_sum_is_the_total() -> None:
    tours = json.loads((CAPTURES / "fischer-cz" / "fischer.json").read_bytes())["tours"]
    rows = [family(tour["hotel"], tour["tour"]) for tour in tours]
    batch = taken("fischer", rows, "2025-07-16", price={"currency": "CZK"})
    assert len(batch.offers) == 20
    assert not batch.odd["sum_of_persons_differs"]
    for offer in batch.offers:
        price = offer.departure.price
        assert price
        assert price.party == Party(2, (7, 9))
        parts = [part.amount for part in price.components if part.amount]
        assert sum(part.minor for part in parts) == price.amount.minor
        assert len(parts) == 4
        assert total(price, Party(2, (9, 7))) == price.amount
        assert total(price, Party(2, (4, 11))) is None
        assert total(price, Party(2)) is None
    totals = [o.departure.price.amount for o in batch.offers if o.departure.price]
    assert str(min(totals)) == "78670.00 CZK"
    assert len({dict(o.ref.ids)["giata"] for o in batch.offers}) == 18
    assert {o.departure.origin for o in batch.offers} == {"PRG"}
    assert not batch.unknown_words.get("board")


def family(hotel: dict[str, Any], tour: dict[str, Any]) -> dict[str, Any]:
    room = tour["rooms"][0]
    return {
        "name": hotel["name"],
        "ids.giata": hotel["giata"],
        "stars": hotel["starsCount"],
        "lat": hotel["gps"]["latitude"],
        "lon": hotel["gps"]["longitude"],
        "country": hotel["breadcrumbs"]["country"],
        "region": hotel["breadcrumbs"]["destination"],
        "resort": hotel["breadcrumbs"]["area"],
        "date": tour["date"]["from"],
        "return_date": tour["date"]["to"],
        "nights": tour["nightsCount"],
        "origin": tour["flight"]["departure"]["segments"][0]["airport"]["from"],
        "out_from": tour["flight"]["departure"]["segments"][0]["date"]["from"],
        "out_to": tour["flight"]["departure"]["segments"][0]["date"]["to"],
        "room": room["name"],
        "board": room["meal"],
        "adult_prices": [one["price"] for one in room["adults"]],
        "child_prices": [one["price"] for one in room["children"]],
        "children_ages": [one["age"] for one in room["children"]],
        "total": tour["price"]["total"],
        "operator": tour["tourOperator"],
    }


def test_an_offer_read_twice_keeps_its_newer_reading_and_a_nameless_one_is_no_offer() -> None:
    lines = (CAPTURES / "nz-agencies" / "packages.final.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in lines.splitlines()]
    fields = {
        "id": "package_id",
        "link": "url",
        "name": "title",
        "itinerary": "destinations",
        "days": "duration_days",
        "nights": "nights",
        "price": "price",
        "currency": "currency",
        "basis": "price_basis",
        "sale_ends": "sale_ends_at",
        "checked_at": "last_seen_at",
        "operator": "source",
    }
    rows = [{ours: row.get(theirs) for ours, theirs in fields.items()} for row in found]
    batch = taken("nz", rows, "2026-01-08", source="aggregator", operator=None)
    assert len(rows) == 1774
    assert batch.duplicates == 0
    assert Counter(r.reason for r in batch.set_aside) == {"read_twice": 131}
    assert Counter(r.reason for r in batch.rejects) == {"no_name": 5}
    assert len(batch.offers) == 1774 - 131 - 5
    assert not [o for o in batch.offers if o.departure.date]
    bases = Counter(o.departure.price.basis for o in batch.offers if o.departure.price)
    assert bases[Basis.PER_PARTY] == 22, "24 rows, two of them read twice"
    assert set(bases) == {Basis.PER_PARTY, Basis.PER_PERSON}


def test_a_sheet_with_page_overlap_gives_each_row_once() -> None:
    with (CAPTURES / "thomascook-de" / "rimini.csv").open(encoding="utf-8") as lines:
        found = list(csv.DictReader(lines))
    fields = {
        "ids.hotel": "hotel_id",
        "operator": "supplier",
        "date": "checkIn",
        "nights": "nights",
        "adults": "adults",
        "name": "hotel_name",
        "board": "board",
        "currency": "currency",
        "stars": "star_rating",
        "room": "room_type",
        "place": "hotel_location",
        "total": "total_price",
    }
    rows = [{ours: row[theirs] for ours, theirs in fields.items()} for row in found]
    batch = taken(
        "cook",
        rows,
        "2019-02-01",
        source="aggregator",
        operator=None,
        formats={"dates": "dd.mm.yyyy", "decimal": "."},
        boards={"BF": "BB"},
    )
    assert len(rows) == 225
    assert (len(batch.offers), batch.duplicates) == (87, 138)
    assert all(o.product.place.resort == "Rimini" for o in batch.offers)


def test_a_sheet_without_currency_or_basis_gives_offers_that_are_nobodys_price() -> None:
    with (CAPTURES / "tez-tour-ru" / "tours.csv").open(encoding="utf-8") as lines:
        found = list(csv.DictReader(lines))
    fields = {"name": "Hotel", "resort": "Resort name", "price": "Price"}
    rows = [{ours: row[theirs] for ours, theirs in fields.items()} for row in found]
    batch = taken("tez", rows, "2019-02-01", required=["identity", "price"])
    assert len(rows) == 2417
    assert (len(batch.offers), batch.duplicates) == (1907, 510)
    prices = [o.departure.price for o in batch.offers if o.departure.price]
    assert {price.amount.currency for price in prices} == {"XXX"}
    assert not [price for price in prices if total(price, Party(2))]
    assert all(o.product.stars for o in batch.offers if " 3 *" in o.product.name)
