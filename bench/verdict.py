"""The verdict bench: "low, usual, high" told on past days, and what the prices did afterwards.

Beside two peers on the same days: always saying *usual*, and the same rule without like for like,
which takes a line of the feed for one trip whatever departure it shows. All are held against what
the very trip of that day cost in the 7 and 14 days after it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..catalog.history.back_test import (
    HORIZONS,
    Kept,
    back_tested,
    judged_on,
    market_of,
    what_came,
)
from ..catalog.history.half_life import HalfLife, estimated
from ..catalog.history.keep import Size, answers, sizes
from ..catalog.history.price_verdict import ORDER, Verdict
from ..catalog.home import Home
from .replayed import SOURCE, Listed, Steps, captured, market, replay, steps

CAPTURE = Path("corendon-nl") / "price-history-2026.tsv.gz"
MOST_TRIPS = 10**9
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of verdict over one horizon, by one way of judging."""

    way: str
    verdict: str
    days: int
    said: int
    not_cheaper: int

    @property
    def share(self) -> float:
        return self.not_cheaper / self.said if self.said else float("nan")


@dataclass(frozen=True, slots=True)
class Report:
    """One market: its steps, what was left out, the verdicts and the half-lives."""

    name: str
    steps: Steps
    cut: tuple[dt.date, ...]
    told: tuple[Told, ...]
    half_lives: tuple[HalfLife, ...]
    size: Size

    def to_json(self) -> Mapping[str, Any]:
        return {
            "name": self.name,
            "steps": asdict(self.steps),
            "left_out": [day.isoformat() for day in self.cut],
            "told": [asdict(one) | {"share": one.share} for one in self.told],
            "half_lives": [asdict(one) for one in self.half_lives],
            "history": {"changes": self.size.changes, "bytes": self.size.bytes},
        }


def run(data: Path, seed: int, trips: int, say: Progress, days: int = 150) -> list[Report]:
    """The captured feed where it is at hand, and the seeded market."""
    found = []
    if (data / CAPTURE).exists():
        found.append(_tested("captured feed", captured(data / CAPTURE), say))
    else:
        say(f"{data / CAPTURE} is not there: the captured feed is left out")
    found.append(_tested(f"seeded market, seed {seed}", market(seed, trips, days), say))
    return found


def _tested(name: str, lines: list[Listed], say: Progress) -> Report:
    say(f"{name}: {len(lines):,} prices into a history")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        cut = replay(lines, home)
        prices = market_of(home, SOURCE, MOST_TRIPS)
        assert prices is not None, "a market has a day"
        visits = [visit for one in answers(home, SOURCE) for visit in one.visits]
        [size] = sizes(home)
    good = [line for line in lines if line.day not in cut]
    told = [
        *_ours(back_tested([prices])),
        *_always_usual(back_tested([prices])),
        *_without_like_for_like(good, prices.first),
    ]
    return Report(name, steps(lines), tuple(cut), tuple(told), tuple(estimated(visits)), size)


def _ours(kept: tuple[Kept, ...]) -> list[Told]:
    return [Told("ours", one.verdict, one.days, one.said, one.not_cheaper) for one in kept]


def _always_usual(kept: tuple[Kept, ...]) -> list[Told]:
    """The peer that says *usual* wherever ours says anything."""
    found = []
    for horizon in HORIZONS:
        those = [k for k in kept if k.days == horizon and k.verdict != Verdict.TOO_FEW]
        said, held = sum(k.said for k in those), sum(k.not_cheaper for k in those)
        found.append(Told("always usual", Verdict.USUAL, horizon, said, held))
    return found


def _without_like_for_like(lines: list[Listed], first: dt.date) -> list[Told]:
    """The same rule on each line of the feed; what came is that of the trip it showed."""
    days = max((line.day - first).days for line in lines) + 1
    by_line, line_of = _table(lines, first, days, lambda line: line.number)
    by_trip, trip_of = _table(lines, first, days, lambda line: line.trip)
    shown: list[list[tuple[int, int]]] = [[] for _ in range(days)]
    for line in lines:
        shown[(line.day - first).days].append((line_of[line.number], trip_of[line.trip]))
    counts = np.zeros((len(HORIZONS), len(ORDER), 2), np.int64)
    for day, pairs in enumerate(shown):
        if not pairs:
            continue
        trip = dict(pairs)
        codes, rows = judged_on(by_line, day)
        trips = np.array([trip[row] for row in rows.tolist()])
        for number, horizon in enumerate(HORIZONS):
            known, cheaper = what_came(by_trip[trips], day, horizon)
            for v in range(len(ORDER)):
                those = known & (codes == v)
                counts[number, v] += int(those.sum()), int((those & ~cheaper).sum())
    return [
        Told("any departure", str(verdict), horizon, *map(int, counts[h, v]))
        for h, horizon in enumerate(HORIZONS)
        for v, verdict in enumerate(ORDER)
    ]


def _table(
    lines: list[Listed], first: dt.date, days: int, name: Callable[[Listed], Any]
) -> tuple[Any, dict[Any, int]]:
    """Prices by name and day, NaN where a name was not listed; and the row of each name."""
    row_of: dict[Any, int] = {}
    for line in lines:
        row_of.setdefault(name(line), len(row_of))
    table = np.full((len(row_of), days), np.nan)
    for line in lines:
        table[row_of[name(line)], (line.day - first).days] = line.minor
    return table, row_of
