"""Refusals: each run that the gate refused, told once, and what closed it.

An operator has at most one open refusal. The next run that is refused takes its place without
another mail; a good run closes it by itself, and so does a person who keeps yesterday's offers or
publishes the run after all, each by name and reason.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..desk.operators import Refusal
from ..offers.faults import GateFault
from ..store import audit
from .tables import refusals

LONGEST_NOTE = 500
BY_ITSELF = "the next good run"
AGAIN = "the next refused run"


def open_(conn: sa.Connection, source: str, run: str, now: dt.datetime) -> bool:
    """Note a refused run; True where it is news, that is no other of this operator is open.

    A run that was noted before, or one that follows a refused one that nobody closed, is none.
    """
    if _row(conn, source, run) is not None:
        return False
    before = of(conn, source)
    _close(conn, source, AGAIN, "", now)
    conn.execute(sa.insert(refusals).values(source=source, run=run, told_at=now))
    return before is None


def of(conn: sa.Connection, source: str) -> Refusal | None:
    """The open refusal of an operator."""
    found = sa.select(refusals).where(refusals.c.source == source, refusals.c.closed_at.is_(None))
    row = conn.execute(found.order_by(refusals.c.id.desc()).limit(1)).first()
    return _read(row) if row else None


def all_open(conn: sa.Connection) -> dict[str, Refusal]:
    """Every open refusal by the name of its operator's card."""
    rows = conn.execute(sa.select(refusals).where(refusals.c.closed_at.is_(None)))
    return {row.source: _read(row) for row in rows.all()}


def last(conn: sa.Connection, source: str) -> Refusal | None:
    """The newest refusal of an operator, open or closed."""
    found = sa.select(refusals).where(refusals.c.source == source)
    row = conn.execute(found.order_by(refusals.c.id.desc()).limit(1)).first()
    return _read(row) if row else None


def keep(
    conn: sa.Connection, source: str, run: str, actor: str, note: str, now: dt.datetime
) -> Refusal:
    """Close the refusal of this run: somebody looked, and the last published offers stay.

    GateFault where no refusal of this run is open, or nobody says who and why.
    """
    return _decided(conn, source, run, actor, note, now, "refused run kept back")


def published_after_all(
    conn: sa.Connection, source: str, run: str, actor: str, note: str, now: dt.datetime
) -> Refusal:
    """Close the refusal of this run: somebody says that it is right; audited like `keep`."""
    return _decided(conn, source, run, actor, note, now, "refused run published")


def close(conn: sa.Connection, source: str, now: dt.datetime) -> Refusal | None:
    """Close what is open, since a good run came; what it was, None where nothing was open."""
    before = of(conn, source)
    if before is not None:
        _close(conn, source, BY_ITSELF, "", now)
        audit.note(conn, now, "fairwind", "refusal closed", f"operator {source}", run=before.run)
    return before


def _decided(
    conn: sa.Connection,
    source: str,
    run: str,
    actor: str,
    note: str,
    now: dt.datetime,
    deed: str,
) -> Refusal:
    actor, note = " ".join(actor.split())[:254], " ".join(note.split())[:LONGEST_NOTE]
    if not actor or not note:
        raise GateFault("a refused run is decided by a named person who says why")
    found = of(conn, source)
    if found is None or found.run != run:
        raise GateFault(f"{source}: no refusal of run {run} is open")
    _close(conn, source, actor, note, now)
    audit.note(conn, now, actor, deed, f"operator {source}", run=run, reason=note)
    return Refusal(source, run, found.told_at, now, actor, note)


def _close(conn: sa.Connection, source: str, by: str, note: str, now: dt.datetime) -> None:
    conn.execute(
        sa.update(refusals)
        .where(refusals.c.source == source, refusals.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=by, note=note)
    )


def _row(conn: sa.Connection, source: str, run: str) -> sa.Row[tuple[object, ...]] | None:
    return conn.execute(
        sa.select(refusals).where(refusals.c.source == source, refusals.c.run == run)
    ).first()


def _read(row: sa.Row[tuple[object, ...]]) -> Refusal:
    said = row._mapping
    names = ("source", "run", "told_at", "closed_at", "closed_by", "note")
    return Refusal(*(said[name] for name in names))
