"""Addresses of the public pages, every state a link (W-02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from ...offers import Money
from ...search.query import WRITTEN, Query, tidied, write_query

USUAL = Query()
_KEYS_OF: Mapping[str, tuple[str, ...]] = {
    field.name: tuple(key for key, said in WRITTEN.items() if said.field == field.name)
    for field in fields(Query)
}
"""The keys of an address that say a field of a search."""


def trips(lang: str, query: Query) -> str:
    """The results of a search."""
    return _joined(f"/{lang}/trips", write_query(query))


def find_me(lang: str, query: Query) -> str:
    """The form of "find me something", filled in by a search; without its words and facilities,
    which may tell a need (W-09a)."""
    told = replace(query, words="", facilities=(), page=1)
    return _joined(f"/{lang}/ask", [("kind", "find_me"), *write_query(told)])


def changed(lang: str, query: Query, **parts: Any) -> str:
    """The same search with some parts changed, from its first page.

    A page has a hundred of these links: only the keys that change are written anew.
    """
    if "currency" in parts:
        return trips(lang, replace(query, page=1, **parts))
    said = {**_first_page(query)}
    for name, value in parts.items():
        for key in _KEYS_OF[name]:
            said[key] = _key(key, tidied(name, value), query.currency)
    told = "&".join(filter(None, said.values()))
    return f"/{lang}/trips?{told}" if told else f"/{lang}/trips"


@lru_cache(maxsize=64)
def _first_page(query: Query) -> dict[str, str]:
    """Every key of an address in its order and what it says, "" where it says nothing."""
    return {
        key: _key(key, 1 if key == "page" else getattr(query, said.field), query.currency)
        for key, said in WRITTEN.items()
    }


def _key(key: str, value: Any, currency: str) -> str:
    """All pairs of one key."""
    return "&".join(_said(key, text) for text in WRITTEN[key].texts(value, USUAL, currency))


def stay(
    lang: str,
    slug: str,
    product_id: str,
    query: Query,
    offer: str = "",
    seen: Money | None = None,
) -> str:
    """The page of one stay, for the party and the dates of a search; `offer` is shown first.

    `seen` is the total that stood beside the link: where it is another by then, the page says so.
    """
    tail = _stay_tail(query)
    if offer:
        tail += f"{'&' if tail else '?'}offer={offer}"
        tail += f"&seen={seen.minor}{seen.currency}" if seen else ""
    return f"/{lang}/trip/{slug}-{product_id}{tail}"


def stay_data(lang: str, slug: str, product_id: str, query: Query) -> str:
    """The same stay as JSON."""
    path, mark, asked = stay(lang, slug, product_id, query).partition("?")
    return f"{path}.json{mark}{asked}"


@lru_cache(maxsize=256)
def _stay_tail(query: Query) -> str:
    """The same for every card of a page."""
    return _joined("", write_query(for_stay(query)))


def for_stay(query: Query) -> Query:
    """What of a search a stay's page needs: who travels, when, how long, from where."""
    return Query(
        origins=query.origins,
        depart_from=query.depart_from,
        depart_to=query.depart_to,
        nights_min=query.nights_min,
        nights_max=query.nights_max,
        flex=query.flex,
        weekend=query.weekend,
        near=query.near,
        party=query.party,
        rooms=query.rooms,
        currency=query.currency,
    )


def pairs(query: Query) -> list[tuple[str, str]]:
    """The keys and values of a search, for the hidden fields of a form."""
    return write_query(query)


def _joined(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{'&'.join(_said(*pair) for pair in pairs)}" if pairs else path


@lru_cache(maxsize=8192)
def _said(key: str, value: str) -> str:
    """One pair as an address writes it; the hundred links of a page share most of theirs."""
    return f"{quote_plus(key)}={quote_plus(value)}"
