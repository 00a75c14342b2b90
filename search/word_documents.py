"""Word documents: what the word index holds of each product, as a few short terms.

A word of a name is "=village", a word of a short fact "tennis"; a place stands as its key,
"@GR/crete", a facility as "#pool" and a guided tour as "%tour". What a place or a facility is
called in many languages is kept once, in the lexicon, and not in every document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import pyarrow as pa

from ..catalog.places import place_key, read_region, regions_around
from ..offers import Kind
from ..offers.facility import facilities_of
from .word_text import words_of

MOST_FACTS = 40
LONGEST_FACT = 4
"""Words of a fact up to which it is a tag; what is longer is prose."""
_WANTED = ("name", "names", "country", "region", "resort", "facts", "kind")


def documents(products: pa.Table) -> Iterator[tuple[str, ...]]:
    """The terms of each product, in the order of the rows."""
    columns = [products[name].to_pylist() for name in _WANTED]
    for name, names, country, region, resort, facts, kind in zip(*columns, strict=True):
        said = _name_terms((name, *(names or ())))
        place = place_terms(country or "", region or "", resort or "")
        tags = _tags(tuple((facts or ())[:MOST_FACTS]))
        tour = ("%tour",) if kind == Kind.TOUR else ()
        yield tuple(dict.fromkeys((*said, *place, *tags, *tour)))


def _name_terms(names: Sequence[str]) -> Iterator[str]:
    return (f"={word}" for name in names for word in words_of(name))


@lru_cache(maxsize=16384)
def place_terms(country: str, region: str, resort: str) -> tuple[str, ...]:
    """The places a product lies in; its words for them where the country is not known."""
    if not country:
        return tuple(words_of(f"{region} {resort}"))
    keys = [country, place_key(country, region, resort)]
    if region:
        keys.append(place_key(country, region))
    if known := read_region(region, country) if region else None:
        keys += [f"{country}/{around.key}" for around in regions_around(known)]
    return tuple(f"@{key}" for key in dict.fromkeys(keys))


@lru_cache(maxsize=65536)
def _tags(facts: tuple[str, ...]) -> tuple[str, ...]:
    """The facilities that facts state, and the words of the short ones."""
    stated = (f"#{code}" for code in sorted(facilities_of(facts)))
    short = (words for fact in facts if len(words := words_of(fact)) <= LONGEST_FACT)
    return (*stated, *(word for words in short for word in words))
