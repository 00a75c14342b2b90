"""Setting aside: a finished run's file without the prices that cannot be right, each told why."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...offers import Basis, Money, Provenance, Reject
from ..rows import SCHEMA
from .doubts import Doubts, Why, doubts
from .priced import Before, Ints, read_before, read_priced

MOST = 0.05
"""More doubted prices than this share is the run's fault and the gate's to judge: all stay in."""
FEW = 2
_EPOCH = dt.date(1970, 1, 1)
_TOLD = (
    "name amount currency basis date nights_min party_adults party_children"
    " source address position read_at"
).split()


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was set aside, with its reasons; or, of a run with too many, how many are doubted."""

    rejects: tuple[Reject, ...] = ()
    doubted: int = 0
    example: str = ""


def set_aside_in(offers: Path, before: Path | None, day: dt.date) -> SetAside:
    """Take the prices that cannot be right out of a run's file, or leave all where they are many.

    `before` is the file of the source's last published run, `day` the run's own.
    """
    known = read_before(before) if before else None
    prices, found = _found(offers, known, day)
    if not len(found.at):
        return SetAside()
    rejects = tuple(_rejects(offers, found))
    if len(rejects) > max(FEW, MOST * prices):
        return SetAside((), len(rejects), rejects[0].sentence)
    _without(offers, found.at)
    return SetAside(rejects)


def _found(offers: Path, known: Before | None, day: dt.date) -> tuple[int, Doubts]:
    """How many prices there are, and the doubted ones by their rows in the file."""
    prices, rows, why, about = 0, [np.zeros(0, np.int64)], list[Why](), [np.zeros(0)]
    for now in read_priced(offers, day):
        here = doubts(now, known, (day - _EPOCH).days)
        prices += len(now)
        rows.append(now.row[here.at])
        why += here.why
        about.append(here.about)
    return prices, Doubts(np.concatenate(rows), why, np.concatenate(about))


def _rejects(offers: Path, found: Doubts) -> Iterator[Reject]:
    told = _rows(offers, found.at)
    for row, why, about in zip(told, found.why, found.about.tolist(), strict=True):
        seen = Provenance(row["source"], row["address"] or "", row["position"] or 0, row["read_at"])
        money = Money(row["amount"], row["currency"])
        yield Reject(why.value, "price", str(money), seen, _sentence(row, money, why, about))


def _rows(offers: Path, rows: Ints) -> list[dict[str, Any]]:
    """These rows of the file, the groups without any of them left unread."""
    told: list[dict[str, Any]] = []
    with pq.ParquetFile(offers) as file:
        first = 0
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            here = rows[(rows >= first) & (rows < first + count)] - first
            if len(here):
                table = file.read_row_group(group, columns=_TOLD)
                told += table.take(pa.array(here)).to_pylist()
            first += count
    return told


def _without(offers: Path, rows: Ints) -> None:
    smaller = offers.with_name(f".{offers.name}")
    with (
        pq.ParquetFile(offers) as old,
        pq.ParquetWriter(smaller, SCHEMA, compression="zstd") as new,
    ):
        first = 0
        for group in range(old.num_row_groups):
            table = old.read_row_group(group)
            stays = ~np.isin(np.arange(first, first + table.num_rows), rows)
            new.write_table(table.filter(pa.array(stays)))
            first += table.num_rows
    os.replace(smaller, offers)


_AGAINST: Mapping[Why, str] = {
    Why.ITSELF: "the last published run had this very trip at {about}",
    Why.PARTY: "the last published run had this very trip at {about}: the price of another party",
    Why.LEVS: "the last published run had this very trip at {about}: euros and levs are confused",
    Why.NEAR: "the same room costs about {about} on the nearest days",
    Why.PRODUCT: "its other prices come to about {about}",
    Why.LEVEL: "the operator's other prices there come to about {about}",
    Why.BOUNDS: "nobody pays so much, or so little, for one person and night",
}


def _sentence(row: Mapping[str, Any], money: Money, why: Why, about: float) -> str:
    exact = why in (Why.ITSELF, Why.PARTY, Why.LEVS)
    other = Money(int(round(about, 0 if exact else -2)), row["currency"])
    where = f"{row['source']}: {row['address']} record {(row['position'] or 0) + 1}"
    return f"{where}: {_trip(row)} for {money}: {_AGAINST[why].format(about=other)}"


def _trip(row: Mapping[str, Any]) -> str:
    """What is priced, as far as it is stated."""
    persons = (row["party_adults"] or 0) + len(row["party_children"])
    for_one = row["basis"] == Basis.PER_PERSON.value
    parts = (
        row["name"],
        row["date"].isoformat() if row["date"] else "",
        f"{row['nights_min']} nights" if row["nights_min"] else "",
        "a person" if for_one else f"{persons} persons" if persons else "",
    )
    return ", ".join(part for part in parts if part)
