"""With a flight: fly-and-go products beside the hotel they lead to, each a product of its own.

Such a row is never merged with the plain stay (product.md 5): a flight is in its price, and what
else is in it its operator alone knows. It is the hotel's where they share a hard id, or bear the
same bare name at the same place; one that fits two hotels stands beside neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from ..catalog.places import slug
from ..offers import Form, Kind, bare_name

_FORM = re.compile(r"\bfly\s*(?:and|n|\+)?\s*go\b|\bflyandgo\b|\bflight and hotel\b")
_READ = ["kind", "form", "name", "country", "region", "resort", "ids"]


class _Hotel(NamedTuple):
    """What a row of products.arrow is known by."""

    row: int
    name: str
    country: str
    places: frozenset[str]
    ids: frozenset[tuple[str, str]]


def flights_beside(products: pa.Table) -> Mapping[int, tuple[int, ...]]:
    """The fly-and-go rows of each hotel by the rows of `products` (united.PRODUCTS_SCHEMA)."""
    flights = list(_of_form(products, Form.FLY_AND_GO))
    if not flights:
        return {}
    by_id, by_name = defaultdict(list), defaultdict(list)
    for hotel in _of_form(products, Form.PLAIN):
        by_name[hotel.name].append(hotel)
        for one in hotel.ids:
            by_id[one].append(hotel)
    beside: dict[int, list[int]] = defaultdict(list)
    for flight in flights:
        same = {hotel.row for one in flight.ids for hotel in by_id[one]}
        alike = {hotel.row for hotel in by_name[flight.name] if _may_be(flight, hotel)}
        rows = same or alike
        if len(rows) == 1:
            beside[rows.pop()].append(flight.row)
    return {hotel: tuple(rows) for hotel, rows in beside.items()}


def _of_form(products: pa.Table, form: Form) -> Iterator[_Hotel]:
    wanted = pc.and_(
        pc.equal(products["kind"], Kind.STAY.value), pc.equal(products["form"], form.value)
    )
    rows = pc.indices_nonzero(wanted)
    for row, said in zip(
        rows.to_pylist(), products.select(_READ).take(rows).to_pylist(), strict=True
    ):
        yield _known(row, said)


def _known(row: int, said: Mapping[str, Any]) -> _Hotel:
    name = " ".join(_FORM.sub(" ", bare_name(said["name"])).split())
    places = {slug(said[level] or "") for level in ("region", "resort")}
    ids = frozenset((one["scheme"], one["value"]) for one in said["ids"] or ())
    return _Hotel(row, name, said["country"] or "", frozenset(places - {""}), ids)


def _may_be(one: _Hotel, other: _Hotel) -> bool:
    """Whether nothing speaks against two of one name being one hotel: neither places nor ids."""
    if not one.name or one.country != other.country:
        return False
    if one.places and other.places and one.places.isdisjoint(other.places):
        return False
    mine, theirs = (_everywhere(hotel) for hotel in (one, other))
    common = mine.keys() & theirs.keys()
    return all(not mine[scheme].isdisjoint(theirs[scheme]) for scheme in common)


def _everywhere(hotel: _Hotel) -> dict[str, set[str]]:
    """Its ids that mean the same everywhere, as GIATA's do; an operator numbers the flight and the
    hotel apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for scheme, value in hotel.ids:
        if ":" not in scheme:
            found[scheme].add(value)
    return found
