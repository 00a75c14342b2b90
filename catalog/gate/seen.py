"""What the gate's rules look at: two runs in figures, and what is usual between runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from ...offers.faults import GateFault
from ..runs import Run
from ..verdict import Verdict
from .ahead import ahead_by_country
from .figures import Figures, Moves
from .reading import STATED

LEAST_DAYS = 3
"""Runs before one can speak of what is usual."""


@dataclass(frozen=True, slots=True)
class GateRules:
    """What the card asserts of every whole run: bounds, and the fields an offer must state."""

    min_offers: int = 1
    max_offers: int | None = None
    required: tuple[str, ...] = ("identity", "price", "currency")

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.required) - STATED.keys()):
            raise GateFault(f"no field is called {', '.join(unknown)}: {', '.join(STATED)}")


@dataclass(frozen=True)
class Usual:
    """What the published runs of an operator are like, the last one included.

    `kept`, `keys` and `changed` are the shares that the gate noted of each run that passed: trips
    there again, the operator's ids there again, prices changed; `departed` counts the trips that
    each listed though they had departed. `marks` names the run of each mark,
    `gap` is the median time between two runs.
    """

    trail: tuple[Run, ...] = ()
    today: dt.date = dt.date.min
    kept: tuple[float, ...] = ()
    keys: tuple[float, ...] = ()
    changed: tuple[float, ...] = ()
    departed: tuple[int, ...] = ()
    marks: Mapping[int, str] = field(default_factory=dict)
    gap: dt.timedelta | None = None

    @classmethod
    def of(cls, trail: Sequence[Run], today: dt.date) -> Usual:
        """What is usual after these published runs, the oldest first."""
        verdicts = [(run, verdict) for run in trail if (verdict := run.verdict())]
        passed = [verdict for _, verdict in verdicts if verdict.passed]
        return cls(
            tuple(trail),
            today,
            _noted(passed, "kept"),
            _noted(passed, "keys"),
            _noted(passed, "changed"),
            tuple(v.figures["offers"] - v.figures["ahead"] for v in passed if "ahead" in v.figures),
            {v.figures["mark"]: run.name for run, v in verdicts if "mark" in v.figures},
            _gap(trail),
        )

    @cached_property
    def by_country(self) -> Mapping[str, float]:
        """The median number of offers still ahead today in each country of these runs; empty
        where there are too few runs to know."""
        if len(self.trail) < LEAST_DAYS:
            return {}
        counts = [ahead_by_country(run, self.today) for run in self.trail]
        countries = {country for one in counts for country in one}
        return {c: median(one.get(c, 0) for one in counts) for c in countries}


def _gap(trail: Sequence[Run]) -> dt.timedelta | None:
    starts = [run.report.started for run in trail]
    gaps = sorted(after - before for before, after in pairwise(starts))
    return gaps[len(gaps) // 2] if gaps else None


def _noted(verdicts: Sequence[Verdict], name: str) -> tuple[float, ...]:
    """A share that the gate noted in thousandths, of each run that has it."""
    return tuple(v.figures[name] / 1000 for v in verdicts if name in v.figures)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a rule may look at. `before`, `last` and `moves` are None for a first run."""

    run: Run
    last: Run | None
    now: Figures
    before: Figures | None
    moves: Moves | None
    usual: Usual
    rules: GateRules
    today: dt.date

    @property
    def in_step(self) -> bool:
        """Whether this run follows the last as soon as runs usually do: after days of silence an
        operator's programme is another, and nothing is wrong with it."""
        gap = self.usual.gap
        if gap is None or self.last is None:
            return False
        return self.run.report.started - self.last.report.started <= 2 * gap
