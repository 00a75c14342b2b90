"""Grid: months by destinations, in each cell the visitor's lowest total and how many prices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..offers import Money
from .answer import CellState, SourceAnswer
from .asked import COUNTRY, REGION, RESORT, Asked
from .calendar import NOTHING
from .cards import Desk
from .columns import Ints
from .coverage import Coverage, in_asked_places
from .groups import matching_rows, rows_that_go
from .month import first_of_month, month_after
from .opened import Opened, date_of, day_number
from .query import Query
from .rows import BEHIND_ALL, Rows, fitting_products, whole_first

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class GridCell:
    """One month of one destination. `total` is in the site's currency, only where PRICED, and
    `prices` how many prices it is the lowest of. `lowest` marks a destination's cheapest month,
    `from_only` a total of which a mandatory part is unknown: it is `lowest` only beside its like.
    """

    month: dt.date
    state: CellState
    total: Money | None = None
    prices: int = 0
    lowest: bool = False
    converted: bool = False
    from_only: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """A destination: its place key, its name as offers say it, its stays and its months.

    `stays` are all that are offered there, for whatever party, and of the asked words.
    `rest` says that it holds the stays of the place of its key that name none within it.
    """

    key: str
    said: str
    rest: bool
    stays: int
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Months by the destinations within `parent` ("" is everywhere), those with most stays first.

    `query` is the search without its dates and its budget.
    """

    generation: str
    query: Query
    parent: str
    months: tuple[dt.date, ...]
    rows: tuple[GridRow, ...]
    sources: tuple[SourceAnswer, ...]


@dataclass(frozen=True, slots=True)
class _Places:
    """The destination of each product (-1 for none), and of each destination its place, its
    country as segments number it, and whether it is the rest of that place."""

    of_product: Ints
    node: Ints
    country: Ints
    rest: Any


@dataclass(frozen=True, slots=True)
class _Axes:
    """Destinations by months. The days run from `first`; `month_of_day` has the month of each."""

    places: _Places
    months: tuple[dt.date, ...]
    first: int
    month_of_day: Ints

    @property
    def size(self) -> tuple[int, int]:
        return len(self.places.node), len(self.months)

    @property
    def last(self) -> int:
        return self.first + len(self.month_of_day) - 1

    def cells(self, opened: Opened, at: Any) -> Ints:
        """The cell of each row, -1 for rows of no destination or no day."""
        place = self.places.of_product[opened.columns.product[at]]
        day = opened.columns.date[at].astype(np.int64) - self.first
        inside = (place >= 0) & (day >= 0) & (day < len(self.month_of_day))
        month = self.month_of_day[np.where(inside, day, 0)]
        cell: Ints = np.where(inside, place * len(self.months) + month, -1)
        return cell


@dataclass(frozen=True, slots=True)
class _Tally:
    """Of each cell the lowest total (NOTHING for none), how many prices there are, whether an
    operator prints the lowest one as it stands, in the site's currency, and whether it is whole."""

    lowest: Ints
    prices: Ints
    own: Any
    whole: Any


def grid_answer(desk: Desk, coverage: Coverage, sources: tuple[SourceAnswer, ...]) -> Grid:
    """The grid of a search: countries, or what lies within the one place that is asked for."""
    opened, asked = desk.opened, desk.asked
    parent, level = _parent(opened, asked)
    places = _places(opened, in_asked_places(opened, asked), parent, level)
    last = coverage.last_days(asked, places.of_product, places.country)
    axes = _axes(places, asked.today, int(last.max(initial=0)))
    cells = _cells(desk, axes, last)
    sold = coverage.sells.any(axis=1) & (places.of_product >= 0)
    if asked.worded is not None:
        sold &= asked.worded
    stays = np.bincount(places.of_product[sold], minlength=len(places.node))
    order = np.lexsort((np.arange(len(stays)), -stays))
    rows = [_row(opened, places, n, int(stays[n]), cells[n]) for n in order.tolist() if stays[n]]
    return Grid(opened.generation, asked.query, parent, axes.months, tuple(rows), sources)


def _parent(opened: Opened, asked: Asked) -> tuple[str, int]:
    """The place within which destinations are told apart, and the level of those."""
    keys = [key for key in asked.query.to if opened.tree.under(key)]
    countries = {key.partition("/")[0] for key in keys}
    if len(keys) == 1:
        (key,) = keys
        # A region of regions (the Canaries) is told apart by those, a single one by its resorts.
        alone = opened.tree.under(key) == (opened.tree.number.get(key),)
        return key, min(key.count("/") + 1, RESORT) if alone else REGION
    return (countries.pop(), REGION) if len(countries) == 1 else ("", COUNTRY)


def _places(opened: Opened, within: Any, parent: str, level: int) -> _Places:
    """Each product's destination; stays that name no place so small stand as the rest."""
    nodes = len(opened.tree.nodes)
    own = opened.places[:, level].astype(np.int64)
    above = opened.places[:, max(level - 1, COUNTRY)].astype(np.int64)
    rest = (own < 0) & (above >= 0) & (level > COUNTRY)
    place = np.where(rest, nodes + above, own)
    place[~within] = -1
    found, of_product = np.unique(place, return_inverse=True)
    none = int(len(found) > 0 and found[0] < 0)
    is_rest = found[none:] >= nodes
    node = found[none:] - nodes * is_rest
    number = opened.tree.number
    country = [number[opened.tree.nodes[n].key.partition("/")[0]] + 1 for n in node.tolist()]
    return _Places(of_product - none, node, np.array(country, np.int64), is_rest)


def _axes(places: _Places, today: int, last: int) -> _Axes:
    """The present month and those up to the last published day, a year of them at most."""
    months = [first_of_month(date_of(today))]
    while len(months) < MOST_MONTHS and day_number(month_after(months[-1])) <= last:
        months.append(month_after(months[-1]))
    begins = [day_number(month) for month in months]
    days = np.arange(today, day_number(month_after(months[-1])))
    month_of_day = np.searchsorted(begins, days, side="right") - 1
    return _Axes(places, tuple(months), today, month_of_day)


def _cells(desk: Desk, axes: _Axes, last: Ints) -> list[tuple[GridCell, ...]]:
    """The cells of every destination; `last` is the last published day of each."""
    opened, asked = desk.opened, desk.asked.on_days(axes.first, axes.last)
    priced, old = matching_rows(opened, asked)
    tally = _tally(desk, axes, priced)
    goes = _goes(opened, axes, asked, old, tally.lowest == NOTHING)
    begins = np.maximum([day_number(month) for month in axes.months], axes.first)
    unpublished = last[:, None] < begins
    chosen = np.where(goes, 1, np.where(unpublished, 3, 2))
    states = np.where(tally.lowest != NOTHING, 0, chosen).tolist()
    return [_told(opened, axes.months, states[n], tally, n) for n in range(len(states))]


def _tally(desk: Desk, axes: _Axes, priced: Rows) -> _Tally:
    """The party's own prices, counted by cells."""
    cell = axes.cells(desk.opened, priced.at)
    priced, cell = priced.where(cell >= 0), cell[cell >= 0]
    worth = whole_first(desk.opened, priced)
    count = axes.size[0] * axes.size[1]
    lowest = np.full(count, NOTHING, np.int64)
    np.minimum.at(lowest, cell, worth)
    best = (worth == lowest[cell]).nonzero()[0]
    columns, own = desk.opened.columns, np.zeros(count, bool)
    own[cell[best[~desk.quotes.foreign[columns.offer[priced.at[best]]]]]] = True
    prices = np.bincount(cell, minlength=count)
    lowest, whole = _amounts(lowest)
    return _Tally(*(one.reshape(axes.size) for one in (lowest, prices, own, whole)))


def _amounts(worth: Ints) -> tuple[Ints, Any]:
    """Numbers of `whole_first` as the totals that they stand for, and which of these are whole."""
    whole = worth < (1 << BEHIND_ALL)
    part = ~whole & (worth != NOTHING)
    return np.where(part, worth - (1 << BEHIND_ALL), worth), whole


def _goes(opened: Opened, axes: _Axes, asked: Asked, old: Any, empty: Any) -> Any:
    """Which cells have a departure without a price, asked of destinations with an empty cell."""
    goes = np.zeros(axes.size[0] * axes.size[1], bool)
    waiting = empty.any(axis=1)
    if waiting.any():
        of_product = axes.places.of_product
        among = waiting[of_product] & (of_product >= 0) & fitting_products(opened, asked)
        cell = axes.cells(opened, rows_that_go(opened, asked, old, among))
        goes[cell[cell >= 0]] = True
    return goes.reshape(axes.size)


_STATES = (CellState.PRICED, CellState.GOES, CellState.NONE, CellState.NO_DATA)


def _told(
    opened: Opened, months: tuple[dt.date, ...], states: list[int], tally: _Tally, n: int
) -> tuple[GridCell, ...]:
    """The cells of one destination."""
    tallied = (tally.lowest, tally.prices, tally.own, tally.whole)
    lowest, prices, own, whole = (one[n].tolist() for one in tallied)
    least = min(((not whole[m], low) for m, low in enumerate(lowest) if low != NOTHING), default=0)
    return tuple(
        GridCell(month, _STATES[state])
        if lowest[m] == NOTHING
        else GridCell(
            month,
            _STATES[state],
            Money(lowest[m], opened.currency),
            prices[m],
            (not whole[m], lowest[m]) == least,
            not own[m],
            not whole[m],
        )
        for m, (month, state) in enumerate(zip(months, states, strict=True))
    )


def _row(
    opened: Opened, places: _Places, n: int, stays: int, cells: tuple[GridCell, ...]
) -> GridRow:
    node = opened.tree.nodes[int(places.node[n])]
    return GridRow(node.key, node.said, bool(places.rest[n]), stays, cells)
