"""Interning: equal values of an Arrow column become equal small numbers, exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column as one array."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return column


def ints(column: pa.ChunkedArray | pa.Array, absent: int) -> Ints:
    """A column of numbers, days or times as whole numbers, nulls as `absent`."""
    array = whole(column)
    if pa.types.is_date32(array.type):
        array = array.cast(pa.int32())
    return np.asarray(pc.fill_null(array.cast(pa.int64()), absent)).astype(np.int64)


def words(column: pa.ChunkedArray | pa.Array) -> tuple[Ints, list[str]]:
    """A text column as codes and the sorted texts they stand for; null is "" ."""
    coded = pc.fill_null(whole(column), "").dictionary_encode()
    texts: list[str] = coded.dictionary.to_pylist()
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    codes = rank[np.asarray(coded.indices)] if texts else np.zeros(len(coded), np.int64)
    return codes, [texts[n] for n in order]


def pair(one: Ints, other: Ints) -> Ints:
    """A code for each distinct pair; both are codes or small numbers from 0 up."""
    width = int(other.max(initial=0)) + 1
    coded = pa.array(one * width + other).dictionary_encode()
    return np.asarray(coded.indices).astype(np.int64)


def lists(lengths: Ints, flat: Ints) -> Ints:
    """A code for each distinct list; `flat` holds the items (from 0 up) of all of them in turn."""
    codes = lengths
    begin = np.cumsum(lengths) - lengths
    for place in range(int(lengths.max(initial=0))):
        item = np.zeros(len(lengths), np.int64)
        longer = lengths > place
        item[longer] = flat[begin[longer] + place] + 1
        codes = pair(codes, item)
    return codes


def items(column: pa.ChunkedArray | pa.Array) -> tuple[Ints, Any]:
    """A list column as the length of each list and the flat array of all items."""
    array = whole(column)
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)
    return lengths, array.flatten()


def first_of(codes: Ints) -> tuple[Ints, Ints]:
    """For each distinct code in ascending order a row that has it, and for each row its place."""
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    return first, place
