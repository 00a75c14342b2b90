"""Pool: the priced rows without any facet's choice, and which of the choices each row fails."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from .asked import Asked
from .columns import NO_BOARD, NO_NIGHTS, Ints
from .groups import priced_products
from .manners import NOT_STATED, YES
from .opened import Opened
from .pairs import Pairs
from .query import TRAITS
from .rows import (
    FEW_ROWS,
    Rows,
    distinct,
    in_budget,
    nights_fit,
    rows_of,
    visible,
    with_totals,
)

FEW_BITS = 3
"""Up to so many bits are counted one by one."""


class Pool:
    """The priced rows that fit place, airport, dates, words and budget, and what each fails.

    A row counts for a facet when it fails no choice, or that facet's own alone.
    """

    def __init__(self, opened: Opened, asked: Asked, rows: Rows | None = None) -> None:
        """`rows` are the priced ones where no choice is made, so that they are all."""
        at = (_without_choices(opened, asked) if rows is None else rows).at
        self.opened, self.asked = opened, asked
        self.at, self.product = at, opened.columns.product[at]
        self._fails: dict[str, Any] = {}
        self._failures: Any = None
        if rows is None:
            self._sieve(dict(_failed(opened, asked, at, self.product)))

    def _sieve(self, fails: dict[str, Any]) -> None:
        """Keep the rows that fail one choice at most: no other counts for any facet."""
        failures: Any = sum((f.astype(np.int8) for f in fails.values()), start=np.int8(0))
        kept = np.flatnonzero(failures <= 1) if fails else slice(None)
        self.at, self.product = self.at[kept], self.product[kept]
        self._fails = {name: failed[kept] for name, failed in fails.items()}
        self._failures = failures[kept] if fails else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The facets that something is chosen of."""
        return tuple(self._fails)

    def rows(self, own: str) -> Any:
        """Which of the rows count for a facet."""
        if not self._fails:
            return slice(None)
        if own not in self._fails:
            return self._failures == 0
        return self._failures - self._fails[own] == 0

    @cached_property
    def anywhere(self) -> Any:
        """The products that would be priced wherever they are, one truth for each."""
        return priced_products(self.opened, self.asked.anywhere())

    @cached_property
    def from_anywhere(self) -> Pool:
        """The pool of the same search from whatever airport."""
        return (
            self if self.asked.airports is None else Pool(self.opened, self.asked.from_anywhere())
        )

    def products_for(self, own: str) -> Ints:
        """The different products of the rows that count for a facet."""
        return distinct(self.product[self.rows(own)], self.opened.products.num_rows)

    def products(self, own: str, value: Ints, size: int) -> list[int]:
        """For each value below `size` how many products have it among the rows that count."""
        counted = self.rows(own)
        product, value = self.product[counted], value[counted]
        if len(product) <= FEW_ROWS:
            found = [0] * size
            for _, one in set(zip(product.tolist(), value.tolist(), strict=True)):
                found[one] += 1
            return found
        sizes = (self.opened.products.num_rows, size)
        counts: list[int] = Pairs(product, value, sizes).of_value.tolist()
        return counts

    def bit_counts(self, own: str, bits: Ints, size: int) -> list[int]:
        """For each bit how many products have a row that counts and whose manner has it.

        `bits` holds an entry for each manner.
        """
        counted = self.rows(own)
        at, product = self.at[counted], self.product[counted]
        said = bits[self.opened.columns.manner[at]]
        used = int(np.bitwise_or.reduce(bits, initial=0))
        if len(at) > FEW_ROWS and used.bit_count() > FEW_BITS:
            every = np.zeros(self.opened.products.num_rows, np.uint32)
            np.bitwise_or.at(every, product, said)
            return [int((every >> n & 1).sum()) if used >> n & 1 else 0 for n in range(size)]
        counts = [0] * size
        for n in (n for n in range(size) if used >> n & 1):
            counts[n] = self._different(product[(said >> n & 1).astype(bool)])
        return counts

    def _different(self, product: Ints) -> int:
        """How many different products these are."""
        if len(product) <= FEW_ROWS:
            return len(set(product.tolist()))
        seen = np.zeros(self.opened.products.num_rows, bool)
        seen[product] = True
        return int(seen.sum())

    @cached_property
    def traits(self) -> dict[str, int]:
        """For each trait, and the weekend, how many products have it beside all that is asked."""
        bits = np.zeros(max(self.opened.manners.count, 1), np.uint32)
        for n, trait in enumerate(TRAITS):
            if trait in self.opened.manners.said_yes:
                bits[self.opened.manners.answers[trait] == YES] |= 1 << n
        counts = dict(zip(TRAITS, self.bit_counts("", bits, len(TRAITS)), strict=True))
        counted = self.rows("")
        weekend = self.opened.weekend[self.opened.columns.date[self.at[counted]]]
        return counts | {"weekend": self._different(self.product[counted][weekend])}

    def unstated(self, name: str) -> Any:
        """Of the rows that count for a facet, those that say nothing of it; None if all must."""
        columns, manners = self.opened.columns, self.opened.manners
        at = self.at[self.rows(name)]
        if name in TRAITS:
            return manners.answers[name][columns.manner[at]] == NOT_STATED
        if name in ("room", "transport"):
            said = np.array([one == "" for one in getattr(manners, name)], bool)
            return said[columns.manner[at]]
        product = columns.product[at]
        of_product = {
            "stars_min": self.opened.stars < 0,
            "rating_min": self.opened.rating < 0,
            "facility": self.opened.facilities == 0,
        }
        if name in of_product:
            return of_product[name][product]
        if name == "board_min":
            return columns.board[at] == NO_BOARD
        return columns.nights[at] == NO_NIGHTS if name == "nights" else None


def _without_choices(opened: Opened, asked: Asked) -> Rows:
    at = rows_of(opened, asked, asked.own, choices=False)
    if (young := visible(opened, asked, at)) is not None:
        at = at[young]
    return in_budget(opened, asked, with_totals(opened, asked, at))


def _failed(opened: Opened, asked: Asked, at: Any, product: Ints) -> Iterator[tuple[str, Any]]:
    columns, query = opened.columns, asked.query
    of_products = {
        "stars_min": asked.starred,
        "rating_min": asked.rated,
        "facility": asked.equipped,
    }
    for name, fits in of_products.items():
        if fits is not None:
            yield name, ~fits[product]
    if query.board_min is not None:
        yield "board_min", columns.board[at] < query.board_min
    if asked.operators is not None:
        yield "operator", ~asked.operators[columns.operator[at]]
    if asked.nights is not None:
        yield "nights", ~nights_fit(columns, asked, at)
    if asked.weekend:
        yield "weekend", ~opened.weekend[columns.date[at]]
    for name, fits in asked.mannered.items():
        yield name, ~fits[columns.manner[at]]
