"""Groups: which products are priced, unclear or go for the asked party, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .asked import Asked
from .opened import Opened
from .parties import UNCLEAR
from .query import Group
from .rows import (
    Rows,
    every_day,
    filtered,
    fitting_products,
    in_budget,
    rows_of,
    stays_of,
    visible,
    with_totals,
)


@dataclass(frozen=True, slots=True)
class Groups:
    """What one answer is made of. `priced` rows are within the budget, `matching` with no regard
    to it; `old` are prices of the asked party too old to be prices: they go.

    The masks hold one truth for each product; a product stands in one group at most.
    """

    matching: Rows
    priced: Rows
    old: Any
    in_priced: Any
    in_unclear: Any
    in_goes: Any


def matching_rows(opened: Opened, asked: Asked, among: Any = None) -> tuple[Rows, Any]:
    """The asked party's own prices that fit, without regard to the budget; and those too old."""
    at = rows_of(opened, asked, asked.own, among)
    at = filtered(opened, asked, at)
    young = visible(opened, asked, at)
    old = at[:0] if young is None else at[~young]
    at = at if young is None else at[young]
    return with_totals(opened, asked, at), old


def groups_of(opened: Opened, asked: Asked) -> Groups:
    """Every product in the first group that fits: priced, unclear, goes.

    For the later groups only the products are looked at that stand in none before.
    """
    matching, old = matching_rows(opened, asked)
    priced = in_budget(opened, asked, matching)
    has_price = products_of(opened, matching.at)
    rest = fitting_products(opened, asked) & ~has_price
    in_unclear = products_with(opened, asked, (UNCLEAR,), rest)
    rest &= ~in_unclear
    in_goes = products_with(opened, asked, asked.others, rest)
    if len(old):
        in_goes |= products_of(opened, old) & rest
    in_priced = has_price if priced is matching else products_of(opened, priced.at)
    return Groups(matching, priced, old, in_priced, in_unclear, in_goes)


def products_of(opened: Opened, at: Any) -> Any:
    """Which products have a row among these."""
    mask = np.zeros(opened.products.num_rows, bool)
    mask[opened.columns.product[at]] = True
    return mask


def products_with(opened: Opened, asked: Asked, parties: tuple[int, ...], among: Any) -> Any:
    """Which of the products have a departure of these parties that fits."""
    if asked.of_any_kind and every_day(opened, asked.dates):
        _, owner = stays_of(opened, parties, among.nonzero()[0])
        mask = np.zeros(len(among), bool)
        mask[owner] = True
        return mask
    return products_of(opened, _fitting(opened, asked, parties, among))


def priced_products(opened: Opened, asked: Asked) -> Any:
    """Which products have a price of the asked party that fits, the budget kept."""
    if asked.least is None and asked.most is None and opened.first_hidden > asked.minute:
        return products_with(opened, asked, asked.own, fitting_products(opened, asked))
    matching, _ = matching_rows(opened, asked)
    return products_of(opened, in_budget(opened, asked, matching).at)


def rows_that_go(opened: Opened, asked: Asked, old: Any, among: Any = None) -> Any:
    """The departures without a price of the asked party's own, too old ones among them."""
    if among is not None:
        old = old[among[opened.columns.product[old]]]
    return np.concatenate([_fitting(opened, asked, asked.others, among), old])


def rows_without_total(opened: Opened, asked: Asked, found: Groups, among: Any) -> Any:
    """The rows of the asked group (goes or unclear) that belong to these of its products."""
    if asked.query.group is Group.UNCLEAR:
        return _fitting(opened, asked, (UNCLEAR,), among)
    return rows_that_go(opened, asked, found.old, among)


def _fitting(opened: Opened, asked: Asked, parties: tuple[int, ...], among: Any) -> Any:
    at = rows_of(opened, asked, parties, among)
    return filtered(opened, asked, at)


def at_other_dates(opened: Opened, asked: Asked, found: Groups) -> int:
    """How many products match all but the dates and stand in none of the three groups.

    A product whose own prices are all beyond the budget stands in no group at any date.
    """
    if not asked.query.dated:
        return 0
    free = asked.any_day()
    rest = fitting_products(opened, asked) & ~(found.in_priced | found.in_unclear | found.in_goes)
    somewhere = products_with(opened, free, (UNCLEAR, *free.own, *free.others), rest)
    if asked.least is not None or asked.most is not None:
        matching, _ = matching_rows(opened, free, somewhere)
        own = products_of(opened, matching.at)
        somewhere = (somewhere & ~own) | products_of(opened, in_budget(opened, asked, matching).at)
    return int(somewhere.sum())
