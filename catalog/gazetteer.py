"""The gazetteer's files: towns, tourism regions and airports, read when first asked for.

Towns are GeoNames (CC BY 4.0), airports airportsdata (MIT), countries Unicode CLDR, see NOTICE;
`regions.tsv`, `resorts.tsv`, `country_names.tsv` and `airport_names.tsv` are ours.
scripts/reduce_gazetteer.py and scripts/reduce_territories.py make the others from their sources.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..offers import fold

LANGUAGES = ("en", "hu", "bg", "ru")
_DATA = files(__package__) / "data"


@dataclass(frozen=True, slots=True)
class Region:
    """A tourism region: no administrative one, but what operators print and visitors ask for.

    `parent` is the key of the region that holds it (Tenerife: canary-islands), "" for none.
    `names` are in the order of LANGUAGES, `further` in whatever language.
    """

    key: str
    country: str
    parent: str
    names: tuple[str, ...]
    further: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Town:
    """A town: of 15,000 people or more, or a smaller one where people go on holiday.

    `further` are folded names in Latin and Cyrillic.
    """

    country: str
    name: str
    admin1: str
    point: tuple[float, float]
    population: int
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resort:
    """A resort as operators print it, which gazetteers spell otherwise or do not have.

    `names` are in the order of LANGUAGES, `further` folded, in whatever language.
    """

    country: str
    names: tuple[str, ...]
    further: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Airport:
    """An IATA code: of an airport, or of a city with several (`name` is "" then)."""

    code: str
    country: str
    city: str
    name: str


@dataclass(frozen=True, slots=True)
class DepartureCity:
    """A town people leave from, as operators write it, and the IATA code that stands for it."""

    code: str
    country: str
    names: tuple[str, ...]
    further: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _table(name: str) -> Iterator[dict[str, str]]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _packed(name: str) -> bytes:
    return gzip.decompress((_DATA / name).read_bytes())


@cache
def territories() -> dict[str, dict[str, str]]:
    """Each understood language's names of countries by ISO code, as CLDR has them; the first
    language wins where two give one name to different countries."""
    header, *rows = (
        line.split("\t") for line in _packed("territories.tsv.gz").decode().splitlines()
    )
    return {
        language: {row[0]: row[place] for row in rows if row[place]}
        for place, language in enumerate(header[1:], 1)
    }


@cache
def regions() -> dict[str, Region]:
    """All tourism regions by key."""
    return {
        row["key"]: Region(
            row["key"],
            row["country"],
            row["parent"],
            tuple(row[language] for language in LANGUAGES),
            _split(row["further"]),
        )
        for row in _table("regions.tsv")
    }


@cache
def further_country_names() -> dict[str, tuple[str, ...]]:
    """Country names that operators print and CLDR does not hold, by country code."""
    return {row["code"]: _split(row["further"]) for row in _table("country_names.tsv")}


@cache
def resorts_of(country: str) -> tuple[Resort, ...]:
    """The resorts of a country (ISO 3166-1 alpha-2)."""
    return tuple(
        Resort(
            country,
            tuple(row[language] for language in LANGUAGES),
            tuple(fold(name) for name in _split(row["further"])),
        )
        for row in _table("resorts.tsv")
        if row["country"] == country
    )


@cache
def _towns_by_country(file: str) -> dict[str, bytes]:
    """The lines of each country: a home that sells twenty countries never decodes the rest."""
    text, found, start = _packed(file), {}, 0
    while start < len(text):
        code = text[start : start + 2]
        end = start
        while text[end : end + 2] == code:
            end = text.index(b"\n", end) + 1
        found[code.decode()] = text[start:end]
        start = end
    return found


@cache
def towns_of(country: str) -> tuple[Town, ...]:
    """The towns of a country (ISO 3166-1 alpha-2) with 15,000 people or more."""
    return _towns("places.tsv.gz", country)


@cache
def small_towns_of(country: str) -> tuple[Town, ...]:
    """The smaller towns and villages of a country where people go on holiday; of others none."""
    return _towns("small_places.tsv.gz", country)


def _towns(file: str, country: str) -> tuple[Town, ...]:
    lines = _towns_by_country(file).get(country, b"").decode("utf-8").splitlines()
    return tuple(_town(*line.split("\t")) for line in lines)


def _town(
    country: str, name: str, admin1: str, lat: str, lon: str, population: str, further: str
) -> Town:
    point = (float(lat), float(lon))
    return Town(country, name, admin1, point, int(population), _split(further))


@cache
def airports() -> dict[str, Airport]:
    """Airports and cities of several airports by IATA code; an airport wins over a city."""
    found: dict[str, Airport] = {}
    for line in _packed("airports.tsv.gz").decode("utf-8").splitlines():
        code, country, city, name, _, _ = line.split("\t")
        if name or code not in found:
            found[code] = Airport(code, country, city, name)
    return found


@cache
def departure_cities() -> dict[str, DepartureCity]:
    """The towns people leave from, by IATA code, with their names in many languages."""
    return {
        row["code"]: DepartureCity(
            row["code"],
            row["country"],
            tuple(row[language] for language in LANGUAGES),
            _split(row["further"]),
        )
        for row in _table("airport_names.tsv")
    }
