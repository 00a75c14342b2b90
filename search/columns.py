"""Columns: every departure of a generation as numpy arrays, in two orders, mapped from files.

The first order is (country, party, airport, date): a search with a place touches a few hundred
rows of millions (performance.md, "Layout beats engine"). Rows of one country, party and airport
are a segment. The second order (product, party, date) serves the stay page, its calendar and all
searches of few products; it holds row numbers of the first.

Each column takes the smallest whole type that holds its values: about 30 bytes a price in all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]

NO_DATE = 0
NO_NIGHTS = 255
NO_BOARD = 0


@dataclass(frozen=True, slots=True)
class Departures:
    """The rows before they are put in order: one entry each, in any order.

    `date` counts days since 1970, `checked` minutes since 1970; `total` is in
    minor units of the site's currency, of one adult where the party is "per adult", and then
    `extra` is what comes once on top. Rows without a readable price have 0 in both. `from_only`
    is 1 where a mandatory part is not stated. `manner` numbers how it travels, sleeps and is sold
    (manners.Manners).
    """

    country: Ints
    party: Ints
    airport: Ints
    date: Ints
    product: Ints
    nights: Ints
    nights_most: Ints
    board: Ints
    operator: Ints
    manner: Ints
    total: Ints
    extra: Ints
    from_only: Ints
    checked: Ints
    source: Ints
    offer: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """The mapped columns. `segment_*` describe runs of rows, `stay_*` runs of `by_stay`."""

    party: Ints
    airport: Ints
    date: Ints
    product: Ints
    nights: Ints
    nights_most: Ints
    board: Ints
    operator: Ints
    manner: Ints
    total: Ints
    extra: Ints
    from_only: Ints
    checked: Ints
    source: Ints
    offer: Ints
    segment_country: Ints
    segment_party: Ints
    segment_airport: Ints
    segment_start: Ints
    by_stay: Ints
    stay_party: Ints
    stay_start: Ints
    stay_of_product: Ints

    @property
    def rows(self) -> int:
        return len(self.date)

    @property
    def bytes(self) -> int:
        """What all columns take when every page of them is resident."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))


_PER_ROW = tuple(field.name for field in fields(Columns))[:15]


def small(values: Ints) -> Ints:
    """The same values in the smallest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max()) if len(values) else 0))


def in_order(given: Departures, products: int) -> Columns:
    """The rows put in both orders; `products` is the number of products there are."""
    first = _sorted_by(given.country, given.party, given.airport, given.date)
    row = {name: small(getattr(given, name)[first]) for name in _PER_ROW}
    if not row["extra"].any():
        row["extra"] = row["extra"][:0]
    country, party, airport = (getattr(given, n)[first] for n in ("country", "party", "airport"))
    starts = _starts(country, party, airport)
    product = row["product"]
    second = _sorted_by(product, party, row["date"])
    stays = _starts(product[second], party[second])
    owner = product[second[stays[:-1]]]
    return Columns(
        **row,
        segment_country=small(country[starts[:-1]]),
        segment_party=small(party[starts[:-1]]),
        segment_airport=small(airport[starts[:-1]]),
        segment_start=starts,
        by_stay=small(second),
        stay_party=small(party[second[stays[:-1]]]),
        stay_start=small(stays),
        stay_of_product=small(np.searchsorted(owner, np.arange(products + 1))),
    )


def _sorted_by(*keys: Ints) -> Ints:
    """The order by the keys, the first the foremost; equal rows stay as they came."""
    packed = np.zeros(len(keys[0]), np.uint64)
    bits = 0
    for key in keys:
        width = int(key.max()).bit_length() if len(key) else 0
        bits += width
        packed = (packed << np.uint64(width)) | key.astype(np.uint64)
    return np.argsort(packed, kind="stable") if bits <= 64 else np.lexsort(keys[::-1])


def _starts(*keys: Ints) -> Ints:
    """Where a run of equal keys begins, and the end of the last."""
    count = len(keys[0])
    if not count:
        return np.zeros(1, np.int64)
    changes = np.zeros(count, bool)
    changes[0] = True
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.append(np.flatnonzero(changes), count)


def write_columns(folder: Path, columns: Columns) -> None:
    """Each column a .npy file of its own in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(Columns):
        np.save(folder / f"{field.name}.npy", getattr(columns, field.name), allow_pickle=False)


def open_columns(folder: Path) -> Columns:
    """The columns of a folder, mapped: processes on one machine share their pages."""
    return Columns(
        **{field.name: _mapped(folder / f"{field.name}.npy") for field in fields(Columns)}
    )


def _mapped(path: Path) -> Ints:
    mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    # A plain array over the same pages: numpy's memmap class costs a microsecond at each slice.
    plain: Ints = mapped.view(np.ndarray)
    return plain
