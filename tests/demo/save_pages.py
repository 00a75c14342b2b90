"""Write each sandbox operator's saved page and the offers expected of it, from the world's truth.

    .venv/bin/python tests/demo/save_pages.py

The expectation comes from what was sold, not from what a spider reads: run it only when the world
or a shape changes on purpose, and read the difference before it is committed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fairwind.demo import (
    feed_shapes,
    html_shapes,
    page_shapes,
    rest_shapes,
    search_shapes,
    sellers,
    world,
)
from fairwind.demo.pages import JSON, Page, Record
from fairwind.demo.sellers import Seller, Sold

TODAY = dt.date(2026, 5, 4)
NOW = dt.datetime(2026, 5, 4, 6, tzinfo=dt.UTC)
FOLDER = Path(__file__).parent / "pages"
MOST = 8
STATE_STOPS = (sellers.MODRA, sellers.CORVINA, sellers.HELIOS, sellers.ADRIA)

GREEK_NIGHT = {1: 200, 2: 200, 3: 500, 4: 1000, 5: 1500}
"""Euro cents a room and night by stars, April to October."""

Render = Callable[[Sequence[Sold]], Page]


@dataclass(frozen=True, slots=True)
class Saved:
    """How one operator's page is written and named, and what its card makes of a sale."""

    suffix: str
    render: Render
    basis: str = "per_party"
    party_stated: bool = True
    persons: bool = False
    extras_on_top: bool = True


def _json(rows: list[Record]) -> Page:
    return Page(json.dumps(rows, ensure_ascii=False, indent=1).encode(), JSON)


SAVED: dict[Seller, Saved] = {
    sellers.MODRA: Saved(
        ".json",
        lambda sales: search_shapes.modra_page([search_shapes.modra_record(s) for s in sales]),
        persons=True,
    ),
    sellers.CORVINA: Saved(
        ".html",
        lambda sales: html_shapes.corvina_page(
            [html_shapes.corvina_record(s) for s in sales], 1, len(sales)
        ),
        persons=True,
    ),
    sellers.HELIOS: Saved(
        ".json",
        lambda sales: search_shapes.helios_page(
            [search_shapes.helios_record(s) for s in sales], len(sales), None
        ),
        persons=True,
    ),
    sellers.ADRIA: Saved(
        ".csv",
        lambda sales: feed_shapes.adria_page([feed_shapes.adria_record(s) for s in sales]),
    ),
    sellers.ALPENROSE: Saved(
        ".json",
        lambda sales: _json([feed_shapes.alpenrose_record(s) for s in sales]),
        basis="per_person",
        party_stated=False,
    ),
    sellers.MAPA: Saved(
        ".html",
        lambda sales: html_shapes.mapa_page([html_shapes.mapa_record(s) for s in sales], 1),
        basis="unknown",
        party_stated=False,
    ),
    sellers.YUZHNY: Saved(
        ".csv",
        lambda sales: feed_shapes.csv_page(
            feed_shapes.YUZHNY_COLUMNS, [feed_shapes.yuzhny_record(s) for s in sales]
        ),
    ),
    sellers.DUNAV: Saved(
        ".html",
        lambda sales: html_shapes.dunav_page(
            {"offers": [html_shapes.dunav_record(s) for s in sales], "pages": 1}
        ),
        basis="per_person",
        party_stated=False,
    ),
}


def sample(seller: Seller) -> list[Sold]:
    """A few sales of different hotels, dates and parties: every 37th, at most eight."""
    return list(islice(islice(sellers.offered(seller, TODAY), 0, None, 37), MOST))


def expected(sold: Sold, saved: Saved) -> dict[str, Any]:
    """The offer that must come out, field by field, in words of the domain."""
    trip, seller = sold.trip, sold.seller
    alone = saved.basis != "per_party"
    goes_on = seller in (sellers.CORVINA, sellers.HELIOS, sellers.MAPA)
    return {
        "operator_name": html_shapes.mapa_operator(sold)
        if seller is sellers.MAPA
        else seller.title,
        "country": trip.hotel.country,
        "stars": trip.hotel.stars * 2,
        "date": trip.day.isoformat(),
        "nights": [trip.nights, trip.nights],
        "origin": trip.origin,
        "transport": "flight",
        "board": trip.board.code,
        "room_class": trip.room.value,
        "amount": sold.adult_price if alone else sold.package,
        "currency": seller.currency,
        "basis": saved.basis,
        "party": [sold.party.adults, list(sold.party.child_ages)] if saved.party_stated else None,
        "persons": [
            *[sold.adult_price] * (sold.party.adults if saved.persons else 0),
            *(sold.child_prices if saved.persons else ()),
        ],
        "on_top": [*map(list, sold.extras), *by_law(sold)],
        "goes_on": [day.isoformat() for day in sold.also_on] if goes_on else [],
        "stops": world.stops(trip.hotel.region, trip.origin) if seller in STATE_STOPS else None,
        **terms(sold),
    }


def by_law(sold: Sold) -> list[list[Any]]:
    """What a law puts on top where the seller's card names it: Greece's fee of summer nights."""
    trip = sold.trip
    if sold.seller is not sellers.ALPENROSE or trip.hotel.country != "GR":
        return []
    summer = all(4 <= (trip.day + dt.timedelta(n)).month <= 10 for n in range(trip.nights))
    assert summer, "winter nights cost less"
    return [["climate_fee", GREEK_NIGHT[trip.hotel.stars] * trip.nights]]


def terms(sold: Sold) -> dict[str, Any]:
    """Deposit, days of the balance and of free cancellation, as far as the seller says them."""
    key, seller = sold.trip.hotel.key, sold.seller
    said: tuple[int | None, int | None, int | None] = (None, None, None)
    if seller is sellers.MODRA:
        said = (30, 35, 30 if world.draw("storno", key) < 350 else 0)
    elif seller is sellers.CORVINA:
        said = (40, 30, None)
    elif seller is sellers.HELIOS:
        free = (0, 7, 14, 21)[world.draw("free", key) % 4]
        said = (20, None, None if world.draw("silent", key) < 150 else free)
    elif seller is sellers.ADRIA:
        said = (20, None, (0, 14, 28)[world.draw("storno", key, sold.trip.day.month) % 3])
    return dict(zip(("deposit", "balance_days", "free_cancellation_days"), said, strict=True))


def saved_page(seller: Seller) -> tuple[Path, Page, list[dict[str, Any]]]:
    """Where the page stands, the page itself, and what is expected of it."""
    saved, sales = SAVED[seller], sample(seller)
    path = FOLDER / seller.name / f"page{saved.suffix}"
    return path, saved.render(sales), [expected(sold, saved) for sold in sales]


def tour_page() -> tuple[Path, Page, list[dict[str, Any]]]:
    """Southern Trails: guided tours, per person or in total, in three currencies."""
    records = feed_shapes.southern_records(TODAY)[::13][:MOST]
    told = [
        {
            "operator_name": "Southern Trails",
            "date": record["starts"],
            "nights": [record["nights"], record["nights"]],
            "amount": round(record["price"] * 100),
            "currency": record["currency"],
            "basis": "per_party" if record["price_basis"] == "total" else "per_person",
            "itinerary": record["destinations"],
            "kind": "tour",
        }
        for record in records
    ]
    return FOLDER / "southern_trails" / "page.jsonl", feed_shapes.southern_page(records), told


def bus_page() -> tuple[Path, Page, list[dict[str, Any]]]:
    """The agency's own coach trips, from the sheet."""
    rows = feed_shapes.bus_rows(TODAY)[::9][:MOST]
    told = [
        {
            "operator_name": "Kék Horizont",
            "date": row[4].isoformat(),
            "nights": [row[6], row[6]],
            "origin": "DEB",
            "transport": "bus",
            "amount": row[9] * 100,
            "currency": "HUF",
            "basis": "per_person",
            "kind": "tour",
            "itinerary": row[10].split("; "),
        }
        for row in rows
    ]
    return FOLDER / "kek_horizont_busz" / "page.xlsx", feed_shapes.bus_page(rows), told


def walk_page() -> tuple[Path, Page, list[dict[str, Any]]]:
    """Balkan Paths: a web page about one guided tour, a row a departure."""
    tour = feed_shapes.table("guided_tours")[0]
    rows = page_shapes.balkan_rows(tour, TODAY)[:MOST]
    told = [
        {
            "operator_name": "Balkan Paths",
            "country": "BG",
            "kind": "tour",
            "date": row["day"].isoformat(),
            "nights": [tour["nights"], tour["nights"]],
            "origin": "BUD",
            "transport": "bus",
            "board": "BB",
            "amount": row["price"] * 100,
            "currency": "EUR",
            "basis": "per_person",
            "itinerary": tour["days"],
        }
        for row in rows
    ]
    return FOLDER / "balkan_paths" / "page.html", page_shapes.balkan_page(tour, rows), told


def sail_page() -> tuple[Path, Page, list[dict[str, Any]]]:
    """Dalmatia Sails: a week under sail in JSON-LD that is not quite JSON."""
    week = feed_shapes.table("sailing_weeks")[0]
    offers = page_shapes.dalmatia_offers(week, TODAY)[::5]
    told = [
        {
            "operator_name": "Dalmatia Sails",
            "country": "HR",
            "kind": "tour",
            "date": offer["itemOffered"]["departureTime"][:10],
            "nights": [week["nights"], week["nights"]],
            "transport": "own",
            "amount": int(offer["price"].replace(".", "")),
            "currency": "EUR",
            "basis": "per_person",
            "itinerary": week["days"],
        }
        for offer in offers
    ]
    return FOLDER / "dalmatia_sails" / "page.html", page_shapes.dalmatia_page(week, offers), told


def rest_page() -> tuple[Path, Page, list[dict[str, Any]]]:
    """Meridian Voyages: of four currencies the euro, and two adults pay every extra twice."""
    records = rest_shapes.meridian_records(TODAY)[::27][:MOST]
    told = []
    for record in records:
        [price] = [one for one in record["prices"] if one["currency"] == "EUR"]
        told.append(
            {
                "operator_name": "Meridian Voyages",
                "kind": "tour",
                "date": record["start_date"],
                "nights": [record["nights"], record["nights"]],
                "origin": "BUD",
                "transport": "flight",
                "amount": cents(price["amount"]),
                "currency": "EUR",
                "basis": "per_person",
                "party": [2, []],
                "on_top": [["addon", 2 * cents(extra["price"])] for extra in price["extras"]],
                "itinerary": [day["place"] for day in record["tour"]["days"]],
                "deposit": 25,
                "balance_days": 60,
            }
        )
    path = FOLDER / "meridian_voyages" / "page.json"
    return path, rest_shapes.meridian_page(records, "m042-1"), told


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def pages() -> list[tuple[Path, Page, list[dict[str, Any]]]]:
    others = (tour_page(), bus_page(), walk_page(), sail_page(), rest_page())
    return [*(saved_page(seller) for seller in SAVED), *others]


if __name__ == "__main__":
    for path, page, told in pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.body)
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        (path.parent / "expected.json").write_text(text, "utf-8")
        print(path.relative_to(FOLDER), len(told))
