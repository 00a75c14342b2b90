"""What the prices of a page are for, proved from the rows that pages have in common.

Some sources print one amount and say nowhere whether it is for a person or for the party, and
change that from page to page. Two things give it away:

* twin rows: one row, equal in all but the price, stands on two pages for p and for n times p,
  n being the persons of the stated party: the first page is per person, the second the total;
* a shared row: two pages that print one row for one amount mean the same by their amounts.

Pages that share rows are one group. Where twins say both of a group, nothing is decided of it,
and no twin with a leg in it counts: a basis is proved or unknown, never likely.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...offers import Basis

MOST_EVIDENCE = 3
"""Rows that are kept as evidence of one page; all of them are counted."""

Ints = NDArray[Any]


class How(StrEnum):
    """How the basis of a page is known, or why it is not."""

    TWIN_ROWS = "twin_rows"
    SHARED_ROW = "shared_row"
    CONTRADICTED = "contradicted"
    NO_EVIDENCE = "no_evidence"


class Evidence(NamedTuple):
    """A row of this page (its position and amount) beside the same row of another page."""

    position: int
    amount: int
    other_address: str
    other_position: int
    other_amount: int


@dataclass(frozen=True, slots=True)
class PageProof:
    """What one page's amounts are for. `twins` counts its rows that say so by themselves."""

    address: str
    basis: Basis
    how: How
    twins: int = 0
    evidence: tuple[Evidence, ...] = ()


class Twin(NamedTuple):
    """Sightings of one row for p, and those of the same row for n times p."""

    low: range
    high: range


class _Rows:
    """The sightings sorted by row, persons and amount; equal ones stand together in a `lot`."""

    def __init__(self, pages: pa.Table) -> None:
        seen = pages.combine_chunks()
        address = seen["address"].chunk(0) if seen.num_rows else None
        self.addresses: list[str] = address.dictionary.to_pylist() if address else []
        page = address.indices.to_numpy() if address else np.zeros(0, np.int32)
        row, amount, persons, position = (
            seen[name].to_numpy() for name in ("row", "amount", "persons", "position")
        )
        order = np.lexsort((page, amount, persons, row))
        self.page, self.position = page[order], position[order]
        self.row, self.amount, self.persons = row[order], amount[order], persons[order]

    @cached_property
    def lots(self) -> Ints:
        """Where each lot (one row for one amount) begins, and the end of the last."""
        return _starts(self.row, self.persons, self.amount)

    def shared(self) -> Iterator[tuple[int, int]]:
        """Pairs of sightings by which two pages share a row, one pair for each two pages."""
        same = np.ones(max(len(self.page) - 1, 0), bool)
        same[self.lots[1:-1] - 1] = False
        left = np.flatnonzero(same & (self.page[:-1] != self.page[1:]))
        pairs = np.stack([self.page[left], self.page[left + 1]], axis=1)
        first = np.unique(pairs, axis=0, return_index=True)[1]
        return ((at, at + 1) for at in left[first].tolist())

    def twins(self) -> Iterator[Twin]:
        """Every row that stands for an amount and for that amount times its party's persons."""
        lots = self.lots
        heads = lots[:-1]
        owners = _starts(self.row[heads], self.persons[heads])
        many = np.flatnonzero(np.diff(owners) > 1)
        for first, last in zip(owners[many].tolist(), owners[many + 1].tolist(), strict=True):
            amounts = {int(self.amount[lots[lot]]): lot for lot in range(first, last)}
            times = int(self.persons[lots[first]])
            for amount, lot in amounts.items():
                other = amounts.get(amount * times)
                if other is not None and other != lot:
                    yield Twin(self._lot(lot), self._lot(other))

    def _lot(self, lot: int) -> range:
        return range(int(self.lots[lot]), int(self.lots[lot + 1]))


def _starts(*keys: Ints) -> Ints:
    """Where each run of equal keys begins, and the end of the last."""
    count = len(keys[0])
    changes = np.zeros(max(count - 1, 0), bool)
    for key in keys:
        changes |= key[1:] != key[:-1]
    inner = np.flatnonzero(changes) + 1
    return np.concatenate([[0], inner, [count]]) if count else np.zeros(1, np.int64)


def decide(pages: pa.Table) -> tuple[PageProof, ...]:
    """Each page of `sightings.SIGHTINGS` with its proof, or with why there is none."""
    rows = _Rows(pages)
    shared = list(rows.shared())
    group = _groups(len(rows.addresses), [(rows.page[a], rows.page[b]) for a, b in shared])
    twins = list(rows.twins())
    contradicted = _contradicted(rows, twins, group)
    sound = [twin for twin in twins if not contradicted & _groups_of(rows, twin, group)]
    proofs = _by_twins(rows, sound)
    _spread(rows, shared, contradicted, group, proofs)
    doubted = {int(rows.page[at]) for twin in twins for leg in twin for at in leg}
    return tuple(
        proofs.get(page) or _undecided(address, page in doubted or int(group[page]) in contradicted)
        for page, address in enumerate(rows.addresses)
    )


def _undecided(address: str, doubted: bool) -> PageProof:
    return PageProof(address, Basis.UNKNOWN, How.CONTRADICTED if doubted else How.NO_EVIDENCE)


def _groups(count: int, shared: Sequence[tuple[int, int]]) -> list[int]:
    """For each page the number of its group: pages that share a row, and so on."""
    parent = list(range(count))

    def head(page: int) -> int:
        while parent[page] != page:
            parent[page] = page = parent[parent[page]]
        return page

    for one, other in shared:
        parent[head(int(one))] = head(int(other))
    return [head(page) for page in range(count)]


def _groups_of(rows: _Rows, twin: Twin, group: Sequence[int]) -> set[int]:
    """The groups of both legs; a leg lies in one group, for its pages share its row."""
    return {group[rows.page[leg[0]]] for leg in twin}


def _contradicted(rows: _Rows, twins: Sequence[Twin], group: Sequence[int]) -> set[int]:
    """The groups that twins call per person and total."""
    low = {group[rows.page[twin.low[0]]] for twin in twins}
    high = {group[rows.page[twin.high[0]]] for twin in twins}
    return low & high


def _by_twins(rows: _Rows, twins: Sequence[Twin]) -> dict[int, PageProof]:
    """The pages with a twin of their own."""
    found: dict[tuple[int, Basis], list[Evidence]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for twin in twins:
        for leg, other, basis in (
            (twin.low, twin.high, Basis.PER_PERSON),
            (twin.high, twin.low, Basis.PER_PARTY),
        ):
            for at in leg:
                page = int(rows.page[at])
                counts[page] += 1
                if counts[page] <= MOST_EVIDENCE:
                    found[page, basis].append(_beside(rows, at, other[0]))
    return {
        page: PageProof(rows.addresses[page], basis, How.TWIN_ROWS, counts[page], tuple(rows_said))
        for (page, basis), rows_said in found.items()
    }


def _beside(rows: _Rows, at: int, other: int) -> Evidence:
    return Evidence(
        int(rows.position[at]),
        int(rows.amount[at]),
        rows.addresses[rows.page[other]],
        int(rows.position[other]),
        int(rows.amount[other]),
    )


def _spread(
    rows: _Rows,
    shared: Sequence[tuple[int, int]],
    contradicted: set[int],
    group: Sequence[int],
    proofs: dict[int, PageProof],
) -> None:
    """Add the pages that share a row with a proved one, and those that share one with them."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one, other in shared:
        beside[int(rows.page[one])].append((one, other))
        beside[int(rows.page[other])].append((other, one))
    waiting = deque(sorted(proofs))
    while waiting:
        page = waiting.popleft()
        for own, theirs in beside[page]:
            further = int(rows.page[theirs])
            if further in proofs or group[further] in contradicted:
                continue
            said = (_beside(rows, theirs, own),)
            basis, address = proofs[page].basis, rows.addresses[further]
            proofs[further] = PageProof(address, basis, How.SHARED_ROW, 0, said)
            waiting.append(further)
