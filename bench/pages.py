"""Pages: whole pages of results and the answers behind them, for a mix of what visitors ask."""

from __future__ import annotations

import datetime as dt
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..offers import Board
from ..search.engine import Engine
from ..search.query import Group, Query, Sort
from .generation import generation_of
from .market import AIRPORTS, DAYS, FIRST_DAY, OPERATORS, PARTIES, PARTY_SHARES, Market, market
from .visits import Visit, Visitor

QUESTIONS = 400
WARM_UP = 20
MIX = {"front": 0.1, "place": 0.2, "dated": 0.25, "narrow": 0.15, "wide": 0.15, "open": 0.1,
       "words": 0.05}  # fmt: skip
"""front     nothing but a party, as the front page asks
place     a country or a resort at any date
dated     the same in a window of days
narrow    the same with an airport, nights, and perhaps stars, board, budget or operator
wide      any place in a window, perhaps with filters
open      any place at any date, with filters
words     the words of a hotel's name or a place's"""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of the processor for one kind of page; each question is asked once.

    `p50`, `p95`, `p99` are the engine's alone, `whole` those of the request with them (p50, p95),
    `again` of the same request with its answer kept. `a_second` are whole pages in a second of one
    processor, `gzipped` the bytes of the HTML (p50, p95).
    """

    kind: str
    questions: int
    p50: float
    p95: float
    p99: float
    whole: tuple[float, float]
    again: tuple[float, float]
    a_second: float
    gzipped: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run, with all that is needed to run it again."""

    rows: int
    seed: int
    build_seconds: float
    bytes_a_price: float
    figures: tuple[Figures, ...]
    machine: str
    versions: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def run(rows: int, seed: int, say: Say, questions: int = QUESTIONS) -> Report:
    """Build a generation, ask it for pages as the site does, and report."""
    say(f"drawing {rows:,} departures")
    drawn = market(rows, seed)
    with tempfile.TemporaryDirectory() as folder:
        say("building a generation")
        began = time.perf_counter()
        engine = generation_of(drawn, Path(folder), seed)
        build_seconds = time.perf_counter() - began
        asked = asked_pages(drawn, engine, seed, questions + WARM_UP)
        say(f"asking for {questions} pages")
        with Visitor(engine, Path(folder)) as visitor:
            visits = [(kind, visitor.visit(query)) for kind, query in asked][WARM_UP:]
        size = engine.opened.columns.bytes / max(rows, 1)
    machine = f"{platform.machine()}, {platform.system()}, one thread"
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    versions["pyarrow"] = pa.__version__
    figures = tuple(_figures(visits))
    return Report(rows, seed, build_seconds, size, figures, machine, versions)


def _figures(visits: Sequence[tuple[str, Visit]]) -> Iterator[Figures]:
    for kind in (*MIX, "all"):
        own = [visit for of, visit in visits if kind in (of, "all")]
        if own:
            yield _told(kind, own)


def _told(kind: str, own: Sequence[Visit]) -> Figures:
    whole = [visit.whole for visit in own]
    p50, p95, p99 = (float(np.percentile([visit.engine for visit in own], p)) for p in (50, 95, 99))
    return Figures(
        kind,
        len(own),
        p50,
        p95,
        p99,
        whole=_ends(whole),
        again=_ends([visit.again for visit in own]),
        a_second=1000 / (sum(whole) / len(whole)),
        gzipped=_ends([visit.size for visit in own]),
    )


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """The middle one, and the one that five of a hundred exceed."""
    return float(np.percentile(values, 50)), float(np.percentile(values, 95))


def asked_pages(drawn: Market, engine: Engine, seed: int, count: int) -> list[tuple[str, Query]]:
    """The mix, in a seeded order; places and hotels as popular as in the market."""
    rng = np.random.default_rng(seed + 3)
    kinds = rng.choice(list(MIX), count, p=list(MIX.values()))
    return [(str(kind), _asked(rng, str(kind), drawn, engine)) for kind in kinds]


def _asked(rng: np.random.Generator, kind: str, drawn: Market, engine: Engine) -> Query:
    party = PARTIES[int(rng.choice(len(PARTIES), p=PARTY_SHARES))]
    query = Query(party=party)
    if kind == "front":
        return query
    hotel = int(rng.choice(len(drawn.popularity), p=drawn.popularity))
    query = replace(
        query,
        sort=Sort(str(rng.choice(list(Sort), p=[0.6, 0.25, 0.05, 0.05, 0.05]))),
        group=Group.GOES if rng.random() < 0.05 else Group.PRICED,
        page=int(rng.choice([1, 1, 1, 1, 2, 3])),
    )
    if kind == "words":
        return replace(query, words=drawn.products["name"][hotel].as_py())
    if kind in ("place", "dated", "narrow"):
        country, _, resort = (int(n) for n in engine.opened.places[hotel])
        query = replace(query, to=(engine.places.nodes[rng.choice([country, resort])].key,))
    if kind in ("dated", "narrow", "wide"):
        first = FIRST_DAY + dt.timedelta(days=int(rng.integers(0, DAYS - 40)))
        last = first + dt.timedelta(days=int(rng.choice([0, 7, 14, 30])))
        query = replace(query, depart_from=first, depart_to=last)
    if kind == "narrow" or (kind == "wide" and rng.random() < 0.3):
        query = replace(query, origins=(f"A{int(rng.integers(AIRPORTS)):02d}",))
    return query if kind in ("place", "dated") else replace(query, **_filters(rng))


def _filters(rng: np.random.Generator) -> dict[str, Any]:
    """One or more further choices."""
    least = int(rng.choice([3, 7, 7, 10]))
    every: dict[str, dict[str, Any]] = {
        "nights": {"nights_min": least, "nights_max": least + int(rng.choice([0, 4]))},
        "stars": {"stars_min": int(rng.choice([8, 10]))},
        "board": {"board_min": Board(int(rng.choice([4, 9])))},
        "budget": {"price_max": int(rng.choice([100_000, 200_000, 400_000]))},
        "operator": {"operators": (f"operator-{int(rng.integers(OPERATORS)):03d}",)},
    }
    chosen = rng.choice(list(every), int(rng.integers(1, 4)), replace=False)
    return {key: value for name in chosen for key, value in every[str(name)].items()}
