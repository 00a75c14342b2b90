"""Operators that hand over one file: flat JSON, JSON Lines, CSV (captures D2, D9, D10) and XLSX."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml
from openpyxl import Workbook

from ..offers import Board, RoomClass
from . import words
from .pages import CSV, JSON_LINES, XLSX, Page, Pages, Record, compact, json_page
from .photographs import hotel_photos, tour_photos
from .sellers import ADRIA, ALPENROSE, YUZHNY, Sold, offered
from .world import draw, stops

NBSP = "\N{NO-BREAK SPACE}"


# Alpenrose: a flat product feed, per person, days instead of nights, entities in the names.


def alpenrose_pages(today: dt.date) -> Pages:
    return {"/feed/all.json": json_page([alpenrose_record(s) for s in offered(ALPENROSE, today)])}


def alpenrose_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    name = f"{hotel.name} Resort & Spa" if hotel.stars > 4 else f"{hotel.name} {hotel.stars}*"
    odd = draw("discount", sold.code) < 3
    return {
        "id": sold.code,
        "title": html.escape(name),
        "price": "bis zu 15 % sparen" if odd else sold.adult_price // 100,
        "currency": "EUR",
        "country": words.country(hotel, "de"),
        "province": words.region(hotel, "de"),
        "region": hotel.resort,
        "departure": trip.origin,
        "departureDate": f"{trip.day:%d/%m/%Y}",
        "duration": trip.nights + 1,
        "stars": str(hotel.stars),
        "serviceType": words.BOARDS["de"][trip.board],
        "roomType": words.ROOMS["de"][trip.room],
        "url": f"https://alpenrose.example/reise/{sold.number}/{sold.code}",
    }


# Adria Linie: CSV with dotted dates and decimal commas; the price of the whole party.

ADRIA_COLUMNS = (
    "code checkIn nights hotel_id hotel_name star_rating board room_type country region city "
    "airport transfer baggage adults children child_prices currency total_price "
    "stops deposit free_cancellation images"
).split()
_ADRIA_BOARDS = {Board.BB: "BF", Board.HB: "HP", Board.AI: "AI", Board.UAI: "UAI"}


def adria_pages(today: dt.date) -> Pages:
    rows = [adria_record(sold) for sold in offered(ADRIA, today)]
    return {"/export/angebote.csv": adria_page(rows)}


def adria_page(rows: Sequence[Record]) -> Page:
    return csv_page(ADRIA_COLUMNS, rows, ";")


def csv_page(columns: Sequence[str], rows: Sequence[Record], delimiter: str = ",") -> Page:
    text = io.StringIO()
    table = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return Page(text.getvalue().encode(), CSV)


def comma(minor: int) -> str:
    """1.470,00 as a German table prints it."""
    return f"{minor / 100:,.2f}".translate(str.maketrans(",.", ".,"))


def adria_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    impossible = draw("calendar", sold.code) < 2
    return {
        "code": sold.code,
        "checkIn": "31.06.2027" if impossible else f"{trip.day:%d.%m.%Y}",
        "nights": trip.nights,
        "hotel_id": sold.number,
        "hotel_name": f"{hotel.name} Hotel",
        "star_rating": f"{hotel.stars}.0",
        "board": _ADRIA_BOARDS[trip.board],
        "room_type": words.ROOMS["de"][trip.room],
        "country": words.country(hotel, "de"),
        "region": words.region(hotel, "de"),
        "city": hotel.resort,
        "airport": words.TOWNS["de"][trip.origin],
        "transfer": "ja" if draw("transfer", hotel.key) < 850 else "nein",
        "baggage": "20 kg",
        "adults": sold.party.adults,
        "children": "|".join(map(str, sold.party.child_ages)),
        "child_prices": "|".join(comma(price) for price in sold.child_prices),
        "currency": "EUR",
        "total_price": comma(sold.total),
        "stops": stops(hotel.region, trip.origin),
        "deposit": "20",
        "free_cancellation": (0, 14, 28)[draw("storno", hotel.key, trip.day.month) % 3],
        "images": "|".join(hotel_photos(hotel)),
    }


# Yuzhny Veter: hotel, stars and room in one text, prices with no-break spaces, for two.

YUZHNY_COLUMNS = ("Код", "Отель", "Страна", "Курорт", "Вылет", "Дата", "Ночей", "Питание", "Цена")


def yuzhny_pages(today: dt.date) -> Pages:
    rows = [yuzhny_record(sold) for sold in offered(YUZHNY, today)]
    return {"/price/tours.csv": csv_page(YUZHNY_COLUMNS, rows)}


def yuzhny_record(sold: Sold) -> Record:
    trip, hotel = sold.trip, sold.trip.hotel
    room = "DBL " + ("Standard" if trip.room is RoomClass.STANDARD else trip.room.value.title())
    values = (
        sold.code,
        f"{hotel.name.upper()} {hotel.stars} *{room}",
        words.country(hotel, "ru"),
        f"{words.region(hotel, 'ru')} - {hotel.resort}",
        trip.origin,
        f"{trip.day:%d.%m.%Y}",
        trip.nights,
        words.BOARDS["ru"][trip.board],
        f"{sold.total // 100:,}".replace(",", NBSP),
    )
    return dict(zip(YUZHNY_COLUMNS, values, strict=True))


# Southern Trails: guided tours as JSON Lines, three currencies, per person or in total.

_RATES = {"EUR": 1000, "USD": 1150, "GBP": 870}


@cache
def table(name: str) -> tuple[Record, ...]:
    text = resources.files(__package__).joinpath(f"data/{name}.yml").read_text("utf-8")
    return tuple(yaml.safe_load(text))


def southern_pages(today: dt.date) -> Pages:
    return {"/packages.jsonl": southern_page(southern_records(today))}


def southern_page(records: Sequence[Record]) -> Page:
    return Page("".join(compact(record) + "\n" for record in records).encode(), JSON_LINES)


def southern_records(today: dt.date) -> list[Record]:
    return [
        _southern_record(tour, today + dt.timedelta(days=ahead), at)
        for tour in table("tours")
        for at, ahead in enumerate(range(21 + draw(tour["key"]) % 14, 300, 28))
    ]


def _southern_record(tour: Record, day: dt.date, at: int) -> Record:
    currency = list(_RATES)[draw("currency", tour["key"]) % 3]
    each = tour["base"] * _RATES[currency] * (950 + draw(tour["key"], at) % 120) // 1_000_000
    total = draw("total", tour["key"]) < 250
    return {
        "package_id": f"st-{tour['key']}-{day:%y%m%d}",
        "source": "southern_trails",
        "url": f"https://southern-trails.example/tour/{tour['key'].replace('_', '-')}",
        "title": tour["title"],
        "country": tour["country"],
        "town": tour["town"],
        "destinations": tour["itinerary"],
        "photos": tour_photos(tour["key"], tour["country"]),
        "starts": day.isoformat(),
        "from": "BUD",
        "duration_days": tour["nights"] + 1,
        "nights": tour["nights"],
        "price": float(each * 2 if total else each),
        "currency": currency,
        "price_basis": "total" if total else "per_person",
        "includes": {"flights": True, "board": "breakfast", "transfers": True},
        "sale_ends_at": (day - dt.timedelta(days=14)).isoformat(),
    }


# Kék Horizont's own coach trips: a sheet as the agency keeps it, with real date cells.

BUS_COLUMNS = (
    "Kód;Utazás;Ország;Város;Indulás;Hazaérkezés;Éjszaka;Honnan;Ellátás;Ár felnőtt;Program"
).split(";")


def bus_pages(today: dt.date) -> Pages:
    return {"/sajat/buszos_utak.xlsx": bus_page(bus_rows(today))}


def bus_rows(today: dt.date) -> list[list[Any]]:
    """Each trip on Fridays, five weeks apart; a row a departure."""
    rows = []
    for at, trip in enumerate(table("bus_trips")):
        first = today + dt.timedelta(days=14 + at * 3 + (4 - today.weekday()) % 7)
        friday = first - dt.timedelta(days=(first.weekday() - 4) % 7)
        for turn in range(7):
            day = friday + dt.timedelta(weeks=5 * turn)
            rows.append(_bus_row(trip, day, turn))
    return rows


def _bus_row(trip: Record, day: dt.date, turn: int) -> list[Any]:
    home = day + dt.timedelta(days=trip["nights"])
    code = f"{trip['key']}-{day:%y%m%d}"
    price = trip["base"] + 1000 * (turn % 3)
    about = [code, trip["title"], trip["country"], trip["town"], day, home, trip["nights"]]
    return [*about, "Debrecen", trip["board"], price, trip["program"]]


def bus_page(rows: Sequence[list[Any]]) -> Page:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Buszos utak"
    sheet.append(["Kék Horizont: saját buszos utak"])
    sheet.append(BUS_COLUMNS)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return Page(content.getvalue(), XLSX)
