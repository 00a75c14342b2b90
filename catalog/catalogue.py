"""Catalogue: all that one generation offers, as its builders and readers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..offers import Operator, SoldBy, SourceKind
from .fx import Rates
from .rows import SCHEMA

GENERATION_SCHEMA = SCHEMA.append(pa.field("product", pa.int32(), nullable=False))
"""An offer in a generation: its row, and the number of its product's row."""


class State(StrEnum):
    """How a source stands in a generation.

    FRESH: this refresh brought its offers. KEPT: not asked this time, its last published run
    stands. REFUSED: asked, but the gate kept its last published run. MISSING: it did not answer,
    or has never had a run that could be published.
    """

    FRESH = "fresh"
    KEPT = "kept"
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as the site names it: who it is, which run stands, and why no newer one."""

    name: str
    title: str
    kind: SourceKind = SourceKind.OPERATOR
    sold_by: SoldBy = SoldBy.US
    can_recheck: bool = False
    period_minutes: int | None = None
    run: str = ""
    answered_at: dt.datetime | None = None
    state: State = State.FRESH
    reason: str = ""
    operator: Operator | None = None
    """The one tour operator of all its offers; None where each offer names its own."""
    can_reprice: bool = False
    half_life_minutes: int | None = None
    """The time in which half of its prices change, where our history knows it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One published state: offers (GENERATION_SCHEMA), products, sources and rates.

    `now` is when it was published; departures before that day are not in it.
    """

    offers: pa.Table
    products: pa.Table
    sources: Mapping[str, SourceState]
    rates: Rates
    currency: str
    now: dt.datetime


Builder = Callable[[Path, Catalogue], None]
"""Writes what it needs of a catalogue into the folder of a generation that is being made."""


def source_as_json(source: SourceState) -> dict[str, Any]:
    """The state as a manifest holds it."""
    at = source.answered_at
    return asdict(source) | {"answered_at": at.isoformat() if at else None}


def read_source(said: Mapping[str, Any]) -> SourceState:
    """The state out of a manifest."""
    at, operator = said["answered_at"], said.get("operator")
    return SourceState(
        **dict(said)
        | {
            "kind": SourceKind(said["kind"]),
            "sold_by": SoldBy(said["sold_by"]),
            "state": State(said["state"]),
            "answered_at": dt.datetime.fromisoformat(at) if at else None,
            "operator": Operator(**operator) if operator else None,
        }
    )
