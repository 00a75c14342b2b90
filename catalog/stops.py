"""Stops: operators that nobody may ask until a person says so, and what ends when one begins.

Whoever asks an operator looks here first: a crawl before it starts and each second while it runs,
photo copies before each operator, a price asked again before its question. Offers that were
published stay and say how old they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..offers.faults import CardFault
from ..store import audit
from ..store.database import Database
from .tables import stops

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Stop:
    """One stopped operator: by whom, why and since when."""

    source: str
    by: str
    reason: str
    at: dt.datetime

    @property
    def sentence(self) -> str:
        return f"{self.source}: stopped by {self.by} at {self.at:%Y-%m-%d %H:%M} UTC: {self.reason}"


def stop(conn: sa.Connection, source: str, by: str, reason: str, now: dt.datetime) -> Stop:
    """Stop an operator; one that is stopped already is told anew by whom and why.

    CardFault without a name or a reason: the next one to look must not have to guess.
    """
    by, reason = " ".join(by.split())[:254], " ".join(reason.split())[:LONGEST_REASON]
    if not by or not reason:
        raise CardFault([f"{source}: a stop needs a name and a reason"])
    made = Stop(source, by, reason, now)
    conn.execute(sa.delete(stops).where(stops.c.source == source))
    conn.execute(sa.insert(stops).values(source=source, by=by, reason=reason, at=now))
    audit.note(conn, now, by, "stopped", f"operator {source}", reason=reason)
    return made


def resume(conn: sa.Connection, source: str, by: str, now: dt.datetime) -> bool:
    """Let an operator be asked again; False where it was not stopped."""
    gone = conn.execute(sa.delete(stops).where(stops.c.source == source)).rowcount > 0
    if gone:
        audit.note(conn, now, by, "resumed", f"operator {source}")
    return gone


def stopped(conn: sa.Connection, source: str) -> Stop | None:
    """Who stopped this operator and why; None where it may be asked."""
    row = conn.execute(sa.select(stops).where(stops.c.source == source)).first()
    return Stop(row.source, row.by, row.reason, row.at) if row else None


def all_stopped(conn: sa.Connection) -> dict[str, Stop]:
    """Every stopped operator by the name of its card."""
    rows = conn.execute(sa.select(stops).order_by(stops.c.source))
    return {row.source: Stop(row.source, row.by, row.reason, row.at) for row in rows}


def why_stopped(database: Database, source: str) -> str:
    """The sentence why an operator is not to be asked, or ""."""
    with database.read() as conn:
        stop = stopped(conn, source)
    return stop.sentence if stop else ""
