"""Profiles: what a description has to compare, read once."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from ..descriptions import Description
from ..gazetteer import Town
from ..places import read_region, read_town, regions_around, slug
from .names import Wording, present_and_former, sound, wording

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH = 6_371_009.0
"""Mean radius in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A description as it is compared.

    `names` is the present name first, then former ones. `region` is the key or slug of its
    region, `regions` also those around it, `words` the slugs of resort and region,
    `spots` the single words in them. `point` is its own, `town` that of its resort.
    """

    sort: tuple[str, str]
    country: str
    ids: frozenset[tuple[str, str]]
    names: tuple[Wording, ...]
    resort: str
    region: str
    regions: frozenset[str]
    words: frozenset[str]
    spots: frozenset[str]
    point: Point | None
    town: Point | None
    stars: int | None
    teller: tuple[str, str]

    @property
    def content(self) -> tuple[object, ...]:
        """What it is sorted by, so that the order of descriptions never matters."""
        return (
            self.sort, self.country, self.names[0].said, sorted(self.ids), self.resort,
            sorted(self.regions), self.stars or -1, self.point or (), self.teller,
            [name.said for name in self.names],
        )  # fmt: skip


def profile(description: Description) -> Profile:
    """What this description has to compare."""
    row = description.row
    present, former = present_and_former(row["name"])
    words = _place_words(description)
    old = dict.fromkeys((*row["former_names"], *former))
    names = tuple(wording(name, words) for name in (present, *sorted(old)) if name.strip())
    return Profile(
        sort=description.sort,
        country=description.country,
        ids=description.ids,
        names=names or (wording(row["name"], words),),
        resort=description.resort,
        region=_region(description.country, row["region"] or ""),
        regions=_regions(description.country, row["region"] or ""),
        words=description.words,
        spots=words,
        point=_point(row),
        town=_town(description.country, row["resort"] or ""),
        stars=description.stars or None,
        teller=description.teller,
    )


def _point(row: dict[str, object]) -> Point | None:
    """Its point; 0, 0 lies in the sea and says that none was known."""
    lat, lon = row["lat"], row["lon"]
    if not isinstance(lat, float) or not isinstance(lon, float) or (lat, lon) == (0.0, 0.0):
        return None
    return lat, lon


@lru_cache(maxsize=2**14)
def _regions(country: str, region: str) -> frozenset[str]:
    known = read_region(region, country) if region else None
    if known:
        return frozenset(f"{one.country}/{one.key}" for one in regions_around(known))
    return frozenset({slug(region)} - {""})


@lru_cache(maxsize=2**14)
def _region(country: str, region: str) -> str:
    known = read_region(region, country) if region else None
    return f"{known.country}/{known.key}" if known else slug(region)


@lru_cache(maxsize=2**14)
def _town(country: str, resort: str) -> Point | None:
    town = read_town(resort, country) if resort and country else None
    return town.point if isinstance(town, Town) else None


def _place_words(description: Description) -> frozenset[str]:
    parts = (word.split("-") for word in description.words)
    return frozenset(part for some in parts for part in some if len(part) > 2)


def metres(one: Point, other: Point) -> float:
    """The distance over ground (haversine), in metres."""
    lat, lat2 = math.radians(one[0]), math.radians(other[0])
    half_lat, half_lon = (lat2 - lat) / 2, math.radians(other[1] - one[1]) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


def by_scheme(ids: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Hard ids by their scheme."""
    found: dict[str, set[str]] = defaultdict(set)
    for scheme, value in ids:
        found[scheme].add(value)
    return {scheme: frozenset(values) for scheme, values in found.items()}


def heard(name: Wording) -> tuple[str, ...]:
    """The proper words of a name by their sound."""
    return tuple(sound(word) for word in name.proper)
