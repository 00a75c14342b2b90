"""The columns say what brute force says: ids, order, totals, counts, facets and calendar."""

import random
from dataclasses import replace

import pytest

from fairwind.search.answer import Answer
from fairwind.search.engine import Engine
from fairwind.search.oracle import Oracle, Truth
from fairwind.search.query import Group

STATES = [300, pytest.param(1000, marks=pytest.mark.long)]


def as_truth(answer: Answer) -> Truth:
    counts = answer.counts
    priced = answer.query.group is Group.PRICED
    return Truth(
        [card.product_id for card in answer.cards],
        [own_total(card.quotes[0]) if priced else None for card in answer.cards],
        (counts.priced, counts.goes, counts.unclear, counts.other_dates),
        answer.pages,
        {f.name: {value.value: value.count for value in f.values} for f in answer.facets},
        [
            (cell.date, str(cell.state), cell.total and cell.total.minor, cell.within_budget)
            for cell in answer.calendar
        ],
        answer.lowest and answer.lowest.minor,
        answer.month,
        answer.beyond_budget,
        [(b.least.minor, b.most and b.most.minor, b.count) for b in answer.histogram],
        [(one.key, one.value, one.priced) for one in answer.removals],
        answer.nearest and as_nearest(answer.nearest),
        {one.key: sorted(one.operators) for one in answer.silent},
    )


def as_nearest(nearest):
    return (
        [(cell.date, cell.total.minor) for cell in nearest.dates],
        nearest.over_budget and nearest.over_budget.minor,
        [(place.key, place.instead_of, place.priced) for place in nearest.places],
    )


def own_total(quote):
    """The first quote's total in the site's currency, as it stands on the card."""
    money = [quote.total, quote.shown and quote.shown.money]
    return next((one.minor for one in money if one and one.currency == "EUR"), None)


def states(random_query, rnd, count):
    """Each search as it comes, and another page, sort or group of the same."""
    for _ in range(count // 2):
        query = random_query(rnd)
        yield query
        other = random_query(rnd)
        yield replace(query, sort=other.sort, group=other.group, page=other.page)


@pytest.mark.parametrize("count", STATES)
def test_random_searches_equal_the_brute_force_truth(market, random_query, count) -> None:
    oracle, engine = Oracle(market.catalogue), patient(market.engine)
    found = priced = 0
    for n, query in enumerate(states(random_query, random.Random(8_6_2026), count)):
        answer = engine.answer(query, market.now)
        told, truth = as_truth(answer), oracle.answer(query, market.now)
        if query.currency:
            told.totals[:] = truth.totals  # shown in the visitor's currency; ranked in the site's
        assert told == truth, f"state {n}: {query}"
        found += len(told.ids)
        priced += answer.counts.priced > 0
    assert found > count  # the searches do find things
    assert priced > count // 3


def patient(engine: Engine) -> Engine:
    """The engine with all the time in the world: this machine may be busy."""
    return Engine(engine.opened, engine.words, engine.quotes, timer=lambda: 0.0)


def test_every_price_total_of_the_columns_is_the_domains_own(market) -> None:
    oracle = Oracle(market.catalogue)
    opened, parties = market.engine.opened, market.engine.opened.parties
    from_columns = opened.columns
    named = {row for row in from_columns.offer.tolist()}
    assert len(named) > 1000
    assert len(parties.seated) > 10
    stopped = sum(o.availability == "stop_sale" for o in oracle.offers)
    assert market.catalogue.offers.num_rows - len(named) == stopped > 0
