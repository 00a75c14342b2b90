"""Changed: since when each product says what it says, carried from generation to generation.

A sitemap's `lastmod` is only worth reading where it tells true changes (web.md, W-102): a product
counts as changed when its description, its cheapest price in a currency, its number of offers or
its first and last start date is another than in the generation before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa

from ..offers.faults import GenerationFault

FILE = "changed.arrow"
CHANGED_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("digest", pa.binary(16), nullable=False),
        pa.field("changed_at", pa.timestamp("s", tz="UTC"), nullable=False),
    ]
)


def changed(
    products: pa.Table, offers: pa.Table, before: pa.Table | None, now: dt.datetime
) -> pa.Table:
    """A row of CHANGED_SCHEMA for each product, in their order.

    `before` is the table of the generation before; a product that is new or says something else
    has changed at `now`, any other when it last did.
    """
    known = {} if before is None else {row["id"]: row for row in before.to_pylist()}
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    rows = []
    for id, digest in zip(products["id"].to_pylist(), _digests(products, offers), strict=True):
        last = known.get(id)
        same = last is not None and last["digest"] == digest
        at = last["changed_at"] if same and last else moment
        rows.append({"id": id, "digest": digest, "changed_at": at})
    return pa.Table.from_pylist(rows, schema=CHANGED_SCHEMA)


def read_changed(folder: Path) -> pa.Table | None:
    """The table of a generation's folder; None where that generation was made without one."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise GenerationFault(f"{path}: cannot be opened: {error}") from error


def _digests(products: pa.Table, offers: pa.Table) -> list[bytes]:
    said = [repr(row) for row in products.to_pylist()]
    sold = _sold(offers, len(said))
    return [
        hashlib.blake2b(f"{text}{figures}".encode(), digest_size=16).digest()
        for text, figures in zip(said, sold, strict=True)
    ]


def _sold(offers: pa.Table, products: int) -> list[str]:
    """What each product's offers come to, in one line for each currency."""
    figures = (
        offers.select(["product", "currency", "amount", "date"])
        .group_by(["product", "currency"])
        .aggregate([("amount", "min"), ("product", "count"), ("date", "min"), ("date", "max")])
    )
    order = np.lexsort((_texts(figures["currency"]), figures["product"].to_numpy()))
    lines = [""] * products
    for row in figures.take(pa.array(order)).to_pylist():
        at = row.pop("product")
        lines[at] += repr(sorted(row.items()))
    return lines


def _texts(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array([text or "" for text in column.to_pylist()], dtype=np.str_)
