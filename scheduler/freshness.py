"""Freshness: how often to ask each of many operators so that what visitors see is most often true.

A price changes like a Poisson process of `rate` changes an hour; asked `f` times an hour at equal
intervals, it is shown as it is for the share F(f) = f/r (1 - exp(-r/f)) of the time (Cho and
Garcia-Molina, "Effective page refresh policies for Web crawlers", ACM TODS 28(4), 2003). The sum
of weight x F under a budget of requests is greatest where one more request gains equally much
everywhere; a bound on each operator's own frequency takes it out of that equation (politeness, as
in Kolobov et al., "Optimal freshness crawl under politeness constraints", SIGIR 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_STEPS = 50
_FAR = 60.0
"""exp(-60) is nothing beside 1."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of one operator.

    `rate`: changes of a price an hour. `weight`: how much visitors look at what it sells. `cost`:
    requests of one run. `least`, `most`: runs an hour that it must and may have.
    """

    rate: float
    weight: float
    cost: float
    least: float
    most: float


def freshness(rate: float | Floats, runs_an_hour: float | Floats) -> Floats:
    """The share of time for which a shown price is the true one."""
    x = np.asarray(rate, float) / np.asarray(runs_an_hour, float)
    small = np.maximum(x, 1e-12)
    return np.asarray(np.where(x < 1e-12, 1.0, -np.expm1(-small) / small))


def best(sources: Sequence[Source], requests_an_hour: float) -> Floats:
    """Runs an hour for each source; together they cost the budget where the bounds allow it.

    Where `least` alone costs more, each gets its least; where `most` costs less, each its most.
    """
    rate, weight, cost, least, most = (
        np.array([getattr(one, name) for one in sources], float)
        for name in ("rate", "weight", "cost", "least", "most")
    )
    if not len(rate) or cost @ most <= requests_an_hour:
        return most
    if cost @ least >= requests_an_hour:
        return least

    def at_price(price: float) -> Floats:
        return np.clip(_asked_at(price * cost * rate / weight, rate), least, most)

    low, high = 0.0, float(np.max(weight / (cost * rate)))
    for _ in range(_STEPS):
        price = (low + high) / 2
        if cost @ at_price(price) > requests_an_hour:
            low = price
        else:
            high = price
    return at_price(high)


def _asked_at(wanted: Floats, rate: Floats) -> Floats:
    """Runs an hour at which one more gains `wanted` of the most it could: 1 - (1 + x) exp(-x)
    with x = rate / runs; none where even the first gains less.
    """
    low, high = np.zeros_like(rate), np.full_like(rate, _FAR)
    for _ in range(_STEPS):
        x = (low + high) / 2
        more = 1 - (1 + x) * np.exp(-x) < wanted
        low, high = np.where(more, x, low), np.where(more, high, x)
    runs = rate / np.maximum(high, 1e-300)
    return np.asarray(np.where(wanted >= 1.0, 0.0, runs))
