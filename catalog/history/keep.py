"""History: what each source's prices were at each of its published runs, and when it was silent.

Only changes are kept, with the answers they came at: a key that no answer changed costs nothing.
"Gone" (asked, not offered any more) is a row; "not asked" is the lack of an answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import add as together
from pathlib import Path

import pyarrow as pa

from ..home import Home
from ..runs import Run
from .files import (
    Answered,
    alone,
    compact,
    folder_of,
    parts_of,
    rows_of,
    size_of,
    sources_of,
    write_part,
)
from .half_life import keep_half_lives
from .series import Point, Series, gaps
from .standing import ahead, changes, compared, keep, kept, offered, visits

SHORTEST_GAP = dt.timedelta(hours=36)
"""A silence shorter than this is no gap in a history of days, however often a source is asked."""


@dataclass(frozen=True, slots=True)
class Size:
    """What one source's history holds and takes on disk."""

    source: str
    answers: int
    since: dt.datetime
    changes: int
    bytes: int


def add_run(home: Home, run: Run) -> Answered | None:
    """Add a published run to its source's history; None where it is in it already."""
    finished = run.report.finished
    if any(one.run == run.name for one in answers(home, run.source)):
        return None
    return add(home, run.source, run.name, run.offers(), finished)


def add(home: Home, source: str, run: str, offers: pa.Table, at: dt.datetime) -> Answered | None:
    """Add what a source answered at `at` (rows of `rows.SCHEMA`): what changed since the last.

    Each run adds once, whatever is killed when: its one file in place is the whole addition.
    None where the run is in the history, or is older than it.
    """
    folder = folder_of(home, source)
    with alone(folder):
        parts = parts_of(folder)
        known = [one for part in parts for one in part.answers]
        if any(one.run == run or one.at >= at for one in known):
            return None
        answer = _add(folder, run, offers, at, known[-1:])
        compact(folder, at.date())
    return answer


def _add(
    folder: Path, run: str, offers: pa.Table, at: dt.datetime, last: list[Answered]
) -> Answered:
    before = ahead(kept(folder, parts_of(folder)), at.date())
    now, operators = offered(offers)
    said = compared(before, now)
    apart = at - last[0].at if last else dt.timedelta()
    found = visits(said, operators, apart, at.date()) if last else ()
    answer = Answered(run, at, len(now.key), visits=found, **said.counts())
    write_part(folder / f"{run}.parquet", changes(said, run, at), [answer])
    keep(folder, now, answer)
    return answer


def answers(home: Home, source: str) -> tuple[Answered, ...]:
    """Every answer of a source in its history, the oldest first."""
    return tuple(one for part in parts_of(folder_of(home, source)) for one in part.answers)


def history(
    home: Home,
    source: str,
    key: int,
    since: dt.datetime,
    now: dt.datetime,
    total: Callable[[int, int], int | None] = together,
    period: dt.timedelta | None = None,
) -> Series:
    """What one key (`history_keys.key_of`) cost at every answer of its source from `since` on.

    `total` makes what is shown of the printed amount and what came on top of it. A gap is a time
    without an answer of more than twice the source's `period`, and of 36 hours at least.
    """
    parts = parts_of(folder_of(home, source))
    rows = rows_of(parts, key, key, ("key", "at", "new", "extra")).to_pylist()
    prices = {row["at"]: _price(row["new"], row["extra"], total) for row in rows}
    times = [one.at.replace(microsecond=0) for part in parts for one in part.answers]
    points, standing = [], None
    for at in times:
        standing = prices.get(at, standing)
        points.append(Point(at, standing))
    shown = tuple(point for point in _from_first(points) if point.at >= since)
    longest = max(2 * period if period else SHORTEST_GAP, SHORTEST_GAP)
    return Series(shown, gaps(tuple(point.at for point in shown), now, longest))


def _price(
    new: int | None, extra: int | None, total: Callable[[int, int], int | None]
) -> int | None:
    return None if new is None else total(new, extra or 0)


def _from_first(points: list[Point]) -> list[Point]:
    first = next((at for at, point in enumerate(points) if point.total is not None), len(points))
    return points[first:]


def keep_figures(home: Home, now: dt.datetime) -> None:
    """Work out what pages and the planner read of the whole history: each source's half-lives."""
    keep_half_lives(home, {source: answers(home, source) for source in sources_of(home)}, now)


def sizes(home: Home) -> Iterable[Size]:
    """How much history there is of each source."""
    for source in sources_of(home):
        told = answers(home, source)
        if told:
            changes = sum(one.appeared + one.moved + one.gone for one in told)
            yield Size(source, len(told), told[0].at, changes, size_of(folder_of(home, source)))
