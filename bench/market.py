"""A seeded market of departures in the sizes of performance.md, as arrays ready for the columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.fx import Rates
from ..catalog.places import slug
from ..offers import Party, seats
from ..search.columns import Departures, Ints
from ..search.manners import NOT_STATED, Manners
from ..search.opened import Opened, day_number
from ..search.parties import NAMED, Parties
from ..search.places import PlaceTree
from ..search.query import TRAITS

OPERATORS, HOTELS, COUNTRIES, RESORTS, AIRPORTS, DAYS = 100, 30_000, 80, 2_000, 40, 365
BOARDS = (1, 3, 4, 6, 9, 11)
ROOM_CLASSES = 8
PARTIES = (Party(1), Party(2), Party(3), Party(2, (4,)), Party(2, (4, 11)), Party(2, (7, 9)))
PARTY_SHARES = (0.1, 0.4, 0.08, 0.14, 0.16, 0.12)
FIRST_DAY = dt.date(2026, 6, 9)
NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)

_CODES = (
    "GR TR ES EG BG HR IT CY TN MA PT AE TH MV MU SC LK ID MX CU DO JM CR BR PE AR ZA KE TZ MG "
    "CV SN GM JO IL OM QA SA IN NP VN KH LA MY SG PH JP KR CN AU NZ FJ US CA FR DE AT CH BE NL "
    "GB IE IS NO SE FI DK EE LV LT PL CZ SK HU SI RO RS ME AL MK BA MT"
).split()[:COUNTRIES]
Rng = np.random.Generator


@dataclass(frozen=True)
class Market:
    """The departures, the hotels they belong to, and the products that name these."""

    departures: Departures
    products: pa.Table
    country: Ints
    resort: Ints
    stars: Ints
    popularity: Any


def zipf(count: int, exponent: float = 1.0) -> Any:
    """The shares of ranks 1 to `count`."""
    shares = 1.0 / np.arange(1, count + 1) ** exponent
    return shares / shares.sum()


def market(rows: int, seed: int) -> Market:
    """The same market for the same seed, whatever the machine."""
    rng = np.random.default_rng(seed)
    resort_country = rng.choice(COUNTRIES, RESORTS, p=zipf(COUNTRIES, 0.8))
    resort = rng.choice(RESORTS, HOTELS, p=zipf(RESORTS, 0.6))
    stars = rng.choice([-1, 6, 7, 8, 9, 10], HOTELS, p=[0.05, 0.25, 0.1, 0.35, 0.1, 0.15])
    popularity = zipf(HOTELS)[rng.permutation(HOTELS)]
    products = _products(resort, resort_country, stars)
    tree = PlaceTree.grown(_places(products))
    country = np.array([node for node, _, _ in tree.of_product]) + 1
    drawn = _departures(rng, rows, popularity, country)
    return Market(drawn, products, country, resort, stars, popularity)


def _departures(rng: Rng, rows: int, popularity: Any, country: Ints) -> Departures:
    hotel = rng.choice(HOTELS, rows, p=popularity)
    party = rng.choice(len(PARTIES), rows, p=PARTY_SHARES)
    nights = rng.choice(
        [7, 10, 14, 3, 4, 5, 11, 12, 21], rows, p=[0.45, 0.15, 0.15, *[0.25 / 6] * 6]
    )
    persons = np.array([one.adults + 0.6 * len(one.child_ages) for one in PARTIES])[party]
    a_night = rng.gamma(6.0, 12.0, HOTELS)[hotel] + 25
    none = np.zeros(rows, np.int64)
    return Departures(
        country=country[hotel],
        party=party + NAMED,
        airport=rng.choice(AIRPORTS, rows, p=zipf(AIRPORTS, 0.8)),
        date=rng.integers(0, DAYS, rows) + day_number(FIRST_DAY),
        product=hotel,
        nights=nights,
        nights_most=nights,
        board=rng.choice(BOARDS, rows),
        operator=rng.choice(OPERATORS, rows, p=zipf(OPERATORS, 0.5)),
        manner=rng.integers(0, ROOM_CLASSES, rows),
        total=(a_night * nights * persons * rng.uniform(80, 125, rows)).astype(np.int64) + 20_000,
        extra=none,
        from_only=none,
        checked=none + int(NOW.timestamp()) // 60 - rng.integers(0, 1440, rows),
        source=none,
        offer=np.arange(rows),
    )


def _products(resort: Ints, resort_country: Ints, stars: Ints) -> pa.Table:
    names = [f"Hotel {n}" for n in range(HOTELS)]
    return pa.table(
        {
            "id": [f"{n:010d}" for n in range(HOTELS)],
            "slug": [slug(name) for name in names],
            "name": names,
            "country": [_CODES[c] for c in resort_country[resort].tolist()],
            "region": pa.nulls(HOTELS, pa.string()),
            "resort": [f"Resort {n}" for n in resort.tolist()],
            "stars": pa.array([None if n < 0 else n for n in stars.tolist()], pa.int8()),
            "rating": pa.nulls(HOTELS, pa.int16()),
        }
    )


def _places(products: pa.Table) -> list[tuple[str | None, str | None, str | None]]:
    columns = (products[name].to_pylist() for name in ("country", "region", "resort"))
    return list(zip(*columns, strict=True))


def opened_market(given: Market, columns: Any) -> Opened:
    """The market's columns with names, as a generation's are when it is opened."""
    return Opened(
        generation="bench",
        columns=columns,
        parties=Parties((one.adults, seats(one, ())) for one in PARTIES),
        tree=PlaceTree.grown(_places(given.products)),
        products=given.products,
        operators=[f"operator-{n:03d}" for n in range(OPERATORS)],
        operator_names=[f"Operator {n}" for n in range(OPERATORS)],
        airports=[f"A{n:02d}" for n in range(AIRPORTS)],
        sources=[{"name": "bench", "title": "Bench", "state": "fresh", "at": None,
                  "reason": "", "period_minutes": 1440}],
        currency="EUR",
        built=NOW,
        rates=Rates.embedded(),
        manners=Manners([""] * ROOM_CLASSES, [""] * ROOM_CLASSES, list(range(ROOM_CLASSES)),
                        {trait: [NOT_STATED] * ROOM_CLASSES for trait in TRAITS}),
        facilities=np.zeros(HOTELS, np.int64),
    )  # fmt: skip
