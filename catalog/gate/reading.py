"""Reading for the gate: one run or two as narrow tables, in a database that reaches no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import duckdb

from ...offers import NO_CURRENCY
from ...offers.faults import GateFault
from ..runs import Run

# What the card's words for required fields mean in a row; a field is covered where it is true.
STATED: Mapping[str, str] = {
    "identity": "len(ids) > 0 OR hash IS NOT NULL OR link IS NOT NULL OR len(product_ids) > 0"
    " OR place_said IS NOT NULL OR room_raw IS NOT NULL OR date IS NOT NULL",
    "name": "trim(name) <> ''",
    "price": "amount IS NOT NULL",
    "currency": f"currency IS NOT NULL AND currency <> '{NO_CURRENCY}'",
    "date": "date IS NOT NULL OR len(goes_on) > 0",
    "nights": "nights_min IS NOT NULL OR goes_nights_min IS NOT NULL",
    "board": "board IS NOT NULL",
    "room": "room_raw IS NOT NULL",
    "place": "place_said IS NOT NULL OR country IS NOT NULL OR resort IS NOT NULL",
    "origin": "origin IS NOT NULL",
}
ALSO: Mapping[str, str] = {
    "country": "country IS NOT NULL",
    "stars": "stars IS NOT NULL",
    "link": "link IS NOT NULL",
    "hotel number": "len(product_ids) > 0",
}
"""Fields that no card requires and whose sudden end is seen all the same."""

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
_EXTRAS = """array_to_string(list_sort(list_distinct(list_transform(
    list_filter(components, lambda c: c.knowledge <> 'derived'), lambda c: c.kind))), '|')"""
_FIELDS = ", ".join(f'{said} AS "has {name}"' for name, said in {**STATED, **ALSO}.items())
_SIDE = f"""
    SELECT o.key, {AHEAD} AS ahead,
        hash({_HOTEL}) AS hotel, hash({_NAMED}) AS hotel_named,
        hash({_LEAVES}) AS departure, hash({_TRIP}) AS trip,
        o.amount, o.currency, o.basis, o.date AS starts, coalesce(o.nights_min, 0) AS nights,
        coalesce(o.country, '') AS country, coalesce(o.region, '') AS region,
        date_trunc('month', o.date)::DATE AS month, coalesce({_EXTRAS}, '') AS extras, {_FIELDS}
    FROM {{view}} o"""
VIEWS = {"now": "offers", "before": "offers_before"}


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


def lay(db: duckdb.DuckDBPyConnection, side: str, today: dt.date) -> None:
    """Table `now` or `before`: a narrow row for each offer, hashes for its names, read once."""
    db.execute(f"CREATE TEMP TABLE {side} AS {_SIDE.format(view=VIEWS[side])}", {"today": today})


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
