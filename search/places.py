"""The place tree of one generation: countries, regions and resorts that have products."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..catalog import gazetteer
from ..catalog.places import (
    country_name,
    country_names,
    covered,
    place_key,
    read_town,
    region_name,
    regions_around,
    resort_name,
)
from ..offers.faults import GenerationFault
from .inflected import SHORTEST, nominatives, spelled, stem, without_cases
from .word_text import line

FILE = "places.json"

MOST_WORDS_OF_A_PLACE = 5


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """One place: its key, the name its offers give it, and how many products lie in it."""

    key: str
    said: str
    products: int

    @property
    def level(self) -> int:
        """0 a country, 1 a region, 2 a resort."""
        return self.key.count("/")

    def name(self, language: str) -> str:
        """The place's name in a language where the gazetteer has one, else as offers say it."""
        if self.level == 0:
            return country_name(self.key, language)
        if self.level == 1:
            return region_name(self.key, language) or self.said
        return resort_name(self.key.partition("/")[0], self.said, language)


@dataclass(frozen=True)
class PlaceTree:
    """All places with products. `keys[n]` is place n; `of_product` holds (country, region,
    resort) of each product as place numbers, -1 where it has none."""

    nodes: tuple[PlaceNode, ...]
    of_product: tuple[tuple[int, int, int], ...] = field(repr=False)

    _under: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    _learned: dict[str, Sequence[str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def grown(cls, places: Iterable[tuple[str | None, str | None, str | None]]) -> PlaceTree:
        """The tree of the products' (country, region, resort)."""
        said: dict[str, str] = {}
        counted: dict[str, int] = {}
        rows = []
        for country, region, resort in places:
            keys = _keys(country or "", region or "", resort or "")
            for key, name in zip(keys, (country, region, resort), strict=True):
                if key:
                    said.setdefault(key, name or "")
                    counted[key] = counted.get(key, 0) + 1
            rows.append(keys)
        number = {key: n for n, key in enumerate(sorted(said))}
        nodes = tuple(PlaceNode(key, said[key], counted[key]) for key in number)
        return cls(nodes, tuple(tuple(number.get(k, -1) for k in row) for row in rows))  # type: ignore[misc]

    @cached_property
    def number(self) -> dict[str, int]:
        return {node.key: n for n, node in enumerate(self.nodes)}

    def node(self, key: str) -> PlaceNode | None:
        n = self.number.get(key)
        return None if n is None else self.nodes[n]

    def under(self, key: str) -> tuple[int, ...]:
        """The numbers of the places a key names: itself, or the regions a region holds."""
        found = self._under.get(key)
        if found is None:
            known = (self.number.get(one) for one in covered(key))
            found = tuple(n for n in known if n is not None)
            if found:  # only keys there are, so that what visitors type takes no memory
                self._under[key] = found
        return found

    def learn(self, folder: Path) -> None:
        """Take the names of the places from the file that `write_names` left in a folder.

        GenerationFault where it cannot be read. Without this call they are gathered at the first
        question, which takes a third of a second.
        """
        try:
            known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GenerationFault(f"{folder}: the places cannot be read: {error}") from error
        self._learned.update(known)

    def write_names(self, folder: Path) -> None:
        """Every name of every place, for `learn`."""
        text = json.dumps(self._gathered, ensure_ascii=False)
        (folder / FILE).write_text(text, encoding="utf-8")

    @property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        return self._learned or self._gathered

    @cached_property
    def _gathered(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for node in self.nodes:
            for name, key, _ in names_of(node):
                found.setdefault(line(name), {})[key] = None
        return {name: _highest(keys) for name, keys in found.items() if name}

    def find(self, words: str) -> tuple[str, ...]:
        """The keys that a name means here: a country before a region before a resort.

        Any of our languages and scripts will do, with accents and hyphens or without.
        """
        return tuple(self._by_name.get(line(words), ()))

    @cached_property
    def _by_stem(self) -> dict[str, tuple[str, ...]]:
        """Countries and regions by their Cyrillic names without endings."""
        found: dict[str, dict[str, None]] = {}
        for node in self.nodes:
            for name, key, _ in names_of(node) if node.level < 2 else ():
                found.setdefault(stem(spelled(name), 3), {})[key] = None
        return {name: _highest(keys) for name, keys in found.items() if name}

    def named(self, name: str, least: int = SHORTEST) -> tuple[str, ...]:
        """The keys of a name in any case of our languages, as `inflected.spelled` writes it.

        `least` letters of it must be left without its ending.
        """
        if found := self.find(name):
            return found
        if found := self._by_stem.get(stem(name, least), ()):
            return found
        every = map(self.find, (*without_cases(name), *nominatives(name, least)))
        return next(filter(None, every), ())


def _keys(country: str, region: str, resort: str) -> tuple[str, str, str]:
    if not country:
        return "", "", ""
    whole = place_key(country, region, resort)
    return (
        country,
        place_key(country, region) if region else "",
        whole if resort and whole.count("/") == 2 else "",
    )


def names_of(node: PlaceNode) -> Iterator[tuple[str, str, bool]]:
    """Every name a visitor may use for a place, with the key it means.

    The third says whether the name is a common one: its own, or that of one of our languages, and
    not one of the transcriptions that a gazetteer gathers.
    """
    country, *below = node.key.split("/")
    if not below:
        yield from ((name, node.key, True) for name in country_names(country))
        return
    yield node.said, node.key, True
    if len(below) == 1:
        region = gazetteer.regions().get(below[0])
        around = regions_around(region) if region and region.country == country else ()
        for one in around:
            yield from ((n, f"{country}/{one.key}", True) for n in (*one.names, *one.further))
    elif town := read_town(node.said, country):
        for name in town.names if isinstance(town, gazetteer.Resort) else (town.name,):
            yield name, node.key, True
        yield from ((name, node.key, False) for name in town.further)


def _highest(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys of the highest level among those a name could mean."""
    every: Sequence[str] = list(keys)
    level = min(key.count("/") for key in every)
    return tuple(key for key in every if key.count("/") == level)
