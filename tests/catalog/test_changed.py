"""Changed: a product's date moves when it says something else, and only then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from fairwind.catalog.catalogue import SourceState
from fairwind.catalog.changed import FILE
from fairwind.catalog.fx import Rates
from fairwind.catalog.generations import Generation, publish
from fairwind.catalog.home import Home
from fairwind.catalog.runs import Run
from fairwind.offers import Offer

AnOffer = Callable[..., Offer]
ARun = Callable[..., Run]
Published = Callable[..., dict[str, dt.datetime]]
RATES = Rates.read("Date,CZK\n2026-03-27,24.5\n")


@pytest.fixture
def published(home: Home, now: dt.datetime, a_run: ARun) -> Published:
    """Publishes offers so many days later and says since when each product is as it is."""

    def do(offers: list[Offer], days: int = 0, damaged: bool = False) -> dict[str, dt.datetime]:
        at = now + dt.timedelta(days=days)
        state = {"sunny_tours": SourceState("sunny_tours", "Sunny Tours")}
        run = {"sunny_tours": a_run(offers, started=at)}
        made = publish(home, run, state, (), RATES, "EUR", at)
        said = since(made)
        if damaged:
            (made.folder / FILE).write_bytes(b"no table")
        return said

    return do


def since(generation: Generation) -> dict[str, dt.datetime]:
    table, names = generation.changed(), generation.products()["name"].to_pylist()
    assert table is not None
    return dict(zip(names, table["changed_at"].to_pylist(), strict=True))


def test_a_product_has_changed_when_it_is_new(
    published: Published, an_offer: AnOffer, now: dt.datetime
) -> None:
    first = published([an_offer("1")])
    assert first == {"Hotel Aurora Beach": now}
    later = published([an_offer("1"), an_offer("2", name="Hotel Bora")], days=1)
    assert later == {"Hotel Aurora Beach": now, "Hotel Bora": now + dt.timedelta(days=1)}


@pytest.mark.parametrize(
    "other",
    [
        {"minor": 62_000},
        {"stars": 9},
        {"date": dt.date(2026, 7, 5)},
        {"currency": "CZK"},
        {"minor": None},
    ],
)
def test_another_price_date_or_fact_is_a_change(
    published: Published, an_offer: AnOffer, now: dt.datetime, other: dict[str, object]
) -> None:
    published([an_offer("1")])
    later = published([an_offer("1", **other)], days=2)
    assert later == {"Hotel Aurora Beach": now + dt.timedelta(days=2)}


def test_reading_the_same_again_in_another_order_is_no_change(
    published: Published, an_offer: AnOffer, now: dt.datetime
) -> None:
    two = [an_offer("1", product_ids=(("giata", "7"),)), an_offer("2", name="Hotel Bora")]
    published(two)
    again = published(two[::-1], days=3)
    assert set(again.values()) == {now}


def test_a_damaged_table_of_the_generation_before_dates_everything_anew(
    published: Published, an_offer: AnOffer, now: dt.datetime
) -> None:
    published([an_offer("1")], damaged=True)
    assert published([an_offer("1")], days=1) == {"Hotel Aurora Beach": now + dt.timedelta(days=1)}
