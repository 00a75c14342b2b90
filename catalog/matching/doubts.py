"""Doubts: pairs that may be the same stay, with what a person needs to see to decide.

A generation keeps the doubts it was made with in `doubts.jsonl`; publishing puts them into the
table of matches, where they wait until somebody says what they are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ...offers.faults import GenerationFault
from ..descriptions import Description
from ..lasting import own_names
from .compare import VERSION, Matched, Pair
from .decided import Decisions, Names
from .price_level import Levels

FILE = "doubts.jsonl"

Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair in doubt. `evidence` is JSON: `lines` that weigh for and against, `one` and `other`
    as they are described, with what stands on the card of each. `offers` are those of both cards.
    """

    names: Names
    score: float
    evidence: Mapping[str, Any]
    version: str
    offers: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """Descriptions as they were joined: each offer's description by number, each description's
    product by its row, and the products' ids by row."""

    descriptions: Sequence[Description]
    numbers: Numbers
    product_of: np.ndarray[Any, np.dtype[np.int32]]
    ids: Sequence[str]


def doubts(
    offers: pa.Table, grouped: Grouped, matched: Matched, decisions: Decisions
) -> list[Doubt]:
    """What the matching would ask a person about, one pair for each two products: neither what is
    joined already nor what somebody decided."""
    best = _best(grouped, (*matched.review, *matched.same))
    if not best:
        return []
    bearing = bearing_of(grouped)
    closed = _closed(decisions, bearing)
    seen = Seen(offers, grouped, {end for pair in best.values() for end in (pair.one, pair.other)})
    found = []
    for products, pair in best.items():
        names = [_own_name(grouped.descriptions[end], bearing) for end in (pair.one, pair.other)]
        if products not in closed and all(names) and names[0] != names[1]:
            found.append(doubt_of(pair, (names[0], names[1]), seen))
    return sorted(found, key=lambda doubt: doubt.names)


def _best(grouped: Grouped, pairs: Iterable[Pair]) -> dict[tuple[int, int], Pair]:
    """The likeliest pair between each two products; of equally likely ones, the same each time."""
    best: dict[tuple[int, int], tuple[Any, Pair]] = {}
    for pair in pairs:
        rows = (int(grouped.product_of[pair.one]), int(grouped.product_of[pair.other]))
        if rows[0] == rows[1] or _ids_apart(grouped, pair):
            continue
        products = (min(rows), max(rows))
        if products in best and best[products][0][0] < -pair.score:
            continue
        said = sorted(own_names(grouped.descriptions[end]) for end in (pair.one, pair.other))
        rank = (-pair.score, said)
        if products not in best or rank < best[products][0]:
            best[products] = rank, pair
    return {products: pair for products, (_, pair) in sorted(best.items())}


def _ids_apart(grouped: Grouped, pair: Pair) -> bool:
    """Whether two are told apart by ids that mean the same everywhere, as GIATA's do."""
    one, other = (grouped.descriptions[end].ids for end in (pair.one, pair.other))
    common = {scheme for scheme, _ in one} & {scheme for scheme, _ in other}
    return any(":" not in scheme for scheme in common) and one.isdisjoint(other)


def bearing_of(grouped: Grouped) -> dict[str, set[int]]:
    """The products in which each name is borne."""
    bearing: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(grouped.descriptions):
        for name in own_names(one):
            bearing[name].add(int(grouped.product_of[number]))
    return bearing


def _own_name(one: Description, bearing: Mapping[str, set[int]]) -> str:
    """The most lasting of its names that no other product bears, "" where there is none."""
    return next((name for name in own_names(one) if len(bearing[name]) == 1), "")


def _closed(decisions: Decisions, bearing: Mapping[str, set[int]]) -> set[tuple[int, int]]:
    """The pairs of products that somebody said are different."""
    return {
        (min(one, other), max(one, other))
        for names in decisions.different
        for one in bearing.get(names[0], ())
        for other in bearing.get(names[1], ())
    }


def doubt_of(pair: Pair, names: Names, seen: Seen) -> Doubt:
    """A pair as it waits for a person; the offers are those of all cards that it stands on."""
    one, other = seen.side(pair.one), seen.side(pair.other)
    lines = [
        {"what": e.what, "found": e.found, "weight": e.weight, "one": e.one, "other": e.other}
        for e in pair.evidence
    ]
    if names[0] > names[1]:
        names, one, other = (names[1], names[0]), other, one
        lines = [{**line, "one": line["other"], "other": line["one"]} for line in lines]
    operators = sorted({*one["card"]["operators"], *other["card"]["operators"]})
    cards = {side["card"]["id"]: side["card"]["offers"] for side in (one, other)}
    said = {"lines": lines, "one": one, "other": other, "operators": operators}
    return Doubt(names, round(pair.score, 6), said, VERSION, sum(cards.values()))


class Seen:
    """Descriptions as a person sees them, from the offers they come from."""

    def __init__(self, offers: pa.Table, grouped: Grouped, wanted: set[int]) -> None:
        self._grouped = grouped
        self._offers = np.bincount(grouped.numbers, minlength=len(grouped.descriptions))
        self._levels = Levels(offers, grouped.numbers, wanted)
        self._of: dict[int, list[int]] = defaultdict(list)
        products = {int(grouped.product_of[number]) for number in wanted}
        for number, product in enumerate(grouped.product_of.tolist()):
            if product in products:
                self._of[product].append(number)

    def side(self, number: int) -> dict[str, Any]:
        """One description, with its prices and what stands on its card."""
        row = self._grouped.descriptions[number].row
        told = ("name", "source", "operator", "country", "region", "resort", "lat", "lon", "stars")
        return {
            **{column: row[column] for column in told},
            "former_names": list(row["former_names"])[:5],
            "photo": next(iter(row["photos"]), ""),
            "ids": sorted(f"{s} {v}" for s, v in self._grouped.descriptions[number].ids)[:10],
            "offers": int(self._offers[number]),
            "prices": self._levels.of(number),
            "card": self._card(int(self._grouped.product_of[number])),
        }

    def _card(self, product: int) -> dict[str, Any]:
        numbers = self._of[product]
        rows = [self._grouped.descriptions[n].row for n in numbers]
        return {
            "id": self._grouped.ids[product],
            "operators": sorted({row["operator"] for row in rows}),
            "offers": int(self._offers[numbers].sum()),
        }


def write_doubts(folder: Path, found: Sequence[Doubt], stamp: str) -> None:
    """Put the doubts into a generation, behind the stamp of the decisions it was made with."""
    lines: list[Any] = [{"decisions": stamp}]
    for doubt in found:
        lines.append([doubt.names, doubt.score, doubt.evidence, doubt.version, doubt.offers])
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / FILE).write_text(text, "utf-8")


def read_doubts(folder: Path) -> list[Doubt]:
    """The doubts of a generation; GenerationFault where they cannot be read."""
    return [
        Doubt((names[0], names[1]), score, evidence, version, offers)
        for names, score, evidence, version, offers in _lines(folder, None)[1:]
    ]


def read_stamp(folder: Path) -> str:
    """The stamp of the decisions that a generation was made with; reads one line."""
    lines = _lines(folder, 1)
    return str(lines[0]["decisions"]) if lines else ""


def _lines(folder: Path, most: int | None) -> list[Any]:
    """The first lines of the file; none where a generation was made before there were any."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in islice(file, most)]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise GenerationFault(f"{path}: cannot be read: {error!r}") from error
