"""Peers of the matcher: the rule of equal names, and a plain threshold on rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from ..catalog.descriptions import Description
from ..catalog.places import latin
from .matching_sets import by_place

THRESHOLD = 90
"""token_set_ratio, 0 to 100; where a plain threshold is usually set."""


def exact(descriptions: Sequence[Description]) -> list[tuple[int, int]]:
    """Equal bare name, a place in common, stars at most one apart, no other id of one scheme."""
    found = []
    for block in by_place(descriptions).values():
        names: dict[str, list[int]] = {}
        for number in block:
            names.setdefault(descriptions[number].bare, []).append(number)
        for alike in names.values():
            found += [(a, b) for n, a in enumerate(alike) for b in alike[n + 1 :]
                      if _agree(descriptions[a], descriptions[b])]  # fmt: skip
    return found


def _agree(one: Description, other: Description) -> bool:
    stars = abs((one.stars or 0) - (other.stars or 0)) if one.stars and other.stars else 0
    theirs = dict(other.ids)
    ids = all(theirs.get(scheme, value) == value for scheme, value in one.ids)
    return bool(one.words & other.words) and stars <= 2 and ids


def fuzzy(descriptions: Sequence[Description]) -> list[tuple[int, int]]:
    """Every pair of one country whose names reach THRESHOLD, whatever else is said."""
    found = []
    for block in by_place(descriptions).values():
        names = [latin(descriptions[number].row["name"]) for number in block]
        for start in range(0, len(names), 500):
            ratios = process.cdist(
                names[start : start + 500], names, scorer=fuzz.token_set_ratio,
                score_cutoff=THRESHOLD, dtype=np.uint8,
            )  # fmt: skip
            for one, other in zip(*np.nonzero(ratios), strict=True):
                if start + one < other:
                    found.append((block[start + int(one)], block[int(other)]))
    return found
