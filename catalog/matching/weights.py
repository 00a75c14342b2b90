"""Weights: what each level of likeness says for or against one hotel, in bits.

Fellegi and Sunter (1969): a level seen m times in a hundred pairs that are one and u times in a
hundred that are two weighs log2(m / u); weights and the prior are summed. The m and u are learnt
by splink and kept in `data/matching.json`; that this sum is splink's own is shown by
tests/bench/test_matching.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .likeness import LEVELS

_FILE = files("fairwind.catalog") / "data" / "matching.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """`prior` is the weight of any pair before it is looked at; `bits` by comparison and level."""

    version: str
    prior: float
    bits: Mapping[str, Mapping[str, float]]

    def of(self, levels: Sequence[str]) -> tuple[float, ...]:
        """The weight of each comparison's level, in the order of LEVELS."""
        return tuple(self.bits[what][level] for what, level in zip(LEVELS, levels, strict=True))

    def score(self, levels: Sequence[str]) -> float:
        """The probability, 0 to 1, that two descriptions so alike are one."""
        return probability(self.prior + sum(self.of(levels)))


def probability(bits: float) -> float:
    """Of odds given as their binary logarithm."""
    return 1 / (1 + 2.0**-bits) if bits > -1000 else 0.0


@cache
def weights() -> Weights:
    """Those that were learnt."""
    return read(json.loads(_FILE.read_text(encoding="utf-8")))


def read(kept: Mapping[str, object]) -> Weights:
    """Weights out of the learnt m and u of each level; ValueError where one is missing."""
    prior, version, comparisons = kept["prior"], kept["version"], kept["comparisons"]
    if not isinstance(prior, float) or not isinstance(comparisons, dict):
        raise ValueError("matching.json: prior must be a number, comparisons a table")
    bits = {what: _bits(what, names, comparisons) for what, names in LEVELS.items()}
    return Weights(str(version), math.log2(prior / (1 - prior)), bits)


def _bits(
    what: str, levels: Sequence[str], comparisons: Mapping[str, Mapping[str, Sequence[float]]]
) -> dict[str, float]:
    known = comparisons.get(what, {})
    missing = [level for level in levels if level not in known]
    if missing:
        raise ValueError(f"matching.json: {what}: no m and u of {', '.join(missing)}")
    return {level: math.log2(known[level][0] / known[level][1]) for level in levels}
