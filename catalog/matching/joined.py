"""Joined: the cards on which several descriptions stand, and how sure the least sure of them is.

A generation keeps them in `joined.jsonl`, so that a person can look through what was joined
unasked, the least sure first, and part it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...offers.faults import GenerationFault
from ..descriptions import Description
from ..lasting import own_names
from .compare import AUTO, REVIEW
from .decided import Decisions, Names
from .doubts import Grouped, bearing_of
from .judge import judged
from .profiles import Profile, profile

FILE: Final = "joined.jsonl"

MOST_COMPARED: Final = 30
"""Sides of one card that are compared each with each; of a card with more (a feed with one name
for all) the further ones are compared with these."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one operator says on a card. `names` are the lasting names that a decision about it is
    kept by: together all of its descriptions bear them."""

    operator: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """A card of several sides; `score` is how likely it is that all of them are one, 0 to 1: the
    weakest of the links that hold them together."""

    id: str
    score: float
    sides: tuple[Side, ...]


def joined_cards(grouped: Grouped, decisions: Decisions) -> list[Joined]:
    """Every card with more than one side, the least sure first."""
    on: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(grouped.product_of.tolist()):
        on[row].append(number)
    bearing = bearing_of(grouped)
    found = []
    for row, numbers in on.items():
        parts = sides_of([grouped.descriptions[number] for number in numbers])
        if len(parts) > 1:
            sides = tuple(_side(part, bearing) for part in parts)
            found.append(Joined(grouped.ids[row], _weakest(parts, decisions.same), sides))
    return sorted(found, key=lambda card: (card.score, card.id))


def sides_of(descriptions: Iterable[Description]) -> list[list[Description]]:
    """One product's descriptions in groups that share a lasting name of their own: what decisions
    cannot tell apart stands in one group. The order does not depend on that of the descriptions."""
    groups: list[tuple[set[str], list[Description]]] = []
    for one in sorted(descriptions, key=lambda one: repr(one.row)):
        names, said, rest = set(own_names(one)), [one], []
        for group in groups:
            if names.isdisjoint(group[0]):
                rest.append(group)
            else:
                names |= group[0]
                said = group[1] + said
        groups = [*rest, (names, said)]
    return sorted((said for _, said in groups), key=lambda said: min(own_names(said[0])))


def _side(said: Sequence[Description], bearing: Mapping[str, set[int]]) -> Side:
    first = said[0].row
    return Side(first["operator"], first["name"], _cover(said, bearing))


def _cover(said: Sequence[Description], bearing: Mapping[str, set[int]]) -> tuple[str, ...]:
    """As few names as all of these bear; first those that no other product bears, then those that
    most of them bear, then the most lasting."""
    left, cover = list(said), []
    while left:
        every = [(name, at) for one in left for at, name in enumerate(own_names(one))]
        count = Counter(name for name, _ in every)
        best = min((len(bearing[name]) > 1, -count[name], at, name) for name, at in every)[-1]
        cover.append(best)
        left = [one for one in left if best not in own_names(one)]
    return tuple(cover)


def _weakest(parts: Sequence[Sequence[Description]], same: frozenset[Names]) -> float:
    """The least score that must be trusted to hold all sides together, taking the best links."""
    profiles = [tuple(dict.fromkeys(map(profile, part))) for part in parts]
    names = [{name for one in part for name in own_names(one)} for part in parts]
    best = [0.0] * len(parts)
    left, last, weakest = set(range(1, len(parts))), 0, 1.0
    while left:
        for at in left:
            if min(at, last) < MOST_COMPARED:
                said = decided_same(names[at], names[last], same)
                score = 1.0 if said else _likeness(profiles[at], profiles[last])
                best[at] = max(best[at], score)
        last = max(left, key=lambda at: (best[at], -at))
        left.remove(last)
        weakest = min(weakest, best[last])
    return round(weakest, 6)


def _likeness(these: Sequence[Profile], those: Sequence[Profile]) -> float:
    return max(judged(one, other, AUTO, REVIEW).score for one in these for other in those)


def decided_same(these: set[str], those: set[str], same: frozenset[Names]) -> bool:
    """Whether a person said that what bears these names is what bears those."""
    if not same:
        return False
    return any((min(a, b), max(a, b)) in same for a in these for b in those)


def write_joined(folder: Path, cards: Iterable[Joined]) -> None:
    """Put the cards into a generation, one a line."""
    lines = ([c.id, c.score, [[s.operator, s.name, s.names] for s in c.sides]] for c in cards)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / FILE).write_text(text, "utf-8")


def read_joined(folder: Path) -> list[Joined]:
    """The cards of a generation; none where it was made before they were kept. GenerationFault
    where they cannot be read."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            return [_card(*json.loads(line)) for line in file]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise GenerationFault(f"{path}: cannot be read: {error!r}") from error


def _card(id: str, score: float, sides: list[tuple[str, str, list[str]]]) -> Joined:
    return Joined(id, score, tuple(Side(who, name, tuple(names)) for who, name, names in sides))
