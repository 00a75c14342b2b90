"""Places: what an operator's words for a country, region, resort or airport mean.

Nothing is guessed: a word that means two places, or none we know, stays the operator's word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from ..offers import Place, fold
from . import gazetteer
from .gazetteer import LANGUAGES, Region, Resort, Town

_CUT = re.compile(r"\s*(?:[/>|\u203a\u00bb\u2192;]|,(?!\d)|\s[-\u2013\u2014]\s)\s*")
_CODE = re.compile(r"[A-Z]{3}\Z")
_IN_BRACKETS = re.compile(r"[(\[]\s*([A-Z]{3})\s*[)\]]")
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y  e yu ya i yi ye g".split(
            " "
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {
        **_CYRILLIC,
        **_GREEK,
        "\u0131": "i",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "'": "",
    }
)
LONGEST_SLUG = 60
LARGE = 15_000
"""People from which a town goes by its name in the gazetteer."""


def latin(words: str) -> str:
    """Folded and in Latin letters, whichever of Latin, Cyrillic and Greek it was written in."""
    return fold(words).translate(_LETTERS)


@lru_cache(maxsize=65536)
def slug(words: str) -> str:
    """Latin small letters, digits and hyphens: "Ägäis (Türkei)" is agais-turkei."""
    flat = latin(words).replace("\u2019", "")
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:LONGEST_SLUG].rstrip("-")


# Countries


@cache
def _countries() -> dict[str, str]:
    """Folded country names and codes -> ISO 3166-1 alpha-2."""
    known: dict[str, str] = {}
    for code, names in gazetteer.further_country_names().items():
        known.update(dict.fromkeys(map(fold, names), code))
    for of_language in gazetteer.territories().values():
        for code, name in of_language.items():
            known.setdefault(fold(name), code)
    known.update({code.lower(): code for code in gazetteer.territories()["en"]})
    return known


def _territories(language: str) -> Mapping[str, str]:
    """CLDR's names: of most languages from our own table, for Babel reads a whole language."""
    return gazetteer.territories().get(language) or Locale.parse(language).territories


@lru_cache(maxsize=8192)
def read_country(words: str) -> str:
    """The ISO code of a country's name in any of nineteen languages, or ""."""
    return _countries().get(fold(words), "")


@lru_cache(maxsize=4096)
def country_name(code: str, language: str) -> str:
    """A country's name in a language (CLDR); the code itself where there is none."""
    try:
        return _territories(language).get(code, code)
    except UnknownLocaleError:
        return code


@lru_cache(maxsize=512)
def country_names(code: str) -> tuple[str, ...]:
    """Every name we understand for a country: nineteen languages, its own, and what operators
    print besides."""
    languages = (*gazetteer.territories(), _own_language(code))
    names = (_territories(language).get(code, "") for language in languages if language)
    further = gazetteer.further_country_names().get(code, ())
    return tuple(dict.fromkeys(name for name in (*names, *further) if name))


def _own_language(code: str) -> str:
    """The official language that most people of a country speak, where CLDR knows it."""
    spoken = get_global("territory_languages").get(code, {})
    official = [name for name, of in spoken.items() if of["official_status"] == "official"]
    first = max(official, key=lambda name: spoken[name]["population_percent"], default="")
    try:
        return str(Locale.parse(first)) if first else ""
    except UnknownLocaleError:
        return ""


# Regions


@cache
def _regions_by_name() -> dict[str, tuple[Region, ...]]:
    found: defaultdict[str, dict[str, Region]] = defaultdict(dict)
    for region in gazetteer.regions().values():
        for name in (*region.names, *region.further, region.key.replace("-", " ")):
            found[fold(name)][region.key] = region
    return {name: tuple(some.values()) for name, some in found.items()}


@lru_cache(maxsize=16384)
def read_region(words: str, country: str = "") -> Region | None:
    """The tourism region of these words within a country; without one, only if it is the sole."""
    known = _regions_by_name().get(fold(words), ())
    within = [region for region in known if country in ("", region.country)]
    return within[0] if len(within) == 1 else None


def _region_of_key(key: str) -> Region | None:
    country, _, rest = key.partition("/")
    region = gazetteer.regions().get(rest.partition("/")[0] or country)
    return region if region and (not rest or region.country == country) else None


@lru_cache(maxsize=4096)
def region_name(key: str, language: str) -> str:
    """A region's name by its key ("GR/crete"); "" where the gazetteer does not know it.

    In another language than LANGUAGES the English name stands.
    """
    region = _region_of_key(key)
    if region is None:
        return ""
    return region.names[LANGUAGES.index(language) if language in LANGUAGES else 0]


@lru_cache(maxsize=4096)
def covered(key: str) -> tuple[str, ...]:
    """The place keys that a key covers: itself and, of a region of regions, each of them.

    "ES/canary-islands" covers "ES/tenerife", because an offer stands at its finest region.
    """
    region = _region_of_key(key)
    if region is None or key.count("/") != 1:
        return (key,)
    inner = (r for r in gazetteer.regions().values() if r.parent == region.key)
    return (key, *(f"{r.country}/{r.key}" for r in inner))


def regions_around(region: Region) -> tuple[Region, ...]:
    """The region and those it lies in, the finest first."""
    found = [region]
    while parent := gazetteer.regions().get(found[-1].parent):
        found.append(parent)
    return tuple(found)


# Towns


Names = dict[str, Town | Resort | None]
"""Places by folded name; None where the name means several."""


@cache
def _towns_by_name(country: str) -> tuple[Names, ...]:
    """The tables in which a town is looked for, one after another: the own names of larger towns,
    all names of the resorts we know, further names of larger towns, and the small towns'."""
    large, small = gazetteer.towns_of(country), gazetteer.small_towns_of(country)
    resorts = gazetteer.resorts_of(country)
    return (
        _table((fold(town.name), town) for town in large),
        _table((n, one) for one in resorts for n in {*map(fold, one.names), *one.further}),
        _table((name, town) for town in large for name in town.further),
        _table((fold(town.name), town) for town in small),
        _table((name, town) for town in small for name in town.further),
    )


def _table(pairs: Iterable[tuple[str, Town | Resort]]) -> Names:
    named: Names = {}
    for name, town in pairs:
        named[name] = None if name in named else town
    return named


@lru_cache(maxsize=16384)
def read_town(words: str, country: str) -> Town | Resort | None:
    """The town or resort of these words in the country; None if several have the name."""
    name = fold(words)
    return next((table[name] for table in _towns_by_name(country) if name in table), None)


def _printed(town: Town | Resort | None, words: str) -> str:
    """The name that stands for all its spellings; a small town keeps the operator's words, because
    gazetteers transcribe the names of villages as nobody prints them."""
    if town is None or (isinstance(town, Town) and town.population < LARGE):
        return words
    return town.name


@lru_cache(maxsize=4096)
def resort_name(country: str, words: str, language: str) -> str:
    """A resort's name in one of LANGUAGES where we know it, else the words."""
    name = fold(words)
    for one in gazetteer.resorts_of(country):
        if fold(one.name) == name and language in LANGUAGES:
            return one.names[LANGUAGES.index(language)]
    return words


# A place as an operator says it


@dataclass(frozen=True, slots=True)
class Found:
    """The place of an operator's words. `unknown` are (country | region | resort, words)."""

    place: Place
    unknown: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=65536)
def find(country: str, region: str = "", resort: str = "", said: str = "", code: str = "") -> Found:
    """The place of a country's, region's and resort's words, or of one text `said` with all.

    `code` is the country where a card already knows it. A region said as country (Madeira,
    Canary Islands) gives both; of a region and a finer one in it the finer is kept.
    """
    parts = [part for part in _CUT.split(said) if part] if said else []
    words = list({fold(word): word for word in (region, resort) if word}.values()) or parts
    printed = said or " / ".join(word for word in (country, region, resort) if word)
    unknown: list[tuple[str, str]] = []
    known: list[Region] = []
    code = code or read_country(country) or next(filter(None, map(read_country, parts)), "")
    if not code and (sole := read_region(country)):
        code, known = sole.country, [sole]
    words = [word for word in words if not code or read_country(word) != code]
    if not code and (sole := next(filter(None, map(read_region, words)), None)):
        code = sole.country
    if not code and (country or parts):
        unknown.append(("country", country or said))
    inside, rest = _regions_first(words, code)
    known += inside
    return _found(code, known, rest, words, unknown, printed)


def _regions_first(words: Iterable[str], country: str) -> tuple[list[Region], list[str]]:
    known, rest = [], []
    for word in words:
        region = read_region(word, country) if country else None
        if region:
            known.append(region)
        else:
            rest.append(word)
    return known, rest


def _found(
    code: str,
    known: list[Region],
    rest: list[str],
    words: list[str],
    unknown: list[tuple[str, str]],
    printed: str,
) -> Found:
    """Known regions win; of the words left the last is the resort and the first the region."""
    finest = _finest(known)
    region = finest.name if finest else (rest.pop(0) if len(rest) > 1 else "")
    if region and not finest and (code or not unknown):
        unknown.append(("region", region))
    if not region and len(words) > 1 and rest:
        region = rest[0]
    resort = rest[-1] if rest else ""
    town = read_town(resort, code) if resort and code else None
    if resort and not town and (code or not unknown):
        unknown.append(("resort", resort))
    return Found(Place(code, region, _printed(town, resort), printed), tuple(unknown))


def _finest(known: list[Region]) -> Region | None:
    """The region that lies in the others.

    Of two beside each other the later one, for operators print from wide to fine and name a
    province by its chief town ("Antalya / Side"); of more ("Kemer - Side - Alanya") the one around.
    """
    parents = {region.parent for region in known}
    inner = list(dict.fromkeys(region for region in known if region.key not in parents))
    if len(inner) > 2 and len(around := {region.parent for region in inner}) == 1:
        return gazetteer.regions().get(around.pop(), inner[0])
    beside = len(inner) == 2 and inner[0].parent == inner[1].parent != ""
    return inner[-1] if beside else next(iter(inner), None)


@lru_cache(maxsize=65536)
def place_key(country: str, region: str = "", resort: str = "") -> str:
    """The key of a place in searches and addresses: "GR/crete/hersonissos"; "" without country.

    A resort without a region stands under "-": "IT/-/rimini".
    """
    if not country:
        return ""
    known = read_region(region, country) if region else None
    middle = known.key if known else slug(region)
    last = slug(resort)
    parts = (country, middle or ("-" if last else ""), last)
    return "/".join(part for part in parts if part)


@lru_cache(maxsize=65536)
def aliases(place: Place) -> tuple[str, ...]:
    """Every word that should find this place, in en, hu, bg and ru and as operators write it."""
    return tuple(dict.fromkeys(name for name in _alias_words(place) if name))


def _alias_words(place: Place) -> Iterator[str]:
    if place.country:
        yield from (country_name(place.country, language) for language in LANGUAGES)
    yield place.region
    region = read_region(place.region, place.country) if place.region else None
    while region:
        yield from (*region.names, *region.further)
        region = gazetteer.regions().get(region.parent)
    yield place.resort
    town = read_town(place.resort, place.country) if place.resort and place.country else None
    if isinstance(town, Resort):
        yield from town.names
    if town:
        yield from (town.name, *town.further)


# Airports


@cache
def _airports_by_name() -> dict[str, str]:
    """Folded names of towns and airports -> IATA code; "" where a name means several."""
    known: dict[str, str] = {}
    for airport in gazetteer.airports().values():
        for name in {fold(airport.city), fold(airport.name)} - {""}:
            known[name] = airport.code if name not in known else ""
    for airport in gazetteer.airports().values():
        if not airport.name:
            known[fold(airport.city)] = airport.code
    for city in gazetteer.departure_cities().values():
        known.update(dict.fromkeys(map(fold, (*city.names, *city.further)), city.code))
    return known


@lru_cache(maxsize=8192)
def read_airport(words: str) -> str:
    """The IATA code of an airport or city in an operator's words, or "" where not known.

    Reads a code, a code in brackets, a name ("Praha", "Warszawa"), or the one part of a text
    that is a name ("Flight-Praha").
    """
    words = words.strip()
    if _CODE.match(words):
        return words if words in gazetteer.airports() else ""
    if (found := _IN_BRACKETS.search(words)) and found[1] in gazetteer.airports():
        return found[1]
    names = _airports_by_name()
    if code := names.get(fold(words)):
        return code
    parts = [part for part in re.split(r"[-\u2013/,()|]", words) if part.strip()]
    codes = {code for part in parts if (code := names.get(fold(part)))}
    return codes.pop() if len(codes) == 1 and len(parts) > 1 else ""


@lru_cache(maxsize=4096)
def airport_name(code: str, language: str) -> str:
    """The town of an IATA code in a language, else as the gazetteer writes it, else the code."""
    city = gazetteer.departure_cities().get(code)
    if city:
        return city.names[LANGUAGES.index(language) if language in LANGUAGES else 0]
    airport = gazetteer.airports().get(code)
    return (airport.city or airport.name) if airport else code
