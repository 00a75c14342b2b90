"""One pair of profiles judged: by a hard id, by a rule that forbids, or by the weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .likeness import LEVELS, Likeness, likeness
from .profiles import Profile
from .rules import (
    COMPARED,
    Evidence,
    asks,
    far_and_unlike,
    forbids,
    nowhere,
    numbers_apart,
    shared_id,
)
from .weights import probability, weights


class State(StrEnum):
    """What a pair is, unless a person said otherwise."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair's state, its score (a probability, 0 to 1; 1 by a hard id) and the same in bits.

    `rule` decided alone where there is one; `alike` is None where a hard id did.
    """

    state: State
    score: float
    bits: float
    rule: Evidence | None
    alike: Likeness | None


def judged(one: Profile, other: Profile, auto: float, review: float) -> Judged:
    """One pair by itself; `auto` and `review` are the scores from which it is that."""
    shared, never = shared_id(one, other), forbids(one, other)
    if shared and (never is None or never.what == "id"):
        return Judged(State.SAME, 1.0, shared.weight, shared, None)
    alike = likeness(one, other)
    bits = weights().prior + sum(weights().of(alike.levels))
    score = probability(bits)
    never = never or numbers_apart(alike)
    if never or one.sort not in COMPARED:
        return Judged(State.DIFFERENT, score, bits, never, alike)
    if nowhere(one, other):
        auto = math.inf
    return Judged(_state(alike.levels, score, auto, review), score, bits, None, alike)


def _state(levels: Sequence[str], score: float, auto: float, review: float) -> State:
    if score < review or far_and_unlike(levels):
        return State.DIFFERENT
    return State.SAME if score >= auto and not asks(levels) else State.REVIEW


def told(found: Judged, one: Profile, other: Profile) -> tuple[Evidence, ...]:
    """The evidence as a person reads it: the rule, then what weighs most."""
    rule = (found.rule,) if found.rule else ()
    if found.alike is None:
        return rule
    alike = found.alike
    turned = Likeness(alike.levels, alike.other, alike.one)
    mine, theirs = _values(alike, one), _values(turned, other)
    every = zip(LEVELS, alike.levels, weights().of(alike.levels), strict=True)
    said = [Evidence(what, level, bit, mine[what], theirs[what]) for what, level, bit in every]
    return (*rule, *sorted(said, key=lambda e: (-abs(e.weight), e.what)))


def _values(alike: Likeness, one: Profile) -> dict[str, str]:
    """What a profile said for each comparison."""
    name = alike.one
    place = " / ".join(filter(None, (one.resort, *sorted(one.regions), one.country)))
    return {
        "name": name.said,
        "chain": " ".join(sorted(name.chains)),
        "where": f"{one.point[0]:.5f}, {one.point[1]:.5f}" if one.point else place,
        "stars": "" if one.stars is None else f"{one.stars / 2:g}",
        "teller": " / ".join(one.teller),
    }
