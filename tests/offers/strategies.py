"""Money, parties, bands and offers as Hypothesis makes them up."""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from fairwind.offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Departure,
    Included,
    Kind,
    Money,
    Nights,
    Offer,
    OfferRef,
    Party,
    Place,
    Placement,
    Price,
    Product,
    Room,
    RoomClass,
    Transport,
)
from fairwind.offers.money import EXPONENTS

CURRENCIES = st.sampled_from(["EUR", "HUF", "CZK", "JPY", "KWD", "XXX", *sorted(EXPONENTS)])
MINOR = st.integers(-(10**12), 10**12)
AMOUNTS = st.integers(1, 10**8)
AGES = st.lists(st.integers(0, 17), max_size=6).map(tuple)
PARTIES = st.builds(Party, st.integers(1, 12), AGES)
NAMES = st.text(min_size=1, max_size=30).filter(lambda name: bool(name.strip()))
TIMES = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2090, 1, 1), timezones=st.just(dt.UTC))
NIGHTS = st.none() | st.integers(0, 180).flatmap(
    lambda least: st.integers(least, 180).map(lambda most: Nights(least, most))
)
DECIMALS = st.decimals(Decimal("-99999999"), Decimal("99999999"), places=4)


@st.composite
def bands(draw: st.DrawFn) -> tuple[AgeBand, ...]:
    """Child bands that do not overlap, youngest first, as a card holds them."""
    edges = sorted(draw(st.sets(st.integers(0, 17), max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(AgeBand(f"{low}-{high}", low, high) for low, high in pairs)


@st.composite
def prices(draw: st.DrawFn, basis: Basis | None = None) -> Price:
    amount = Money(draw(AMOUNTS), draw(CURRENCIES))
    kind = basis or draw(st.sampled_from(Basis))
    return Price(amount, kind, draw(st.none() | PARTIES))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    date = draw(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
    return Offer(
        OfferRef("sunny", draw(st.lists(st.tuples(NAMES, NAMES), max_size=2).map(tuple))),
        draw(st.sampled_from(["sunny", "moon"])),
        "Sunny",
        Product(
            draw(st.sampled_from(Kind)),
            draw(NAMES),
            Place("GR", "Crete", draw(st.text(max_size=9))),
        ),
        Departure(
            date,
            draw(NIGHTS),
            draw(st.sampled_from(["", "BUD", "PRG"])),
            draw(st.none() | st.sampled_from(Transport)),
            draw(st.none() | prices()),
        ),
        draw(TIMES),
        Room(
            draw(st.text(max_size=9)),
            draw(st.none() | st.sampled_from(RoomClass)),
            draw(st.none() | st.sampled_from(Placement)),
        ),
        BoardTerm(draw(st.none() | st.sampled_from(Board)), draw(st.text(max_size=9))),
        availability=draw(st.sampled_from(Availability)),
        included=Included(
            draw(st.none() | st.booleans()),
            draw(st.none() | st.booleans()),
            draw(st.none() | st.integers(0, 40)),
        ),
    )
