"""Basis: the offers of a run with the basis that its own rows prove (pages.py says how)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...offers import Basis, Knowledge, Paid
from ..rows import SCHEMA
from .pages import Evidence, How, PageProof, decide

PROOFS = "basis.parquet"
"""The pages of a run whose prices said not what they are for, each with its proof."""
_EVIDENCE = pa.struct(
    [
        ("position", pa.int32()),
        ("amount", pa.int64()),
        ("other_address", pa.string()),
        ("other_position", pa.int32()),
        ("other_amount", pa.int64()),
    ]
)
PROOF_SCHEMA = pa.schema(
    [
        pa.field("address", pa.string(), nullable=False),
        pa.field("basis", pa.string(), nullable=False),
        pa.field("how", pa.string(), nullable=False),
        pa.field("twins", pa.int32(), nullable=False),
        pa.field("evidence", pa.list_(_EVIDENCE), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Proved:
    """The offers, each with its basis where that is proved, and the pages with their proofs."""

    offers: pa.Table
    evidence: tuple[PageProof, ...]

    @property
    def decided(self) -> dict[str, PageProof]:
        """The pages whose basis is proved, by address."""
        return {one.address: one for one in self.evidence if one.basis is not Basis.UNKNOWN}

    @property
    def undecided(self) -> dict[str, PageProof]:
        """The pages whose basis stays unknown, by address."""
        return {one.address: one for one in self.evidence if one.basis is Basis.UNKNOWN}


def prove(offers: pa.Table, pages: pa.Table, day: dt.date) -> Proved:
    """Decide the pages of a whole run; give their offers the basis they have, or leave it unknown.

    `offers` are rows of `rows.SCHEMA`, `pages` of `sightings.SIGHTINGS`, `day` is the run's own.
    """
    proofs = decide(pages)
    return Proved(with_basis(offers, _known(proofs), day), proofs)


def prove_in(folder: Path, offers: str, pages: pa.Table, day: dt.date) -> None:
    """The same for the file `offers` in a run's folder, a row group at a time; the proofs are
    written beside it."""
    proofs = decide(pages)
    pq.write_table(_rows_of(proofs), folder / PROOFS, compression="zstd")
    known = _known(proofs)
    if not known:
        return
    path, anew = folder / offers, folder / f".{offers}"
    with pq.ParquetFile(path) as old, pq.ParquetWriter(anew, SCHEMA, compression="zstd") as new:
        for group in range(old.num_row_groups):
            new.write_table(with_basis(old.read_row_group(group), known, day))
    os.replace(anew, path)


def _known(proofs: Iterable[PageProof]) -> dict[str, PageProof]:
    return {one.address: one for one in proofs if one.basis is not Basis.UNKNOWN}


def with_basis(offers: pa.Table, known: Mapping[str, PageProof], day: dt.date) -> pa.Table:
    """The offers of proved pages with their basis, and one more part: the proof in one line.

    Only offers for a stated party of adults whose basis is unknown are touched.
    """
    pages = pa.array(sorted(known), pa.string())
    open_ = pc.and_(
        pc.equal(offers["basis"], Basis.UNKNOWN.value),
        pc.and_(pc.greater(offers["party_adults"], 1), pc.is_in(offers["address"], pages)),
    )
    alone = pc.equal(pc.list_value_length(offers["party_children"]), 0)
    chosen = pc.indices_nonzero(pc.fill_null(pc.and_(open_, alone), False)).to_pylist()
    if not chosen:
        return offers
    basis, parts = offers["basis"].to_pylist(), offers["components"].to_pylist()
    for at, row in zip(chosen, _facts(offers, chosen), strict=True):
        proof = known[row["address"]]
        basis[at] = proof.basis.value
        parts[at] = [_package(row, proof, day), *parts[at]]
    return _replaced(_replaced(offers, "basis", basis), "components", parts)


def _facts(offers: pa.Table, chosen: list[int]) -> list[dict[str, Any]]:
    names = ["address", "amount", "currency", "party_adults", "components"]
    rows: list[dict[str, Any]] = offers.select(names).take(chosen).to_pylist()
    return rows


def _package(row: Mapping[str, Any], proof: PageProof, day: dt.date) -> dict[str, Any]:
    """The package as a derived part: what the party pays for it, and how that is known."""
    persons = row["party_adults"] if proof.basis is Basis.PER_PERSON else 1
    inside = sum(
        part["amount"] or 0 for part in row["components"] if part["paid"] == Paid.IN_PRICE.value
    )
    return {
        "kind": "base",
        "amount": row["amount"] * persons - inside,
        "currency": row["currency"],
        "knowledge": Knowledge.DERIVED.value,
        "paid": Paid.IN_PRICE.value,
        "label": None,
        "rule": f"{proof.how.value}, {day.isoformat()}, {proof.evidence[0].other_address}",
    }


def _replaced(offers: pa.Table, name: str, values: list[Any]) -> pa.Table:
    at = offers.schema.get_field_index(name)
    field = offers.schema.field(at)
    return offers.set_column(at, field, pa.array(values, field.type))


def _rows_of(proofs: Iterable[PageProof]) -> pa.Table:
    rows = [
        {
            "address": one.address,
            "basis": one.basis.value,
            "how": one.how.value,
            "twins": one.twins,
            "evidence": [said._asdict() for said in one.evidence],
        }
        for one in proofs
    ]
    return pa.Table.from_pylist(rows, schema=PROOF_SCHEMA)


def proofs_in(folder: Path) -> tuple[PageProof, ...]:
    """The proofs kept beside a run; none where every price of it said what it is for."""
    if not (folder / PROOFS).exists():
        return ()
    rows = pq.read_table(folder / PROOFS, schema=PROOF_SCHEMA, partitioning=None).to_pylist()
    return tuple(
        PageProof(
            row["address"],
            Basis(row["basis"]),
            How(row["how"]),
            row["twins"],
            tuple(Evidence(**said) for said in row["evidence"]),
        )
        for row in rows
    )
