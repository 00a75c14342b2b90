"""A few stays side by side: each column is what that stay's own page says, for one party."""

import datetime as dt
import random
from dataclasses import replace

from fairwind.offers import (
    Availability,
    Basis,
    Board,
    BoardTerm,
    Departure,
    Money,
    Nights,
    Party,
    Price,
    differences,
    like_for_like,
)
from fairwind.search.compare import ColumnState
from fairwind.search.oracle import Oracle
from fairwind.search.query import Query

STATES = 200
NOW = dt.datetime(2026, 6, 8, 9, 0, tzinfo=dt.UTC)
JULY_4 = dt.date(2026, 7, 4)


def test_each_column_is_what_the_stays_own_page_says(market, random_query) -> None:
    rnd = random.Random(2)
    engine, seen = market.engine, set()
    ids = list(engine.opened.row_of_id)[:30]
    for n in range(STATES):
        query = random_query(rnd)
        chosen = rnd.sample(ids, rnd.randint(1, 4))
        found = engine.compare(chosen, query, NOW)
        assert [column.product_id for column in found.columns] == chosen
        for column in found.columns:
            stay = engine.stay(column.product_id, query, NOW).card
            priced = [quote for quote in stay.quotes if quote.total]
            seen.add(column.state)
            if column.state is ColumnState.PRICED:
                assert replace(column.quote, differences=()) == replace(priced[0], differences=())
                assert column.nearest is None
                continue
            assert not priced, f"state {n}: {query}"
            assert column.goes_dates == (stay.goes_dates if column.state == "goes" else ())
            if column.state in ("goes", "unclear"):
                assert column.quote.key in {quote.key for quote in stay.quotes}
                assert column.quote.total is None
            else:
                assert not stay.quotes
    assert seen == set(ColumnState)


def test_the_nearest_price_of_a_stay_not_sold_then_is_the_nearest_day_of_the_same_party(
    market,
) -> None:
    engine, found = market.engine, 0
    for id in list(engine.opened.row_of_id)[:40]:
        query = Query(depart_from=JULY_4, depart_to=JULY_4)
        (column,) = engine.compare([id], query, NOW).columns
        if column.state is ColumnState.PRICED:
            continue
        prices = [
            (q.offer.departure.date, q.total)
            for q in engine.stay(id, Query(), NOW).card.quotes
            if q.total and q.offer.departure.date
        ]
        if not prices:
            assert column.nearest is None
            continue
        found += 1
        nearest = min(abs((date - JULY_4).days) for date, _ in prices)
        assert abs((column.nearest.offer.departure.date - JULY_4).days) == nearest
        assert column.nearest.total
    assert found > 10


def an_offer(some, name: str, minor: int, **more):
    departure = Departure(
        JULY_4, Nights(7, 7), "BUD", price=Price(Money(minor, "EUR"), Basis.PER_PARTY, Party(2))
    )
    given = {"availability": Availability.FREE_SALE, "goes_on": (), "checked_at": NOW}
    product = replace(some.product, name=name)
    return replace(some, product=product, departure=departure, **given, **more)


def test_what_is_not_alike_is_named_beside_the_first_price(market, make_market) -> None:
    some = Oracle(market.catalogue).offers[0]
    offers = [
        an_offer(some, "One", 100_000, board=BoardTerm(Board.AI)),
        an_offer(some, "Two", 90_000, board=BoardTerm(Board.HB)),
    ]
    engine = make_market(offers).engine
    one, two = engine.compare(list(engine.opened.row_of_id), Query(), NOW).columns
    assert one.differences == ()
    assert two.differences == ("board",)
    keys = [like_for_like(column.quote.offer) for column in (one, two)]
    assert differences(*keys) == ("board",)


def test_ids_that_are_not_here_are_named_and_one_named_twice_stands_once(market) -> None:
    here = next(iter(market.engine.opened.row_of_id))
    found = market.engine.compare([here, "gone000000", here], Query(words="x"), NOW)
    assert [column.product_id for column in found.columns] == [here]
    assert found.gone == ("gone000000",)
