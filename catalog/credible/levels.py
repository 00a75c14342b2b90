"""Levels: what other offers say a price should be, as logarithms, so that factors are distances.

Medians throughout, for one wild price moves no median. How far is far is told in the modified
z-score, 0.6745 (x - median) / MAD (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993),
MAD being the median distance from the median.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..mixed import Keys
from .priced import Floats, Ints

SCALE = 0.6745
LEAST_SPREAD = 0.05
"""The least MAD: where nearly all prices are equal, a tenth more or less is nothing."""
NEAR_DAYS = 21
BESIDE, LEAST_NEAR = 3, 3
"""Neighbours on either side, and how many in all say something."""
AGREE = np.log(1.5)
"""So far apart neighbours may be that are to say something together."""


class Level(NamedTuple):
    """For each row what the others come to (a logarithm), NaN where they are too few or at odds;
    and how far the row is from it in modified z-scores, 0 where that is not known."""

    middle: Floats
    z: Floats


def group_level(group: Keys, value: Floats, least: int) -> Level:
    """Each row beside the median of its group, of `least` rows or more."""
    _, number = np.unique(group, return_inverse=True)
    count = np.bincount(number)
    middle = _medians(number, value, count)[number]
    away = np.abs(value - middle)
    spread = np.maximum(_medians(number, away, count), LEAST_SPREAD)[number]
    enough = count[number] >= least
    return Level(
        np.where(enough, middle, np.nan), np.where(enough, SCALE * (value - middle) / spread, 0.0)
    )


def group_median(group: Keys, value: Floats, least: int) -> Floats:
    """The median of each row's group; NaN where it has fewer than `least` rows."""
    _, number = np.unique(group, return_inverse=True)
    count = np.bincount(number)
    found: Floats = np.where(count[number] >= least, _medians(number, value, count)[number], np.nan)
    return found


def _medians(number: Any, value: Floats, count: Any) -> Floats:
    """The median of every group, by the group's number."""
    order = np.lexsort((value, number))
    ends = np.cumsum(count)
    first = ends - count
    low, high = order[first + (count - 1) // 2], order[first + count // 2]
    found: Floats = (value[low] + value[high]) / 2
    return found


def near_level(room: Keys, day: Ints, value: Floats) -> Floats:
    """What the same room, board, length and party costs on the nearest days before and after.

    The median of the neighbours within NEAR_DAYS; NaN where there are fewer than LEAST_NEAR, or
    where they do not agree among themselves (of four or more, all but the least and the most).
    """
    order = np.lexsort((day, room))
    beside = np.stack([_moved(room[order], day[order], value[order], by) for by in _STEPS], axis=1)
    beside.sort(axis=1)
    count = np.count_nonzero(~np.isnan(beside), axis=1)
    trimmed = count > LEAST_NEAR
    first = np.where(trimmed, 1, 0)
    last = np.maximum(np.where(trimmed, count - 2, count - 1), 0)
    spread = _column(beside, last) - _column(beside, first)
    middle = (_column(beside, np.maximum(count - 1, 0) // 2) + _column(beside, count // 2)) / 2
    found = np.empty(len(value))
    found[order] = np.where((count >= LEAST_NEAR) & (spread <= AGREE), middle, np.nan)
    return found


def _column(rows: Floats, at: Any) -> Floats:
    """Of each row the value in its own column."""
    found: Floats = rows[np.arange(len(rows)), np.minimum(at, rows.shape[1] - 1)]
    return found


_STEPS = tuple(step for step in range(-BESIDE, BESIDE + 1) if step)


def _moved(room: Keys, day: Ints, value: Floats, by: int) -> Floats:
    """The value of the row `by` places on, NaN where that is another room or too far a day."""
    there = np.roll(value, -by).copy()
    same = (np.roll(room, -by) == room) & (np.abs(np.roll(day, -by) - day) <= NEAR_DAYS)
    over = np.arange(len(value)) + by
    there[~same | (over < 0) | (over >= len(value))] = np.nan
    return there
