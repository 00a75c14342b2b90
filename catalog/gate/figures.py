"""Figures: what the gate sees in one run, and what moved between two, read by DuckDB alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ..runs import Run
from .reading import ALSO, STATED, lay, reading


@dataclass(frozen=True, slots=True)
class Figures:
    """What the gate looks at in one run.

    `by_country`, `by_region` (country and region) and `by_month` count offers still ahead.
    `coverage` is the share of records that state a field, `extras` the share that names each kind
    of extra. `same_price` is the share of priced offers with the most usual amount. `mark` is
    one number for all keys with their prices: equal for a run that repeats another word for word.
    """

    offers: int
    ahead: int
    by_country: Mapping[str, int]
    coverage: Mapping[str, float]
    by_region: Mapping[tuple[str, str], int] = field(default_factory=dict)
    by_month: Mapping[dt.date, int] = field(default_factory=dict)
    extras: Mapping[str, float] = field(default_factory=dict)
    hotels: int = 0
    priced: int = 0
    same_price: float = 0.0
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """What became of the last published run's offers that are still ahead.

    `kept` of `trips` (hotel, start, nights) are there again; `hotels_kept` of `hotels` by their
    number or name, `hotels_named` by name alone; `keys_kept` of `keys` under the operator's own
    ids. Of `groups` (one trip in one room, board and party in both runs), so many changed price,
    currency or known basis; `moved` by more than a quarter, and `factor` is their median ratio.
    `step` is the one difference in minor units that the most groups share, `stepped` how many, and
    `stepped_from` how many amounts they had before. Of `swappable` trips that are gone, `swapped`
    are there on the day that has their day for its month; `fresh` trips were not there before.
    """

    trips: int = 0
    kept: int = 0
    hotels: int = 0
    hotels_kept: int = 0
    hotels_named: int = 0
    hotels_new: int = 0
    keys: int = 0
    keys_kept: int = 0
    groups: int = 0
    changed: int = 0
    currency: int = 0
    basis: int = 0
    moved: int = 0
    wild: int = 0
    factor: float = 1.0
    step: int = 0
    stepped: int = 0
    stepped_from: int = 0
    swappable: int = 0
    swapped: int = 0
    fresh: int = 0


MOVED = 0.25
"""By this share a group's median price has moved for good or ill (crawling.md 3.3)."""
WILD = 3
"""No sale makes a price this many times larger or smaller."""


def figures(run: Run, required: tuple[str, ...], today: dt.date) -> Figures:
    """The figures of one run; `required` are counted with what intake rejected for want of them."""
    with reading(run) as db:
        return _figures(db, run, required, today, "now")


def compared(
    run: Run, last: Run, required: tuple[str, ...], today: dt.date
) -> tuple[Figures, Figures, Moves]:
    """The figures of a run and of the last published one, and what moved between them."""
    with reading(run, last) as db:
        now = _figures(db, run, required, today, "now")
        before = _figures(db, last, required, today, "before")
        return now, before, _moves(db)


def _figures(
    db: duckdb.DuckDBPyConnection, run: Run, required: tuple[str, ...], today: dt.date, side: str
) -> Figures:
    """The figures of one side; its rows stay in the table of that name for `_moves`."""
    lay(db, side, today)
    coverage, totals = _coverage(db, run, required, side)
    regions = _ahead(db, side, "country, region")
    countries = Counter[str]()
    for country, _, count in regions:
        countries[country] += count
    return Figures(
        **totals,
        coverage=coverage,
        by_country=dict(countries),
        by_region={(country, region): count for country, region, count in regions},
        by_month={m: n for m, n in _ahead(db, side, "month") if m},
        extras=_extras(db, side, totals["offers"]),
        same_price=_same_price(db, side),
    )


def _moves(db: duckdb.DuckDBPyConnection) -> Moves:
    """What became of the last published run's offers, those departed by today left out."""
    trips, kept = _still(db, "departure")
    hotels, hotels_kept = _still(db, "hotel")
    keys, keys_kept = _still(db, "key")
    named = _still(db, "hotel_named")[1]
    counts = (trips, kept, hotels, hotels_kept, named, _new(db), keys, keys_kept)
    return Moves(*counts, **(_groups(db) | _swapped(db)))


def _one(db: duckdb.DuckDBPyConnection, asked: str) -> tuple[Any, ...]:
    row = db.execute(asked).fetchone()
    assert row is not None
    return row


def _coverage(
    db: duckdb.DuckDBPyConnection, run: Run, required: tuple[str, ...], side: str
) -> tuple[dict[str, float], dict[str, int]]:
    fields = (*STATED, *ALSO)
    counted = ", ".join(f'count(*) FILTER ("has {name}")' for name in fields)
    offers, ahead, priced, hotels, mark, *stated = _one(
        db,
        f"""SELECT count(*), count(*) FILTER (ahead), count(amount), count(DISTINCT hotel_named),
            coalesce(bit_xor(hash(key, amount, currency)), 0), {counted} FROM {side}""",
    )
    coverage = {
        name: _covered(name, count, offers, run) if name in required else _share(count, offers)
        for name, count in zip(fields, stated, strict=True)
    }
    totals = {"offers": offers, "ahead": ahead, "priced": priced, "hotels": hotels, "mark": mark}
    return coverage, totals


def _covered(name: str, stated: int, offers: int, run: Run) -> float:
    """The share of records that state a field; those rejected for want of it count as without."""
    rejected = run.report.rejected
    without = sum(rejected.get(why, 0) for why in (f"no_{name}", f"{name}_unreadable"))
    return _share(stated, offers + without)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _ahead(db: duckdb.DuckDBPyConnection, side: str, by: str) -> list[tuple[Any, ...]]:
    asked = f"SELECT {by}, count(*) FROM {side} WHERE ahead GROUP BY ALL"
    return db.execute(asked).fetchall()


def _extras(db: duckdb.DuckDBPyConnection, side: str, offers: int) -> dict[str, float]:
    """The share of offers whose operator names each kind of extra; what we derive is not theirs."""
    asked = f"SELECT extras, count(*) FROM {side} WHERE extras <> '' GROUP BY 1"
    counts = Counter[str]()
    for kinds, count in db.execute(asked).fetchall():
        for kind in kinds.split("|"):
            counts[kind] += count
    return {kind: count / offers for kind, count in counts.items()}


def _same_price(db: duckdb.DuckDBPyConnection, side: str) -> float:
    """The share of the priced offers that have the most usual amount."""
    priced, most = _one(
        db,
        f"""SELECT coalesce(sum(n), 0)::BIGINT, coalesce(max(n), 0) FROM (SELECT count(*) AS n
            FROM {side} WHERE amount IS NOT NULL GROUP BY amount, currency)""",
    )
    return most / priced if priced else 0.0


def _still(db: duckdb.DuckDBPyConnection, what: str) -> tuple[int, int]:
    """How many of the last published run's there were, and how many of them are there again."""
    were, are = _one(
        db,
        f"""SELECT count(*), count(*) FILTER (there) FROM (
            SELECT {what} IN (SELECT {what} FROM now WHERE ahead) AS there
            FROM before WHERE ahead GROUP BY {what})""",
    )
    return were, are


def _new(db: duckdb.DuckDBPyConnection) -> int:
    """Hotels that the last published run did not have by name."""
    (count,) = _one(
        db,
        """SELECT count(DISTINCT hotel_named) FROM now
            WHERE ahead AND hotel_named NOT IN (SELECT hotel_named FROM before)""",
    )
    return int(count)


def _groups(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Equal trips of both runs and how their median prices moved."""
    for side in ("now", "before"):
        db.execute(
            f"""CREATE TEMP TABLE {side}_groups AS
            SELECT trip, median(amount) AS amount, min(currency) AS currency, min(basis) AS basis
            FROM {side} WHERE amount IS NOT NULL AND ahead GROUP BY trip"""
        )
    names = ("groups", "changed", "currency", "basis", "moved", "wild", "factor")
    found = _one(
        db,
        f"""SELECT count(*), count(*) FILTER (n.amount <> b.amount OR n.currency <> b.currency),
            count(*) FILTER (n.currency <> b.currency),
            count(*) FILTER (n.basis <> b.basis AND 'unknown' NOT IN (n.basis, b.basis)),
            count(*) FILTER (abs(n.amount / b.amount - 1) > {MOVED}),
            count(*) FILTER (n.amount > {WILD} * b.amount OR n.amount * {WILD} < b.amount),
            coalesce(median(n.amount / b.amount)
                FILTER (abs(n.amount / b.amount - 1) > {MOVED}), 1)
        FROM now_groups n JOIN before_groups b USING (trip)""",
    )
    step = db.execute(
        """SELECT (n.amount - b.amount)::BIGINT AS step, count(*) AS stepped,
            count(DISTINCT b.amount)
        FROM now_groups n JOIN before_groups b USING (trip)
        WHERE n.amount <> b.amount GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"""
    ).fetchone() or (0, 0, 0)
    stepped = ("step", "stepped", "stepped_from")
    return dict(zip((*names, *stepped), (*found, *step), strict=True))


def _swapped(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Gone trips whose day could be a month, and those of them that are new on that day."""
    swappable, swapped = _one(
        db,
        """SELECT count(*), count(*) FILTER (fresh.starts IS NOT NULL) FROM (
            SELECT DISTINCT hotel_named, nights, starts,
                make_date(year(starts), day(starts), month(starts)) AS other
            FROM before WHERE ahead AND day(starts) <= 12 AND day(starts) <> month(starts)
                AND departure NOT IN (SELECT departure FROM now)) gone
        LEFT JOIN (SELECT DISTINCT hotel_named, nights, starts FROM now
            WHERE departure NOT IN (SELECT departure FROM before)) fresh
        ON fresh.hotel_named = gone.hotel_named AND fresh.nights = gone.nights
            AND fresh.starts = gone.other""",
    )
    (fresh,) = _one(
        db,
        """SELECT count(DISTINCT departure) FROM now
            WHERE ahead AND departure NOT IN (SELECT departure FROM before)""",
    )
    return {"swappable": swappable, "swapped": swapped, "fresh": fresh}
