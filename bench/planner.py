"""Planner: freshness of what visitors see under one budget of requests, by three ways to spend it.

A seeded market of operators, each with its own rate of price changes, visitors and requests a run.
Price changes are drawn as events, the same for every way; each visit looks at one price, and is
fresh where that price did not change since it was last asked. The peers are those of Cho and
Garcia-Molina: every operator equally often, and each in proportion to its rate of changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..scheduler.freshness import Source, best, freshness
from ..scheduler.planner import EFFORT, LEAST_WAIT, SHARE_OF_BUDGET

Floats = npt.NDArray[np.float64]
DAYS, LEARNED_DAYS = 60, 30
PRICES = 12
"""Prices followed at each operator."""
A_MINUTE = 30
"""Requests that an operator allows a minute."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to spend the budget: the share of visits that saw the true price, as drawn and as
    the formula expects it, and what it cost in requests an hour.
    """

    name: str
    fresh: float
    expected: float
    requests: float


@dataclass(frozen=True, slots=True)
class Report:
    operators: int
    visits: int
    days: int
    seed: int
    alike: tuple[Way, ...]
    unlike: tuple[Way, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Market:
    """Operators, the moments at which each of their prices changes, and who looks when."""

    sources: tuple[Source, ...]
    changes: tuple[tuple[Floats, ...], ...]
    phases: Floats
    looks: tuple[Floats, ...]

    def column(self, name: str) -> Floats:
        return np.array([getattr(source, name) for source in self.sources])


def run(operators: int = 200, visits: int = 200_000, seed: int = 2026) -> Report:
    """Spend the same budget in each way: among operators that differ in their rates alone, the
    case of the paper, and among unlike ones with a period that all ways keep.
    """
    alike = drawn(operators, visits, np.random.default_rng(seed), alike=True)
    unlike = drawn(operators, visits, np.random.default_rng(seed))
    return Report(operators, visits, DAYS, seed, ways_of(alike), ways_of(unlike))


def ways_of(market: Market) -> tuple[Way, ...]:
    """Each way on one market; the budget is that of a run a day, twice."""
    budget = EFFORT * float(market.column("cost").sum()) / 24
    measured = [_measured(source, made) for source, made in _zipped(market)]
    ways = {
        "planner": best(measured, budget),
        "planner, if rates were known": best(market.sources, budget),
        "uniform": spread(market, budget, lambda of: np.ones(len(of))),
        "proportional": spread(market, budget, lambda of: np.array([one.rate for one in of])),
    }
    return tuple(_way(name, runs, market) for name, runs in ways.items())


def drawn(operators: int, visits: int, numbers: np.random.Generator, alike: bool = False) -> Market:
    """A market: half-lives from two hours to sixty days, visitors by Zipf, runs of 1 to 500
    requests, periods of a day. `alike`: as many visitors and requests each, and no period.
    """
    rates = math.log(2) / np.exp(numbers.uniform(math.log(2), math.log(60 * 24), operators))
    weights = 1 / numbers.permutation(np.arange(1.0, operators + 1))
    costs = np.floor(np.exp(numbers.uniform(0, math.log(500), operators)))
    if alike:
        weights, costs = np.ones(operators), np.full(operators, 50.0)
    sources = tuple(
        _source(*said, 1e-4 if alike else 1 / 24)
        for said in zip(rates, weights / weights.sum(), costs, strict=True)
    )
    changes = tuple(tuple(_moments(float(rate), numbers) for _ in range(PRICES)) for rate in rates)
    whose = numbers.choice(operators, visits, p=weights / weights.sum())
    when = numbers.uniform(0, DAYS * 24, visits)
    looks = tuple(np.sort(when[whose == i]) for i in range(operators))
    return Market(sources, changes, numbers.random(operators), looks)


def spread(market: Market, budget: float, by: Callable[[tuple[Source, ...]], Floats]) -> Floats:
    """Runs an hour in proportion to `by`, within each operator's bounds, for the whole budget."""
    cost, least, most = (market.column(name) for name in ("cost", "least", "most"))
    share, low, high = by(market.sources), 0.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        over = cost @ np.clip(middle * share, least, most) > budget
        low, high = (low, middle) if over else (middle, high)
    return np.clip(low * share, least, most)


def _source(rate: float, weight: float, cost: float, least: float) -> Source:
    polite = 60 * SHARE_OF_BUDGET * A_MINUTE / cost
    return Source(rate, weight, cost, least, min(60 / (LEAST_WAIT.total_seconds() / 60), polite))


def _moments(rate: float, numbers: np.random.Generator) -> Floats:
    """When a price changes, in hours, from before the first visit to after the last."""
    hours = (DAYS + LEARNED_DAYS) * 24
    count = numbers.poisson(rate * hours)
    return np.sort(numbers.uniform(-LEARNED_DAYS * 24, DAYS * 24, count))


def _measured(source: Source, prices: tuple[Floats, ...]) -> Source:
    """The operator with its rate as daily answers before the first visit show it.

    Of n answers X found another price: -log((n - X + 0.5) / (n + 0.5)) changes a day.
    """
    seen = LEARNED_DAYS * PRICES
    days = np.arange(-LEARNED_DAYS * 24, 1, 24.0)
    moved = sum(int(np.count_nonzero(np.diff(np.searchsorted(one, days)))) for one in prices)
    rate = -math.log((seen - moved + 0.5) / (seen + 0.5)) / 24
    return Source(max(rate, 1e-5), source.weight, source.cost, source.least, source.most)


def _zipped(market: Market) -> list[tuple[Source, tuple[Floats, ...]]]:
    return list(zip(market.sources, market.changes, strict=True))


def _way(name: str, runs: Floats, market: Market) -> Way:
    fresh = sum(
        _true(looks, prices, 1 / float(often), float(phase))
        for looks, prices, often, phase in zip(
            market.looks, market.changes, runs, market.phases, strict=True
        )
    )
    weight = market.column("weight")
    expected = float(weight @ freshness(market.column("rate"), runs) / weight.sum())
    visits = sum(len(looks) for looks in market.looks)
    return Way(name, fresh / visits, expected, float(market.column("cost") @ runs))


def _true(looks: Floats, prices: tuple[Floats, ...], wait: float, phase: float) -> int:
    """How many looks saw the price as it was; the prices are looked at in turn."""
    asked = looks - np.mod(looks - phase * wait, wait)
    count = 0
    for turn, changes in enumerate(prices):
        own = slice(turn, None, len(prices))
        since = np.searchsorted(changes, asked[own], side="right")
        count += int(np.count_nonzero(since == np.searchsorted(changes, looks[own], side="right")))
    return count
