"""Attempts: every try at refreshing an operator, how it ended, and which one comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..store.database import Database
from .tables import attempts

MOST_TOLD = 20
"""Tries without success that are told; whoever reads on looks at the office."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `state`: running | published | refused | failed."""

    source: str
    run: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    state: str
    sentence: str


def begin(database: Database, source: str, run: str, now: dt.datetime) -> int:
    """Note that a try began; what was left running by a killed process is noted as failed."""
    with database.write() as conn:
        conn.execute(
            sa.update(attempts)
            .where(attempts.c.source == source, attempts.c.state == "running")
            .values(state="failed", ended_at=now, sentence="ended from outside before it was whole")
        )
        number = conn.execute(
            sa.insert(attempts)
            .values(source=source, run=run, started_at=now, state="running", sentence="")
            .returning(attempts.c.id)
        ).scalar_one()
        return int(number)


def end(database: Database, number: int, now: dt.datetime, state: str, sentence: str) -> None:
    """Note how a try ended."""
    with database.write() as conn:
        conn.execute(
            sa.update(attempts)
            .where(attempts.c.id == number)
            .values(ended_at=now, state=state, sentence=sentence[:2000])
        )


def latest(database: Database) -> dict[str, Attempt]:
    """The last try of each source."""
    last = sa.select(sa.func.max(attempts.c.id)).group_by(attempts.c.source)
    with database.read() as conn:
        rows = conn.execute(sa.select(attempts).where(attempts.c.id.in_(last))).mappings().all()
    return {row["source"]: _read(row) for row in rows}


def _read(row: sa.RowMapping) -> Attempt:
    names = ("source", "run", "started_at", "ended_at", "state", "sentence")
    return Attempt(*(row[name] for name in names))


def without_success(conn: sa.Connection, source: str) -> tuple[Attempt, ...]:
    """The tries of an operator that ended since its last good one, the newest first."""
    ended = sa.select(attempts).where(attempts.c.source == source, attempts.c.state != "running")
    found = []
    for row in conn.execute(ended.order_by(attempts.c.id.desc()).limit(MOST_TOLD)).mappings():
        if row["state"] == "published":
            break
        found.append(_read(row))
    return tuple(found)


def published_after_all(conn: sa.Connection, source: str, run: str) -> None:
    """Note that a refused run was published by a person: that try was good in the end."""
    conn.execute(
        sa.update(attempts)
        .where(attempts.c.source == source, attempts.c.run == run, attempts.c.state == "refused")
        .values(state="published")
    )
