"""Real days under the gate: one operator's captured feed, one of its days cut short at the source.

The captures are not ours to ship; where their folder is not there, there are no real days.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..catalog.gate.judge import TRAIL, GateRules, judge
from ..catalog.home import Home
from ..catalog.runs import Run, RunWriter, published_runs, run_name
from ..catalog.verdict import keep_verdict
from ..offers import (
    Basis,
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
    Provenance,
)

FOLDER = "corendon-nl"
CUT_SHORT = "TRUNCATED"


@dataclass(frozen=True, slots=True)
class RealDay:
    """One captured day: what it held, whether it was published, and why not."""

    day: str
    offers: int
    aside: int
    published: bool
    cut_short: bool
    why: str

    @property
    def as_meant(self) -> bool:
        """The day that was cut short is refused and every other one is published."""
        return self.published is not self.cut_short

    def __str__(self) -> str:
        done = "published" if self.published else f"REFUSED: {self.why}"
        return f"{FOLDER} {self.day}: {self.offers:,} offers, {self.aside} set aside, {done}"


def days(captures: Path) -> tuple[RealDay, ...]:
    """The captured days one after another under the gate; none where there is no such folder."""
    files = sorted((captures / FOLDER).glob("all.*.json"))
    with tempfile.TemporaryDirectory(prefix="fairwind-gate-") as folder:
        return tuple(_judged(Home(Path(folder)), file) for file in files)


def _judged(home: Home, file: Path) -> RealDay:
    at = dt.datetime.fromisoformat(file.name[4:14]).replace(hour=6, tzinfo=dt.UTC)
    run = _written(home, file, at)
    trail = published_runs(home, FOLDER, TRAIL)
    verdict = judge(run, trail[-1] if trail else None, GateRules(), at.date(), trail)
    keep_verdict(run.folder, verdict)
    cut, report = CUT_SHORT in file.name, run.report
    aside, why = sum(report.set_aside.values()), " ".join(verdict.reasons)
    return RealDay(file.name[4:14], report.offers, aside, verdict.passed, cut, why)


def _written(home: Home, file: Path, at: dt.datetime) -> Run:
    offers = list(_offers(json.loads(file.read_bytes()), at))
    with RunWriter(home, FOLDER, run_name(at), at) as writer:
        writer.page()
        writer.found(len(offers))
        writer.add(offers)
        return writer.finish(finished=at, http={"200": 1})


def _offers(rows: list[dict[str, Any]], at: dt.datetime) -> Iterator[Offer]:
    """The rows as a card for them reads them: per person, days instead of nights."""
    for position, row in enumerate(rows):
        number, nights = str(row["id"]), int(row["duration"]) - 1
        date = dt.datetime.strptime(row["departureDate"], "%d/%m/%Y").date()
        price = Price(Money(round(row["price"] * 100), row["currency"]), Basis.PER_PERSON)
        place = Place(row["country"], row["province"], row["region"], row["region"])
        yield Offer(
            ref=OfferRef(FOLDER, (("id", number),), "", row["url"]),
            operator=FOLDER,
            operator_name=FOLDER,
            product=Product(Kind.STAY, row["title"], place, (("own", number),)),
            departure=Departure(date, Nights(nights, nights), row["departure"], price=price),
            checked_at=at,
            board=BoardTerm(None, row["serviceType"]),
            provenance=Provenance(FOLDER, file_address(at), position, at),
        )


def file_address(at: dt.datetime) -> str:
    """Where a record of that day is said to stand."""
    return f"https://{FOLDER}.example/all.{at:%Y-%m-%d}.json"
