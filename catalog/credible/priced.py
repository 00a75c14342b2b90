"""Priced: a run's prices as columns, each with what it may be compared with.

About eighty bytes a price, read a row group at a time and weighed a window at a time, so that a
million of them fit beside a crawl.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...offers import Basis
from ...offers.faults import MoneyFault
from ...offers.money import exponent
from ..fx import Rates
from ..mixed import Keys, coded, mixed

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
NO_DAY = -(10**6)
WINDOW = 65_536
"""Prices weighed at a time: feeds name a house's offers together, and the check of a million may
not need more memory than the crawl before it."""

_SELLER = ("operator", "currency", "basis", "party")
_PRODUCT = (*_SELLER, "name", "where", "transport")
_ROOM = (*_PRODUCT, "nights_min", "nights_max", "meals", "room_raw", "origin")
_TRIP = (*_ROOM, "date")
_LEVEL = (*_SELLER, "kind", "country")
_READ = (
    "operator currency basis party_adults party_children name resort place_said transport"
    " nights_min nights_max board board_raw room_raw origin date kind country amount"
).split()
_WHOLE_PARTY = pa.array([Basis.PER_PARTY.value, Basis.PER_ROOM.value])


@dataclass(frozen=True, slots=True)
class Priced:
    """The prices of one run. `row` is the place in its file, `amount` minor units as printed,
    `night` the logarithm of the amount for one night, `euros` those for one person and night (NaN
    where nobody can say), `day` days since 1970 or NO_DAY, `persons` the priced party (0: none).

    Equal `trip`s are one trip in one room, board, party, currency and basis; `room` is the same on
    any day, `product` in any room, length and board, `level` the operator's in one country.
    """

    row: Ints
    trip: Keys
    room: Keys
    product: Keys
    level: Keys
    amount: Floats
    night: Floats
    euros: Floats
    day: Ints
    persons: Ints

    def __len__(self) -> int:
        return len(self.row)

    def taken(self, at: Any) -> Priced:
        """These of them."""
        return Priced(*(getattr(self, one.name)[at] for one in fields(self)))


class Before(NamedTuple):
    """What each trip of an earlier run cost: its key, and the amount as printed; in that order."""

    trip: Keys
    amount: Floats


def read_before(path: Path) -> Before:
    """The prices of an earlier run, as far as a later one is weighed against them."""
    with pq.ParquetFile(path) as file:
        trip, amount = (np.empty(file.metadata.num_rows, kind) for kind in (np.uint64, np.float64))
        filled = 0
        for _, table in _groups(file):
            priced = _told(table.filter(pc.is_valid(table["amount"])))
            part = slice(filled, filled := filled + priced.num_rows)
            trip[part] = _key(priced, _TRIP)
            amount[part] = priced["amount"].to_numpy()
    order = np.lexsort((amount[:filled], trip[:filled]))
    return Before(trip[order], amount[order])


def read_priced(path: Path, on: dt.date, most: int = WINDOW) -> Iterator[Priced]:
    """The priced offers of a run's file in its order, about `most` of them at a time; `on` is the
    day of the exchange rates."""
    with pq.ParquetFile(path) as file:
        waiting: list[tuple[Any, ...]] = []
        for first, table in _groups(file):
            waiting.append(_priced(table, first, on))
            if sum(len(columns[0]) for columns in waiting) >= most:
                yield _together(waiting)
                waiting = []
        if waiting:
            yield _together(waiting)


def _together(parts: list[tuple[Any, ...]]) -> Priced:
    return Priced(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _groups(file: pq.ParquetFile) -> Iterator[tuple[int, pa.Table]]:
    first = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=_READ, use_threads=False)
        yield first, table
        first += table.num_rows


def _priced(table: pa.Table, first: int, on: dt.date) -> tuple[Any, ...]:
    """One row group's part of every column of Priced, in their order."""
    has = pc.is_valid(table["amount"]).to_numpy()
    rows = np.flatnonzero(has) + first
    table = _told(table.filter(pa.array(has)))
    amount = table["amount"].to_numpy().astype(np.float64)
    nights, persons = _nights(table), _persons(table)
    return (
        rows,
        *(_key(table, names) for names in (_TRIP, _ROOM, _PRODUCT, _LEVEL)),
        amount,
        np.log(amount / nights),
        amount * _worth(table["currency"], on) / nights / np.maximum(persons, 1),
        table["date"].cast(pa.int32()).fill_null(NO_DAY).to_numpy().astype(np.int64),
        persons,
    )


def _told(table: pa.Table) -> pa.Table:
    """With the columns that several of a row's make together."""
    ages = table["party_children"].combine_chunks().cast(pa.list_(pa.string()))
    adults = table["party_adults"].cast(pa.string()).combine_chunks()
    board = pc.coalesce(table["board"].cast(pa.string()), table["board_raw"])
    joined = {"null_handling": "replace", "null_replacement": ""}
    party = pc.binary_join_element_wise(adults, pc.binary_join(ages, ","), "+", **joined)
    where = pc.coalesce(table["resort"], table["place_said"])
    for name, column in (("meals", board), ("party", party), ("where", where)):
        table = table.append_column(name, column)
    return table


def _key(table: pa.Table, names: Sequence[str]) -> Keys:
    key = np.zeros(table.num_rows, np.uint64)
    for name in names:
        key = mixed(key, coded(table[name]))
    return key


def _nights(table: pa.Table) -> Floats:
    """How many nights an amount is for: 1 where it is for one, or nobody says."""
    whole = pc.not_equal(table["basis"], Basis.PER_NIGHT.value)
    nights = pc.max_element_wise(pc.fill_null(table["nights_min"], 1), 1)
    found: Floats = pc.if_else(whole, nights, 1).to_numpy().astype(np.float64)
    return found


def _persons(table: pa.Table) -> Ints:
    """How many persons an amount for a whole party is for; 0 where it is for one, or unknown."""
    children = pc.list_value_length(table["party_children"])
    party = pc.add(pc.fill_null(table["party_adults"], 0).cast(pa.int64()), children)
    for_all = pc.is_in(table["basis"], _WHOLE_PARTY)
    found: Ints = pc.if_else(for_all, party, 0).to_numpy().astype(np.int64)
    return found


def _worth(currency: pa.ChunkedArray, on: dt.date) -> Floats:
    """What one minor unit of each row's currency is worth in euros; NaN where nobody knows."""
    codes = pc.dictionary_encode(currency.combine_chunks())
    worth = np.array([_euros(code, on) for code in codes.dictionary.to_pylist()] or [np.nan])
    found: Floats = worth[codes.indices.to_numpy()]
    return found


@lru_cache(maxsize=1024)
def _euros(currency: str, on: dt.date) -> float:
    try:
        rate = Rates.embedded().rate(currency, "EUR", on)[0]
    except MoneyFault:
        return float("nan")
    return float(rate.scaleb(-exponent(currency)))
