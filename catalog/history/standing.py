"""Standing: what each key cost at the last answer, which the next one is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..mixed import Keys
from .files import CHANGES, Answered, Part, Visit, key_ranges, rows_of, write_part
from .half_life import LEADS, lead_class
from .keys import keys, readable

Ints = np.ndarray[Any, np.dtype[np.int64]]
NO_DAY = -1
FILE = "standing.parquet"


@dataclass(frozen=True, slots=True)
class Standing:
    """Prices by key, ascending; `day` is the start date in days since 1970, or NO_DAY."""

    key: Keys
    new: Ints
    extra: Ints
    day: Ints

    def taken(self, rows: Any) -> Standing:
        return Standing(self.key[rows], self.new[rows], self.extra[rows], self.day[rows])

    def has(self, wanted: Keys) -> Any:
        """For each wanted key whether it stands here."""
        return np.isin(wanted, self.key, assume_unique=True)

    def prices(self, wanted: Keys) -> tuple[Ints, Ints]:
        """What each wanted key, which must stand here, costs: as printed, and on top."""
        row = np.searchsorted(self.key, wanted)
        return self.new[row], self.extra[row]


def offered(offers: pa.Table) -> tuple[Standing, list[str]]:
    """What a run's offers cost, the cheapest of each key; and each key's operator."""
    rows = offers.filter(pa.array(readable(offers)))
    key, amount, extra = keys(rows), _ints(rows["amount"], 0), _on_top(rows)
    day = _ints(rows["date"].cast(pa.int32()), NO_DAY)
    order = np.lexsort((amount + extra, key))
    order = order[np.flatnonzero(np.diff(key[order], prepend=~key[order][:1]) != 0)]
    standing = Standing(key, amount, extra, day).taken(order)
    return standing, rows["operator"].take(pa.array(order)).to_pylist()


def ahead(standing: Standing, today: dt.date) -> Standing:
    """Without the departures before today: that they are gone says nothing."""
    number = (today - dt.date(1970, 1, 1)).days
    return standing.taken((standing.day == NO_DAY) | (standing.day >= number))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two answers beside each other, by the rows of the later one: was the key offered before,
    did its price move, and what was it (0 where there was none); `gone` are offered no more."""

    now: Standing
    known: Any
    moved: Any
    old: Ints
    gone: Standing

    def counts(self) -> dict[str, int]:
        appeared = len(self.known) - int(self.known.sum())
        return {"appeared": appeared, "moved": int(self.moved.sum()), "gone": len(self.gone.key)}


def compared(before: Standing, now: Standing) -> Compared:
    """What became of each key between two answers."""
    known = before.has(now.key)
    old, old_extra = np.zeros((2, len(now.key)), np.int64)
    old[known], old_extra[known] = before.prices(now.key[known])
    moved = known & ((old != now.new) | (old_extra != now.extra))
    return Compared(now, known, moved, old, before.taken(~now.has(before.key)))


def changes(said: Compared, run: str, at: dt.datetime) -> pa.Table:
    """The rows of CHANGES that keep it."""
    rows = np.flatnonzero(~said.known | said.moved)
    came, gone = said.now.taken(rows), said.gone
    count, none = len(rows) + len(gone.key), pa.nulls(len(gone.key), pa.int64())
    columns = {
        "key": np.concatenate([came.key, gone.key]),
        "at": pa.array([int(at.timestamp())] * count, pa.int64()),
        "old": pa.concat_arrays(
            [pa.array(said.old[rows], mask=~said.known[rows]), pa.array(gone.new)]
        ),
        "new": pa.concat_arrays([pa.array(came.new), none]),
        "extra": pa.concat_arrays([pa.array(came.extra), none]),
        "date": _days(np.concatenate([came.day, gone.day])),
        "run": pa.array([run] * count, pa.string()),
    }
    return pa.table(columns).cast(CHANGES).sort_by("key")


def visits(
    said: Compared, operators: Sequence[str], apart: dt.timedelta, today: dt.date
) -> tuple[Visit, ...]:
    """Keys offered at both answers and how many moved, by operator and days to departure."""
    days = said.now.day
    lead = np.where(days == NO_DAY, -1, lead_class(days - (today - dt.date(1970, 1, 1)).days))
    names, code = np.unique(np.array(operators, dtype=np.str_), return_inverse=True)
    group = code * (len(LEADS) + 2) + lead + 1
    seen, moved = (np.bincount(group[rows]) for rows in (said.known, said.moved))
    moved = np.pad(moved, (0, len(seen) - len(moved)))
    hours = max(1, round(apart / dt.timedelta(hours=1)))
    return tuple(
        Visit(str(names[n // (len(LEADS) + 2)]), n % (len(LEADS) + 2) - 1, hours, keys, changed)
        for n, (keys, changed) in enumerate(zip(seen.tolist(), moved.tolist(), strict=True))
        if keys
    )


def kept(folder: Path, parts: Sequence[Part]) -> Standing:
    """What the parts come to; where the file is older than they are, made anew of them."""
    answers = [one for part in parts for one in part.answers]
    path = folder / FILE
    if path.exists() and answers:
        table = pq.read_table(path, schema=CHANGES, partitioning=None)
        about = pq.read_metadata(path).metadata.get(b"fairwind.history", b"")
        if f'"run":"{answers[-1].run}"'.encode() in about:
            return _standing(table)
    pieces = [_last(rows_of(parts, first, last)) for first, last in key_ranges()]
    return _standing(pa.concat_tables(pieces).combine_chunks())


def keep(folder: Path, standing: Standing, answer: Answered) -> None:
    """Write what stands, for the next answer."""
    table = pa.table(
        {
            "key": standing.key,
            "at": pa.array([int(answer.at.timestamp())] * len(standing.key), pa.int64()),
            "old": pa.nulls(len(standing.key), pa.int64()),
            "new": standing.new,
            "extra": standing.extra,
            "date": _days(standing.day),
            "run": pa.array([answer.run] * len(standing.key), pa.string()),
        }
    )
    write_part(folder / FILE, table.cast(CHANGES), [answer])


def _last(rows: pa.Table) -> pa.Table:
    """The last row of each key (rows are sorted by key and time), without those that are gone."""
    key = rows["key"].to_numpy()
    last = np.flatnonzero(np.diff(key, append=~key[-1:]) != 0)
    table = rows.take(pa.array(last))
    return table.filter(table["new"].is_valid())


def _standing(rows: pa.Table) -> Standing:
    return Standing(
        rows["key"].to_numpy(),
        _ints(rows["new"], 0),
        _ints(rows["extra"], 0),
        _ints(rows["date"].cast(pa.int32()), NO_DAY),
    )


def _ints(column: pa.ChunkedArray, missing: int) -> Ints:
    found: Ints = column.cast(pa.int64()).fill_null(missing).to_numpy()
    return found


def _days(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=days == NO_DAY).cast(pa.date32())


def _on_top(offers: pa.Table) -> Ints:
    """What each offer's known parts add to its printed amount (offers.price.total)."""
    parts = offers["components"].combine_chunks()
    owner = parts.value_parent_indices().to_numpy()
    flat = parts.flatten()
    top = np.array([paid != "in_price" for paid in flat.field("paid").to_pylist()], bool)
    on_top = np.zeros(offers.num_rows, np.int64)
    amounts = flat.field("amount").fill_null(0).to_numpy()
    np.add.at(on_top, owner[top], amounts[top])
    return on_top
