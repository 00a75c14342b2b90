"""Scores of a matching beside the truth: by pairs, and by each description (B-cubed)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of one; a matching that joins nothing has precision 1 and recall 0."""

    right: int
    wrong: int
    missed: int
    b_precision: float
    b_recall: float

    @property
    def precision(self) -> float:
        """Of the pairs joined, those that are truly one."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are truly one, those joined."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def b_f1(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        both = self.b_precision + self.b_recall
        return 2 * self.b_precision * self.b_recall / both if both else 0.0


def scored(joined: Sequence[Hashable], truth: Sequence[Hashable]) -> Score:
    """Groups given to descriptions beside their true ones.

    B-cubed (Bagga and Baldwin 1998): for each description the share of its group that belongs to
    it, and of its own that are in its group; both averaged over the descriptions.
    """
    both = Counter(zip(joined, truth, strict=True))
    mine, theirs = Counter(joined), Counter(truth)
    right, said, true = (_pairs(counts.values()) for counts in (both, mine, theirs))
    many = max(len(truth), 1)
    precision = sum(n * n / mine[group] for (group, _), n in both.items()) / many
    recall = sum(n * n / theirs[group] for (_, group), n in both.items()) / many
    return Score(right, said - right, true - right, precision, recall)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The group of each of so many descriptions when these pairs are joined, over others too."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    group = [-1] * count
    for start in range(count):
        todo = [start]
        while todo:
            at = todo.pop()
            if group[at] < 0:
                group[at] = start
                todo += near[at]
    return group
