"""Addresses of the public pages, every state a link (W-02)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from ...offers import Money
from ...search.query import Query, write_query


def trips(lang: str, query: Query) -> str:
    """The results of a search."""
    return _joined(f"/{lang}/trips", write_query(query))


def changed(lang: str, query: Query, **parts: Any) -> str:
    """The same search with some parts changed, from its first page."""
    return trips(lang, replace(query, page=1, **parts))


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
