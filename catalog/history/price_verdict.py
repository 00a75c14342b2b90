"""Verdict: is a price low, usual or high for this very trip, by what it cost before.

Compared is only what is equal in departure, nights, board, room, party and seller (history_keys):
what another departure costs says nothing of this one. The rule is one of ranks, so that a single
wild price moves nothing: *low* is below at least four in five of its earlier answers and three
per cent under their median, *high* the same above; whatever lies between is *usual*.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import numpy as np

from .series import Series

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]

VERSION = 1
WINDOW_DAYS = 90
"""Earlier prices than these many days ago are of another season of selling."""

FEWEST_ANSWERS = 6
FEWEST_DAYS = 21
"""The floor: so many earlier days with a price, the first of them at least so long ago."""

SHARE = 0.2
"""Low: at most this share of the earlier prices lay below (equal ones count half)."""

MARGIN = 0.03
"""And it differs so much from their median; less is noise."""


class Verdict(StrEnum):
    """What a price is beside the earlier ones of the same trip."""

    LOW = "low"
    USUAL = "usual"
    HIGH = "high"
    TOO_FEW = "too_few"


ORDER = (Verdict.LOW, Verdict.USUAL, Verdict.HIGH, Verdict.TOO_FEW)
LOW, USUAL, HIGH, TOO_FEW = range(4)


def verdict(series: Series, price: int) -> Verdict:
    """The verdict on a price of today, by the days before the last one of the series.

    `price` and the series are totals for one party in one currency.
    """
    if not series.points:
        return Verdict.TOO_FEW
    last_of_day: dict[dt.date, int | None] = {p.at.date(): p.total for p in series.points}
    today = max(last_of_day)
    past = np.full((1, WINDOW_DAYS), np.nan)
    for day, total in last_of_day.items():
        ago = (today - day).days
        if total is not None and 0 < ago <= WINDOW_DAYS:
            past[0, -ago] = total
    return ORDER[int(verdicts(past, np.array([price], np.float64))[0])]


def verdicts(past: Floats, present: Floats) -> Codes:
    """The verdict (a number into ORDER) of many trips at once.

    `past` is trips x days before today, the last column yesterday, NaN where nobody answered or
    the trip was not offered; `present` is today's price of each.
    """
    judged = np.full(len(present), TOO_FEW, np.int8)
    enough = np.flatnonzero(_enough(past)) if past.size else ()
    if not len(enough):
        return judged
    those, price = past[enough], present[enough]
    count = np.sum(~np.isnan(those), axis=1)
    column = price[:, None]
    below = (np.sum(those < column, axis=1) + np.sum(those == column, axis=1) / 2) / count
    median = np.nanmedian(those, axis=1)
    found = np.full(len(enough), USUAL, np.int8)
    found[(below <= SHARE) & (price <= median * (1 - MARGIN))] = LOW
    found[(below >= 1 - SHARE) & (price >= median * (1 + MARGIN))] = HIGH
    judged[enough] = found
    return judged


def _enough(past: Floats) -> Any:
    """Which trips have so many earlier prices, so long ago, as the floor asks."""
    said = ~np.isnan(past)
    first = np.where(said.any(axis=1), past.shape[1] - np.argmax(said, axis=1), 0)
    return (said.sum(axis=1) >= FEWEST_ANSWERS) & (first >= FEWEST_DAYS)
