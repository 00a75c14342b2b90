"""Months by destinations: in each cell the lowest total of the visitor's party, and how many."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from fairwind.offers import (
    Availability,
    Basis,
    Departure,
    Money,
    Nights,
    Party,
    Place,
    Price,
)
from fairwind.search.answer import CellState
from fairwind.search.oracle import Oracle
from fairwind.search.oracle_months import MonthOracle
from fairwind.search.query import Query

STATES = [200, pytest.param(500, marks=pytest.mark.long)]
NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)


def told(grid) -> dict:
    rows = {}
    for row in grid.rows:
        cells = [(c.state.value, c.total and c.total.minor, c.prices) for c in row.cells]
        rows[row.key + "+" * row.rest] = row.stays, cells
    return rows


def level_of(grid, query: Query) -> str:
    levels = {row.key.count("/") + row.rest for row in grid.rows}
    assert len(levels) == 1, query
    return ("country", "region", "resort")[levels.pop()]


@pytest.mark.parametrize("count", STATES)
def test_grids_of_random_searches_equal_the_brute_force_truth(market, random_query, count) -> None:
    oracle = MonthOracle(Oracle(market.catalogue))
    rnd = random.Random(77)
    seen: set[str] = set()
    levels: set[str] = set()
    for n in range(count):
        grid = market.engine.grid(random_query(rnd), NOW)
        if not grid.rows:
            assert not oracle.grid(grid.query, NOW, grid.months, "country")
            continue
        level = level_of(grid, grid.query)
        truth = oracle.grid(grid.query, NOW, grid.months, level)
        assert told(grid) == truth, f"state {n}: {grid.query}"
        assert [row.stays for row in grid.rows] == sorted(r[0] for r in truth.values())[::-1]
        seen |= {cell.state for row in grid.rows for cell in row.cells}
        levels.add(level)
    assert seen == set(CellState)
    assert levels == {"country", "region", "resort"}


def test_a_country_is_told_apart_by_its_regions_and_a_region_by_its_resorts(market) -> None:
    engine = market.engine
    assert {row.key for row in engine.grid(Query(), NOW).rows} == {"GR", "TR", "TZ", "BG", "ES"}
    greece = engine.grid(Query(to=("GR",)), NOW)
    assert greece.parent == "GR"
    assert {row.key for row in greece.rows} == {"GR/crete", "GR/rhodes"}
    crete = engine.grid(Query(to=("GR/crete",)), NOW)
    assert {row.key for row in crete.rows} == {"GR/crete/hersonissos", "GR/crete/malia"}
    canaries = engine.grid(Query(to=("ES/canary-islands",)), NOW)
    assert {row.key for row in canaries.rows} == {"ES/tenerife"}
    bulgaria = engine.grid(Query(to=("BG",)), NOW)
    assert [(row.key, row.rest) for row in bulgaria.rows] == [("BG", True)]
    assert {r.key for r in engine.grid(Query(to=("GR/crete", "TR")), NOW).rows} == {"GR", "TR"}
    assert not engine.grid(Query(to=("FR",)), NOW).rows


def an_offer(some, name: str, day: dt.date, price: int | None, party: Party = Party(2)):  # noqa: B008
    amount = Price(Money(price, "EUR"), Basis.PER_PARTY, party) if price else None
    product = replace(some.product, name=name, place=Place("GR", "Crete", "Malia"))
    departure = Departure(day, Nights(7, 7), "BUD", price=amount)
    return replace(some, product=product, departure=departure)


def test_no_data_is_not_none_and_a_listed_date_is_no_price(market, make_market) -> None:
    some = replace(
        Oracle(market.catalogue).offers[0],
        availability=Availability.FREE_SALE,
        goes_on=(),
        checked_at=NOW,
        operator="sunny",
    )
    offers = [
        an_offer(some, "First", dt.date(2026, 7, 4), 100_000),
        an_offer(some, "First", dt.date(2026, 7, 5), 80_000),
        an_offer(some, "Second", dt.date(2026, 8, 4), None),
        an_offer(some, "Second", dt.date(2026, 10, 4), 70_000),
        an_offer(some, "Second", dt.date(2026, 10, 5), 10_000, Party(1)),
        replace(
            an_offer(some, "Far", dt.date(2026, 12, 4), 90_000),
            product=replace(some.product, name="Far", place=Place("TZ", "Zanzibar", "Nungwi")),
        ),
    ]
    grid = make_market(offers).engine.grid(Query(), NOW)
    greece, zanzibar = grid.rows
    assert [m.month for m in grid.months] == [6, 7, 8, 9, 10, 11, 12]
    assert [(c.state.value, c.total and c.total.minor, c.prices) for c in greece.cells] == [
        ("none", None, 0),
        ("priced", 80_000, 2),
        ("goes", None, 0),
        ("none", None, 0),
        ("priced", 70_000, 1),
        ("no_data", None, 0),
        ("no_data", None, 0),
    ]
    assert [cell.lowest for cell in greece.cells] == [False] * 4 + [True] + [False] * 2
    assert (greece.stays, zanzibar.stays) == (2, 1)
    assert {c.state for c in zanzibar.cells[:-1]} == {CellState.NONE}


def test_a_grid_is_kept_till_a_price_grows_too_old(market) -> None:
    engine = market.engine
    assert engine.grid(Query(), NOW) is engine.grid(Query(page=3), NOW)
    later = NOW + dt.timedelta(days=5)
    assert engine.grid(Query(), later) is not engine.grid(Query(), NOW)
    priced = [
        sum(c.prices for r in engine.grid(Query(), at).rows for c in r.cells) for at in (NOW, later)
    ]
    assert priced[1] < priced[0]


def test_an_empty_generation_has_an_empty_grid(make_market, market) -> None:
    nowhere = Oracle(market.catalogue).offers[0]
    nowhere = replace(nowhere, product=replace(nowhere.product, place=Place()))
    grid = make_market([nowhere]).engine.grid(Query(), NOW)
    assert grid.rows == ()
    assert len(grid.months) == 1
