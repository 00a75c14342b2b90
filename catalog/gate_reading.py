"""Reading for the gate: one run or two as narrow tables, in a database that reaches no other."""

from __future__ import annotations

import datetime as dt

import duckdb

from ..offers.faults import GateFault
from .runs import Run

AHEAD = """(coalesce(date >= $today, false)
    OR coalesce(list_max(goes_on) >= $today, false)
    OR (date IS NULL AND len(goes_on) = 0))"""
"""An offer that somebody can still take: decision 0041."""

_NAMED = "lower(trim(name)) || '|' || coalesce(resort, place_said, '')"
_HOTEL = f"""CASE WHEN len(product_ids) > 0
    THEN array_to_string(list_transform(product_ids, lambda p: p.scheme || '=' || p.value), ',')
    ELSE {_NAMED} END"""
# What makes two records the same trip, whatever it costs and whatever number it has this time.
_LEAVES = f"""concat_ws('|', {_NAMED}, coalesce(date::VARCHAR, ''), coalesce(nights_min, 0))"""
_TRIP = f"""concat_ws('|', {_LEAVES}, coalesce(board, 0), coalesce(lower(room_raw), ''),
    coalesce(origin, ''), coalesce(party_adults, 0), array_to_string(party_children, '+'))"""
_SIDE = f"""
    SELECT key, {AHEAD} AS ahead,
        hash({_HOTEL}) AS hotel, hash({_NAMED}) AS hotel_named,
        hash({_LEAVES}) AS departure, hash({_TRIP}) AS trip,
        amount, currency, basis
    FROM {{view}}"""


def reading(run: Run, last: Run | None = None) -> duckdb.DuckDBPyConnection:
    """A database that can read these files and nothing else: views `offers` and, of the last
    published run, `offers_before`."""
    files = {"offers": run} | ({"offers_before": last} if last else {})
    db = duckdb.connect(config={"threads": 1})
    try:
        paths = ", ".join(_quoted(str(one.offers_file)) for one in files.values())
        db.execute(f"SET allowed_paths = [{paths}]")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        for view, one in files.items():
            db.read_parquet(str(one.offers_file)).create_view(view)
    except duckdb.Error as error:
        db.close()
        raise GateFault(
            f"{run.source}, run {run.name}: its offers cannot be read: {error}"
        ) from error
    return db


def lay_sides(db: duckdb.DuckDBPyConnection, today: dt.date) -> None:
    """Tables `now_side` and `before_side`: a narrow row for each offer, hashes for its names."""
    for view, table in (("offers", "now_side"), ("offers_before", "before_side")):
        db.execute(f"CREATE TEMP TABLE {table} AS {_SIDE.format(view=view)}", {"today": today})


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
