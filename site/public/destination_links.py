"""Addresses of destinations: the place's English name, the same in every language and for good.

A country is /destination/greece, a region /destination/greece-crete. What else a visitor may type
(a name in their language, a place's key) leads there.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from ...catalog.gazetteer import regions
from ...catalog.places import country_name, slug
from ...search.month import freed
from ...search.places import PlaceTree
from ...search.query import Query, write_query

REGION = 1
"""The level of a region; resorts have no pages of their own."""


def has_page(key: str) -> bool:
    return key.count("/") <= REGION


def slug_of(key: str) -> str:
    """The slug of a country or region by its place key."""
    country, _, region = key.partition("/")
    whole = slug(country_name(country, "en")) or country.lower()
    return f"{whole}-{region}" if region else whole


def keys_with_page(tree: PlaceTree) -> Iterator[str]:
    """The countries and regions with stays, and the regions that hold such regions."""
    found: dict[str, None] = {}
    for node in tree.nodes:
        if has_page(node.key):
            found[node.key] = None
            country, _, region = node.key.partition("/")
            above = regions().get(region)
            if above and above.parent:
                found[f"{country}/{above.parent}"] = None
    return iter(found)


def key_of(said: str, tree: PlaceTree) -> str | None:
    """The place key of a slug, or None where no such place has stays."""
    return next((key for key in keys_with_page(tree) if slug_of(key) == said), None)


def meant(said: str, tree: PlaceTree) -> str | None:
    """The place that somebody means who does not know its slug: its name, or its key."""
    name = said.replace("-", " ")
    keys = tree.find(name) or tree.find(said)
    by_key = (key for key in keys_with_page(tree) if key.lower() == said.lower().replace("_", "/"))
    return next((key for key in (*keys, *by_key) if has_page(key)), None)


def destination(lang: str, key: str, query: Query | None = None) -> str:
    """The page of a destination, for the party of a search."""
    return f"/{lang}/destination/{slug_of(key)}{_tail(query)}"


def destinations(lang: str, query: Query | None = None) -> str:
    """The page of all destinations, for the party of a search."""
    return f"/{lang}/destinations{_tail(query)}"


def for_whom(query: Query) -> Query:
    """What of a search a destination's page is asked for: who travels, how long, from where."""
    free = freed(query)
    return Query(
        origins=free.origins,
        nights_min=free.nights_min,
        nights_max=free.nights_max,
        near=free.near,
        rooms=free.rooms,
        party=free.party,
        currency=free.currency,
    )


def pairs(query: Query) -> list[tuple[str, str]]:
    return write_query(for_whom(query))


def _tail(query: Query | None) -> str:
    told = pairs(query) if query else []
    return f"?{urlencode(told)}" if told else ""
