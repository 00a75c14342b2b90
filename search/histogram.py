"""Histogram: how many products cost how much, drawn beside the fields of the budget."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..offers import Money
from .answer import Bucket
from .asked import Asked
from .columns import Ints
from .opened import Opened
from .query import Per
from .rows import MANY, MOST, Rows, one_length

MOST_BUCKETS = 12
ALMOST_ALL = 95
"""Per cent of the products before whose end the last bucket begins: one dear one widens none."""
STEPS = (1, 2, 5)


def histogram_of(opened: Opened, asked: Asked, matching: Rows) -> tuple[Bucket, ...]:
    """Products by their lowest total (or share of it, as the budget is asked), in even buckets.

    `matching` are the priced rows without regard to the budget.
    """
    lowest = np.sort(_lowest(opened, asked, matching))
    if not len(lowest):
        return ()
    least, step, counts = _counted(lowest)
    beyond = int(lowest[-1]) >= least + step * len(counts)

    def money(minor: int) -> Money:
        return Money(minor, opened.currency)

    return tuple(
        Bucket(
            money(least + n * step),
            None if beyond and n == len(counts) - 1 else money(least + (n + 1) * step),
            count,
        )
        for n, count in enumerate(counts)
    )


def _lowest(opened: Opened, asked: Asked, rows: Rows) -> Ints:
    """The lowest amount of each product, in minor units: a total, or each person's or night's."""
    columns, per = opened.columns, asked.query.per
    if per is Per.NIGHT:
        rows = rows.where(one_length(columns, rows.at))
    share: Any = {
        Per.PARTY: 1,
        Per.PERSON: asked.query.party.persons,
        Per.NIGHT: columns.nights[rows.at].astype(np.int64) if per is Per.NIGHT else 1,
    }[per]
    product, amount = columns.product[rows.at], rows.total // share
    if len(rows) <= MANY:
        order = np.lexsort((amount, product))
        product, amount = product[order], amount[order]
        first = np.append(True, product[1:] != product[:-1])[: len(rows)]
        return np.asarray(amount[first], np.int64)
    lowest = np.full(opened.products.num_rows, MOST, np.int64)
    np.minimum.at(lowest, product, amount)
    return lowest[lowest < MOST]


def _counted(lowest: Ints) -> tuple[int, int, list[int]]:
    """Where the first bucket begins, how wide each is, and how many stand in each."""
    low = int(lowest[0])
    high = int(lowest[-(-len(lowest) * ALMOST_ALL // 100) - 1])
    step = _step(low, high)
    first, buckets = low // step, high // step - low // step + 1
    place = np.minimum(lowest // step - first, buckets - 1)
    return first * step, step, np.bincount(place, minlength=buckets).tolist()


def _step(low: int, high: int) -> int:
    """The smallest round width with which few enough buckets reach from low to high."""
    size = 1
    while True:
        for step in STEPS:
            if high // (step * size) - low // (step * size) < MOST_BUCKETS:
                return step * size
        size *= 10
