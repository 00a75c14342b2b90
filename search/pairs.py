"""Pairs: which numbers of two kinds stand beside one another in any row, each pair once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from .columns import Ints
from .rows import distinct

ROWS_A_CELL = 64
"""A table of all possible pairs is made where it has at most so many cells for each row."""
MOST_CELLS = 1 << 25


class Pairs:
    """The different pairs of (product, value) among rows; both are numbers below `sizes`."""

    def __init__(self, product: Ints, value: Ints, sizes: tuple[int, int]) -> None:
        self.products, self.width = sizes
        cells = self.products * self.width
        pair = np.multiply(product, self.width, dtype=np.int64) + value
        self._table: Any = None
        if cells <= min(ROWS_A_CELL * len(pair), MOST_CELLS):
            self._table = np.zeros(cells, np.uint8)
            self._table[pair] = 1
            self._table = self._table.reshape(self.products, self.width)
        else:
            self._pair = distinct(pair)

    def of_products(self, product: Ints) -> Ints:
        """How many values each of these products has."""
        if self._table is None:
            begin = self._pair.searchsorted(product * self.width)
            return self._pair.searchsorted((product + 1) * self.width) - begin
        counts: Ints = np.add.reduce(self._table, axis=1, dtype=np.min_scalar_type(self.width))
        return counts[product].astype(np.int64)

    @cached_property
    def of_value(self) -> Ints:
        """For each value how many products have it."""
        if self._table is None:
            return np.bincount(self._pair % self.width, minlength=self.width)
        counts: Ints = np.add.reduce(self._table, axis=0, dtype=np.int32)
        return counts
