"""Addresses of a comparison: its stays and the visitor's party and dates, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from ...search.query import Query, write_query
from . import links


def kept(query: Query) -> tuple[tuple[str, str], ...]:
    """What of a search every column of a comparison is asked for, as pairs of an address."""
    return tuple(write_query(links.for_stay(query)))


def pairs(ids: Iterable[str], query: Query, differences: bool = False) -> list[tuple[str, str]]:
    """The canonical pairs of a comparison. The order of the ids is the order of its columns."""
    told = [*kept(query), *(("id", one) for one in ids)]
    if differences:
        told.append(("only", "differences"))
    return sorted(told, key=lambda pair: pair[0])


def compare(lang: str, ids: Iterable[str], query: Query, differences: bool = False) -> str:
    """The page that shows these stays side by side."""
    return f"/{lang}/compare?{urlencode(pairs(ids, query, differences))}"
