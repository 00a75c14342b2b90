"""Operators asked through a JSON search API (the shape of capture D3, and one paged by links)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from . import words
from .pages import Page, Pages, Record, chunks, json_page
from .photographs import hotel_photos
from .sellers import EVERYWHERE, HELIOS, MODRA, Sold, offered
from .world import draw, flight_times, stops

# Modrá Laguna: one answer for a region and a party; rooms with a price for each person.


def modra_pages(today: dt.date) -> Pages:
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for sold in offered(MODRA, today):
        found[sold.trip.hotel.region, persons(sold)].append(modra_record(sold))
    parties = ("-".join(map(str, (p.adults, *p.child_ages))) for p in MODRA.parties)
    return {
        f"/api/hledani?oblast={region}&osoby={party}": modra_page(rows)
        for party in parties
        for region in EVERYWHERE
        for rows in [found[region, party]]
    }


def modra_page(rows: Sequence[Record]) -> Page:
    return json_page({"tours": rows, "toursCount": len(rows)})


def persons(sold: Sold) -> str:
    """The party as the API's address says it: 2-5-9 is two adults and children of 5 and 9."""
    return "-".join(map(str, (sold.party.adults, *sold.party.child_ages)))


def modra_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    children = zip(sold.child_prices, sold.party.child_ages, strict=True)
    (out, lands), (back, home) = flight_times(hotel.region, trip.origin)
    return {
        "detailUrl": f"/{hotel.region}/{hotel.key.replace('_', '-')}?termin={trip.day}",
        "hotel": {
            "id": sold.number,
            "giata": str(hotel.number),
            "name": _modra_name(sold),
            "starsCount": float(hotel.stars),
            "gps": {"latitude": hotel.point[0], "longitude": hotel.point[1]},
            "breadcrumbs": {
                "country": words.country(hotel, "cs"),
                "destination": words.region(hotel, "cs"),
                "area": hotel.resort,
            },
            "review": {"result": (30 + draw("rating", hotel.key) % 19) / 10},
            "photos": hotel_photos(hotel),
            "tags": list(hotel.facts),
        },
        "tour": {
            "code": sold.code,
            "date": {
                "from": f"{trip.day.isoformat()}T00:00",
                "to": f"{trip.home_again.isoformat()}T00:00",
            },
            "nightsCount": trip.nights,
            "rooms": [
                {
                    "meal": words.BOARDS["cs"][trip.board],
                    "name": words.ROOMS["cs"][trip.room],
                    "adults": [{"price": sold.adult_price / 100}] * sold.party.adults,
                    "children": [{"price": price / 100, "age": age} for price, age in children],
                }
            ],
            "price": {"total": sold.package / 100},
            "flight": {
                "fromIATA": trip.origin,
                "stopovers": stops(hotel.region, trip.origin),
                "departure": {"from": f"{trip.day}T{out}", "to": f"{trip.day}T{lands}"},
                "arrival": {
                    "from": f"{trip.home_again}T{back}",
                    "to": f"{trip.home_again}T{home}",
                },
            },
            "transferIncluded": True,
            "luggageKg": 20,
            "payment": {"depositPercent": 30, "restDaysBefore": 35},
            "freeStornoDays": 30 if draw("storno", hotel.key) < 350 else 0,
            "tourOperator": MODRA.title,
            "online": sold.seats > 1,
        },
    }


def _modra_name(sold: Sold) -> str:
    """In capitals, with the former name behind it where there was one."""
    hotel = sold.trip.hotel
    return f"{hotel.name.upper()} (ex {hotel.former})" if hotel.former else hotel.name.upper()


# Helios Club: paged by a link to the next page; whole cents; a tax that is paid at the hotel.


def helios_pages(today: dt.date, size: int = 120) -> Pages:
    rows = [helios_record(sold) for sold in offered(HELIOS, today)]
    addresses = [_helios_address(at, size) for at in range(0, max(len(rows), 1), size)]
    following = [*addresses[1:], None]
    return {
        address: helios_page(part, len(rows), after)
        for address, part, after in zip(addresses, chunks(rows, size), following, strict=True)
    }


def helios_page(rows: Sequence[Record], total: int, after: str | None) -> Page:
    return json_page({"data": rows, "links": {"next": after}, "meta": {"total": total}})


def _helios_address(at: int, size: int) -> str:
    return f"/v2/offers?after={at}&limit={size}" if at else f"/v2/offers?limit={size}"


def helios_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    taken = draw("sold out", sold.code) < 4
    return {
        "id": sold.code,
        "property": {
            "code": sold.number,
            "giata": hotel.number,
            "name": f"{hotel.former or hotel.name} Hotel",
            "category": hotel.stars,
            "country": words.country(hotel, "en"),
            "region": words.region(hotel, "en"),
            "town": hotel.resort,
            "lat": hotel.point[0],
            "lng": hotel.point[1],
            "pictures": hotel_photos(hotel),
            "highlights": list(hotel.facts),
        },
        "starts": trip.day.isoformat(),
        "nights": trip.nights,
        "from": trip.origin,
        "board": words.BOARDS["en"][trip.board],
        "room": words.ROOMS["en"][trip.room],
        "guests": {"adults": sold.party.adults, "children": list(sold.party.child_ages)},
        "price": {
            "amount": 0 if taken else sold.package,
            "currency": sold.seller.currency,
            "per_adult": [sold.adult_price] * sold.party.adults,
            "per_child": list(sold.child_prices),
        },
        "city_tax": dict(sold.extras)["tourist_tax"],
        "also_departs": [day.isoformat() for day in sold.also_on],
        "seats": "none" if taken else "few" if sold.seats < 3 else "free",
        "direct": stops(hotel.region, trip.origin) == 0,
        "includes": {"transfer": draw("transfer", hotel.key) < 700, "bag_kg": 20},
        "conditions": {"deposit_percent": 20, "free_cancellation_days": _helios_free(hotel.key)},
        "url": f"/stay/{sold.number}/{sold.code}",
    }


def _helios_free(hotel: str) -> int | None:
    """The days up to which it is given back free; of a few hotels the API says nothing."""
    return None if draw("silent", hotel) < 150 else (0, 7, 14, 21)[draw("free", hotel) % 4]
