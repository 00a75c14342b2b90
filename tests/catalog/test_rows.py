"""Rows: every offer there can be survives the way to disk and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwind.catalog.rows import SCHEMA, to_offer, to_offers, to_rows
from fairwind.offers import (
    AgeBand,
    Availability,
    Basis,
    Board,
    BoardTerm,
    Component,
    Departure,
    Form,
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
    Placement,
    Price,
    Product,
    Provenance,
    Room,
    RoomClass,
    Terms,
    Transport,
    offer_key,
)
from fairwind.offers.faults import DomainFault

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = texts.filter(str.strip)
filled = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
days = st.dates()
times = st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=5.5))]))
safe_times = times.filter(lambda time: 2 <= time.year <= 9998)
pairs = st.lists(st.tuples(filled, texts), max_size=3).map(tuple)
several = st.lists(texts, max_size=3).map(tuple)
money = st.builds(
    Money, st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "HUF", "KWD", "XXX"])
)
paid_money = st.builds(Money, st.integers(1, 10**15), st.sampled_from(["EUR", "JPY", "XXX"]))
nights = st.tuples(st.integers(0, 180), st.integers(0, 180)).map(lambda two: Nights(*sorted(two)))
parties = st.builds(Party, st.integers(1, 12), st.lists(st.integers(0, 17), max_size=8).map(tuple))
bands = st.tuples(filled, st.integers(0, 17), st.integers(0, 17)).map(
    lambda band: AgeBand(band[0], *sorted(band[1:]))
)
clock_times = st.none() | st.tuples(texts, texts)


@st.composite
def components(draw: st.DrawFn) -> Component:
    amount = draw(st.none() | money)
    known = st.sampled_from([Knowledge.STATED, Knowledge.DERIVED])
    return Component(
        kind=draw(filled),
        amount=amount,
        knowledge=draw(known) if amount else Knowledge.UNKNOWN,
        paid=draw(st.sampled_from(Paid)),
        label=draw(texts),
        rule=draw(texts),
    )


prices = st.builds(
    Price,
    amount=paid_money,
    basis=st.sampled_from(Basis),
    party=st.none() | parties,
    components=st.lists(components(), max_size=3).map(tuple),
    was=st.none() | money,
)
departures = st.builds(
    Departure,
    date=st.none() | days,
    nights=st.none() | nights,
    origin=texts,
    transport=st.none() | st.sampled_from(Transport),
    price=st.none() | prices,
    out=clock_times,
    back=clock_times,
    stops=st.none() | st.integers(0, 5),
)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
products = st.builds(
    Product,
    kind=st.sampled_from(Kind),
    name=names,
    place=st.builds(
        Place, country=texts, region=texts, resort=texts, said=texts, point=st.none() | points
    ),
    ids=pairs,
    stars=st.none() | st.integers(0, 14),
    form=st.sampled_from(Form),
    former_names=several,
    facts=several,
    text=texts,
    itinerary=several,
    photos=several,
    rating=st.none() | st.integers(0, 100),
)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    source = draw(filled)
    seen = st.builds(Provenance, st.just(source), texts, st.integers(0, 2**31 - 1), safe_times)
    return Offer(
        ref=OfferRef(source, draw(pairs), draw(texts), draw(texts)),
        operator=draw(filled),
        operator_name=draw(texts),
        product=draw(products),
        departure=draw(departures),
        checked_at=draw(safe_times),
        room=Room(
            draw(texts),
            draw(st.none() | st.sampled_from(RoomClass)),
            draw(st.none() | st.sampled_from(Placement)),
        ),
        board=BoardTerm(draw(st.none() | st.sampled_from(Board)), draw(texts)),
        goes_on=draw(st.lists(days, max_size=3).map(tuple)),
        goes_nights=draw(st.none() | nights),
        availability=draw(st.sampled_from(Availability)),
        included=Included(
            draw(st.none() | st.booleans()),
            draw(st.none() | st.booleans()),
            draw(st.none() | st.integers(0, 99)),
        ),
        terms=Terms(
            draw(st.none() | st.integers(0, 100)),
            draw(st.none() | st.integers(0, 400)),
            draw(st.none() | st.integers(0, 400)),
        ),
        bands=draw(st.lists(bands, max_size=3).map(tuple)),
        provenance=draw(st.none() | seen),
    )


@given(st.lists(offers(), max_size=4))
@settings(deadline=None, max_examples=60)
def test_every_offer_comes_back_from_its_row_as_it_was(given_offers: list[Offer]) -> None:
    back = to_offers(to_rows(given_offers))
    assert back == given_offers
    assert [offer.provenance for offer in back] == [offer.provenance for offer in given_offers]


@given(st.lists(offers(), min_size=1, max_size=3))
@settings(deadline=None, max_examples=15)
def test_every_offer_comes_back_from_parquet(given_offers: list[Offer]) -> None:
    buffer = pa.BufferOutputStream()
    pq.write_table(to_rows(given_offers), buffer)
    table = pq.read_table(pa.BufferReader(buffer.getvalue()), schema=SCHEMA)
    assert [to_offer(row) for row in table.to_pylist()] == given_offers


@given(offers())
@settings(deadline=None, max_examples=15)
def test_a_row_bears_the_key_that_names_its_offer(offer: Offer) -> None:
    assert to_rows([offer])["key"].to_pylist() == [offer_key(offer)]


def test_what_is_not_stated_is_null_and_a_list_without_items_is_empty(
    an_offer: Callable[..., Offer],
) -> None:
    offer = replace(an_offer(), departure=Departure(None), board=BoardTerm(None))
    row = to_rows([offer]).to_pylist()[0]
    unstated = ["amount", "date", "origin", "board", "board_raw", "party_adults", "transfer"]
    assert [row[name] for name in unstated] == [None] * len(unstated)
    assert row["goes_on"] == row["components"] == row["party_children"] == []


def test_a_table_of_no_offers_has_every_column() -> None:
    assert to_rows([]).schema == SCHEMA


def test_half_a_character_in_scraped_text_is_replaced(an_offer: Callable[..., Offer]) -> None:
    broken = replace(an_offer(), operator_name="Sun\ud800ny")
    assert to_rows([broken])["operator_name"].to_pylist() == ["Sun?ny"]


def test_a_number_too_large_for_its_column_names_the_column(
    an_offer: Callable[..., Offer],
) -> None:
    offer = an_offer()
    with pytest.raises(DomainFault, match=r"^bag_kg: "):
        to_rows([replace(offer, included=Included(bag_kg=10**6))])
