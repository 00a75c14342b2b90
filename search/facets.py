"""Facets: how many priced products each further choice would leave, its own choice left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..offers import Board
from .answer import Facet, FacetValue
from .asked import COUNTRY, REGION, Asked
from .columns import NO_NIGHTS, Ints
from .groups import Groups, priced_products
from .opened import Opened
from .pairs import Pairs
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

STARS = (6, 8, 9, 10)
"""Three stars, four, four and a half, five: the choices of "or better"."""


def facets_of(opened: Opened, asked: Asked, found: Groups, sold: Pairs) -> tuple[Facet, ...]:
    """All facets of an answer, each counted without its own selection.

    `sold` are the (product, operator) of the priced rows.
    """
    chooses = asked.starred is not None or not asked.from_anywhere().of_any_kind
    here = Pool(opened, asked, None if chooses else found.priced)
    from_all = here if asked.airports is None else Pool(opened, asked.from_anywhere())
    sellers = None if chooses else sold.of_value.tolist()
    there = found.in_priced
    if asked.countries is not None:
        there = priced_products(opened, asked.anywhere())
    return (
        Facet("to", tuple(_places(opened, there.nonzero()[0], asked)), False),
        Facet("board_min", tuple(_boards(here, asked)), True),
        Facet("stars_min", tuple(_stars(here, asked)), True),
        Facet("operator", tuple(_operators(here, asked, sellers)), False),
        Facet("from", tuple(_airports(from_all, asked)), False),
        Facet("nights", tuple(_nights(here, asked)), True),
    )


class Pool:
    """The priced rows that fit place, dates, words and budget, and which choices each fails.

    A row counts for a facet when it fails no choice, or that facet's own alone.
    """

    def __init__(self, opened: Opened, asked: Asked, rows: Rows | None = None) -> None:
        """`rows` are the priced ones where no choice is made, so that they are all."""
        at = (_without_choices(opened, asked) if rows is None else rows).at
        self.opened, self.at, self.product = opened, at, opened.columns.product[at]
        self._fails: dict[str, Any] = dict(_failed(opened, asked, at, self.product))
        self._failures = sum((f.astype(np.int8) for f in self._fails.values()), start=np.int8(0))

    def rows(self, own: str) -> Any:
        """Which of the rows count for a facet."""
        if not self._fails:
            return slice(None)
        if own not in self._fails:
            return self._failures == 0
        return self._failures - self._fails[own] == 0

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


def _without_choices(opened: Opened, asked: Asked) -> Rows:
    at = rows_of(opened, asked, asked.own, stars=False)
    if (young := visible(opened, asked, at)) is not None:
        at = at[young]
    return in_budget(asked, with_totals(opened, asked, at))


def _failed(opened: Opened, asked: Asked, at: Any, product: Ints) -> Iterator[tuple[str, Any]]:
    columns = opened.columns
    if asked.query.board_min is not None:
        yield "board_min", columns.board[at] < asked.query.board_min
    if asked.starred is not None:
        yield "stars_min", ~asked.starred[product]
    if asked.operators is not None:
        yield "operator", ~asked.operators[columns.operator[at]]
    if asked.nights is not None:
        yield "nights", ~nights_fit(columns, asked, at)


def _counted(values: Ints, size: int) -> list[int]:
    return [int(n) for n in np.bincount(values, minlength=size)]


def _places(opened: Opened, product: Ints, asked: Asked) -> Iterator[FacetValue]:
    """The countries and regions of the products."""
    chosen = set(asked.query.to)
    places = opened.places[product]
    for level in (COUNTRY, REGION):
        here = places[:, level]
        counts = np.bincount(here[here >= 0], minlength=len(opened.tree.nodes))
        for n in np.flatnonzero(counts).tolist():
            node = opened.tree.nodes[n]
            yield FacetValue(node.key, node.name("en"), int(counts[n]), node.key in chosen)
            chosen.discard(node.key)
    for key in sorted(chosen):
        found = product[np.isin(opened.places[product], opened.tree.under(key)).any(axis=1)]
        known = opened.tree.node(key)
        yield FacetValue(key, known.name("en") if known else key, len(found), True)


def _boards(pool: Pool, asked: Asked) -> Iterator[FacetValue]:
    """Products with a row of this board or a better one."""
    counted = pool.rows("board_min")
    product, board = pool.product[counted], pool.opened.columns.board[pool.at[counted]]
    best = np.zeros(pool.opened.products.num_rows, board.dtype)
    np.maximum.at(best, product, board)
    counts = _at_least(_counted(best, len(Board) + 1))
    sold = _counted(board, len(Board) + 1)
    for level in Board:
        chosen = asked.query.board_min == level
        if chosen or sold[level]:
            yield FacetValue(level.code, level.code, counts[level], chosen)


def _filled(counts: list[int], size: int) -> list[int]:
    """The first `size` counts, none for what is beyond the last."""
    return [*counts, *[0] * (size - len(counts))][:size]


def _at_least(counts: list[int]) -> list[int]:
    return [sum(counts[n:]) for n in range(len(counts))]


def _stars(pool: Pool, asked: Asked) -> Iterator[FacetValue]:
    opened = pool.opened
    product = distinct(pool.product[pool.rows("stars_min")], opened.products.num_rows)
    stars = opened.stars[product]
    chosen = asked.query.stars_min
    for halves in sorted({*STARS, *(() if chosen is None else (chosen,))}):
        text = f"{halves / 2:g}"
        count = int((stars >= halves).sum())
        if count or chosen == halves:
            yield FacetValue(text, text, count, chosen == halves)


def _operators(pool: Pool, asked: Asked, sellers: list[int] | None) -> Iterator[FacetValue]:
    opened = pool.opened
    operator, size = opened.columns.operator[pool.at], len(opened.operators)
    counts = pool.products("operator", operator, size) if sellers is None else sellers
    named = list(zip(opened.operators, opened.operator_names, counts, strict=True))
    yield from _chosen_or_found(named, asked.query.operators)


def _airports(pool: Pool, asked: Asked) -> Iterator[FacetValue]:
    opened = pool.opened
    counts = pool.products("from", opened.columns.airport[pool.at], len(opened.airports))
    named = [(code, code, n) for code, n in zip(opened.airports, counts, strict=True) if code]
    yield from _chosen_or_found(named, asked.query.origins)


def _chosen_or_found(
    named: list[tuple[str, str, int]], chosen: tuple[str, ...]
) -> Iterator[FacetValue]:
    """Values that would give something or are chosen, the fullest first."""
    known = {value for value, _, _ in named}
    named = [*named, *((value, value, 0) for value in chosen if value not in known)]
    for value, label, count in sorted(named, key=lambda one: (-one[2], one[0])):
        if count or value in chosen:
            yield FacetValue(value, label, count, value in chosen)


def _nights(pool: Pool, asked: Asked) -> Iterator[FacetValue]:
    """Products by length; a departure sold in several lengths counts under its shortest."""
    nights = pool.opened.columns.nights[pool.at]
    counts = pool.products("nights", nights, int(nights.max(initial=0)) + 1)
    query = asked.query
    single = query.nights_min if query.nights_min == query.nights_max else None
    for length, count in enumerate(_filled(counts, NO_NIGHTS)):
        if count or length == single:
            yield FacetValue(str(length), str(length), count, length == single)
