"""Back-test: what our verdicts of the past would have been, and what the price did then.

For days gone by the verdict is given from what was known on that day alone; then the next 7 and
14 days are looked at: did this very trip get cheaper by more than 3 %? A trip that was sold out or
taken off before most of that time was over tells nothing and is left out, cheaper or not.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..home import Home, write_json
from .files import Part, folder_of, key_ranges, parts_of, rows_of, sources_of
from .price_verdict import ORDER, VERSION, WINDOW_DAYS, Floats, verdicts

CHEAPER = 0.03
"""A fall of more than this share counts as "got cheaper"."""

HORIZONS = (7, 14)
SEEN_THROUGH = 0.7
"""The share of a horizon by whose end the trip must still have been offered."""

FEWEST = 30
"""Under so many verdicts of a kind their share is not said."""

MOST_TRIPS = 2_000
"""Trips looked at of one source; which ones depends on their keys alone."""

RANGES = 64
COLUMNS = ("key", "at", "new", "extra", "date")
FILE = "back_test.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """Verdicts of one kind over one horizon: how many, and how many did not get cheaper."""

    verdict: str
    days: int
    said: int
    not_cheaper: int

    @property
    def share(self) -> float | None:
        """The share that did not get cheaper, or None below the floor."""
        return self.not_cheaper / self.said if self.said >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Prices:
    """Trips x days: what each cost on each day, NaN where nobody answered or it was not offered;
    `answered` says on which days the source did."""

    first: dt.date
    total: Floats
    answered: Any


def back_tested(markets: Iterable[Prices], every: int = 1) -> tuple[Kept, ...]:
    """The verdicts of all trips on every so-manieth answered day, and what came of them."""
    said = np.zeros((len(HORIZONS), len(ORDER)), np.int64)
    held = np.zeros_like(said)
    for market in markets:
        for day in np.flatnonzero(market.answered)[::every].tolist():
            codes, rows = judged_on(market.total, day)
            for number, horizon in enumerate(HORIZONS):
                known, cheaper = what_came(market.total[rows], day, horizon)
                said[number] += np.bincount(codes[known], minlength=len(ORDER))
                held[number] += np.bincount(codes[known & ~cheaper], minlength=len(ORDER))
    return tuple(
        Kept(str(verdict), horizon, int(said[h, v]), int(held[h, v]))
        for h, horizon in enumerate(HORIZONS)
        for v, verdict in enumerate(ORDER)
    )


def judged_on(total: Floats, day: int) -> tuple[Any, Any]:
    """The verdicts of one day and the trips that had a price on it."""
    rows = np.flatnonzero(~np.isnan(total[:, day]))
    past = total[rows, max(0, day - WINDOW_DAYS) : day]
    return verdicts(past, total[rows, day]), rows


def what_came(total: Floats, day: int, horizon: int) -> tuple[Any, Any]:
    """Of each trip: was it seen through the horizon, and did it get cheaper within it."""
    ahead = total[:, day + 1 : day + 1 + horizon]
    priced = ~np.isnan(ahead)
    late = priced[:, int(np.ceil(horizon * SEEN_THROUGH)) - 1 :]
    known = late.any(axis=1)
    cheaper = (ahead < total[:, day, None] * (1 - CHEAPER)).any(axis=1)
    return known, cheaper


def market_of(home: Home, source: str, most: int = MOST_TRIPS) -> Prices | None:
    """A source's history as prices by day, of at most so many trips; None where it answered on one
    day only, or never: nothing came after it."""
    parts = parts_of(folder_of(home, source))
    answers = [one for part in parts for one in part.answers]
    if not answers or answers[0].at.date() == answers[-1].at.date():
        return None
    rows = _some(parts, most)
    first = answers[0].at.date()
    answered = np.zeros((answers[-1].at.date() - first).days + 1, bool)
    answered[[(one.at.date() - first).days for one in answers]] = True
    total = _filled(rows, first, len(answered))
    total[:, ~answered] = np.nan
    return Prices(first, total, answered)


def _some(parts: tuple[Part, ...], most: int) -> pa.Table:
    """The changes of whole trips, range after range of keys, until they are enough."""
    found, trips = [rows_of(parts, 1, 0, COLUMNS)], 0
    for first, last in key_ranges(RANGES):
        found.append(rows_of(parts, first, last, COLUMNS))
        trips += len(np.unique(found[-1]["key"].to_numpy()))
        if trips >= most:
            break
    return pa.concat_tables(found).combine_chunks()


def _filled(rows: pa.Table, first: dt.date, days: int) -> Floats:
    """Each trip's price at the end of each day, carried on until it changes, goes or departs."""
    keys, trip = np.unique(rows["key"].to_numpy(), return_inverse=True)
    total = np.full((len(keys), days), np.nan)
    day = rows["at"].cast(pa.timestamp("s")).to_numpy().astype("datetime64[D]").astype(int)
    day = day - (first - dt.date(1970, 1, 1)).days
    price = (rows["new"].to_numpy().astype(float)) + rows["extra"].fill_null(0).to_numpy()
    starts = rows["date"].cast(pa.int32()).fill_null(2**30).to_numpy()
    last = np.minimum(starts - (first - dt.date(1970, 1, 1)).days + 1, days)
    next_day = np.append(day[1:], days)
    next_day[np.append(trip[1:] != trip[:-1], True)[: len(trip)]] = days
    for number in range(len(trip)):
        total[trip[number], day[number] : min(next_day[number], last[number])] = price[number]
    return total


def keep_back_test(home: Home, now: dt.datetime, anew: bool = False) -> None:
    """Test the verdicts on all of our own history, once a day or `anew`, and keep what came."""
    path = home.history / FILE
    today = now.date().isoformat()
    if not anew and path.exists() and json.loads(path.read_bytes()).get("day") == today:
        return
    markets = (market_of(home, source) for source in sources_of(home))
    kept = back_tested((market for market in markets if market), every=3)
    said = {"day": today, "version": VERSION, "kept": [asdict(k) for k in kept]}
    write_json(path, said)


def kept_back_test(home: Home) -> Mapping[tuple[str, int], Kept]:
    """What the last back-test found, by verdict and days; empty before the first one."""
    path = home.history / FILE
    if not path.exists():
        return {}
    said = json.loads(path.read_bytes())
    if said["version"] != VERSION:
        return {}
    return {(one["verdict"], one["days"]): Kept(**one) for one in said["kept"]}
