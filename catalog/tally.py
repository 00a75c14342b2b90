"""Tally: what became of a run's records once the gate has spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..offers.faults import StoreFault
from .credible.doubts import Why
from .runs import Run
from .verdict import Verdict

BY_THE_GATE = "by_the_gate"
"""The reason under which a refused run's offers are set aside."""


@dataclass(frozen=True, slots=True)
class Tally:
    """found = published + duplicates + rejected + set aside, always."""

    found: int
    published: int
    duplicates: int
    rejected: Mapping[str, int]
    set_aside: Mapping[str, int]

    def __post_init__(self) -> None:
        told = self.published + self.duplicates
        told += sum(self.rejected.values()) + sum(self.set_aside.values())
        if told != self.found:
            raise StoreFault(f"{self.found} records were found, {told} are accounted for")

    @property
    def prices_aside(self) -> int:
        """Offers set aside because their price cannot be right (catalog.credible)."""
        return sum(self.set_aside.get(why.value, 0) for why in Why)


def tally(run: Run, verdict: Verdict) -> Tally:
    """The fate of every record of a run; of a refused one, the gate set the offers aside."""
    report = run.report
    set_aside = dict(report.set_aside)
    if not verdict.publishable and report.offers:
        set_aside[BY_THE_GATE] = report.offers
    return Tally(
        found=report.found,
        published=report.offers if verdict.publishable else 0,
        duplicates=report.duplicates,
        rejected=dict(report.rejected),
        set_aside=set_aside,
    )
