"""Said: each price of a run in the operator's own words, until the run is finished.

Kept in a file beside the offers while they are written, for a run may have a million of them;
only those of prices that are set aside are ever read, and the file goes when the run is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...offers import Offer, Provenance

SCHEMA = pa.schema([("address", pa.string()), ("position", pa.int32()), ("price", pa.string())])
BATCH = 8_192
Place = tuple[str, int]


class SaidPrices:
    """What stood where a price belongs, by the page and the record's place on it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[tuple[str, int, str]] = []
        self._out: pq.ParquetWriter | None = None

    def keep(self, offers: Iterable[Offer], said: Mapping[int, str]) -> None:
        """Keep what the records of these offers said; `said` is by their place on the page."""
        for offer in offers:
            seen = offer.provenance
            if seen and (text := said.get(seen.position)):
                self._waiting.append((seen.address, seen.position, text))
        if len(self._waiting) >= BATCH:
            self._write()

    def of(self, places: Iterable[Provenance]) -> dict[Place, str]:
        """What stood in these places, as far as it was kept; nothing can be kept after that."""
        self._write()
        if self._out is None:
            return {}
        self._out.close()
        wanted = {(one.address, one.position) for one in places}
        pages = pa.array(sorted({address for address, _ in wanted}), pa.string())
        found = pq.read_table(
            self._path, partitioning=None, filters=pc.field("address").isin(pages)
        ).to_pylist()
        said = {(row["address"], row["position"]): row["price"] for row in found}
        return {place: said[place] for place in wanted & said.keys()}

    def drop(self) -> None:
        """Close and remove the file."""
        if self._out is not None:
            self._out.close()
        self._path.unlink(missing_ok=True)

    def _write(self) -> None:
        if not self._waiting:
            return
        if self._out is None:
            self._out = pq.ParquetWriter(self._path, SCHEMA, compression="zstd")
        columns = zip(*self._waiting, strict=True)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)
        ]
        self._out.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
        self._waiting = []
