"""Blocks: which profiles are worth comparing, out of all pairs there could be.

Two profiles meet in a block by a hard id, by the sound of a word proper to their names in one
country, by trade words at one place, by how a word begins at one place, or by standing within
some four hundred metres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from .names import Wording, sound
from .profiles import Profile, heard

MOST_IN_BLOCK: Final = 150
"""A larger block is cut by places; what is larger then says nothing, for a hundred hotels there
have that word."""

CELL: Final = 0.008
"""Degrees; points within half of it in both directions share one of four grids."""

Key = tuple[Hashable, ...]


def candidates(profiles: Sequence[Profile]) -> set[tuple[int, int]]:
    """The pairs of profiles (by number, the lesser first) that share a block."""
    found: set[tuple[int, int]] = set()
    for block in _blocks(profiles):
        found.update(combinations(block, 2))
    return found


def _blocks(profiles: Sequence[Profile]) -> Iterator[list[int]]:
    """Blocks of two profiles and more, by ascending number."""
    members: dict[Key, list[int]] = defaultdict(list)
    nowhere = {heard_ for p in profiles if not p.country for n in p.names for heard_ in heard(n)}
    for number, one in enumerate(profiles):
        for key in set(_keys(one, nowhere)):
            members[key].append(number)
    for block in members.values():
        if len(block) > MOST_IN_BLOCK:
            yield from _cut(block, profiles)
        elif len(block) > 1:
            yield block


def _cut(block: Sequence[int], profiles: Sequence[Profile]) -> Iterator[list[int]]:
    """A block too large, by the places of its profiles."""
    by_place: dict[str, list[int]] = defaultdict(list)
    for number in block:
        for word in {profiles[number].resort, *profiles[number].regions} - {""}:
            by_place[word].append(number)
    yield from (part for part in by_place.values() if 1 < len(part) <= MOST_IN_BLOCK)


def _keys(one: Profile, nowhere: set[str]) -> Iterable[Key]:
    yield from (("id", one.sort, *hard) for hard in one.ids)
    places = {one.resort, *one.regions} - {""}
    for name in one.names:
        for key in _name_keys(name, places, nowhere):
            yield (one.sort, one.country if key[0] != "nowhere" else "", *key)
    if one.point:
        yield from (("cell", one.sort, *cell) for cell in _cells(*one.point))


def _name_keys(name: Wording, places: set[str], nowhere: set[str]) -> Iterable[Key]:
    yield "solid", sound(name.solid)
    for word in heard(name):
        yield "word", word
        yield from (("begins", word[:3], place) for place in places)
        if word in nowhere:
            yield "nowhere", word
    if len(name.proper) < 2:
        yield from (("kind", kind, place) for kind in name.kinds for place in places)


def _cells(lat: float, lon: float) -> Iterator[tuple[int, int, int]]:
    """The cell of a point in each of four grids, each shifted by half a cell."""
    for grid, (up, right) in enumerate(((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))):
        yield grid, int(lat / CELL + up + 1e6), int(lon / CELL + right + 1e6)
