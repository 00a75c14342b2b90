"""Order: the products of a group one after another, as the visitor's sort says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .asked import REGION, Asked
from .columns import NO_NIGHTS, Ints
from .opened import Opened
from .pairs import Pairs
from .query import Sort
from .ranking import Features, Ranked, scores
from .rows import Rows, first_of_each, whole_first

ON_A_PAGE = 20
_UNDATED = 1 << 20


@dataclass(frozen=True, slots=True)
class Ordered:
    """The products of one page in their order, the row each is ranked by and what with.

    `found` are the products of all pages.
    """

    found: int
    product: Ints
    first: Ints
    ranked: Ranked | None = None
    score: Any = None


def _dates(opened: Opened, at: Any) -> Ints:
    """Start days, with those that have none behind all others."""
    day: Ints = opened.columns.date[at].astype(np.int64)
    if opened.has_undated:
        day[day == 0] = _UNDATED
    return day


def _lengths(opened: Opened, at: Any) -> Ints:
    """Nights, 0 where not stated."""
    nights: Ints = opened.columns.nights[at].astype(np.int64)
    nights[nights == NO_NIGHTS] = 0
    return nights


def priced_in_order(opened: Opened, asked: Asked, rows: Rows, sold: Pairs | None = None) -> Ordered:
    """The priced products: each by its cheapest offer, or by its earliest or longest one where
    that is what the visitor sorts by. Equal ones stand in the order of their rows."""
    columns, at, sort = opened.columns, rows.at, asked.query.sort
    owner, day, offer = columns.product[at], _dates(opened, at), columns.offer[at]
    worth = whole_first(opened, rows)
    keys: tuple[Ints, ...] = (worth, day, offer)
    if sort is Sort.START:
        keys = (day, worth, offer)
    elif sort is Sort.NIGHTS:
        keys = (-_lengths(opened, at), worth, day, offer)
    best = first_of_each(owner, *keys)
    product, first, total = owner[best].astype(np.int64), at[best], worth[best]
    ranked = score = None
    foremost = keys[0][best]
    if sort is Sort.BEST:
        ranked = Ranked.of(features_of(opened, asked, rows, best, sold or sold_in(opened, rows)))
        score = scores(ranked)
        foremost = -score
    elif sort is Sort.RATING:
        foremost = -opened.rating[product].astype(np.int64)
    order = on_page(asked.query.page, foremost, total, product)
    if ranked and score is not None:
        ranked, score = ranked.at(order), score[order]
    return Ordered(len(product), product[order], first[order], ranked, score)


def on_page(page: int, foremost: Any, *keys: Ints) -> Ints:
    """The places of one page's entries in the order of the keys; of many entries only those
    that can stand so far in front are put in order."""
    last = page * ON_A_PAGE
    candidates = None
    if len(foremost) > 4 * last:
        candidates = np.flatnonzero(foremost <= np.partition(foremost, last - 1)[last - 1])
        foremost, keys = foremost[candidates], tuple(key[candidates] for key in keys)
    order = np.lexsort((*keys[::-1], foremost))[last - ON_A_PAGE : last]
    return order if candidates is None else candidates[order]


def features_of(opened: Opened, asked: Asked, rows: Rows, best: Ints, sold: Pairs) -> Features:
    """What the ranker knows of each product's first offer."""
    columns, at = opened.columns, rows.at[best]
    product = columns.product[at]
    within = opened.limits[columns.source[at]]
    return Features(
        total=rows.total[best],
        nights=_lengths(opened, at),
        region=np.where(
            opened.places[product, REGION] < 0,
            -2 - opened.places[product, 0],
            opened.places[product, REGION],
        ),
        age=asked.minute - columns.checked[at].astype(np.int64),
        fresh_until=within[:, 0],
        ageing_until=within[:, 1],
        stars=opened.stars[product].astype(np.int64),
        rating=opened.rating[product].astype(np.int64),
        from_only=columns.from_only[at].astype(np.int64),
        operators=sold.of_products(product),
    )


def sold_in(opened: Opened, rows: Rows) -> Pairs:
    """Which operators sell which products among these rows."""
    columns, sizes = opened.columns, (opened.products.num_rows, len(opened.operators))
    return Pairs(columns.product[rows.at], columns.operator[rows.at], sizes)


def unpriced_in_order(opened: Opened, asked: Asked, at: Any) -> Ordered:
    """Products without a total by their first date (or rating); never by a number of money."""
    owner, day = opened.columns.product[at], _dates(opened, at)
    best = first_of_each(owner, day, opened.columns.offer[at])
    product = owner[best].astype(np.int64)
    rating = -opened.rating[product].astype(np.int64)
    foremost = rating if asked.query.sort is Sort.RATING else np.zeros(len(best), np.int64)
    order = on_page(asked.query.page, foremost, day[best], product)
    return Ordered(len(product), product[order], at[best][order])
