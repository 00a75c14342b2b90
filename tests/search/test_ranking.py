"""The ranking is a sum of named points; nothing that is paid for can reach it."""

import dataclasses
import random

import numpy as np

from fairwind.search.query import Query, Sort
from fairwind.search.ranking import WEIGHTS, Features, Ranked, scores, shares


def some_features(count: int = 40, **given) -> Features:
    rnd = np.random.default_rng(7)
    drawn = {
        "total": rnd.integers(50_000, 400_000, count),
        "nights": rnd.choice([0, 7, 14], count),
        "region": rnd.integers(0, 4, count),
        "age": rnd.integers(0, 6000, count),
        "fresh_until": np.full(count, 1440),
        "ageing_until": np.full(count, 2880),
        "stars": rnd.choice([-1, 6, 8, 10], count),
        "rating": rnd.choice([-1, 60, 95], count),
        "from_only": rnd.integers(0, 2, count),
        "operators": rnd.integers(1, 9, count),
    }
    return Features(**(drawn | given))


def test_nothing_that_is_paid_for_is_a_feature() -> None:
    names = {field.name for field in dataclasses.fields(Features)} | set(WEIGHTS)
    paid = ("commission", "margin", "paid", "sponsor", "sold_by", "operator", "source", "boost")
    assert not {name for name in names if name in paid or "commission" in name}


def test_the_score_is_the_sum_of_its_weights_times_its_shares() -> None:
    ranked = Ranked.of(some_features())
    parts = shares(ranked)
    assert set(parts) == set(WEIGHTS)
    total = sum(WEIGHTS[name] * share for name, share in parts.items())
    assert np.allclose(scores(ranked), total, atol=1e-6)
    assert all((share >= 0).all() and (share <= 1).all() for share in parts.values())


def test_all_else_equal_the_cheaper_the_fresher_and_the_fuller_known_stand_first() -> None:
    same = {
        name: np.repeat(getattr(some_features(1), name), 3)
        for name in ("total", "age", "stars", "rating", "from_only", "operators")
    }
    flat = {"nights": np.full(3, 7), "region": np.zeros(3, int)}
    flat |= {"fresh_until": np.full(3, 1440), "ageing_until": np.full(3, 2880)}
    for name, values in (
        ("total", [100, 200, 300]), ("age", [10, 2000, 4000]), ("from_only", [0, 0, 1]),
        ("stars", [10, 8, -1]), ("rating", [95, 60, -1]), ("operators", [5, 2, 1]),
    ):  # fmt: skip
        found = scores(Ranked.of(Features(**(same | flat | {name: np.array(values)}))))
        assert list(found) == sorted(found, reverse=True), name
        assert found[0] > found[-1], name


def test_the_card_prints_the_points_it_was_ranked_by(market, random_query) -> None:
    rnd, said = random.Random(5), 0
    for _ in range(60):
        query = dataclasses.replace(random_query(rnd), sort=Sort.BEST, page=1)
        cards = market.engine.answer(query, market.now).cards
        ranked = [card.score for card in cards if card.quotes and card.quotes[0].total]
        assert ranked == sorted(ranked, reverse=True)
        for card in cards:
            assert len(card.reasons) <= 3
            assert sum(reason.points for reason in card.reasons) <= card.score + 0.05
            said += len(card.reasons)
    assert said > 50


def test_a_commission_on_a_card_changes_no_order(market) -> None:
    before = [c.product_id for c in market.engine.answer(Query(), market.now).cards]
    for source in market.engine.opened.sources:
        source["commission"] = 0.5
    after = [c.product_id for c in market.engine.answer(Query(), market.now).cards]
    for source in market.engine.opened.sources:
        del source["commission"]
    assert before == after
    assert len(before) == 20
