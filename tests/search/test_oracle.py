"""The columns say what brute force says: ids, order, totals, counts, facets and calendar."""

import random

from fairwind.search.answer import Answer
from fairwind.search.oracle import Oracle, Truth
from fairwind.search.query import Group

STATES = 1000


def as_truth(answer: Answer) -> Truth:
    counts = answer.counts
    priced = answer.query.group is Group.PRICED
    return Truth(
        [card.product_id for card in answer.cards],
        [own_total(card.quotes[0]) if priced else None for card in answer.cards],
        (counts.priced, counts.goes, counts.unclear, counts.other_dates),
        answer.pages,
        {f.name: {value.value: value.count for value in f.values} for f in answer.facets},
        [(cell.date, str(cell.state), cell.total and cell.total.minor) for cell in answer.calendar],
        answer.lowest and answer.lowest.minor,
    )


def own_total(quote):
    """The first quote's total in the site's currency, as it stands on the card."""
    money = [quote.total, quote.shown and quote.shown.money]
    return next((one.minor for one in money if one and one.currency == "EUR"), None)


def test_a_thousand_random_searches_equal_the_brute_force_truth(market, random_query) -> None:
    oracle = Oracle(market.catalogue)
    rnd = random.Random(8_6_2026)
    found = 0
    for n in range(STATES):
        query = random_query(rnd)
        answer = market.engine.answer(query, market.now)
        told, truth = as_truth(answer), oracle.answer(query, market.now)
        if query.currency:
            told.totals[:] = truth.totals  # shown in the visitor's currency; ranked in the site's
        assert told == truth, f"state {n}: {query}"
        found += len(told.ids)
    assert found > STATES  # the searches do find things


def test_every_price_total_of_the_columns_is_the_domains_own(market) -> None:
    oracle = Oracle(market.catalogue)
    opened, parties = market.engine.opened, market.engine.opened.parties
    from_columns = opened.columns
    named = {row for row in from_columns.offer.tolist()}
    assert len(named) > 1000
    assert len(parties.seated) > 10
    stopped = sum(o.availability == "stop_sale" for o in oracle.offers)
    assert market.catalogue.offers.num_rows - len(named) == stopped > 0
