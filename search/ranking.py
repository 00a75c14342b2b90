"""Ranking: the order "best for you", a sum of a few plain points that anyone can add up again.

The one table `WEIGHTS` is read by this ranker and by the page that explains it. Nothing else
comes in: no commission, no payment, no operator's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from .answer import Reason
from .columns import Ints

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "price": 50.0,
        "fresh": 15.0,
        "stars": 10.0,
        "rating": 10.0,
        "complete": 10.0,
        "operators": 5.0,
    }
)
"""The most points each feature gives:

price      the total for each night beside the middle one of its region in this result: half of
           it or less gives all points, the middle one half of them, half as much again none; a
           "from" total gets half of them at most
fresh      the age of the price: all points within its source's own period, half up to twice that
stars      ten points at five stars, in proportion; none where not stated
rating     ten points at 10 of 10, in proportion; none where not stated
complete   every mandatory part of the total is known
operators  one point for each operator that sells it for these dates, at most five
"""
MOST_OPERATORS = 5
MOST_HALF_STARS = 10
MOST_REASONS = 3
FROM_LOSES = 0.5
"""What a "from" total loses of the most points for its price: nobody knows that it is cheaper than
the middle one, so it gets no more than the middle one."""
WORTH_SAYING = 0.5
"""A reason is named where it has at least half of its points."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of each product's first offer, one entry for each product.

    `total` in minor units; `nights` 0 where not stated; `region` any number that is the same for
    one region; `age` and its two limits in minutes; `stars` and `rating` -1 where not stated.
    """

    total: Ints
    nights: Ints
    region: Ints
    age: Ints
    fresh_until: Ints
    ageing_until: Ints
    stars: Ints
    rating: Ints
    from_only: Ints
    operators: Ints

    def at(self, places: Any) -> Features:
        """The features of the products at these places, in their order."""
        return Features(*(getattr(self, field.name)[places] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Features with what only all products together tell: the price beside the middle one."""

    features: Features
    beside: Any

    @classmethod
    def of(cls, features: Features) -> Ranked:
        return cls(features, beside_the_middle(features))

    def at(self, places: Any) -> Ranked:
        """The same for the products at these places, in their order."""
        return Ranked(self.features.at(places), self.beside[places])


def shares(ranked: Ranked) -> dict[str, Any]:
    """Each feature's share of its points, from 0 to 1."""
    features = ranked.features
    return {
        "price": np.clip(1.5 - ranked.beside, 0.0, 1.0 - FROM_LOSES * features.from_only),
        "fresh": np.where(
            features.age <= features.fresh_until,
            1.0,
            np.where(features.age <= features.ageing_until, 0.5, 0.0),
        ),
        "stars": np.clip(features.stars, 0, MOST_HALF_STARS) / MOST_HALF_STARS,
        "rating": np.maximum(features.rating, 0) / 100.0,
        "complete": 1.0 - features.from_only,
        "operators": np.minimum(features.operators, MOST_OPERATORS) / MOST_OPERATORS,
    }


def scores(ranked: Ranked) -> Any:
    """The points of every product, to six decimals."""
    total = sum((WEIGHTS[name] * share for name, share in shares(ranked).items()), start=0.0)
    return np.round(total, 6)


def beside_the_middle(features: Features) -> Any:
    """The price of a night over the middle one of its region; 1 where the length is unknown.

    The middle one is the lower of the two where their number is even, so that it is a price.
    """
    beside = np.ones(len(features.total))
    known = np.flatnonzero(features.nights > 0)
    if not len(known):
        return beside
    night = features.total[known] / features.nights[known]
    region = features.region[known] - features.region.min()
    order = np.argsort(night)
    if int(region.max()) <= np.iinfo(np.uint16).max:
        region = region.astype(np.uint16)  # so small numbers are put in order without comparing
    order = order[np.argsort(region[order], kind="stable")]
    ordered = region[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    sizes = np.diff(np.append(begins, len(ordered)))
    middles = night[order][begins + (sizes - 1) // 2]
    beside[known[order]] = night[order] / np.repeat(middles, sizes)
    return beside


def reasons(ranked: Ranked) -> list[tuple[Reason, ...]]:
    """Why each of these products stands where it does: its best points."""
    found = {name: share.tolist() for name, share in shares(ranked).items()}
    return [_reasons(ranked, found, n) for n in range(len(ranked.beside))]


def _reasons(ranked: Ranked, found: dict[str, list[float]], place: int) -> tuple[Reason, ...]:
    facts = _facts(ranked, place)
    said = [
        Reason(name, round(WEIGHTS[name] * found[name][place], 2), facts[name])
        for name in WEIGHTS
        if found[name][place] >= WORTH_SAYING and facts[name]
    ]
    return tuple(sorted(said, key=lambda reason: -reason.points)[:MOST_REASONS])


def _is_cheap(one: Mapping[str, Any], beside: float) -> bool:
    """Whether it can be said to be below the middle: a whole total of a known length."""
    return bool(one["nights"]) and beside < 1 and not one["from_only"]


def _facts(ranked: Ranked, place: int) -> dict[str, str]:
    """The fact behind each feature: a number or a word, which the page puts into a sentence."""
    features, beside = ranked.features, float(ranked.beside[place])
    one = {field.name: getattr(features, field.name)[place] for field in fields(features)}
    return {
        "price": f"{round((beside - 1) * 100):+d}%" if _is_cheap(one, beside) else "",
        "fresh": str(int(one["age"])),
        "stars": f"{one['stars'] / 2:g}" if one["stars"] > 0 else "",
        "rating": f"{one['rating'] / 10:g}" if one["rating"] > 0 else "",
        "complete": "",
        "operators": str(int(one["operators"])) if one["operators"] > 1 else "",
    }
