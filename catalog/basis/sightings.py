"""Sightings: which row stood on which page for how much, where nobody says what an amount is for.

One sighting is a row without its price (as 64 bits of a digest), the amount and the page. Exact
duplicates are sightings too: a row that two pages share says that both mean the same by a price.
Some 25 bytes each, so that a run of a million offers keeps all of them in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

SIGHTINGS = pa.schema(
    [
        pa.field("address", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("row", pa.uint64(), nullable=False),
        pa.field("amount", pa.int64(), nullable=False),
        pa.field("persons", pa.uint8(), nullable=False),
        pa.field("position", pa.int32(), nullable=False),
    ]
)


class Sighting(NamedTuple):
    """One row on a page. `row`: 64 bits that are equal where all but the price is; `amount` in
    minor units; `persons`: how many the stated party is; `position`: its place on the page."""

    row: int
    amount: int
    persons: int
    position: int


class Sightings:
    """The sightings of one run, page after page."""

    def __init__(self) -> None:
        self._pages: dict[str, int] = {}
        self._page, self._position = array("i"), array("i")
        self._row, self._amount, self._persons = array("Q"), array("q"), array("B")

    def __len__(self) -> int:
        return len(self._row)

    def on_page(self, address: str, seen: Iterable[Sighting]) -> None:
        """Keep what one page showed."""
        page = self._pages.setdefault(address, len(self._pages))
        for one in seen:
            self._page.append(page)
            self._row.append(one.row)
            self._amount.append(one.amount)
            self._persons.append(one.persons)
            self._position.append(one.position)

    def table(self) -> pa.Table:
        """All of them as a table of SIGHTINGS."""
        names = [one.encode("utf-8", "replace").decode() for one in self._pages]
        address = pa.DictionaryArray.from_arrays(
            pa.array(self._page, pa.int32()), pa.array(names, pa.string())
        )
        columns = [
            address,
            pa.array(self._row, pa.uint64()),
            pa.array(self._amount, pa.int64()),
            pa.array(self._persons, pa.uint8()),
            pa.array(self._position, pa.int32()),
        ]
        return pa.Table.from_arrays(columns, schema=SIGHTINGS)
