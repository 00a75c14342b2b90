"""United: one product's facts out of what its operators say, the same way every time.

The value most sources and operators state wins, then the longest, then the first in the
alphabet; lists are united. A value that nobody states stays null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa

from .descriptions import Description
from .places import slug

_TEXT = pa.string()
_IDS = pa.list_(pa.struct([("scheme", _TEXT), ("value", _TEXT)]))

PRODUCTS_SCHEMA = pa.schema(
    [
        pa.field("id", _TEXT, nullable=False),
        pa.field("slug", _TEXT, nullable=False),
        pa.field("kind", _TEXT, nullable=False),
        pa.field("name", _TEXT, nullable=False),
        ("names", pa.list_(_TEXT)),
        ("country", _TEXT),
        ("region", _TEXT),
        ("resort", _TEXT),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("stars", pa.int8()),
        pa.field("form", _TEXT, nullable=False),
        ("facts", pa.list_(_TEXT)),
        ("text", _TEXT),
        ("itinerary", pa.list_(_TEXT)),
        ("photos", pa.list_(_TEXT)),
        ("rating", pa.int16()),
        ("ids", _IDS),
        ("sources", pa.list_(_TEXT)),
    ]
)

Said = Iterable[tuple[Any, tuple[str, str]]]
"""Values, each with who says it."""


def united(id: str, group: Sequence[Description]) -> dict[str, Any]:
    """A row of PRODUCTS_SCHEMA for the descriptions of one product."""
    name = _name(group)
    country, region, resort = _agreed(_places(group), _place_size) or (None, None, None)
    lat, lon = _agreed(_points(group)) or (None, None)
    return {
        "id": id,
        "slug": slug(name) or group[0].row["kind"],
        "kind": group[0].row["kind"],
        "name": name,
        "names": _names(group, name),
        "country": country,
        "region": region,
        "resort": resort,
        "lat": lat,
        "lon": lon,
        "stars": _agreed(_said(group, "stars"), _lower),
        "form": group[0].row["form"],
        "facts": _all(group, "facts"),
        "text": _agreed(_said(group, "text")),
        "itinerary": list(_agreed(_lists(group, "itinerary")) or ()),
        "photos": list(_agreed(_lists(group, "photos")) or ()),
        "rating": _agreed(_said(group, "rating"), _lower),
        "ids": [{"scheme": scheme, "value": value} for scheme, value in _ids(group)],
        "sources": sorted({one.row["source"] for one in group}),
    }


def _name(group: Sequence[Description]) -> str:
    name: str = _agreed(_said(group, "name"))
    return name


def _size(value: Any) -> int:
    return len(value)


def _lower(value: int) -> int:
    """Of two numbers that equally many state, the one that promises less."""
    return -value


def _place_size(place: tuple[str, ...]) -> tuple[int, int]:
    """The place that says more: more of its parts, then longer ones."""
    return sum(map(bool, place)), sum(len(part or "") for part in place)


def _agreed(said: Said, size: Callable[[Any], Any] = _size) -> Any:
    """The value with the most tellers, then the greatest size, then the first in order."""
    tellers: dict[Any, set[tuple[str, str]]] = defaultdict(set)
    for value, teller in said:
        tellers[value].add(teller)
    if not tellers:
        return None
    best = max((len(who), size(value)) for value, who in tellers.items())
    return min(
        (value for value, who in tellers.items() if (len(who), size(value)) == best), key=repr
    )


def _said(group: Sequence[Description], column: str) -> Said:
    return ((one.row[column], one.teller) for one in group if one.row[column] is not None)


def _lists(group: Sequence[Description], column: str) -> Said:
    return ((tuple(one.row[column]), one.teller) for one in group if one.row[column])


def _places(group: Sequence[Description]) -> Said:
    for one in group:
        place = (one.row["country"], one.row["region"], one.row["resort"])
        if any(place):
            yield place, one.teller


def _points(group: Sequence[Description]) -> Said:
    for one in group:
        if one.row["lat"] is not None:
            yield (one.row["lat"], one.row["lon"]), one.teller


def _names(group: Sequence[Description], first: str) -> list[str]:
    """Every name it goes or went by, the chosen one first."""
    names = {one.row["name"] for one in group}
    names |= {old for one in group for old in one.row["former_names"]}
    return [first, *sorted(names - {first})]


def _all(group: Sequence[Description], column: str) -> list[str]:
    """Every item of a list column, those that more tellers state first."""
    tellers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in group:
        for item in one.row[column]:
            tellers[item].add(one.teller)
    return sorted(tellers, key=lambda item: (-len(tellers[item]), item))


def _ids(group: Sequence[Description]) -> list[tuple[str, str]]:
    return sorted({hard for one in group for hard in one.ids})
