"""A month for the visitor's party: a price of that very day, or why there is none."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from fairwind.offers import Availability, Basis, Departure, Money, Nights, Party, Price
from fairwind.search.answer import CellState
from fairwind.search.month import first_of_month, month_after
from fairwind.search.oracle import Oracle
from fairwind.search.oracle_months import MonthOracle
from fairwind.search.query import Query

STATES = [200, pytest.param(500, marks=pytest.mark.long)]
NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
JUNE, JULY, AUGUST = (dt.date(2026, month, 1) for month in (6, 7, 8))


def keys_of(query: Query, engine) -> Query:
    """The query with place keys for its names, as the oracle takes them."""
    return engine.grid(query, NOW).query


def told(answer) -> tuple[list, int | None, int | None]:
    days = [(c.date, c.state.value, c.total and c.total.minor) for c in answer.cells]
    return days, *(one and one.lowest and one.lowest.minor for one in (answer.before, answer.after))


@pytest.mark.parametrize("count", STATES)
def test_months_of_random_searches_equal_the_brute_force_truth(market, random_query, count) -> None:
    oracle = MonthOracle(Oracle(market.catalogue))
    rnd = random.Random(42)
    seen: set[str] = set()
    for n in range(count):
        query = replace(random_query(rnd), page=1)
        month = rnd.choice([JUNE, JULY, AUGUST, dt.date(2026, 9, 1), dt.date(2026, 10, 1)])
        answer = market.engine.month(query, NOW, month)
        truth = oracle.month(keys_of(query, market.engine), NOW, month)
        days, before, after = told(answer)
        assert days == truth.days, f"state {n}: {query} in {month}"
        if month > JUNE:
            assert before == truth.before, f"state {n}: {query} in {month}"
        if answer.after:
            assert after == truth.after, f"state {n}: {query} in {month}"
        else:
            assert truth.after is None
        seen |= {cell.state for cell in answer.cells}
    assert seen == set(CellState)


def test_the_cheapest_days_are_marked_and_only_they(market) -> None:
    answer = market.engine.month(Query(), NOW, JULY)
    lowest = min(cell.total.minor for cell in answer.cells if cell.total)
    assert answer.sum.lowest == Money(lowest, "EUR")
    for cell in answer.cells:
        assert cell.lowest == (cell.total is not None and cell.total.minor == lowest)


def an_offer(make, day: dt.date, price: int | None, number: int = 0, party: Party | None = None):
    amount = Price(Money(price, "EUR"), Basis.PER_PARTY, party or Party(2)) if price else None
    return replace(make, departure=Departure(day, Nights(7, 7), "BUD", price=amount))


def test_no_data_is_not_none(make_market, market) -> None:
    """After the last day that anyone who sells there has published, nobody has said yet."""
    some = next(o for o in Oracle(market.catalogue).offers if o.product.place.country == "GR")
    some = replace(some, availability=Availability.FREE_SALE, goes_on=(), checked_at=NOW)
    elsewhere = replace(some.product, name="Elsewhere")
    offers = [
        an_offer(some, dt.date(2026, 7, 4), 100_000),
        an_offer(some, dt.date(2026, 7, 11), 90_000, party=Party(2, (4,))),
        an_offer(replace(some, product=elsewhere), dt.date(2026, 7, 20), None),
    ]
    engine = make_market(offers).engine
    states = {c.date.day: c.state for c in engine.month(Query(), NOW, JULY).cells}
    assert states[4] is CellState.PRICED
    assert states[11] is CellState.GOES
    assert states[5] is CellState.NONE
    assert states[20] is CellState.GOES
    assert {states[day] for day in range(21, 32)} == {CellState.NO_DATA}
    (id,) = (
        i
        for i, row in engine.opened.row_of_id.items()
        if offers[0].product.name == _name(engine, row)
    )
    own = {c.date.day: c.state for c in engine.month(Query(), NOW, JULY, id).cells}
    assert own[20] is CellState.NONE  # its operator has published the 20th, and left this stay out
    assert own[21] is CellState.NO_DATA


def _name(engine, row: int) -> str:
    return engine.opened.products["name"][row].as_py()


def test_operators_that_are_not_asked_cover_nothing(market) -> None:
    nobody = market.engine.month(Query(operators=("nobody",)), NOW, JULY)
    assert {cell.state for cell in nobody.cells} == {CellState.NO_DATA}
    assert nobody.covered is None
    assert nobody.after is None


def test_one_stays_month_says_what_its_page_says(market) -> None:
    july = replace(Query(), depart_from=JULY, depart_to=dt.date(2026, 7, 31))
    found = 0
    for id in list(market.engine.opened.row_of_id)[:20]:
        answer = market.engine.month(Query(to=("TR",), price_max=1), NOW, JULY, id)
        calendar = {c.date: c for c in market.engine.stay(id, july, NOW).calendar}
        for cell in answer.cells:
            assert cell.total == calendar[cell.date].total
            found += cell.total is not None
    assert found > 50


def test_a_month_that_is_over_is_the_present_one_and_its_past_days_are_gone(market) -> None:
    answer = market.engine.month(Query(), NOW, dt.date(2025, 1, 17))
    assert answer.month == JUNE
    assert answer.before is None
    assert next(cell.date for cell in answer.cells) == NOW.date()
    assert answer.after.month == month_after(JUNE) == first_of_month(dt.date(2026, 7, 30))


def test_a_stay_that_is_not_here_has_no_month(market) -> None:
    assert market.engine.month(Query(), NOW, JULY, "nowhere000") is None


def test_the_last_month_of_all_can_be_asked_for(market) -> None:
    answer = market.engine.month(Query(), NOW, dt.date(9999, 12, 1))
    assert {cell.state for cell in answer.cells} == {CellState.NO_DATA}
