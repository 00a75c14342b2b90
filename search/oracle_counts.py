"""The oracle's counts: facets, silences and removals by plain loops over plain rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..catalog import airports
from ..catalog.places import covered, read_country, read_region
from ..offers import Board
from . import oracle_sql as sql
from .query import TRAITS, Query

Facets = dict[str, dict[str, int]]

# The columns of sql.COUNTED.
_ABOUT = (
    *("product", "country", "region", "resort", "board", "stars", "rating", "operator"),
    *("operator_name", "origin", "shortest", "facilities", "room", "transport", *TRAITS),
    *("weekend", "fails"),
)
_TOGETHER = ("facility", *TRAITS, "weekend")
"""Facets whose chosen values are wanted all together."""


def facets_of(query: Query, counted: list[tuple[Any, ...]]) -> Facets:
    """Products per value, over the rows that fail nothing, or the facet's own choice alone."""
    keys = keys_as_named(query)
    inside = {key: set(covered(key)) for key in keys}
    found: dict[str, dict[str, set[int]]] = {name: {} for name in sql.FACET_FILTERS}
    for name, value in _chosen(query, keys):
        found[name][value] = set()
    about = [dict(zip(_ABOUT, row, strict=True)) for row in counted]
    boards = {Board(r["board"]) for r in about if r["board"] and r["fails"] in ("", "board_min")}
    boards |= {board for board in (query.board_min,) if board}
    for row in about:
        values = _values(row, boards, query, inside)
        names = sql.FACET_FILTERS if not row["fails"] else (row["fails"],)
        for name in names:
            if not row["fails"] or name not in _TOGETHER:
                for value in values[name]:
                    found[name].setdefault(value, set()).add(row["product"])
    return {name: {v: len(p) for v, p in values.items()} for name, values in found.items()}


def _chosen(query: Query, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Every choice of the query: it stands in its facet, whatever its count."""
    yield from (("to", key) for key in keys)
    yield from (("operator", slug) for slug in query.operators)
    yield from (("from", code) for code in query.origins)
    yield from (("facility", code) for code in query.facilities)
    yield from (("room", word) for word in query.room_classes)
    yield from (("transport", word) for word in query.transports)
    yield from ((name, "1") for name in (*TRAITS, "weekend") if getattr(query, name))
    if query.board_min:
        yield "board_min", query.board_min.code
    if query.stars_min is not None:
        yield "stars_min", f"{query.stars_min / 2:g}"
    if query.rating_min is not None:
        yield "rating_min", f"{query.rating_min / 10:g}"
    if query.nights_min is not None and query.nights_min == query.nights_max:
        yield "nights", str(query.nights_min)


def _values(
    row: dict[str, Any], boards: set[Board], query: Query, inside: dict[str, set[str]]
) -> dict[str, list[str]]:
    """The values of each facet that a row of sql.COUNTED counts for."""
    here = {row["country"], row["region"], row["resort"]}
    places = {place for place in (row["country"], row["region"]) if place}
    chosen = {key for key, keys in inside.items() if keys & here}
    stars, rating = row["stars"], row["rating"]
    levels = {6, 8, 9, 10} | ({query.stars_min} - {None})
    tenths = {70, 80, 90} | ({query.rating_min} - {None})
    return {
        "to": sorted(places | chosen),
        "board_min": [level.code for level in boards if row["board"] >= level],
        "stars_min": [f"{n / 2:g}" for n in levels if n is not None and (stars or -1) >= n],
        "rating_min": [f"{n / 10:g}" for n in tenths if n is not None and (rating or -1) >= n],
        "operator": [row["operator"]],
        "from": [row["origin"]] if row["origin"] else [],
        "nights": [] if row["shortest"] is None else [str(row["shortest"])],
        "facility": [code for code in row["facilities"] if code],
        "room": [row["room"]] if row["room"] else [],
        "transport": [row["transport"]] if row["transport"] else [],
        **{name: ["1"] if row[name] else [] for name in (*TRAITS, "weekend")},
    }


def silent_of(query: Query, counted: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    """For each filter in force the operators none of whose rows, failing it or nothing, says it."""
    about = [dict(zip(_ABOUT, row, strict=True)) for row in counted]
    asked = {name for name, _ in _chosen(query, [])} & {*_NOT_SAID}
    asked |= {"nights"} if (query.nights_min, query.nights_max) != (None, None) else set()
    found = {}
    for name in sorted(asked):
        said: dict[str, bool] = {}
        for row in about:
            if row["fails"] in ("", name):
                states = row[_NOT_SAID[name]] not in (None, 0, "", [""])
                if name in TRAITS:
                    states = row[name] is not None
                elif name in ("stars_min", "rating_min"):
                    states = row[_NOT_SAID[name]] is not None
                elif name == "nights":
                    states = row["shortest"] is not None
                said[row["operator"]] = said.get(row["operator"], False) or states
        if silent := sorted(operator for operator, states in said.items() if not states):
            found[name] = silent
    return found


_NOT_SAID = {
    "stars_min": "stars",
    "rating_min": "rating",
    "board_min": "board",
    "nights": "shortest",
    "facility": "facilities",
    "room": "room",
    "transport": "transport",
    **{trait: trait for trait in TRAITS},
}
"""A filter -> what a row must say to answer it."""


def without_each(query: Query) -> Iterator[tuple[str, str, Query]]:
    """The query without each of its filters, as Answer.removals names them."""
    lists = ("to", "origins", "operators", "facilities", "room_classes", "transports")
    keys = ("to", "from", "operator", "facility", "room", "transport")
    for key, name in zip(keys, lists, strict=True):
        values: tuple[str, ...] = getattr(query, name)
        for n, value in enumerate(values):
            yield key, value, _put(query, {name: values[:n] + values[n + 1 :]})
        if len(values) > 1:
            yield key, "", _put(query, {name: ()})
    no_dates = {"depart_from": None, "depart_to": None, "flex": 0, "cheapest_month": False}
    together: dict[str, dict[str, Any]] = {
        "dates": no_dates,
        "nights": {"nights_min": None, "nights_max": None},
        "price": {"price_min": None, "price_max": None},
    }
    for key, nothing in together.items():
        if any(getattr(query, name) not in (None, False, 0) for name in nothing if name != "flex"):
            yield key, "", _put(query, nothing)
    said = {
        "stars_min": None if query.stars_min is None else f"{query.stars_min / 2:g}",
        "rating_min": None if query.rating_min is None else f"{query.rating_min / 10:g}",
        "board_min": None if query.board_min is None else query.board_min.code,
    }
    for key, word in said.items():
        if word is not None:
            yield key, word, _put(query, {key: None})
    for key in (*TRAITS, "weekend"):
        if getattr(query, key):
            yield key, "1", _put(query, {key: False})


def left_without(
    key: str, query: Query, counted: list[tuple[Any, ...]], origins: Iterable[str]
) -> int:
    """How many products the rows hold that fail nothing, or only the removed filter and none of
    its values that are left; `query` is the search without it."""
    places = set(place_keys(query))
    airport = {*query.origins, *(airports.near(query.origins, origins) if query.near else ())}
    products = set()
    for row in (dict(zip(_ABOUT, one, strict=True)) for one in counted):
        left = {
            "to": not query.to or bool(places & {row["country"], row["region"], row["resort"]}),
            "from": not query.origins or row["origin"] in airport,
            "operator": not query.operators or row["operator"] in query.operators,
            "facility": {*query.facilities} <= {*row["facilities"]},
            "room": not query.room_classes or row["room"] in query.room_classes,
            "transport": not query.transports or row["transport"] in query.transports,
        }
        if row["fails"] in ("", key) and left.get(key, True):
            products.add(row["product"])
    return len(products)


def _put(query: Query, changes: dict[str, Any]) -> Query:
    return replace(query, **changes)


def buckets_of(lowest: list[int]) -> list[tuple[int, int | None, int]]:
    """Even buckets of the smallest round width of which twelve are enough for 95 of 100."""
    if not lowest:
        return []
    lowest = sorted(lowest)
    high = lowest[-(-len(lowest) * 95 // 100) - 1]
    widths = (one * 10**power for power in range(16) for one in (1, 2, 5))
    width = next(w for w in widths if high // w - lowest[0] // w <= 11)
    begins = range(lowest[0] // width * width, high + 1, width)
    counts = Counter(min(low // width * width, begins[-1]) for low in lowest)
    open_end = lowest[-1] >= begins[-1] + width
    return [
        (begin, None if open_end and begin == begins[-1] else begin + width, counts[begin])
        for begin in begins
    ]


def keys_as_named(query: Query) -> list[str]:
    """The place keys of a query, names read by the gazetteer alone."""
    keys = []
    for to in query.to:
        region = None if "/" in to else read_region(to)
        country = read_country(to) if len(to) > 2 else ""
        keys.append(country or (f"{region.country}/{region.key}" if region else to))
    return keys


def place_keys(query: Query) -> set[str]:
    return {key for named in keys_as_named(query) for key in covered(named)}
