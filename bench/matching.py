"""Matching measured: on hotels made up in four languages, on labelled sets and operators' lists,
beside the rule of equal names and a plain threshold, in the same run."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..catalog.descriptions import Description
from ..catalog.matching.compare import AUTO, REVIEW, VERSION, Pair, compare, judge
from ..catalog.matching.judge import State
from ..catalog.matching.profiles import metres
from . import matching_peers as peers
from . import matching_sets as sets
from .matching_listings import Market, market
from .matching_score import Score, groups, scored

CAPTURES = Path("../shared/data")
SEEDS = (2026, 7, 11)
"""Of the markets measured; the weights are learnt from others."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One way of matching on one set; `review` counts questions, `compared` pairs looked at."""

    set: str
    by: str
    descriptions: int
    score: Score
    review: int
    compared: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        ratios = {name: getattr(self.score, name) for name in ("precision", "recall", "f1", "b_f1")}
        return {**asdict(self), "score": {**asdict(self.score), **ratios}}


@dataclass(frozen=True, slots=True)
class Report:
    """All figures; `errors` are TrustYou's pairs that came out wrong, each with its reasons."""

    figures: tuple[Figure, ...]
    errors: tuple[str, ...]
    lists: str
    version: str
    machine: str

    def to_json(self) -> dict[str, Any]:
        return {
            "figures": [one.to_json() for one in self.figures],
            "errors": self.errors,
            "lists": self.lists,
            "version": self.version,
            "auto": AUTO,
            "review": REVIEW,
        }


def run(hotels: int, seeds: Sequence[int], captures: Path | None, say: Say) -> Report:
    """Measure on each seed's market, and on the captures where they are."""
    figures: list[Figure] = []
    for seed in seeds:
        say(f"Making up {hotels:,} hotels in the lists of six operators, seed {seed}")
        figures += measured(f"made up, seed {seed}", market(hotels, seed))
    errors: tuple[str, ...] = ()
    lists = ""
    if captures is None:
        say("Captured lists are not beside the checkout: only made-up hotels are measured")
    else:
        pairs = sets.trustyou(captures)
        figures += _of_pairs(pairs)
        errors = tuple(told(one) for one in pairs if one.wrong)
        figures += measured("Seattle", sets.seattle(captures))
        lists = _of_lists(sets.operators(captures))
    return Report(tuple(figures), errors, lists, VERSION, _machine())


def _machine() -> str:
    with_ = f"rapidfuzz {version('rapidfuzz')}, Python {platform.python_version()}"
    return f"{platform.machine()}, {platform.system()}; {with_}"


def measured(name: str, made: Market) -> list[Figure]:
    """Ours joined unasked, ours with every question answered rightly, and the peers."""
    every, truth = made.descriptions, made.truth
    start = time.process_time()
    found = compare(every)
    seconds = time.process_time() - start
    joined = _numbers(found.same)
    right = [(a, b) for a, b in _numbers(found.review) if truth[a] == truth[b]]
    asked, looked = len(found.review), found.compared

    def figure(by: str, pairs: list[tuple[int, int]], review: int, n: int, cpu: float) -> Figure:
        score = scored(groups(len(every), pairs), truth)
        return Figure(name, by, len(every), score, review, n, cpu)

    figures = [
        figure("ours, unasked", joined, 0, looked, seconds),
        figure("ours, with review", joined + right, asked, looked, seconds),
    ]
    for by, peer in (("equal names", peers.exact), ("token_set_ratio", peers.fuzzy)):
        start = time.process_time()
        pairs = peer(every)
        figures.append(figure(by, pairs, 0, _all_pairs(every), time.process_time() - start))
    return figures


def _numbers(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in pairs]


def _all_pairs(every: Sequence[Description]) -> int:
    """Pairs of one country and form, which the peers look at."""
    sizes = map(len, sets.by_place(every).values())
    return sum(size * (size - 1) // 2 for size in sizes)


def _of_pairs(pairs: Sequence[sets.Labelled]) -> list[Figure]:
    """TrustYou's pairs, each by itself; B-cubed with each pair as two descriptions."""
    truth = [key for n, one in enumerate(pairs) for key in (n, n if one.same else -n - 1)]

    def figure(by: str, joined: list[bool], review: int, seconds: float) -> Figure:
        given = [key for n, one in enumerate(joined) for key in (n, n if one else -n - 1)]
        return Figure("TrustYou", by, len(truth), scored(given, truth), review, len(pairs), seconds)

    start = time.process_time()
    for one in pairs:
        judge(one.one, one.other)
    seconds = time.process_time() - start
    asked = [one.state is State.REVIEW for one in pairs]
    unasked = [one.state is State.SAME for one in pairs]
    answered = [u or (a and one.same) for u, a, one in zip(unasked, asked, pairs, strict=True)]
    by_name = [bool(peers.exact([one.one, one.other])) for one in pairs]
    by_ratio = [bool(peers.fuzzy([one.one, one.other])) for one in pairs]
    return [
        figure("ours, unasked", unasked, 0, seconds),
        figure("ours, with review", answered, sum(asked), seconds),
        figure("equal names", by_name, 0, 0.0),
        figure("token_set_ratio", by_ratio, 0, 0.0),
    ]


def told(one: sets.Labelled) -> str:
    """An error in a sentence: what the set says, what came out, and the reasons with weights."""
    label = "one hotel" if one.same else "two hotels"
    why = "; ".join(
        f"{e.what}: {e.found} ({e.weight:+.1f} bits: {e.one!r} | {e.other!r})"
        for e in one.pair.evidence
        if abs(e.weight) >= 0.5
    )
    return (
        f"{one.key}: labelled {label}, came out {one.state} at {one.pair.score:.2f} because {why}"
    )


def _of_lists(every: Sequence[Description]) -> str:
    """Operators' lists have no labels: how many pairs, and how many contradict their points."""
    start = time.process_time()
    found = compare(every)
    seconds = time.process_time() - start
    apart = [m for pair in found.same if (m := _metres(every, pair)) is not None]
    far = sum(one > 3_000 for one in apart)
    return (
        f"operators' lists: {len(every):,} descriptions, {len(found.same)} pairs joined "
        f"({len(apart)} with points on both sides, {far} of them more than 3 km apart), "
        f"{len(found.review)} for review, {len(found.different)} kept apart by a rule, "
        f"{found.compared:,} pairs compared in {seconds:.1f} s"
    )


def _metres(every: Sequence[Description], pair: Pair) -> float | None:
    one, other = every[pair.one].row, every[pair.other].row
    if one["lat"] is None or other["lat"] is None:
        return None
    return metres((one["lat"], one["lon"]), (other["lat"], other["lon"]))
