"""History files: the Parquet parts of one source's history, each whole or not there at all.

`history/prices/<source>/` holds a part for each published run (`<run>.parquet`) until they are
many or their month is over; then they are one part of that month (`2026-03.parquet`). Rows are
sorted by key, so that one key is read without reading the others. The metadata of a part names
the runs in it: a part put in place twice, or a month beside the runs it was made of (a process
killed between), counts once. `standing.parquet` is what the parts come to, and can be made anew.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...offers.faults import StoreFault
from ..home import Home, sync_folder

CHANGES = pa.schema(
    [
        pa.field("key", pa.uint64(), nullable=False),
        pa.field("at", pa.timestamp("s", tz="UTC"), nullable=False),
        ("old", pa.int64()),
        ("new", pa.int64()),
        ("extra", pa.int64()),
        ("date", pa.date32()),
        pa.field("run", pa.string(), nullable=False),
    ]
)
"""A price of one key from `at` on: `new` as printed and `extra` on top of it, in minor units.

`old` is null where the key was not offered before, `new` where it is offered no more.
"""

ROW_GROUP = 8_192
MOST_RUNS = 24
"""So many runs stand in files of their own before they are put into their month's."""
SLICES = 16
"""A month is put together in so many ranges of keys, one after another, to need little memory."""

_MONTH = re.compile(r"\d{4}-\d{2}\Z")
_ABOUT = b"fairwind.history"


@dataclass(frozen=True, slots=True)
class Visit:
    """Keys that were offered at two answers `hours` apart, and how many of them cost otherwise.

    `lead` is the number of their class of days to departure (half_life.LEADS), -1 without a date.
    """

    operator: str
    lead: int
    hours: int
    keys: int
    moved: int


@dataclass(frozen=True, slots=True)
class Answered:
    """One published run: when the source answered, and what that came to."""

    run: str
    at: dt.datetime
    offered: int
    appeared: int
    moved: int
    gone: int
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One file of changes and the answers it holds, the oldest first."""

    path: Path
    answers: tuple[Answered, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def whole_month(self) -> bool:
        return bool(_MONTH.match(self.name))


def folder_of(home: Home, source: str) -> Path:
    """Where the history of a source stands."""
    return home.history / "prices" / source


def sources_of(home: Home) -> tuple[str, ...]:
    """The sources that have a history."""
    folder = home.history / "prices"
    return tuple(sorted(f.name for f in folder.iterdir() if f.is_dir())) if folder.is_dir() else ()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes the history of this source; a killed one lets go by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def parts_of(folder: Path) -> tuple[Part, ...]:
    """The parts that count, the oldest first: a run that its month holds stands there only."""
    names = sorted(folder.glob("[!.]*.parquet")) if folder.is_dir() else []
    parts = [_part(path) for path in names if path.stem != "standing"]
    in_months = {one.run for part in parts if part.whole_month for one in part.answers}
    kept = [p for p in parts if p.whole_month or p.answers[0].run not in in_months]
    return tuple(sorted(kept, key=lambda part: part.answers[0].at))


def _part(path: Path) -> Part:
    status = path.stat()
    return Part(path, _answers(str(path), status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=4_096)
def _answers(path: str, changed: int, size: int) -> tuple[Answered, ...]:
    """What a part says of itself; read once for each state of the file."""
    try:
        said = json.loads(pq.read_metadata(path).metadata[_ABOUT])
        return tuple(_answered(one) for one in said)
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
        raise StoreFault(f"{path}: the history cannot be read: {error!r}") from error


def _answered(said: dict[str, Any]) -> Answered:
    visits = tuple(Visit(*one) for one in said.pop("visits"))
    return Answered(**said | {"at": dt.datetime.fromisoformat(said["at"]), "visits": visits})


def _as_json(one: Answered) -> dict[str, Any]:
    visits = [list(asdict(visit).values()) for visit in one.visits]
    return asdict(one) | {"at": one.at.isoformat(), "visits": visits}


def write_part(path: Path, changes: pa.Table, answers: Sequence[Answered]) -> None:
    """Put a part in place, durable; `changes` are rows of CHANGES sorted by key and time."""
    with _writing(path, CHANGES, answers) as out:
        out.write_table(changes, row_group_size=ROW_GROUP)


@contextmanager
def _writing(
    path: Path, schema: pa.Schema, answers: Sequence[Answered]
) -> Iterator[pq.ParquetWriter]:
    """A Parquet file beside its place, put there when it is whole and on the disk."""
    about = json.dumps([_as_json(one) for one in answers], separators=(",", ":"))
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with pq.ParquetWriter(
            aside, schema, compression="zstd", use_dictionary=["at", "run", "date"]
        ) as out:
            yield out
            out.add_key_value_metadata({_ABOUT.decode(): about})
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def rows_of(
    parts: Sequence[Part], first: int, last: int, columns: Sequence[str] = CHANGES.names
) -> pa.Table:
    """The changes of the keys from `first` to `last`, sorted by key and time."""
    schema = pa.schema([CHANGES.field(name) for name in columns])
    pieces = [_within(part.path, first, last, columns).cast(schema) for part in parts]
    found = pa.concat_tables([schema.empty_table(), *pieces]).combine_chunks()
    return found.sort_by([("key", "ascending"), ("at", "ascending")])


def _within(path: Path, first: int, last: int, columns: Sequence[str]) -> pa.Table:
    """The rows of a part in a range of keys; only the row groups that may hold them are read."""
    status = path.stat()
    about, least, most = _bounds(str(path), status.st_mtime_ns, status.st_size)
    groups = np.flatnonzero((least <= np.uint64(last)) & (most >= np.uint64(first))).tolist()
    if not groups or last < first:
        return CHANGES.empty_table().select(columns)
    with pq.ParquetFile(path, metadata=about, memory_map=True) as file:
        table = file.read_row_groups(groups, columns, use_threads=False)
    keys = table["key"].to_numpy()
    low = int(np.searchsorted(keys, np.uint64(first), "left"))
    high = int(np.searchsorted(keys, np.uint64(last), "right"))
    return table.slice(low, high - low)


@lru_cache(maxsize=1_024)
def _bounds(path: str, changed: int, size: int) -> tuple[Any, Any, Any]:
    """A part's table of contents, and the first and last key of each of its row groups."""
    about = pq.read_metadata(path)
    known = [about.row_group(n).column(0).statistics for n in range(about.num_row_groups)]
    ends = [(one.min, one.max) if one else (1, 0) for one in known]  # no row: no key
    edges = np.array(ends, np.uint64).reshape(-1, 2)
    return about, edges[:, 0], edges[:, 1]


def key_ranges(count: int = SLICES) -> Iterator[tuple[int, int]]:
    """All keys in so many ranges, first and last of each."""
    edges = [number * (2**64 // count) for number in range(count)] + [2**64]
    return ((first, end - 1) for first, end in pairwise(edges))


def compact(folder: Path, today: dt.date) -> None:
    """Put the runs of each month that is over into one part, and this month's when they are many.

    Called by the only one who may write. Killed anywhere, the parts still hold every run once.
    """
    parts = parts_of(folder)
    _remove_doubled(folder, parts)
    by_month: dict[str, list[Part]] = {}
    for part in parts:
        by_month.setdefault(f"{part.answers[0].at:%Y-%m}", []).append(part)
    for month, those in by_month.items():
        single = [part for part in those if not part.whole_month]
        over = month < f"{today:%Y-%m}"
        if len(single) > MOST_RUNS or (over and single):
            _join(folder / f"{month}.parquet", those)
            for part in single:
                part.path.unlink()


def _remove_doubled(folder: Path, kept: Sequence[Part]) -> None:
    """Clear away what a killed writer left: half parts, and runs that their month holds."""
    names = {part.path for part in kept} | {folder / "standing.parquet"}
    for path in folder.glob("*.parquet"):
        if path not in names and not path.name.startswith("."):
            path.unlink()
    for path in folder.glob(".*.tmp"):
        path.unlink()


def _join(path: Path, parts: Sequence[Part]) -> None:
    answers = [one for part in parts for one in part.answers]
    with _writing(path, CHANGES, _tallied(answers)) as out:
        for first, last in key_ranges():
            if (rows := rows_of(parts, first, last)).num_rows:
                out.write_table(rows, row_group_size=ROW_GROUP)


def _tallied(answers: Sequence[Answered]) -> list[Answered]:
    """The answers with all their visits added up in the last, which is as good for estimating."""
    sums: dict[tuple[str, int, int], list[int]] = {}
    for visit in (visit for one in answers for visit in one.visits):
        sums.setdefault((visit.operator, visit.lead, visit.hours), [0, 0])
        pair = sums[visit.operator, visit.lead, visit.hours]
        pair[0] += visit.keys
        pair[1] += visit.moved
    visits = tuple(Visit(*what, *counts) for what, counts in sorted(sums.items()))
    bare = [replace(one, visits=()) for one in answers]
    return [*bare[:-1], replace(bare[-1], visits=visits)]


def size_of(folder: Path) -> int:
    """The bytes that the history of a source takes."""
    return sum(path.stat().st_size for path in folder.glob("*.parquet")) if folder.is_dir() else 0
