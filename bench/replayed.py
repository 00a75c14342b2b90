"""Histories to test verdicts on: a captured feed's prices through a year, and a seeded market.

Both go through the real history (catalog.history.add) into a home of their own, so that what is
tested is what a site would have known.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.history.keep import add
from ..catalog.home import Home
from ..catalog.rows import to_rows
from ..catalog.runs import run_name
from ..offers import (
    Basis,
    Board,
    BoardTerm,
    Departure,
    Kind,
    Money,
    Nights,
    Offer,
    OfferRef,
    Place,
    Price,
    Product,
    Transport,
)

SOURCE = "replayed"
CUT_SHORT = 0.8
"""A day with fewer offers than this share of the last good one is what the gate refuses."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a feed on one day: which trip it showed, and for how much."""

    number: str
    day: dt.date
    minor: int
    date: dt.date
    nights: int

    @property
    def trip(self) -> tuple[str, dt.date, int]:
        return self.number, self.date, self.nights


@dataclass(frozen=True, slots=True)
class Steps:
    """What a feed's lines look like from one day to the next.

    A line's price `changed` in so many of its `steps`; only where departure and length are the
    same (`alike`) can it have moved, and it `moved` so often.
    """

    steps: int
    changed: int
    alike: int
    moved: int


def captured(path: Path) -> list[Listed]:
    """The captured price history of a feed; one line for each offer and day."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_listed(row) for row in csv.DictReader(file, delimiter="\t")]


def _listed(row: dict[str, str]) -> Listed:
    return Listed(
        number=row["offer_id"],
        day=dt.date.fromisoformat(row["snapshot_date"]),
        minor=int(row["price_eur_pp"]) * 100,
        date=dt.datetime.strptime(row["departure_date"], "%d/%m/%Y").date(),
        nights=int(row["duration_days"]) - 1,
    )


def steps(lines: list[Listed]) -> Steps:
    """Count the steps of every line, and which of them are price moves at all."""
    by_line: dict[str, list[Listed]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.number, line.day)):
        by_line[line.number].append(line)
    pairs = [pair for those in by_line.values() for pair in pairwise(those)]
    alike = [(one, next) for one, next in pairs if one.trip == next.trip]
    return Steps(
        steps=len(pairs),
        changed=sum(one.minor != next.minor for one, next in pairs),
        alike=len(alike),
        moved=sum(one.minor != next.minor for one, next in alike),
    )


def replay(lines: list[Listed], home: Home) -> list[dt.date]:
    """Put each day's lines into a history; the days left out because they were cut short."""
    by_day: dict[dt.date, list[Listed]] = defaultdict(list)
    for line in lines:
        by_day[line.day].append(line)
    last, cut = 0, []
    for day, those in sorted(by_day.items()):
        if len(those) < CUT_SHORT * last:
            cut.append(day)
            continue
        last = len(those)
        at = dt.datetime.combine(day, dt.time(6), dt.UTC)
        add(home, SOURCE, run_name(at), offers_of(those), at)
    return cut


def offers_of(lines: list[Listed]) -> pa.Table:
    """The lines as rows of `rows.SCHEMA`, per person in euros."""
    table = to_rows([_template()]).take(pa.array(np.zeros(len(lines), np.int64)))
    columns: dict[str, Any] = {
        "name": [f"Stay {line.number}" for line in lines],
        "date": [line.date for line in lines],
        "nights_min": [line.nights for line in lines],
        "nights_max": [line.nights for line in lines],
        "amount": [line.minor for line in lines],
    }
    for name, values in columns.items():
        field = table.schema.field(name)
        at = table.schema.get_field_index(name)
        table = table.set_column(at, field, pa.array(values, field.type))
    return table


def _template() -> Offer:
    return Offer(
        ref=OfferRef(SOURCE),
        operator=SOURCE,
        operator_name=SOURCE.title(),
        product=Product(Kind.STAY, "Stay", Place("TR", "Antalya", "Alanya")),
        departure=Departure(
            dt.date(2026, 1, 1),
            Nights(7, 7),
            "BUD",
            Transport.FLIGHT,
            Price(Money(1, "EUR"), Basis.PER_PERSON),
        ),
        checked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        board=BoardTerm(Board.AI, "AI"),
    )


def market(seed: int, trips: int, days: int = 150) -> list[Listed]:
    """A market of trips asked each day, from months before departure until it.

    Two thirds wander around a level of their own and come back to it, as prices set by hand do;
    the others are a random walk, of which nobody can know more than that it moves. On one day in
    four a price is set anew; the source is silent on one day in twelve.
    """
    draw = np.random.default_rng(seed)
    level = draw.integers(300, 1800, trips)
    wandering = draw.random(trips) < 1 / 3
    leaves = draw.integers(40, days + 60, trips)
    away, found = np.zeros(trips), []
    first = dt.date(2026, 1, 1)
    for day in range(days):
        due = draw.random(trips) < 1 / 4
        pull = np.where(wandering, 1.0, 0.85)
        away = np.where(due, away * pull + draw.normal(0, 0.05, trips), away)
        if draw.random() < 1 / 12:
            continue
        price = np.maximum(np.round(level * np.exp(away)), 1).astype(int)
        for trip in np.flatnonzero(leaves > day).tolist():
            date = first + dt.timedelta(days=int(leaves[trip]))
            minor = int(price[trip]) * 100
            found.append(Listed(str(trip), first + dt.timedelta(days=day), minor, date, 7))
    return found
