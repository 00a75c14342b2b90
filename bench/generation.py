"""A whole generation of the seeded market, built and opened by the code that serves the site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.catalogue import GENERATION_SCHEMA, Catalogue, SourceState
from ..catalog.fx import Rates
from ..catalog.united import PRODUCTS_SCHEMA
from ..offers import Availability, Basis, Form, Kind
from ..search.build import build
from ..search.engine import Engine
from ..search.parties import NAMED
from .market import AIRPORTS, NOW, OPERATORS, PARTIES, ROOM_CLASSES, Market, Rng

SAID = {"party": 0.88, "nothing": 0.06, "person": 0.04, "unclear": 0.02}
"""How prices are printed: for a party, not at all, for each adult, or in no readable way."""
UNDATED = 0.01


def generation_of(drawn: Market, folder: Path, seed: int) -> Engine:
    """Write the market as a generation, its columns and words built, and open it."""
    catalogue = catalogue_of(drawn, seed)
    for name, table in (("offers", catalogue.offers), ("products", catalogue.products)):
        path = str(folder / f"{name}.arrow")
        with pa.OSFile(path, "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table)
    build(folder, catalogue)
    return Engine.open(folder, catalogue.rates)


def catalogue_of(drawn: Market, seed: int) -> Catalogue:
    """The market as the catalogue of one source; a share of it without a price, or undated."""
    rng = np.random.default_rng(seed + 2)
    products = filled(
        PRODUCTS_SCHEMA,
        drawn.products.num_rows,
        {name: drawn.products[name].combine_chunks() for name in drawn.products.column_names},
        {"kind": str(Kind.STAY), "form": str(Form.PLAIN)},
    )
    source = SourceState("bench", "Bench", period_minutes=1440, answered_at=NOW)
    offers = _offers(drawn, products, rng)
    return Catalogue(offers, products, {"bench": source}, Rates.embedded(), "EUR", NOW)


def _offers(drawn: Market, products: pa.Table, rng: Rng) -> pa.Table:
    given = drawn.departures
    rows, hotel = len(given.product), pa.array(given.product)
    said = rng.choice(len(SAID), rows, p=list(SAID.values()))
    of_party, none, person, unclear = (said == n for n in range(len(SAID)))
    party = given.party - NAMED
    adults = np.array([one.adults for one in PARTIES])[party]
    basis = np.where(person, str(Basis.PER_PERSON), str(Basis.PER_PARTY)).astype(object)
    basis[unclear] = str(Basis.UNKNOWN)
    undated = rng.random(rows) < UNDATED
    columns: dict[str, Any] = {
        **{n: products[n].take(hotel).combine_chunks() for n in ("name", "country", "resort")},
        "key": pa.array(given.offer).cast(pa.string()),
        "operator": _named("operator-{:03d}", OPERATORS, given.operator),
        "operator_name": _named("Operator {}", OPERATORS, given.operator),
        "room_raw": _named("Room {}", ROOM_CLASSES, given.manner),
        "bag_kg": pa.array(given.manner),
        "board": pa.array(given.board),
        "date": pa.array(given.date.astype(np.int32), mask=undated),
        "nights_min": pa.array(given.nights),
        "nights_max": pa.array(given.nights_most),
        "origin": _named("A{:02d}", AIRPORTS, given.airport),
        "checked_at": pa.array(given.checked * 60_000_000),
        "amount": pa.array(np.where(person, given.total // adults, given.total), mask=none),
        "basis": pa.array(basis, pa.string(), mask=none),
        "currency": pa.array(np.full(rows, "EUR"), mask=none),
        "party_adults": pa.array(adults, mask=~of_party & ~unclear),
        "party_children": _ages(np.where(of_party | unclear, party, 0)),
        "product": hotel,
    }
    same = {"source": "bench", "kind": str(Kind.STAY), "form": str(Form.PLAIN)}
    return filled(
        GENERATION_SCHEMA, rows, columns, {**same, "availability": str(Availability.NOT_STATED)}
    )


def _named(pattern: str, count: int, numbers: Any) -> pa.Array:
    return pa.array([pattern.format(n) for n in range(count)]).take(pa.array(numbers))


def _ages(party: Any) -> pa.Array:
    ages: Sequence[list[int]] = [list(one.child_ages) for one in PARTIES]
    return pa.array(ages, pa.list_(pa.int8())).take(pa.array(party))


def filled(schema: pa.Schema, rows: int, columns: dict[str, Any], same: dict[str, str]) -> pa.Table:
    """A table of the schema: the given columns, one text for all rows, and else nothing said."""
    made = []
    for field in schema:
        if field.name in columns:
            made.append(columns[field.name].cast(field.type))
        elif field.name in same:
            made.append(pa.repeat(same[field.name], rows))
        elif pa.types.is_list(field.type):
            made.append(pa.array([[]], field.type).take(pa.array(np.zeros(rows, np.int64))))
        else:
            made.append(pa.nulls(rows, field.type))
    return pa.Table.from_arrays(made, schema=schema)
