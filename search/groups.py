"""Groups: which products are priced, unclear or go for the asked party, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .asked import Asked
from .opened import Opened
from .parties import UNCLEAR
from .rows import Rows, filtered, in_budget, matching_products, rows_of, visible, with_totals

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Groups:
    """The rows of one answer. `priced` are within the budget, `matching` with no regard to it.

    `goes` are departures without a price that is this party's, too old ones among them. The
    masks hold one truth for each product; a product stands in one group at most.
    """

    matching: Rows
    priced: Rows
    unclear: Any
    goes: Any
    in_priced: Any
    in_unclear: Any
    in_goes: Any


def matching_rows(opened: Opened, asked: Asked) -> tuple[Rows, Any]:
    """The asked party's own prices that fit, without regard to the budget; and those too old."""
    at = rows_of(opened, asked, asked.own)
    at = filtered(opened.columns, asked, at, matching_products(asked))
    young = visible(opened, asked, at)
    old = at[:0] if young is None else at[~young]
    at = at if young is None else at[young]
    return with_totals(opened, asked, at), old


def all_days(opened: Opened, asked: Asked) -> tuple[Rows, Any]:
    """The rows a calendar is made of: prices without regard to the budget, and what goes."""
    matching, old = matching_rows(opened, asked)
    return matching, np.concatenate([_fitting(opened, asked, asked.others), old])


def groups_of(opened: Opened, asked: Asked) -> Groups:
    """Every product in the first group that fits: priced, unclear, goes."""
    matching, goes = all_days(opened, asked)
    priced = in_budget(asked, matching)
    unclear = _fitting(opened, asked, (UNCLEAR,))
    has_price = products_of(opened, matching.at)
    in_unclear = products_of(opened, unclear) & ~has_price
    return Groups(
        matching,
        priced,
        unclear,
        goes,
        products_of(opened, priced.at) if priced is not matching else has_price,
        in_unclear,
        products_of(opened, goes) & ~has_price & ~in_unclear,
    )


def _fitting(opened: Opened, asked: Asked, parties: tuple[int, ...]) -> Any:
    at = rows_of(opened, asked, parties)
    return filtered(opened.columns, asked, at, matching_products(asked))


def products_of(opened: Opened, at: Any) -> Any:
    """Which products have a row among these."""
    mask = np.zeros(opened.products.num_rows, bool)
    mask[opened.columns.product[at]] = True
    return mask


def at_other_dates(opened: Opened, asked: Asked, found: Groups) -> int:
    """How many products match all but the dates and stand in none of the three groups.

    A product whose own prices are all beyond the budget stands in no group at any date.
    """
    if not asked.query.dated:
        return 0
    free = asked.any_day()
    somewhere = _somewhere(opened, free)
    if asked.least is not None or asked.most is not None:
        matching, _ = matching_rows(opened, free)
        own = products_of(opened, matching.at)
        affordable = products_of(opened, in_budget(asked, matching).at)
        somewhere = (somewhere & ~own) | affordable
    return int((somewhere & ~(found.in_priced | found.in_unclear | found.in_goes)).sum())


def _somewhere(opened: Opened, free: Asked) -> Any:
    """Which products have any departure at all that fits but for its dates.

    The widest look of an answer, and the same for every party and date: the last ones are kept.
    """
    query = free.query
    asked_for = (query.words, query.to, query.origins, query.operators)
    least = (query.nights_min, query.nights_max, query.stars_min, query.board_min)
    key = (*asked_for, *least, free.today)
    mask = opened.somewhere.get(key)
    if mask is None:
        every = (UNCLEAR, *free.own, *free.others)
        mask = products_of(opened, _fitting(opened, free, every))
        if len(opened.somewhere) >= MOST_KEPT:
            opened.somewhere.clear()
        opened.somewhere[key] = mask
    return mask
