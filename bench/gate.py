"""The gate's score: injected faults that it refuses, and normal days that it lets pass.

Operators of several shapes are drawn from a seed, live for a week under the gate, and then meet
each fault and each normal change, one at a time. `judged` is the gate that the product uses.
"""

from __future__ import annotations

import platform
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ..catalog.gate.judge import TRAIL, GateRules, judge
from ..catalog.home import Home
from ..catalog.runs import Run, published_runs
from ..catalog.verdict import Verdict, keep_verdict
from .gate_faults import FAULTS
from .gate_market import SHAPES, SOURCE, Day, Shape, first_day, next_day, written
from .gate_normals import NORMALS
from .gate_singles import MISREADINGS, Misread, Single, misread, prices_aside

SEEDS = 2
WEEK = 7
LEAST_CAUGHT = 0.95
RULES = GateRules()
Change = Callable[[Shape, Sequence[Day], random.Random], Day | None]
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of fault or of normal day: how many there were, and which of them went wrong.

    `wrong` names the cases (shape, seed, why): faults that were published, normal days refused.
    """

    kind: str
    count: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The score of one run of the bench."""

    faults: tuple[Line, ...]
    normals: tuple[Line, ...]
    singles: tuple[Single, ...]
    normal_prices: int
    normal_aside: int
    seeds: tuple[int, ...]
    machine: str = field(
        default_factory=lambda: f"{platform.machine()}, {platform.python_version()}"
    )
    versions: str = field(default_factory=lambda: f"duckdb {duckdb.__version__}")

    @property
    def injected(self) -> int:
        return sum(line.count for line in self.faults)

    @property
    def caught(self) -> int:
        return self.injected - sum(len(line.wrong) for line in self.faults)

    @property
    def normal(self) -> int:
        return sum(line.count for line in self.normals)

    @property
    def alarms(self) -> int:
        return sum(len(line.wrong) for line in self.normals)

    @property
    def holds(self) -> bool:
        """Nineteen of twenty faults caught, at most one false alarm in thirty normal days."""
        return self.caught >= LEAST_CAUGHT * self.injected and 30 * self.alarms <= self.normal

    def to_json(self) -> dict[str, Any]:
        return {
            "caught": self.caught,
            "injected": self.injected,
            "false_alarms": self.alarms,
            "normal": self.normal,
            "faults": {line.kind: [line.count, list(line.wrong)] for line in self.faults},
            "normals": {line.kind: [line.count, list(line.wrong)] for line in self.normals},
            "singles": [asdict(one) for one in self.singles],
            "prices_of_normal_days": self.normal_prices,
            "set_aside_on_normal_days": self.normal_aside,
            "seeds": list(self.seeds),
            "machine": self.machine,
            "versions": self.versions,
        }


def run(
    seed: int,
    told: Told,
    seeds: int = SEEDS,
    shapes: Sequence[Shape] = SHAPES,
    faults: Sequence[Change] = FAULTS,
    normals: Sequence[Change] = NORMALS,
    misreadings: Sequence[Misread] = MISREADINGS,
) -> Report:
    """The score over these shapes and `seeds` seeds from `seed` on."""
    injected, missed = Counter[str](), dict[str, list[str]]()
    usual, alarms = Counter[str](), dict[str, list[str]]()
    singles, prices = dict[str, Single](), Counter[str]()
    chosen = tuple(range(seed, seed + seeds))
    for shape in shapes:
        for one in chosen:
            told(f"{shape.name}, seed {one}")
            with _Operator(shape, one) as operator:
                for lived in operator.week:
                    _note(usual, alarms, "a day of the week before", operator, lived.reasons)
                for change in faults:
                    if (met := operator.meets(change)) is not None:
                        _note(injected, missed, _words(change), operator, met.published)
                for change in normals:
                    if (met := operator.meets(change)) is not None:
                        _note(usual, alarms, _words(change), operator, met.verdict.reasons)
                        prices.update(all=met.prices, aside=met.aside)
                for misreading in misreadings:
                    single = operator.misreads(misreading)
                    singles[single.kind] = singles.get(single.kind, Single(single.kind)) + single
    lines = _lines(injected, missed), _lines(usual, alarms), tuple(singles.values())
    return Report(*lines, prices["all"], prices["aside"], chosen)


@dataclass(frozen=True, slots=True)
class _Met:
    """What became of one day: the verdict, its prices, how many were set aside, and how many
    trips are not as they truly were."""

    verdict: Verdict
    prices: int
    aside: int
    altered: int

    @property
    def published(self) -> tuple[str, ...]:
        """Said of a fault that was published: neither was the run refused, nor was every price
        that it altered set aside by itself."""
        kept_out = self.aside and self.aside >= self.altered
        return () if kept_out or not self.verdict.passed else ("published",)


class _Operator:
    """One drawn operator in a home of its own, with a week of runs that passed the gate."""

    def __init__(self, shape: Shape, seed: int) -> None:
        self.shape, self.seed = shape, seed
        self.folder = Path(tempfile.mkdtemp(prefix="fairwind-gate-"))
        self.home = Home(self.folder)
        rng = random.Random(f"{shape.name} {seed}")
        self.days = [first_day(shape, rng)]
        for _ in range(WEEK):
            self.days.append(next_day(shape, self.days[-1], rng))
        self.week = [self._lived(day) for day in self.days[:-1]]
        self.trail = self._published()

    def __enter__(self) -> _Operator:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lived(self, day: Day) -> Verdict:
        run = written(self.home, day)
        verdict = self._judged(run, day, self._published())
        keep_verdict(run.folder, Verdict(True, figures=verdict.figures))
        return verdict

    def meets(self, change: Change) -> _Met | None:
        """The verdict on the next day as this change makes it; the run is taken away again."""
        rng = random.Random(f"{self.shape.name} {self.seed} {change.__name__}")
        day = change(self.shape, self.days, rng)
        if day is None:
            return None
        run = written(self.home, day)
        verdict = self._judged(run, day, self.trail)
        altered = len(set(self.days[-1].trips) - set(day.trips))
        shutil.rmtree(run.folder)
        return _Met(verdict, len(day.trips), prices_aside(run), altered)

    def misreads(self, misreading: Misread) -> Single:
        """The next day with a few of its prices misread, here and in a home without a past."""
        new = Home(self.folder / "new")
        return misread(self.home, new, self.shape, self.days, misreading, self.seed)

    def _published(self) -> tuple[Run, ...]:
        return tuple(published_runs(self.home, SOURCE, TRAIL))

    def _judged(self, run: Run, day: Day, trail: tuple[Run, ...]) -> Verdict:
        return judge(run, trail[-1] if trail else None, RULES, day.today, trail)


def _note(
    count: Counter[str],
    wrong: dict[str, list[str]],
    kind: str,
    operator: _Operator,
    why: tuple[str, ...],
) -> None:
    count[kind] += 1
    if why:
        said = f"{operator.shape.name}, seed {operator.seed}: {' '.join(why)}"
        wrong.setdefault(kind, []).append(said)


def _words(change: Change) -> str:
    return change.__name__.replace("_", " ")


def _lines(count: Counter[str], wrong: dict[str, list[str]]) -> tuple[Line, ...]:
    return tuple(Line(kind, n, tuple(wrong.get(kind, ()))) for kind, n in count.items())
