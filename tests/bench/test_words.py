"""The word benchmark: it runs, says how often each engine is right, and a lie voids it."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from fairwind.bench import word_tables
from fairwind.bench.hotels import hotels
from fairwind.bench.prices import Void
from fairwind.bench.words import KINDS, Question, Report, compare, mistyped, run

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def report() -> Report:
    return run(400, 7, lambda said: None, questions=45)


def test_a_small_run_measures_three_engines_and_the_suggestions(report: Report) -> None:
    assert {(one.engine, one.kind) for one in report.figures} == {
        (engine, kind) for engine in ("Whoosh, ours", "SQLite FTS5", "tantivy") for kind in KINDS
    }
    assert [one.kind for one in report.typed] == [
        "letter by letter", "a letter left out", "over HTTP",
    ]  # fmt: skip
    assert all(0 < one.p50 <= one.p95 <= one.p99 for one in (*report.figures, *report.typed))


def test_ours_finds_the_hotel_that_is_meant(report: Report) -> None:
    right = {one.kind: one.right for one in report.figures if one.engine == "Whoosh, ours"}
    assert right["all words"] == right["a beginning"] == 1.0
    assert right["one error"] >= 0.85
    assert report.typed[0].right
    assert report.typed[0].right > 0.95


def test_a_run_says_all_that_is_needed_to_run_it_again(report: Report) -> None:
    told = json.loads(json.dumps(report.to_json()))
    assert (told["hotels"], told["seed"]) == (400, 7)
    assert {"python", "sqlite", "Whoosh", "tantivy"} <= set(told["versions"])
    assert set(told["kilobytes"]) == set(told["build_seconds"])
    assert "seed 7" in word_tables.told(report)
    assert [table.row_count for table in word_tables.tables(report)] == [9, 3]


class Holding:
    """An engine that holds some rows, whatever is asked."""

    name = "fixed"

    def __init__(self, rows: set[int]) -> None:
        self.rows = rows

    def find(self, words: Sequence[str]) -> list[int]:
        return sorted(self.rows)

    def all_of(self, words: Sequence[str]) -> set[int]:
        return self.rows


@pytest.mark.parametrize("theirs", [set(), {1, 2}, {2}])
def test_an_answer_that_differs_voids_the_run(theirs: set[int]) -> None:
    asked = [Question("all words", ("lagoon", "bay"), 1)]
    compare((Holding({1}), Holding({1})), ["lagoon", "bay"], asked)
    with pytest.raises(Void):
        compare((Holding({1}), Holding(theirs)), ["lagoon", "bay"], asked)


def test_a_hotel_that_no_engine_finds_voids_the_run() -> None:
    asked = [Question("all words", ("lagoon", "bay"), 5)]
    with pytest.raises(Void, match="not found"):
        compare((Holding({1}), Holding({1})), ["lagoon", "bay"], asked)


def test_the_same_seed_names_the_same_hotels() -> None:
    one, other = hotels(60, 5)[0], hotels(60, 5)[0]
    assert one.equals(other)
    assert not one.equals(hotels(60, 6)[0])


def test_a_mistyped_word_is_one_error_away() -> None:
    rng = np.random.default_rng(1)
    assert all(abs(len(mistyped(rng, "lagoon")) - 6) <= 1 for _ in range(100))
