"""A small market with every oddity a price can have, its generation, and random searches of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from fairwind.catalog.catalogue import GENERATION_SCHEMA, Catalogue, SourceState, State
from fairwind.catalog.fx import Rates
from fairwind.catalog.places import slug
from fairwind.catalog.rows import to_rows
from fairwind.catalog.united import PRODUCTS_SCHEMA
from fairwind.offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Included,
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
    Room,
    RoomClass,
    Terms,
    Transport,
)
from fairwind.search.build import build
from fairwind.search.engine import Engine
from fairwind.search.query import TRAITS, Group, Per, Query, Sort

NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
SOURCES = {
    "sunny": SourceState("sunny", "Sunny", period_minutes=1440, answered_at=NOW),
    "hellas": SourceState("hellas", "Hellas", period_minutes=360, state=State.REFUSED),
    "broker": SourceState("broker", "Broker", answered_at=NOW, state=State.KEPT),
}
PLACES = [
    Place("GR", "Crete", "Hersonissos"), Place("GR", "Crete", "Malia"), Place("GR", "Rhodes"),
    Place("TR", "Turkish Riviera", "Side"), Place("TR", "Turkish Riviera", "Alanya"),
    Place("TZ", "Zanzibar", "Nungwi"), Place("BG", "", "Sunny Beach"), Place("", "", "Somewhere"),
    Place("ES", "Tenerife", "Adeje"),
]  # fmt: skip
BANDS = [
    (),
    (AgeBand("infant", 0, 1), AgeBand("child", 2, 11)),
    (AgeBand("first", 2, 6), AgeBand("second", 7, 13)),
]
PARTIES = [
    *(Party(1), Party(2), Party(3), Party(2, (4,))),
    *(Party(2, (4, 11)), Party(2, (7, 9)), Party(2, (1, 12))),
]
TEXTS = ("sand beach 150 m", "kids club", "aquapark", "quiet", "pool", "wi-fi in rooms", "no spa")


FLIGHTS = [
    (None, None),
    (("06:10", "09:05"), ("10:00", "13:05")),
    (("05:55", "09:05"), ("10:00", "13:05")),
    (("20:10", "22:35"), ("23:30", "01:55")),
    (("12:00", "14:05"), None),
]


@dataclass(frozen=True)
class Market:
    """A catalogue with the generation built of it."""

    catalogue: Catalogue
    folder: Path
    engine: Engine
    now: dt.datetime = NOW


def a_product(rnd: random.Random, n: int) -> Product:
    first, second = rnd.choice(["Lagoon", "Blue", "Palm"]), rnd.choice(["Bay", "Village", "Sun"])
    return Product(
        kind=Kind.STAY,
        name=f"{first} {second} {n}",
        place=rnd.choice(PLACES),
        stars=rnd.choice([None, 6, 7, 8, 9, 10]),
        rating=rnd.choice([None, 61, 78, 87, 93]),
        facts=tuple(rnd.sample(TEXTS, rnd.randint(0, 3))),
    )


def a_price(rnd: random.Random) -> Price:
    currency = rnd.choices(["EUR", "HUF", "CZK", "XXX", "ISK"], [70, 12, 12, 3, 1])[0]
    basis = rnd.choices(list(Basis), [40, 35, 8, 7, 10])[0]
    amount = Money(rnd.randrange(30_000, 300_000, 7) * (400 if currency == "HUF" else 1), currency)
    party = rnd.choice(PARTIES)
    if (basis is Basis.PER_PERSON and rnd.random() < 0.7) or rnd.random() < 0.05:
        party = None
    parts = []
    if rnd.random() < 0.3:
        paid = rnd.choice(list(Paid))
        parts.append(Component("fuel", Money(rnd.randrange(100, 9000), currency), paid=paid))
    if rnd.random() < 0.05:
        parts.append(Component("visa", None, Knowledge.UNKNOWN))
    if rnd.random() < 0.02:
        parts.append(Component("tax", Money(700, "USD"), paid=Paid.LOCALLY))
    return Price(amount, basis, party, tuple(parts))


def an_offer(rnd: random.Random, n: int, product: Product) -> Offer:
    source = rnd.choice(list(SOURCES))
    start = NOW.date() + dt.timedelta(days=rnd.randrange(-3, 75))
    nights = rnd.choice([None, *[Nights(k, k) for k in (3, 7, 7, 7, 10, 14)], Nights(7, 14)])
    goes = rnd.random() < 0.2
    operator = source if source != "broker" else rnd.choice(["atlas", "borealis", "sunny"])
    return Offer(
        ref=OfferRef(source, (("offer", str(n)),)),
        operator=operator,
        operator_name=operator.title(),
        product=product,
        departure=Departure(
            None if rnd.random() < 0.04 else start,
            nights,
            rnd.choice(["", "BUD", "DEB", "VIE", "BTS"]),
            rnd.choice([None, *[Transport.FLIGHT] * 4, Transport.OWN, Transport.BUS]),
            None if rnd.random() < 0.15 else a_price(rnd),
            *rnd.choice(FLIGHTS),
            stops=None if source == "hellas" else rnd.choice([None, 0, 0, 1]),
        ),
        checked_at=NOW - dt.timedelta(minutes=rnd.choice([5, 300, 700, 1400, 4000, 7000])),
        room=Room("room", rnd.choice([None, RoomClass.STANDARD, RoomClass.FAMILY])),
        board=BoardTerm(rnd.choice([None, Board.BB, Board.HB, Board.AI, Board.UAI]), "said"),
        goes_on=tuple(start + dt.timedelta(days=d) for d in (7, 14)) if goes else (),
        goes_nights=Nights(5, 9) if goes and rnd.random() < 0.5 else None,
        availability=rnd.choices(list(Availability), [50, 5, 5, 5, 35])[0],
        included=Included(None, rnd.choice([None, True]), rnd.choice([None, 20])),
        terms=Terms(free_cancellation_days=rnd.choice([None, None, 0, 14])),
        bands=rnd.choice(BANDS),
    )


def a_catalogue(
    offers: Sequence[Offer], product: Sequence[int], now: dt.datetime = NOW
) -> Catalogue:
    """The catalogue of offers, `product` saying which of the products each one is of."""
    described: dict[int, Product] = {}
    for n, offer in zip(product, offers, strict=True):
        described.setdefault(n, offer.product)
    rows = [product_row(n, described[n]) for n in sorted(described)]
    number = {n: row for row, n in enumerate(sorted(described))}
    column = pa.array([number[n] for n in product], pa.int32())
    table = to_rows(offers).append_column(GENERATION_SCHEMA.field("product"), column)
    products = pa.Table.from_pylist(rows, schema=PRODUCTS_SCHEMA)
    return Catalogue(table, products, SOURCES, Rates.embedded(), "EUR", now)


def product_row(n: int, product: Product) -> dict[str, Any]:
    return {
        "id": f"{n:010d}",
        "slug": slug(product.name),
        "kind": product.kind,
        "name": product.name,
        "names": [product.name],
        "country": product.place.country or None,
        "region": product.place.region or None,
        "resort": product.place.resort or None,
        "stars": product.stars,
        "form": product.form,
        "facts": list(product.facts),
        "itinerary": [],
        "rating": product.rating,
        "ids": [],
        "sources": ["sunny"],
    }


def opened(catalogue: Catalogue, folder: Path) -> Market:
    """A generation's folder as catalog writes it, and its engine."""
    folder.mkdir(parents=True)
    for name, table in (("offers", catalogue.offers), ("products", catalogue.products)):
        path = str(folder / f"{name}.arrow")
        with pa.OSFile(path, "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=500)
    build(folder, catalogue)
    return Market(catalogue, folder, Engine.open(folder), catalogue.now)


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """Fifteen hundred offers of 80 products."""
    rnd = random.Random(20260608)
    products = [a_product(rnd, n) for n in range(80)]
    chosen = [min(int(rnd.paretovariate(0.6)) - 1, 79) for _ in range(1500)]
    offers = [an_offer(rnd, n, products[p]) for n, p in enumerate(chosen)]
    return opened(a_catalogue(offers, chosen), tmp_path_factory.mktemp("market") / "g1")


@pytest.fixture(scope="session")
def make_market(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Market]:
    """A market of given offers: one product for each different name."""

    def make(offers: Sequence[Offer], now: dt.datetime = NOW) -> Market:
        names = list(dict.fromkeys(offer.product.name for offer in offers))
        catalogue = a_catalogue(offers, [names.index(o.product.name) for o in offers], now)
        return opened(catalogue, tmp_path_factory.mktemp("made") / "g1")

    return make


@pytest.fixture(scope="session")
def random_query() -> Callable[[random.Random], Query]:
    return a_query


def a_query(rnd: random.Random) -> Query:
    """A search as a visitor may make it, any mixture of filters."""
    start = NOW.date() + dt.timedelta(days=rnd.randrange(-5, 60))
    span = (start, start + dt.timedelta(days=rnd.randrange(25)))
    dates = rnd.choice([(None, None), (start, None), (None, start), *[span] * 5])
    places = [
        "GR",
        "GR/crete",
        "TR",
        "TZ/zanzibar",
        "BG",
        "ES/canary-islands",
        "GR/crete/malia",
        "FR",
        "Kréta",
    ]
    least = rnd.choice([None, 50_000, 100_000])

    def some(values: list[str], odds: float) -> tuple[str, ...]:
        return tuple(rnd.sample(values, rnd.randint(1, 2))) if rnd.random() < odds else ()

    query = Query(
        to=some(places, 0.5),
        origins=some(["BUD", "DEB", "VIE", "LON"], 0.3),
        depart_from=dates[0],
        depart_to=dates[1],
        nights_min=rnd.choice([None, None, 5, 7]),
        nights_max=rnd.choice([None, None, 7, 10]),
        party=rnd.choice([*PARTIES, Party(2), Party(2), Party(2), Party(2, (3, 10)), Party(4)]),
        stars_min=rnd.choice([None, None, 7, 8]),
        board_min=rnd.choice([None, None, Board.HB, Board.AI]),
        operators=some(["sunny", "hellas", "atlas", "nobody"], 0.2),
        price_min=least if rnd.random() < 0.2 else None,
        price_max=rnd.choice([120_000, 200_000, 400_000]) if rnd.random() < 0.3 else None,
        per=rnd.choice([*[Per.PARTY] * 4, Per.PERSON, Per.NIGHT]),
        flex=0 if dates == (None, None) else rnd.choice([0, 0, 0, 1, 3]),
        weekend=rnd.random() < 0.1,
        cheapest_month=rnd.random() < 0.08,
        near=rnd.random() < 0.5,
        facilities=some(["sand_beach", "pool", "kids_club", "spa"], 0.15),
        room_classes=some(["standard", "family", "suite"], 0.1),
        transports=some(["flight", "own", "train"], 0.1),
        rating_min=rnd.choice([70, 85]) if rnd.random() < 0.1 else None,
        rooms=rnd.choice([*[1] * 12, 2, 2, 3]),
        sort=rnd.choice(list(Sort)),
        group=rnd.choices(list(Group), [70, 20, 10])[0],
        page=rnd.choice([1, 1, 1, 2, 3]),
    )
    traits = {trait: True for trait in TRAITS if rnd.random() < 0.07}
    query = replace(query, **traits)
    return replace(query, currency="CZK") if rnd.random() < 0.05 else query
