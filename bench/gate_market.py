"""Invented operators for the gate's score: what each sells on a day, and how that usually changes.

Nothing here knows a threshold of the gate. How often prices move, trips sell out and hotels come
is drawn for each shape of operator; the real days of one captured operator lie within the shapes.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..catalog.home import Home
from ..catalog.runs import Run, RunWriter, run_name
from ..offers import (
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Kind,
    Knowledge,
    Money,
    Nights,
    Offer,
    OfferRef,
    Paid,
    Party,
    Place,
    Price,
    Product,
    Provenance,
    Reject,
    Room,
)

SOURCE = "operator"
BOARDS = (Board.BB, Board.HB, Board.AI, Board.UAI)
COUNTRIES = ("GR", "TR", "EG", "BG", "HR", "ES", "CY", "TN")


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of operator. `changes` is the share of prices that move on a weekday, `sells_out` of
    trips that go, `horizon` how many days ahead it sells; `renumbers`: its offer ids last a day;
    `moving`: each hotel shows one trip, whose start moves for that share of them each day."""

    name: str
    hotels: int
    trips: int
    countries: int
    a_page: int
    changes: float
    sells_out: float
    horizon: int
    fuel: bool = True
    numbered: bool = True
    renumbers: bool = False
    moving: float = 0.0
    reports: bool = False


SHAPES = (
    Shape("own buses", 12, 12, 1, 12, 0.02, 0.02, 90, fuel=False, numbered=False),
    Shape("small list", 14, 110, 2, 110, 0.03, 0.01, 150),
    Shape("paged site", 60, 700, 5, 20, 0.20, 0.01, 180, reports=True),
    Shape("end of season", 50, 600, 4, 50, 0.15, 0.02, 42),
    Shape("moving feed", 500, 500, 6, 500, 0.35, 0.01, 120, fuel=False, moving=0.10),
    Shape("large", 160, 1600, 8, 100, 0.30, 0.01, 300, renumbers=True),
)


@dataclass(frozen=True, slots=True)
class Trip:
    """One offer as the operator states it; None is not stated."""

    hotel: int
    number: str
    offer: str
    name: str
    country: str
    region: str
    date: dt.date | None
    nights: int
    board: Board | None
    minor: int | None
    fuel: int | None
    currency: str = "EUR"
    link: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """What one crawl brought, with what only the crawl knows."""

    at: dt.datetime
    trips: tuple[Trip, ...]
    pages: int
    duplicates: int = 0
    empty: int = 0
    missed: int = 0
    http: Mapping[str, int] = field(default_factory=dict)
    rejected: Mapping[str, int] = field(default_factory=dict)
    reported: int | None = None
    words: Mapping[str, int] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.at.date()


def first_day(shape: Shape, rng: random.Random) -> Day:
    """The operator's programme on a drawn day of the year."""
    season = dt.date(2026, 9, 18) if shape.horizon < 60 else dt.date(2026, 3, 2)
    at = dt.datetime.combine(season + dt.timedelta(rng.randrange(40)), dt.time(6), dt.UTC)
    hotels = [a_hotel(shape, n, rng) for n in range(shape.hotels)]
    trips = [a_trip(shape, hotels[n % shape.hotels], at.date(), n, rng) for n in range(shape.trips)]
    return paged(shape, Day(at, in_order(trips), 0))


def in_order(trips: list[Trip] | tuple[Trip, ...]) -> tuple[Trip, ...]:
    """As an operator lists them: by country and hotel."""
    return tuple(sorted(trips, key=lambda t: (t.country, t.hotel, t.date or dt.date.max, t.offer)))


def a_hotel(shape: Shape, number: int, rng: random.Random) -> Trip:
    """A hotel as a trip without a date."""
    country = COUNTRIES[min(int(rng.expovariate(1.0) * 1.6), shape.countries - 1)]
    region = f"{country} coast {rng.randrange(3)}"
    named = str(900_000 + rng.randrange(90_000)) if shape.numbered else ""
    name = f"{rng.choice(('Aurora', 'Palma', 'Nereid', 'Luna', 'Sirena'))} {number}"
    price = int(rng.lognormvariate(6.4, 0.45)) * 100
    return Trip(number, named, "", name, country, region, None, 7, rng.choice(BOARDS), price, None)


def a_trip(shape: Shape, hotel: Trip, today: dt.date, number: int, rng: random.Random) -> Trip:
    """One departure of a hotel within the operator's horizon."""
    date = today + dt.timedelta(1 + rng.randrange(shape.horizon))
    nights = rng.choice((7, 7, 7, 10, 14))
    assert hotel.minor is not None
    minor = int(hotel.minor * nights / 7 * rng.uniform(0.8, 1.3)) // 100 * 100
    fuel = 6000 + 500 * rng.randrange(6) if shape.fuel else None
    return replace(hotel, offer=f"{number}", date=date, nights=nights, minor=minor, fuel=fuel)


def next_day(shape: Shape, day: Day, rng: random.Random, days: int = 1, busy: float = 1.0) -> Day:
    """The same operator `days` later; `busy` is how lively it is against a weekday."""
    at = day.at + dt.timedelta(days)
    busy = busy / 5 if at.weekday() >= 5 else busy
    trips = [_moved(shape, trip, at.date(), busy, rng) for trip in day.trips]
    kept = [t for t in trips if _still_sold(shape, t, at.date(), busy, rng)]
    new = len(day.trips) - len(kept) if shape.horizon >= 60 else 0
    fresh = [_fresh(shape, day, at.date(), rng) for _ in range(new if not shape.moving else 0)]
    trips = [*kept, *fresh]
    if shape.renumbers:
        trips = [replace(t, offer=str(rng.randrange(10**9))) for t in trips]
    return paged(shape, Day(at, in_order(trips), 0))


def _still_sold(shape: Shape, trip: Trip, today: dt.date, busy: float, rng: random.Random) -> bool:
    if trip.date and trip.date < today:
        return False
    return rng.random() >= shape.sells_out * busy


def _moved(shape: Shape, trip: Trip, today: dt.date, busy: float, rng: random.Random) -> Trip:
    """The trip with the price, and where the shape's starts move the day, that it has now."""
    if shape.moving and trip.date and (trip.date < today or rng.random() < shape.moving * busy):
        trip = replace(trip, date=today + dt.timedelta(1 + rng.randrange(shape.horizon)))
    if trip.minor and rng.random() < shape.changes * busy:
        trip = replace(
            trip, minor=max(int(trip.minor * rng.lognormvariate(0, 0.04)), 1) // 100 * 100
        )
    return trip


def _fresh(shape: Shape, day: Day, today: dt.date, rng: random.Random) -> Trip:
    """A departure that was not sold before, of a hotel that was."""
    hotel = rng.choice(day.trips)
    new = a_trip(shape, hotel, today, rng.randrange(10**9), rng)
    far = today + dt.timedelta(int(shape.horizon * rng.uniform(0.5, 1.0)))
    return replace(new, date=far, minor=hotel.minor)


def paged(shape: Shape, day: Day) -> Day:
    """The day with the pages such a list takes, all of them answered."""
    pages = max(-(-len(day.trips) // shape.a_page), 1)
    reported = len(day.trips) if shape.reports else None
    return replace(day, pages=pages, http={"200": pages}, reported=reported)


def written(home: Home, day: Day) -> Run:
    """The run of a day in the home, as a crawl would leave it."""
    seen = Provenance(SOURCE, "https://operator.example/list", 0, day.at)
    rejects = [Reject(why, "", "", seen) for why, n in day.rejected.items() for _ in range(n)]
    with RunWriter(home, SOURCE, run_name(day.at), day.at) as writer:
        for _ in range(day.pages):
            writer.page()
        writer.found(len(day.trips) + day.duplicates + len(rejects))
        writer.add([_offer(trip, day.at) for trip in day.trips])
        writer.duplicate(day.duplicates)
        writer.reject(rejects)
        return writer.finish(
            finished=day.at,
            missed=day.missed,
            empty=day.empty,
            http=day.http,
            reported=day.reported,
            words_not_known={"board": day.words} if day.words else {},
        )


@lru_cache(maxsize=8192)
def _offer(trip: Trip, at: dt.datetime) -> Offer:
    """The record of a trip; most trips of a faulty day are those of the true one."""
    address = "https://operator.example/list"
    return Offer(
        ref=OfferRef(SOURCE, (("id", trip.offer),), "", f"{address}/{trip.offer}" * trip.link),
        operator=SOURCE,
        operator_name="Operator",
        product=Product(
            Kind.STAY,
            trip.name,
            Place(trip.country, trip.region, trip.region, trip.region),
            (("own", trip.number),) if trip.number else (),
        ),
        departure=Departure(trip.date, Nights(trip.nights, trip.nights), "BUD", price=_price(trip)),
        checked_at=at,
        room=Room("Double room"),
        board=BoardTerm(trip.board, trip.board.code if trip.board else ""),
        provenance=Provenance(SOURCE, address, 0, at),
    )


def _price(trip: Trip) -> Price | None:
    if trip.minor is None or trip.minor <= 0:
        return None
    fuel = () if trip.fuel is None else (_fuel(trip.fuel, trip.currency),)
    return Price(Money(trip.minor, trip.currency), Basis.PER_PARTY, Party(2), fuel)


def _fuel(minor: int, currency: str) -> Component:
    return Component("fuel", Money(minor, currency), Knowledge.STATED, Paid.WITH_BOOKING)
