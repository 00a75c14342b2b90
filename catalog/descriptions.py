"""Descriptions: the distinct ways in which operators describe products, taken from offer rows.

A hundred thousand offers describe a few thousand products: whatever is done per product is done
once for each description, and offers find theirs by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..offers import bare_name
from .places import slug

SCALARS = "source operator kind name country region resort lat lon stars form text rating".split()
LISTS = ("product_ids", "former_names", "facts", "itinerary", "photos")
_MOST_CODES = 2**62

HardId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """One product in one operator's words at one source; the parts by which stays are joined.

    `words` are the slugs of region and resort, `resort` that of the resort alone; `bare` is the
    name without stars and the words every hotel has; `sort` is kind and form.
    """

    row: dict[str, Any]
    sort: tuple[str, str]
    country: str
    resort: str
    words: frozenset[str]
    bare: str
    stars: int | None
    ids: frozenset[HardId]

    @property
    def teller(self) -> tuple[str, str]:
        """Who says it: the source and the operator, counted once when facts are united."""
        return self.row["source"], self.row["operator"]


def described(offers: pa.Table) -> tuple[list[Description], np.ndarray[Any, np.dtype[np.int64]]]:
    """The distinct descriptions of a table of offers, and the number of each offer's own."""
    numbers, firsts = _numbered(offers)
    rows = offers.select([*SCALARS, *LISTS]).take(pa.array(firsts)).to_pylist()
    return [description(row) for row in rows], numbers


def description(row: dict[str, Any]) -> Description:
    """The description in a row that has the columns SCALARS and LISTS."""
    resort, region = slug(row["resort"] or ""), slug(row["region"] or "")
    return Description(
        row=row,
        sort=(row["kind"], row["form"]),
        country=row["country"] or "",
        resort=resort,
        words=frozenset({resort, region} - {""}),
        bare=_bare(row["name"]),
        stars=row["stars"],
        ids=frozenset((pair["scheme"], pair["value"]) for pair in row["product_ids"]),
    )


@lru_cache(maxsize=2**16)
def _bare(name: str) -> str:
    return bare_name(name)


def _numbered(offers: pa.Table) -> tuple[Any, Any]:
    """Number the rows by equal descriptions; also the first row of each number."""
    numbers = np.zeros(offers.num_rows, np.int64)
    many = 1
    for codes in _codes(offers):
        count = int(codes.max(initial=0)) + 1
        if many * count >= _MOST_CODES:
            _, numbers = np.unique(numbers, return_inverse=True)
            many = int(numbers.max(initial=0)) + 1
        numbers, many = numbers * count + codes, many * count
    _, firsts, numbers = np.unique(numbers, return_index=True, return_inverse=True)
    return numbers, firsts


def _codes(offers: pa.Table) -> Iterable[Any]:
    """Each column as whole numbers that are equal where its values are."""
    for name in SCALARS:
        yield _code(offers[name])
    for name in LISTS:
        yield _list_code(offers[name].combine_chunks())


def _code(column: pa.ChunkedArray | pa.Array) -> Any:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    codes = pc.dictionary_encode(column, null_encoding="encode").indices
    return codes.to_numpy(zero_copy_only=False).astype(np.int64)


def _list_code(column: pa.ListArray) -> Any:
    """Lists coded by the codes of their items, joined in order."""
    items = column.flatten()
    kinds = items.flatten() if pa.types.is_struct(items.type) else [items]
    coded = [_code(part).astype("U") for part in kinds]
    joined = coded[0] if len(coded) == 1 else np.char.add(np.char.add(coded[0], ":"), coded[1])
    lengths = pc.list_value_length(column).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
    texts = pa.ListArray.from_arrays(offsets, pa.array(joined, pa.string()))
    return _code(pc.binary_join(texts, " "))
