"""Matching: which descriptions of stays are the same hotel, which may be, and why.

A pair shares a hard id, or is scored by what its names, places, points and stars say; from AUTO
on it is the same, from REVIEW on a person is asked. Kinds and forms, countries and two ids of
one scheme keep a pair apart whatever its names; two hotels that one operator tells apart are not
both taken for the third that is like them. The result does not depend on the order given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..descriptions import Description
from .blocks import candidates
from .judge import Judged, State, judged, told
from .profiles import Profile, profile
from .rules import CERTAIN, Evidence
from .settle import Numbers, questions, settled
from .weights import weights

AUTO: Final = 0.75
"""The score from which a pair is the same unasked."""

REVIEW: Final = 0.15
"""The score from which a person is asked; below it the two are different."""

VERSION: Final = f"3.{weights().version}"
"""Of rules and thresholds, then of the learnt weights; kept with each pair."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two descriptions by their number, the lesser first; `score` is a probability, 0 to 1.

    `evidence` are the reasons, what decided first; each weight is in bits.
    """

    one: int
    other: int
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which a pair is the same, and from which a person is asked."""

    auto: float = AUTO
    review: float = REVIEW


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs that are the `same`, those for `review`, and those that look the same and are kept
    `different` by a rule; `compared` counts the pairs that were looked at.

    Of many descriptions of one hotel `same` has enough pairs to hold them together, and `review`
    one question for each two hotels.
    """

    same: tuple[Pair, ...]
    review: tuple[Pair, ...]
    different: tuple[Pair, ...]
    compared: int


def compare(descriptions: Sequence[Description], thresholds: Thresholds | None = None) -> Matched:
    """The pairs among these descriptions. Of those that say the same only one is compared."""
    limits = thresholds or Thresholds()
    groups, profiles = _distinct(descriptions)
    found: dict[Numbers, Judged] = {}
    compared = 0
    for one, other in sorted(candidates(profiles)):
        pair = judged(profiles[one], profiles[other], limits.auto, limits.review)
        compared += 1
        if pair.score >= limits.review:
            found[one, other] = pair
    found = settled(found, {n: one.teller for n, one in enumerate(profiles)})

    def pairs(numbers: Iterable[Numbers]) -> tuple[Pair, ...]:
        every = (_pair(n, found[n], profiles, groups) for n in numbers)
        return tuple(sorted(every, key=lambda pair: (pair.one, pair.other)))

    same = pairs(n for n, pair in found.items() if pair.state is State.SAME)
    return Matched(
        same=tuple(sorted((*same, *_equal(groups)), key=lambda pair: (pair.one, pair.other))),
        review=pairs(questions(found)),
        different=pairs(n for n, pair in found.items() if pair.state is State.DIFFERENT),
        compared=compared,
    )


def judge(
    one: Description, other: Description, thresholds: Thresholds | None = None
) -> tuple[State, Pair]:
    """Two descriptions by themselves, whatever others there are; numbered 0 and 1."""
    limits = thresholds or Thresholds()
    mine, theirs = profile(one), profile(other)
    found = judged(mine, theirs, limits.auto, limits.review)
    return found.state, Pair(0, 1, found.score, told(found, mine, theirs))


def _distinct(descriptions: Sequence[Description]) -> tuple[list[list[int]], list[Profile]]:
    """Descriptions that are compared alike, in groups, and the profile of each group; both in an
    order that does not depend on that of the descriptions."""
    groups: dict[Profile, list[int]] = defaultdict(list)
    for number, one in enumerate(descriptions):
        groups[profile(one)].append(number)
    profiles = sorted(groups, key=lambda one: repr(one.content))
    return [groups[one] for one in profiles], profiles


def _equal(groups: Iterable[Sequence[int]]) -> Iterable[Pair]:
    """What one operator says twice in the same words is the same."""
    for group in groups:
        for other in group[1:]:
            said = Evidence("words", "the same words of one operator", CERTAIN, "", "")
            yield Pair(group[0], other, 1.0, (said,))


def _pair(
    numbers: Numbers, found: Judged, profiles: Sequence[Profile], groups: Sequence[Sequence[int]]
) -> Pair:
    """A pair of profiles as one of the first descriptions that have them."""
    mine, theirs = numbers
    evidence = told(found, profiles[mine], profiles[theirs])
    one, other = groups[mine][0], groups[theirs][0]
    if one < other:
        return Pair(one, other, found.score, evidence)
    turned = tuple(replace(e, one=e.other, other=e.one) for e in evidence)
    return Pair(other, one, found.score, turned)
