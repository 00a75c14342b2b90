"""Months: calendars, grids and comparisons over a whole generation, each asked for afresh."""

from __future__ import annotations

import datetime as dt
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..search.coverage import Coverage
from ..search.engine import Engine
from ..search.query import Query
from .generation import generation_of
from .market import DAYS, FIRST_DAY, NOW, PARTIES, PARTY_SHARES, Market, market

QUESTIONS = 60
"""Of each kind; the first of a kind warms up and is not counted."""
KINDS = ("grid", "kept grid", "country grid", "month", "country month", "stay month", "compare")
"""grid           months by countries, for one of the parties
kept grid      the same once more, as every visitor but the first asks
country grid   months by the resorts of a country
month          every day of a month, anywhere
country month  the same in a country
stay month     the same of one stay
compare        four stays side by side in a window of two weeks"""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of the processor for one kind of question."""

    kind: str
    questions: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run, with all that is needed to run it again."""

    rows: int
    seed: int
    coverage_ms: float
    figures: tuple[Figures, ...]
    machine: str
    versions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def run(rows: int, seed: int, say: Say, questions: int = QUESTIONS) -> Report:
    """Build a generation, ask it for months, and report."""
    say(f"drawing {rows:,} departures")
    drawn = market(rows, seed)
    with tempfile.TemporaryDirectory() as folder:
        say("building a generation")
        engine = generation_of(drawn, Path(folder), seed)
        coverage = _milliseconds(lambda: Coverage.of(engine.opened))
        say(f"asking {questions} times of each kind")
        figures = tuple(_asked(drawn, engine, seed, questions))
    machine = f"{platform.machine()}, {platform.system()}, one thread"
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    return Report(rows, seed, coverage, figures, machine, versions)


def _asked(drawn: Market, engine: Engine, seed: int, questions: int) -> Iterator[Figures]:
    rng = np.random.default_rng(seed + 5)
    for kind in KINDS:
        spent = [_milliseconds(_question(rng, kind, drawn, engine)) for _ in range(questions + 1)]
        yield Figures(kind, questions, *_percentiles(spent[1:]))


def _percentiles(spent: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 95))


def _milliseconds(ask: Callable[[], Any]) -> float:
    """Of the processor, so that what else the machine does is not measured."""
    began = time.thread_time()
    ask()
    return (time.thread_time() - began) * 1000


def _question(
    rng: np.random.Generator, kind: str, drawn: Market, engine: Engine
) -> Callable[[], Any]:
    """One question of a kind; places and hotels as popular as in the market."""
    party = PARTIES[int(rng.choice(len(PARTIES), p=PARTY_SHARES))]
    hotels = rng.choice(len(drawn.popularity), 4, p=drawn.popularity, replace=False)
    country = engine.places.nodes[int(engine.opened.places[hotels[0], 0])].key
    day = FIRST_DAY + dt.timedelta(days=int(rng.integers(0, DAYS - 40)))
    query = Query(party=party, to=(country,) if kind.startswith("country") else ())
    if kind == "kept grid":
        engine.grid(query, NOW)
        return lambda: engine.grid(query, NOW)
    if kind.endswith("grid"):
        return lambda: engine.grid(query, NOW, afresh=True)
    ids = [drawn.products["id"][int(hotel)].as_py() for hotel in hotels]
    if kind == "compare":
        window = Query(party=party, depart_from=day, depart_to=day + dt.timedelta(days=14))
        return lambda: engine.compare(ids, window, NOW)
    return lambda: engine.month(query, NOW, day, ids[0] if kind == "stay month" else None)
