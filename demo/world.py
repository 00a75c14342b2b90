"""The sandbox's world: invented hotels, the days planes leave, and what a stay costs."""

from __future__ import annotations

import csv
import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources

from ..offers import Board, RoomClass, board_of

SEED = 20_260
"""Changing it changes every price and choice of the sandbox, and its saved test pages."""

_NEAR_DAYS = (8, 68)
_SUMMER = ((6, 1), (9, 20))
_OPEN = ((4, 15), (10, 31))

# Thousandths of the base price by month, January first.
_SEA = (640, 640, 690, 790, 900, 1060, 1280, 1340, 1090, 860, 700, 760)
_SUN = (1080, 1120, 1060, 1000, 900, 880, 960, 980, 920, 1000, 1060, 1260)
_SUN_COUNTRIES = frozenset({"EG", "TZ", "AE"})
_NIGHTS = {7: 1000, 10: 1310, 14: 1690}
_ROOMS = {
    RoomClass.STANDARD: 1000,
    RoomClass.STUDIO: 960,
    RoomClass.BUNGALOW: 1060,
    RoomClass.FAMILY: 1120,
    RoomClass.DELUXE: 1180,
    RoomClass.SUITE: 1340,
}
# Cents per adult and night above a room without meals.
_BOARDS = {Board.BB: 0, Board.HB: 1150, Board.AI: 2600, Board.UAI: 3700}
_ORIGINS = {"BUD": 0, "DEB": 2500, "VIE": 4000, "WAW": 1500, "PRG": 3000}


@dataclass(frozen=True, slots=True)
class Hotel:
    """An invented hotel; `base` is euros per adult for a week in June at its first board."""

    key: str
    name: str
    former: str
    stars: int
    country: str
    region: str
    resort: str
    point: tuple[float, float]
    base: int
    all_year: bool
    boards: tuple[Board, ...]
    rooms: tuple[RoomClass, ...]
    facts: tuple[str, ...]
    only: tuple[str, ...]
    """The sellers that alone have it; empty where anybody may."""

    @property
    def number(self) -> int:
        """The number by which the trade's hotel lists would know it."""
        return 100_000 + zlib.crc32(self.key.encode()) % 900_000


def draw(*parts: object) -> int:
    """A number of 0-999 that depends on the seed and these words alone."""
    words = "\x1f".join(map(str, (SEED, *parts)))
    return zlib.crc32(words.encode()) % 1000


def _hotel(row: dict[str, str]) -> Hotel:
    return Hotel(
        key=row["key"],
        name=row["name"],
        former=row["former"],
        stars=int(row["stars"]),
        country=row["country"],
        region=row["region"],
        resort=row["resort"],
        point=(float(row["lat"]), float(row["lon"])),
        base=int(row["base"]),
        all_year=row["season"] == "all",
        boards=tuple(b for code in row["boards"].split() if (b := board_of(code))),
        rooms=tuple(RoomClass(room) for room in row["rooms"].split()),
        facts=(*map(partial(_said_more, row["key"]), row["facts"].split("|")), *_further(row)),
        only=tuple(row["only"].split()),
    )


def _said_more(key: str, fact: str) -> str:
    """A beach with its distance, as most operators print it."""
    metres = 50 + draw("beach", key) % 14 * 50
    return f"{fact} {metres} m" if fact.endswith("sand beach") else fact


# What a hotel has beside its own facts: to how many in a thousand, and to which of them.
_FURTHER = (
    ("wi-fi in the rooms", 700, ""),
    ("air conditioning", 800, ""),
    ("family rooms for 2+2", 1000, "family"),
    ("free parking", 350, ""),
    ("fitness room", 300, ""),
    ("pets allowed", 90, ""),
    ("step-free entrance", 150, ""),
    ("vegetarian menu", 200, ""),
)


def _further(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        fact
        for fact, share, room in _FURTHER
        if room in row["rooms"] and draw("fact", fact, row["key"]) < share
    )


@cache
def hotels() -> tuple[Hotel, ...]:
    """All hotels of the world, in the order of data/hotels.csv."""
    table = resources.files(__package__).joinpath("data/hotels.csv").read_text("utf-8")
    return tuple(_hotel(row) for row in csv.DictReader(table.splitlines()))


def charter_days(region: str, origin: str) -> tuple[int, ...]:
    """The weekdays (Monday 0) on which planes fly there; shared by all operators."""
    first = draw("charter", region, origin) % 7
    return (first, (first + 3) % 7) if origin == "BUD" else (first,)


def flight_times(region: str, origin: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The charter's local times: out (leaves, lands) and back."""
    leaves = 5 * 60 + draw("out", region, origin) % 60 * 10 // 5 * 5
    length = 125 + draw("length", region) % 40 * 5
    back = leaves + length + 70
    return (_clock(leaves), _clock(leaves + length)), (_clock(back), _clock(back + length))


def stops(region: str, origin: str) -> int:
    """The landings on the way out: charters fly straight, far places by way of another airport."""
    far = region in ("zanzibar", "dubai")
    return int(draw("stops", region, origin) < (600 if far else 120))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def departures(hotel: Hotel, origin: str, today: dt.date) -> Iterator[dt.date]:
    """The charter days in the next nine weeks and in the next summer on which it is open."""
    weekdays = charter_days(hotel.region, origin)
    for day in _selling_days(today):
        if day.weekday() in weekdays and (hotel.all_year or _open(day)):
            yield day


def _selling_days(today: dt.date) -> list[dt.date]:
    near = {today + dt.timedelta(days=n) for n in range(*_NEAR_DAYS)}
    year = today.year if today < dt.date(today.year, 8, 1) else today.year + 1
    start, end = (dt.date(year, *day) for day in _SUMMER)
    summer = {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}
    return sorted(near | {day for day in summer if day > today + dt.timedelta(days=7)})


def _open(day: dt.date) -> bool:
    return _OPEN[0] <= (day.month, day.day) <= _OPEN[1]


@dataclass(frozen=True, slots=True)
class Trip:
    """One hotel, day, length, airport, room and board: what a price is for, whoever sells it."""

    hotel: Hotel
    day: dt.date
    nights: int
    origin: str
    room: RoomClass
    board: Board

    @property
    def home_again(self) -> dt.date:
        return self.day + dt.timedelta(days=self.nights)

    @property
    def adult_cents(self) -> int:
        """Euro cents for one adult of two, before any operator's own level."""
        hotel = self.hotel
        curve = _SUN if hotel.country in _SUN_COUNTRIES or hotel.region == "tenerife" else _SEA
        cents = hotel.base * 100 * curve[self.day.month - 1] // 1000
        cents = cents * _NIGHTS[self.nights] // 1000 * _ROOMS[self.room] // 1000
        supplement = _BOARDS[self.board] - _BOARDS[hotel.boards[0]]
        wave = 970 + draw("demand", hotel.key, self.day.isocalendar()[:2]) % 60
        return (cents * wave // 1000) + supplement * self.nights + _ORIGINS[self.origin]
