"""Audit: who did what to which thing, only ever added to; ids and field names, no personal data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, str]


def note(
    conn: sa.Connection, at: dt.datetime, actor: str, action: str, subject: str, **facts: str
) -> None:
    """Add a line in the transaction of the deed itself."""
    line = {"at": at, "actor": actor, "action": action, "subject": subject, "facts": facts}
    conn.execute(audit.insert().values(line))


def entries(conn: sa.Connection, subject: str) -> list[Entry]:
    """What was done to one thing, the oldest first."""
    rows = conn.execute(sa.select(audit).where(audit.c.subject == subject).order_by(audit.c.id))
    return [Entry(row.at, row.actor, row.action, row.subject, row.facts) for row in rows]
