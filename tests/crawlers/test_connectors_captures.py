"""The connector kinds on real operators' data, where it stands beside the checkout."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from fairwind.crawlers.connectors import ConnectorFault, Page, first_asks, read_page

from .cards import card_with

CAPTURES = Path(os.environ.get("FAIRWIND_CAPTURES", Path(__file__).parents[3] / "shared" / "data"))
NOW = dt.datetime(2024, 1, 15, 6, 0, tzinfo=dt.UTC)
START = "  start: https://feed.example.com/all"
NAMED = "  id: id\n  name: title\n  price: price"

pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no captured data in {CAPTURES}"),
]


def read(folder: Path, connector: str, fields: str, body: bytes) -> Page:
    card = card_with(folder, f"{connector}\n{START}", fields)
    ask = first_asks(card)[0]
    return read_page(card, body, ask.address, "", NOW, ask)


def distinct(page: Page) -> int:
    return len({repr(sorted(record.said.items())) for record in page.records})


@pytest.mark.parametrize(
    ("day", "count"),
    [("03-30", 2734), ("04-02-TRUNCATED", 1655), ("04-06", 2753), ("07-20", 2876), ("07-23", 2871)],
)
def test_every_day_of_a_flat_feed_is_found_whole(day, count, tmp_path):
    body = (CAPTURES / "corendon-nl" / f"all.2026-{day}.json").read_bytes()
    page = read(tmp_path, "  kind: feed", NAMED, body)
    assert len(page.records) == count
    assert {"id", "name", "price"} <= set(page.records[0].said)


def test_rows_inside_html_pages_are_found_and_are_as_many_distinct_ones(tmp_path):
    rows = []
    for file in sorted((CAPTURES / "wakacje-pl").glob("*.json")):
        rows += json.loads(file.read_bytes())
    data = {"props": {"stores": {"storeOffers": {"offers": {"data": rows}}}}}
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
    connector = (
        "  kind: html_json\n  script: __NEXT_DATA__\n"
        "  records: props.stores.storeOffers.offers.data[*]"
    )
    fields = (
        "  id: offerId\n  name: name\n  price: price\n  ids.hotel: hotelId\n  hash: offerHash\n"
        "  operator: tourOperatorName\n  date: departureDate\n  nights: durationNights\n"
        "  origin: departurePlace\n  board: serviceDesc\n  room: roomType\n"
        '  dates: {path: departureDates, split: ","}\n'
        '  nights_options: {path: durationOptions, split: ","}\n  price_was: priceOld'
    )
    page = read(tmp_path, connector, fields, f"<html><body>{script}</body></html>".encode())
    assert (len(page.records), distinct(page)) == (1257, 1078)
    assert sum(len(record.said["dates"]) for record in page.records) > 80_000


def test_the_rooms_and_persons_of_a_family_search_come_through(tmp_path):
    body = (CAPTURES / "fischer-cz" / "fischer.json").read_bytes()
    connector = "  kind: json_search\n  records: tours[*]\n  total: toursCount"
    fields = (
        "  ids.giata: hotel.giata\n  name: hotel.name\n  total: tour.price.total\n"
        "  adults: length(tour.rooms[].adults[])\n"
        "  adult_prices: tour.rooms[].adults[].price\n"
        "  child_prices: tour.rooms[].children[].price\n"
        "  children_ages: tour.rooms[].children[].age"
    )
    page = read(tmp_path, connector, fields, body)
    said = [record.said for record in page.records]
    assert len(said) == 20
    assert len({one["ids.giata"] for one in said}) == 18
    assert all(sum(one["adult_prices"] + one["child_prices"]) == one["total"] for one in said)
    assert all(one["adults"] == 2 and sorted(one["children_ages"]) == [7, 9] for one in said)
    assert page.reported is not None
    assert page.reported > len(said)


def test_json_lines_of_many_agencies_are_found_to_the_last(tmp_path):
    body = (CAPTURES / "nz-agencies" / "packages.final.jsonl").read_bytes()
    fields = "  id: package_id\n  name: title\n  price: price\n  currency: currency"
    page = read(tmp_path, "  kind: feed\n  format: jsonl", fields, body)
    currencies = [record.said.get("currency") for record in page.records]
    assert len(page.records) == 1774
    assert [currencies.count(code) for code in ("NZD", "AUD", "USD")] == [1666, 57, 51]


def test_a_feed_cut_inside_a_record_is_refused(tmp_path):
    body = (CAPTURES / "corendon-nl" / "all.2026-03-30.json").read_bytes()
    with pytest.raises(ConnectorFault, match="the JSON breaks off after"):
        read(tmp_path, "  kind: feed", NAMED, body[: len(body) // 2])


def test_tables_of_two_operators_are_found_to_the_last_row(tmp_path):
    csv = "  kind: feed\n  format: csv"
    cook = (CAPTURES / "thomascook-de" / "rimini.csv").read_bytes()
    fields = (
        "  ids.hotel: hotel_id\n  name: hotel_name\n  price: total_price\n  date: checkIn\n"
        "  nights: nights\n  board: board\n  room: room_type"
    )
    page = read(tmp_path, csv, fields, cook)
    assert (len(page.records), distinct(page)) == (225, 87)
    tez = (CAPTURES / "tez-tour-ru" / "tours.csv").read_bytes()
    name = "  name: {path: Hotel, pattern: '^(.+?)(?: [0-9] [*]|$)'}\n  price: Price"
    page = read(tmp_path, csv, name, tez)
    assert len(page.records) == 2417
    assert all(record.said["name"] for record in page.records)
