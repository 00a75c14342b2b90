"""What is done for many rows says what is done for few."""

import numpy as np
import pytest

from fairwind.search.order import ON_A_PAGE, on_page
from fairwind.search.pairs import Pairs
from fairwind.search.rows import MANY, distinct, first_of_each, spread


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def plainly_first(owner, *keys) -> list[int]:
    """The first row of each owner, looked for one by one."""
    found: dict[int, int] = {}
    for row in sorted(range(len(owner)), key=lambda n: tuple(key[n] for key in keys)):
        found.setdefault(int(owner[row]), row)
    return [found[one] for one in sorted(found)]


@pytest.mark.parametrize("rows", [1, 300, 3 * MANY])
def test_the_first_of_each_product_is_found_whatever_their_number(rng, rows) -> None:
    owner = rng.integers(0, 400, rows).astype(np.uint16)
    total, day, offer = (rng.integers(0, most, rows) for most in (40, 5, 1 << 30))
    first = first_of_each(owner, total, day, offer)
    assert first.tolist() == plainly_first(owner, total, day, offer)


@pytest.mark.parametrize("rows", [0, 40, 30_000])
def test_pairs_are_counted_once_each_in_a_table_or_without(rng, rows) -> None:
    product, operator = rng.integers(0, 700, rows), rng.integers(0, 30, rows)
    both = set(zip(product.tolist(), operator.tolist(), strict=True))
    pairs = Pairs(product, operator.astype(np.uint8), (700, 30))
    assert pairs.of_value.tolist() == [sum(o == n for _, o in both) for n in range(30)]
    every = pairs.of_products(np.arange(700)).tolist()
    assert every == [sum(p == n for p, _ in both) for n in range(700)]


@pytest.mark.parametrize("page", [1, 3, 50, 60])
def test_a_page_holds_what_stands_there_in_the_whole_order(rng, page) -> None:
    score, total = rng.integers(0, 9, 1010), rng.integers(0, 9, 1010)
    product = np.arange(1010)
    whole = np.lexsort((product, total, score))
    here = whole[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    assert on_page(page, score, total, product).tolist() == here.tolist()


def test_runs_are_spread_one_after_another_empty_ones_left_out() -> None:
    first, last = np.array([3, 9, 9, 20]), np.array([5, 9, 12, 21])
    assert spread(first, last).tolist() == [3, 4, 9, 10, 11, 20]
    assert spread(first[:0], last[:0]).tolist() == []


def test_distinct_values_ascend(rng) -> None:
    for rows in (0, 100, 5000):
        values = rng.integers(0, 900, rows)
        assert distinct(values, 900).tolist() == sorted(set(values.tolist()))
