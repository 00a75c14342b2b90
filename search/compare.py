"""Compare: a few products beside one another, the same party and dates asked of every one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from ..offers import Product, differences, like_for_like
from .answer import Quote, SourceAnswer
from .asked import Asked
from .cards import MOST_DATES, Desk, product_of
from .columns import Ints
from .opened import Opened, date_of
from .parties import UNCLEAR
from .query import Query
from .rows import Rows, whole_first
from .stay import cheapest, own_prices, stay_rows

FEWEST, MOST = 2, 4
"""How many products stand beside one another."""


class ColumnState(StrEnum):
    """What a product has for the asked party on the asked dates; the first that fits.

    PRICED: a total. UNCLEAR: a price whose basis or currency is not known. GOES: a departure
    without a price for them. ELSEWHEN: a total, but on other dates only. NONE: nothing.
    """

    PRICED = "priced"
    UNCLEAR = "unclear"
    GOES = "goes"
    ELSEWHEN = "elsewhen"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One product. `quote` is its cheapest total, or in UNCLEAR and GOES its first offer.

    `nearest`, where there is no total, is the cheapest one of the nearest day that has one for
    the same party. `differences` name how `quote` is unlike the first priced column's.
    """

    product_id: str
    slug: str
    product: Product
    state: ColumnState
    quote: Quote | None = None
    nearest: Quote | None = None
    goes_dates: tuple[dt.date, ...] = ()
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The products in the order they were asked for; `gone` are ids that name none here."""

    generation: str
    query: Query
    columns: tuple[Column, ...]
    gone: tuple[str, ...]
    sources: tuple[SourceAnswer, ...]


def comparison(desk: Desk, ids: Sequence[str], sources: tuple[SourceAnswer, ...]) -> Comparison:
    """Every product that is named, each once; how many may stand together is the page's rule."""
    rows = desk.opened.row_of_id
    named = list(dict.fromkeys(ids))
    columns = [_column(desk, rows[one]) for one in named if one in rows]
    return Comparison(
        generation=desk.opened.generation,
        query=desk.asked.query,
        columns=_told_apart(columns),
        gone=tuple(one for one in named if one not in rows),
        sources=sources,
    )


def _column(desk: Desk, product: int) -> Column:
    """One product's column: the first state that it has a departure for."""
    opened, asked = desk.opened, desk.asked
    id, slug, described = product_of(opened, product)
    priced, old = own_prices(opened, asked, product)
    if len(priced):
        quote = _quote(desk, cheapest(opened, priced, 1))
        return Column(id, slug, described, ColumnState.PRICED, quote)
    nearest = _nearest(desk, product)
    unclear = stay_rows(opened, asked, product, (UNCLEAR,))
    if len(unclear):
        first = _quote(desk, _first(opened, unclear))
        return Column(id, slug, described, ColumnState.UNCLEAR, first, nearest)
    goes = np.concatenate([stay_rows(opened, asked, product, asked.others), old])
    if len(goes):
        first = _quote(desk, _first(opened, goes))
        dates = _dates(opened, goes)
        return Column(id, slug, described, ColumnState.GOES, first, nearest, dates)
    state = ColumnState.ELSEWHEN if nearest else ColumnState.NONE
    return Column(id, slug, described, state, None, nearest)


def _quote(desk: Desk, row: Rows) -> Quote:
    number = int(desk.opened.columns.offer[row.at[0]])
    offer = desk.quotes.offers([number])[number]
    query = desk.asked.query
    own = None if row.total is None else int(row.total[0])
    return desk.quotes.quote(number, offer, query.party, desk.now, query.currency, own, query.rooms)


def _first(opened: Opened, at: Any) -> Rows:
    """The earliest departure, in the order of the offers."""
    columns = opened.columns
    order = np.lexsort((columns.offer[at], columns.date[at] == 0, columns.date[at]))
    return Rows(at[order[:1]])


def _dates(opened: Opened, at: Ints) -> tuple[dt.date, ...]:
    days = np.unique(opened.columns.date[at]).tolist()
    return tuple(date_of(day) for day in days if day)[:MOST_DATES]


def _nearest(desk: Desk, product: int) -> Quote | None:
    """The cheapest total of the day nearest to the asked ones, for the same party."""
    opened, asked = desk.opened, desk.asked
    priced, _ = own_prices(opened, _whenever(asked), product)
    day = opened.columns.date[priced.at].astype(np.int64)
    if not len(day):
        return None
    far = np.maximum(asked.dates.first - day, day - asked.dates.last)
    worth = whole_first(opened, priced)
    order = np.lexsort((opened.columns.offer[priced.at], worth, day, far))
    return _quote(desk, priced.where(order[:1]))


def _whenever(asked: Asked) -> Asked:
    """The same on whatever day from today on; a departure without a date is no day."""
    free = asked.any_day()
    return asked.on_days(free.dates.first, free.dates.last)


def _told_apart(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, each with its differences from the first that has a total."""
    first = next((c.quote for c in columns if c.state is ColumnState.PRICED), None)
    return tuple(_unlike(column, first) for column in columns)


def _unlike(column: Column, first: Quote | None) -> Column:
    if first is None or column.quote is None or column.state is not ColumnState.PRICED:
        return column
    unlike = differences(like_for_like(first.offer), like_for_like(column.quote.offer))
    return replace(column, differences=unlike)
