"""The matching bench: its floors on a small market, its arithmetic, and splink's own sums."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from fairwind.bench.matching import measured
from fairwind.bench.matching_listings import market
from fairwind.bench.matching_score import groups, scored
from fairwind.catalog.matching.weights import weights


def test_ours_is_right_more_often_than_equal_names_and_a_plain_threshold() -> None:
    ours, asked, equal, fuzzy = (one.score for one in measured("", market(300, 2026)))
    assert ours.precision >= 0.97
    assert ours.recall >= 0.75
    assert asked.recall >= 0.93
    assert ours.f1 > max(equal.f1, fuzzy.f1)


def test_pairs_and_b_cubed_of_a_small_matching_are_those_counted_by_hand() -> None:
    found = scored(groups(5, [(0, 1), (1, 2)]), ["a", "a", "b", "b", "c"])
    assert (found.right, found.wrong, found.missed) == (1, 2, 1)
    assert found.b_precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert found.b_recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2 + 1) / 5)


@pytest.mark.filterwarnings("ignore")
def test_the_sum_of_our_weights_is_the_prediction_of_splink() -> None:
    training = pytest.importorskip("fairwind.bench.matching_training")
    path = files("fairwind.catalog") / "data" / "matching.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    pairs = [levels for levels, _ in training.labelled(60, seeds=(9,))]
    for levels, (bits, probability) in zip(pairs, training.predicted(pairs, kept), strict=True):
        assert weights().prior + sum(weights().of(levels)) == pytest.approx(bits, abs=1e-9)
        assert weights().score(levels) == pytest.approx(probability, abs=1e-9)
