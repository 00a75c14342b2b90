"""Attempts: every try at refreshing an operator, how it ended, and which one comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..store.database import Database
from .tables import attempts


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
    return {
        row["source"]: Attempt(
            row["source"],
            row["run"],
            row["started_at"],
            row["ended_at"],
            row["state"],
            row["sentence"],
        )
        for row in rows
    }
