"""Operators whose offers stand as JSON inside HTML pages (the shape of capture D1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ..offers import Board
from . import words
from .pages import Page, Pages, Record, chunks, script_page
from .sellers import CORVINA, DUNAV, MAPA, Sold, offered
from .world import draw, flight_times, hotels, stops

NBSP = "\N{NO-BREAK SPACE}"
MAPA_OPERATORS = ("Wiatr i Woda", "Złota Plaża", "Tatra Loty", "Helios Club")


# Mapa Wakacji: an aggregator; the page never says whether a price is for one or for two.


def mapa_pages(today: dt.date, size: int = 30) -> Pages:
    pages: Pages = {}
    for key, rows in _by_country(today).items():
        shards = chunks(rows, size)
        for number, part in enumerate(shards, 1):
            shown = [*shards[number - 2][-2:], *part] if number > 1 else list(part)
            doubled = [_as_total(row) if draw(key, number) < 400 else row for row in shown]
            path = f"/wczasy/{_slug(key)}/?str-{number}"
            pages[path] = mapa_page(doubled, len(shards))
    return pages


def _by_country(today: dt.date) -> dict[str, list[Record]]:
    rows: dict[str, list[Record]] = {words.country(hotel, "pl"): [] for hotel in hotels()}
    for sold in offered(MAPA, today):
        rows[words.country(sold.trip.hotel, "pl")].append(mapa_record(sold))
    return rows


def mapa_page(rows: Sequence[Record], pages: int) -> Page:
    offers = {"data": rows, "pagesCount": pages}
    said = {"props": {"stores": {"storeOffers": {"offers": offers}}}, "page": "/wczasy"}
    return script_page("Wczasy", said, script_id="__NEXT_DATA__")


def _as_total(row: Record) -> Record:
    return row | {"price": row["price"] * 2, "priceOld": row["priceOld"] * 2}


def _slug(country: str) -> str:
    plain = country.lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return plain.replace(" ", "-")


def mapa_operator(sold: Sold) -> str:
    """Whose offer it is: the aggregator lists four operators."""
    return MAPA_OPERATORS[draw("lists", sold.trip.hotel.key, sold.trip.day) % 4]


def mapa_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    price = sold.adult_price // 100
    place = (words.country(hotel, "pl"), words.region(hotel, "pl"), hotel.resort)
    dates = [trip.day, *sold.also_on]
    return {
        "id": str(sold.number),
        "name": hotel.name,
        "placeName": " / ".join(dict.fromkeys(place)),
        "link": f"/oferty/{hotel.key.replace('_', '-')}-{sold.number}.html",
        "hotelId": str(sold.number),
        "category": hotel.stars,
        "duration": trip.nights,
        "durationNights": trip.nights,
        "price": price,
        "priceOld": price * 108 // 100,
        "originalCurrency": "PLN",
        "departureDate": trip.day.isoformat(),
        "returnDate": trip.home_again.isoformat(),
        "departurePlace": words.TOWNS["pl"][trip.origin],
        "serviceDesc": words.BOARDS["pl"][trip.board],
        "roomType": words.ROOMS["pl"][trip.room],
        "tourOperatorName": mapa_operator(sold),
        "ratingValue": (60 + draw("rating", hotel.key) % 38) / 10,
        "offerHash": sold.code,
        "departureDates": ",".join(f"{day:%Y%m%d}" for day in dates),
        "durationOptions": "7,14",
    }


# Corvina: state assigned in a script, Hungarian, prices as people write them.


def corvina_pages(today: dt.date, size: int = 60) -> Pages:
    pages: Pages = {}
    found: dict[str, list[Record]] = {region: [] for region in CORVINA.regions}
    for sold in offered(CORVINA, today):
        found[sold.trip.hotel.region].append(corvina_record(sold))
    for region, rows in found.items():
        shards = chunks(rows, size)
        for number, part in enumerate(shards, 1):
            page = corvina_page(part, len(shards), len(rows))
            pages[f"/utak/{region}?oldal={number}"] = page
    return pages


def corvina_page(rows: Sequence[Record], pages: int, found: int) -> Page:
    state = {"ajanlatok": {"lista": rows, "oldalak": pages, "talalat": found}}
    return script_page(CORVINA.title, state, variable="STATE")


def forints(minor: int) -> str:
    """1 234 500 Ft, with the no-break spaces of the printed page."""
    return f"{minor // 100:,}".replace(",", NBSP) + f"{NBSP}Ft"


def _corvina_board(sold: Sold) -> str:
    if sold.trip.board is Board.BB and draw("spa", sold.code) < 60:
        return "SPA csomag"
    return words.BOARDS["hu"][sold.trip.board]


def corvina_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    out, back = flight_times(hotel.region, trip.origin)
    return {
        "azonosito": sold.code,
        "szallas": {
            "kod": sold.number,
            "nev": f"Hotel {hotel.name} {hotel.stars}*",
            "orszag": words.country(hotel, "hu"),
            "regio": words.region(hotel, "hu"),
            "telepules": hotel.resort,
            "gps": f"{hotel.point[0]:.4f}, {hotel.point[1]:.4f}",
            "jellemzok": list(hotel.facts),
        },
        "indulas": f"{trip.day:%Y.%m.%d}.",
        "ejszaka": trip.nights,
        "honnan": words.TOWNS["hu"][trip.origin],
        "jarat": {
            "oda": list(out),
            "vissza": list(back),
            "atszallas": stops(hotel.region, trip.origin),
        },
        "ellatas": _corvina_board(sold),
        "szoba": words.ROOMS["hu"][trip.room],
        "felnott": sold.party.adults,
        "gyerekek": list(sold.party.child_ages),
        "ar": {
            "csomag": forints(sold.package),
            "felnottek": [forints(sold.adult_price)] * sold.party.adults,
            "gyerekek": [forints(price) for price in sold.child_prices],
            "uzemanyag": forints(dict(sold.extras)["fuel"]),
        },
        "tovabbi_indulasok": [f"{day:%Y.%m.%d}." for day in sold.also_on],
        "helyek": "szabad" if sold.seats > 2 else "lekérdezésre",
        "transzfer": True,
        "poggyasz_kg": 20,
        "eloleg": "40%",
        "hatralek_nap": 30,
    }


# Dunav More: works on one day and is broken on the next, on purpose.


def dunav_pages(today: dt.date, broken: bool = True, size: int = 40) -> Pages:
    """`broken`: the first page has prices that are none, all others another shape."""
    rows = [dunav_record(sold) for sold in offered(DUNAV, today)]
    shards = chunks(rows, size)
    pages: Pages = {}
    for number, part in enumerate(shards, 1):
        said = {"offers": list(part), "pages": len(shards)}
        if broken:
            said = _broken(list(part), number, len(shards))
        pages[f"/oferti?page={number}"] = dunav_page(said)
    return pages


def dunav_page(said: Record) -> Page:
    return script_page(DUNAV.title, said, script_id="offers-data")


def _broken(rows: list[Record], number: int, pages: int) -> Record:
    if number > 1:
        return {"result": {"items": rows}, "pages": pages}
    odd = [row | {"price": 0 if at % 4 else "Спестете до 15%"} for at, row in enumerate(rows)]
    return {"offers": [*odd[::2], *rows[1::2]], "pages": pages}


def dunav_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    return {
        "id": sold.code,
        "hotel": f"{hotel.name} Resort & Spa" if hotel.stars > 3 else f"{hotel.name} Hotel",
        "stars": f"{hotel.stars}*",
        "country": words.country(hotel, "bg"),
        "region": words.region(hotel, "bg"),
        "town": hotel.resort,
        "from": words.TOWNS["bg"][trip.origin],
        "start": f"{trip.day:%d.%m.%Y}",
        "nights": trip.nights,
        "meals": words.BOARDS["bg"][trip.board],
        "room": words.ROOMS["bg"][trip.room],
        "price": sold.adult_price // 100,
        "currency": sold.seller.currency,
    }
