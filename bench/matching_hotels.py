"""Hotels of a made-up market in towns that there are, with the siblings that make matching hard."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ..catalog import gazetteer
from .matching_words import LODGING, TRADE, invented

COUNTRIES = "GR TR BG HR ES EG IT CY HU TN".split()
TOWNS = 220

CHAINS = ("Mitsis", "Iberostar", "Labranda", "Grecotel", "Sentido", "Hilton", "H10", "Jaz",
          "Barcelo", "Riu", "TUI Blue", "Pickalbatros", "Palmora", "Sunvista", "Kirano",
          "Aldora Group", "Zefir", "Morelia Collection")  # fmt: skip
"""Real ones, and six that nobody knows."""

SIBLING = 0.18
ONLY_TRADE = 0.15
RENAMED = 0.10


@dataclass(frozen=True, slots=True)
class Town:
    """A resort: its names, its region and where it is."""

    country: str
    region: str
    name: str
    point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hotel:
    """A hotel as it is; `words` are ("own", word), or "trade", "lodging" or "number" and which."""

    number: int
    words: tuple[tuple[str, str | int], ...]
    chain: str
    town: Town
    point: tuple[float, float]
    stars: int
    former: tuple[tuple[str, str | int], ...]
    giata: str


def towns(rng: Random) -> list[Town]:
    """Towns of ten countries; a region of each country holds those that lie side by side."""
    found = []
    for code in COUNTRIES:
        every = [*gazetteer.small_towns_of(code), *gazetteer.towns_of(code)]
        regions = [r.name for r in gazetteer.regions().values() if r.country == code]
        chosen = sorted(rng.sample(every, TOWNS // len(COUNTRIES)), key=lambda t: t.point)
        for at, town in enumerate(chosen):
            region = regions[at * len(regions) // len(chosen)]
            found.append(Town(code, region, town.name, town.point))
    rng.shuffle(found)
    return found


def hotels(count: int, rng: Random) -> list[Hotel]:
    """So many hotels. About one in five has a sibling of nearly the same name in its town; the same
    words never name two in one town, for not even their owner could tell them apart."""
    places = towns(rng)
    words = [invented(rng) for _ in range(max(count // 5, 20))]
    found: list[Hotel] = []
    taken: set[tuple[frozenset[object], Town]] = set()
    while len(found) < count:
        number = len(found)
        sibling = rng.choice(found) if found and rng.random() < SIBLING else None
        one = _sibling(number, sibling, rng) if sibling else _new(number, places, words, rng)
        if (frozenset(one.words), one.town) not in taken:
            taken.add((frozenset(one.words), one.town))
            found.append(one)
    return found


def _new(number: int, places: list[Town], words: list[str], rng: Random) -> Hotel:
    town = rng.choices(places, [1 / (at + 8) for at in range(len(places))])[0]
    former = _name(words, rng) if rng.random() < RENAMED else ()
    chain = rng.choice(CHAINS) if rng.random() < 0.22 else ""
    return _hotel(number, _name(words, rng), chain, town, former, rng)


def _name(words: list[str], rng: Random) -> tuple[tuple[str, str | int], ...]:
    trade = rng.sample(range(len(TRADE)), 3)
    if rng.random() < ONLY_TRADE:
        return tuple(("trade", n) for n in trade[:2])
    own: list[tuple[str, str | int]] = [("own", rng.choice(words))]
    if rng.random() < 0.25:
        own.append(("own", rng.choice(words)))
    own += [("trade", n) for n in trade[: rng.choices((0, 1, 2), (3, 5, 1))[0]]]
    if rng.random() < 0.22:
        own.append(("lodging", rng.randrange(len(LODGING))))
    return tuple(own)


def _sibling(number: int, of: Hotel, rng: Random) -> Hotel:
    """Of the same house in the same town: another trade word, another lodging, or a number."""
    own = tuple(word for word in of.words if word[0] == "own") or of.words[:1]
    kind = rng.random()
    if kind < 0.65:
        more: tuple[str, str | int] = ("trade", rng.randrange(len(TRADE)))
    elif kind < 0.85:
        more = ("lodging", rng.randrange(len(LODGING)))
    else:
        more = ("number", 2)
    name = (*own, more) if (*own, more) != of.words else (*own, ("number", 3))
    return _hotel(number, name, of.chain, of.town, (), rng)


def _hotel(
    number: int,
    words: tuple[tuple[str, str | int], ...],
    chain: str,
    town: Town,
    former: tuple[tuple[str, str | int], ...],
    rng: Random,
) -> Hotel:
    lat, lon = (degrees + rng.gauss(0, 0.009) for degrees in town.point)
    stars = rng.choices((4, 5, 6, 7, 8, 9, 10), (4, 1, 25, 5, 40, 3, 22))[0]
    return Hotel(number, words, chain, town, (lat, lon), stars, former, str(10_000 + number))
