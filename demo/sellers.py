"""The sandbox's operators: who sells what, where from, for whom and at what level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from ..offers import AgeBand, AgeBands, Board, Party
from .world import Hotel, Trip, departures, draw, hotels

EVERYWHERE = (
    "crete corfu rhodes antalya hurghada zanzibar mallorca tenerife sunny_beach cyprus dubai"
).split()


@dataclass(frozen=True, slots=True)
class ChildPrices:
    """What a child pays, in thousandths of an adult's price; `infant` in euro cents.

    `older` is for a band above the first: 6-15 where there is also 0-5.
    """

    first: int = 0
    second: int = 0
    infant: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class Seller:
    """One operator of the sandbox.

    `rate` is how many thousandths of its currency unit one euro buys in the sandbox, `step` the
    minor units it rounds a person's price to. `share`, `keep` are thousandths: of hotels in its
    regions, and of the trips to them that it has seats for. `level` is its dearness.
    """

    name: str
    title: str
    language: str
    origins: tuple[str, ...]
    regions: tuple[str, ...] = tuple(EVERYWHERE)
    currency: str = "EUR"
    rate: int = 1000
    step: int = 100
    level: int = 1000
    share: int = 600
    keep: int = 700
    nights: tuple[int, ...] = (7,)
    parties: tuple[Party, ...] = (Party(2),)
    bands: AgeBands = ()
    children: ChildPrices = ChildPrices()
    extras: tuple[tuple[str, int], ...] = field(default=())
    """Mandatory extras: kind and euro cents a person, or a night for tourist_tax."""


@dataclass(frozen=True, slots=True)
class Sold:
    """The truth behind one record: a trip, for a party, at a seller's own price (minor units)."""

    seller: Seller
    trip: Trip
    party: Party
    adult_price: int
    child_prices: tuple[int, ...]
    extras: tuple[tuple[str, int], ...]
    also_on: tuple[dt.date, ...]

    @property
    def package(self) -> int:
        """What is printed as the party's price: the persons, without the extras."""
        return self.adult_price * self.party.adults + sum(self.child_prices)

    @property
    def total(self) -> int:
        return self.package + sum(amount for _, amount in self.extras)

    @property
    def number(self) -> int:
        """The seller's own number of this hotel, unlike anybody else's."""
        return 1000 + self.trip.hotel.number * 7 % 89_989 + len(self.seller.name)

    @property
    def code(self) -> str:
        """The seller's own code of this very trip."""
        trip = self.trip
        tail = f"{trip.day:%y%m%d}{trip.nights}{trip.room.value[:2]}{trip.board.code}"
        return f"{self.number}-{trip.origin}-{tail}-{self.party.persons}".upper()

    @property
    def seats(self) -> int:
        return draw("seats", self.seller.name, self.code) % 9


def offered(seller: Seller, today: dt.date) -> Iterator[Sold]:
    """Everything the seller has on the day, in the order of hotels, dates and parties."""
    for hotel in hotels():
        if _has_contract(seller, hotel):
            yield from _of_hotel(seller, hotel, today)


def _has_contract(seller: Seller, hotel: Hotel) -> bool:
    if hotel.only:
        return seller.name in hotel.only
    return hotel.region in seller.regions and draw("sells", seller.name, hotel.key) < seller.share


def _of_hotel(seller: Seller, hotel: Hotel, today: dt.date) -> Iterator[Sold]:
    rooms = hotel.rooms[: 1 + draw("rooms", seller.name, hotel.key) % 2]
    boards = _boards(seller, hotel)
    for origin in seller.origins:
        days = tuple(departures(hotel, origin, today))
        for day, nights, room, board in product(days, seller.nights, rooms, boards):
            trip = Trip(hotel, day, nights, origin, room, board)
            if _has(seller, trip):
                later = tuple(d for d in days if d > day)[:6]
                yield from (_priced(seller, trip, party, later) for party in seller.parties)


def _has(seller: Seller, trip: Trip) -> bool:
    """Whether it has seats: what sells well is sold by many, the rest by chance."""
    about = (trip.hotel.key, trip.day, trip.nights, trip.room, trip.board)
    return draw("liked", *about) * 3 + draw("has", seller.name, *about) < seller.keep * 4


def _boards(seller: Seller, hotel: Hotel) -> tuple[Board, ...]:
    if len(hotel.boards) < 3 or draw("boards", seller.name, hotel.key) < 300:
        return hotel.boards[-1:]
    return hotel.boards[1:]


def _priced(seller: Seller, trip: Trip, party: Party, also_on: tuple[dt.date, ...]) -> Sold:
    own = 985 + draw("own", seller.name, trip.hotel.key, trip.day) % 31
    adult = trip.adult_cents * seller.level // 1000 * own // 1000
    children = _child_cents(seller, party, adult)
    extras = tuple((kind, _extra(kind, cents, trip, party)) for kind, cents in seller.extras)
    return Sold(
        seller,
        trip,
        party,
        in_currency(seller, adult),
        tuple(in_currency(seller, cents) for cents in children),
        tuple((kind, in_currency(seller, cents)) for kind, cents in extras),
        also_on,
    )


def children_pay(seller: Seller, party: Party, adult: int) -> tuple[int, ...]:
    """What each child of a party pays in the seller's minor units, where an adult pays so much."""
    return tuple(in_currency(seller, cents) for cents in _child_cents(seller, party, adult))


def _child_cents(seller: Seller, party: Party, adult: int) -> tuple[int, ...]:
    """The children's prices in the order of their ages: infants flat, then first and second."""
    cents, paying = [], 0
    for age in party.child_ages:
        band = next((b for b in seller.bands if b.takes(age)), None)
        if band is None or band.name == "infant":
            cents.append(seller.children.infant)
            continue
        paying += 1
        share = seller.children.first if paying == 1 else seller.children.second
        cents.append(adult * (seller.children.older if band.name == "older" else share) // 1000)
    return tuple(cents)


def _extra(kind: str, cents: int, trip: Trip, party: Party) -> int:
    """A tourist tax is for each room and night; everything else for each person."""
    return cents * trip.nights if kind == "tourist_tax" else cents * party.persons


def in_currency(seller: Seller, cents: int) -> int:
    """Euro cents in the seller's currency, rounded up to its step."""
    minor = cents * seller.rate // 1000
    return -(-minor // seller.step) * seller.step


_INFANT = AgeBand("infant", 0, 1)

MODRA = Seller(
    name="modra_laguna",
    title="Modrá Laguna",
    language="cs",
    origins=("PRG", "VIE"),
    currency="CZK",
    rate=25_000,
    step=10_00,
    level=1010,
    share=560,
    keep=330,
    parties=(Party(2), Party(2, (8,)), Party(2, (5, 9)), Party(2, (1,))),
    bands=(_INFANT, AgeBand("child", 2, 11)),
    children=ChildPrices(first=450, second=620, infant=3900),
)
CORVINA = Seller(
    name="corvina_utazas",
    title="Corvina Utazás",
    language="hu",
    origins=("BUD", "DEB"),
    currency="HUF",
    rate=400_000,
    step=100_00,
    level=990,
    share=480,
    keep=175,
    nights=(7, 10),
    parties=(Party(2), Party(2, (7,)), Party(2, (6, 10)), Party(2, (1, 6))),
    bands=(_INFANT, AgeBand("child", 2, 13)),
    children=ChildPrices(first=480, second=550, infant=4500),
    extras=(("fuel", 2500),),
)
HELIOS = Seller(
    name="helios_club",
    title="Helios Club",
    language="en",
    origins=("BUD", "DEB", "VIE"),
    level=1030,
    share=560,
    keep=250,
    parties=(Party(2), Party(2, (4,)), Party(2, (4, 10))),
    bands=(AgeBand("child", 0, 5), AgeBand("older", 6, 15)),
    children=ChildPrices(first=300, second=400, older=650),
    extras=(("tourist_tax", 700),),
)
ADRIA = Seller(
    name="adria_linie",
    title="Adria Linie",
    language="de",
    origins=("VIE", "BUD"),
    regions=tuple("crete corfu rhodes antalya mallorca sunny_beach cyprus tenerife".split()),
    level=970,
    share=600,
    keep=240,
    parties=(Party(2), Party(2, (5,)), Party(2, (5, 11))),
    bands=(_INFANT, AgeBand("child", 2, 6), AgeBand("older", 7, 14)),
    children=ChildPrices(first=380, second=500, infant=2900, older=600),
)
ALPENROSE = Seller(
    name="alpenrose_reisen",
    title="Alpenrose Reisen",
    language="de",
    origins=("VIE", "BUD"),
    level=985,
    share=600,
    keep=320,
    nights=(7, 14),
)
MAPA = Seller(
    name="mapa_wakacji",
    title="Mapa Wakacji",
    language="pl",
    origins=("WAW",),
    currency="PLN",
    rate=4300,
    level=975,
    share=800,
    keep=520,
)
YUZHNY = Seller(
    name="yuzhny_veter",
    title="Yuzhny Veter",
    language="ru",
    origins=("BUD",),
    regions=tuple("crete rhodes antalya hurghada dubai cyprus".split()),
    level=1000,
    share=700,
    keep=330,
    nights=(10,),
)
DUNAV = Seller(
    name="dunav_more",
    title="Dunav More",
    language="bg",
    origins=("BUD",),
    regions=tuple("crete corfu rhodes antalya sunny_beach hurghada".split()),
    level=955,
    share=750,
    keep=300,
)
SELLERS = (MODRA, CORVINA, HELIOS, ADRIA, ALPENROSE, MAPA, YUZHNY, DUNAV)
