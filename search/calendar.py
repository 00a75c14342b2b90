"""Calendar: for each start day the lowest total of that very day, or that it goes, or nothing.

A "from" total stands for a day only where the day has no whole one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..offers import Money
from .answer import Cell, CellState
from .columns import Ints
from .opened import Opened, date_of
from .rows import BEHIND_ALL, Rows, whole_first

NOTHING = int(np.iinfo(np.int64).max)
Goes = Callable[[int, int], Any]
"""The rows that go without a price from one day to another (others may be among them)."""


def lowest_by_day(opened: Opened, rows: Rows, first: int, last: int) -> Ints:
    """The lowest total of each day from `first` to `last`, the largest number where none."""
    lowest = np.full(max(last - first + 1, 0), NOTHING, np.int64)
    day = opened.columns.date[rows.at].astype(np.int64)
    day -= first
    total = rows.total
    if opened.has_undated or first > opened.first_day or last < opened.last_day:
        inside = (day >= 0) & (day < len(lowest))
        day, total = day[inside], total[inside]
    np.minimum.at(lowest, day, total)
    return lowest


def calendar_of(
    opened: Opened, days: tuple[int, int], priced: Rows, goes: Goes, foreign: Any
) -> tuple[Cell, ...]:
    """The days of a span. A day has a price only if a departure of that very day has one.

    `goes` is asked only about the days without a price. `foreign` holds one truth for each
    offer: whether it is printed in another currency.
    """
    first, last = days
    priced = replace(priced, total=whole_first(opened, priced))
    lowest = lowest_by_day(opened, priced, first, last)
    leaves = np.zeros(len(lowest), bool)
    empty = (lowest == NOTHING).nonzero()[0]
    if len(empty):
        rows = goes(first + int(empty[0]), first + int(empty[-1]))
        day = opened.columns.date[rows].astype(np.int64) - first
        leaves[day[(day >= 0) & (day < len(lowest))]] = True
    own = _some_lowest(opened, priced, first, lowest, ~foreign[opened.columns.offer[priced.at]])
    least = int(lowest.min(initial=NOTHING))
    return tuple(
        _cell(opened, first + n, worth, (bool(leaves[n]), bool(own[n]), worth == least))
        for n, worth in enumerate(lowest.tolist())
    )


def _some_lowest(opened: Opened, rows: Rows, first: int, lowest: Ints, of: Any) -> Any:
    """Which days have a row of this mask among those of their lowest total."""
    day = opened.columns.date[rows.at].astype(np.int64) - first
    inside = ((day >= 0) & (day < len(lowest))).nonzero()[0]
    best = inside[rows.total[inside] == lowest[day[inside]]]
    best = best[of[best]]
    found = np.zeros(len(lowest), bool)
    found[day[best]] = True
    return found


def _cell(opened: Opened, day: int, worth: int, is_: tuple[bool, bool, bool]) -> Cell:
    """One day; `worth` is its place in the order of price (rows.whole_first)."""
    leaves, own, lowest = is_
    if worth == NOTHING:
        return Cell(date_of(day), CellState.GOES if leaves else CellState.NONE)
    from_only, total = divmod(worth, 1 << BEHIND_ALL)
    money = Money(total, opened.currency)
    return Cell(date_of(day), CellState.PRICED, money, lowest, not own, from_only=bool(from_only))
