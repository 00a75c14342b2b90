"""Audit: who did what to which thing, only ever added to; ids and field names, no personal data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for in the audit; "" and None ask for nothing. `to` is not included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    from_: dt.datetime | None = None
    to: dt.datetime | None = None


PAGE = 50


def note(
    conn: sa.Connection, at: dt.datetime, actor: str, action: str, subject: str, **facts: str
) -> None:
    """Add a line in the transaction of the deed itself."""
    line = {"at": at, "actor": actor, "action": action, "subject": subject, "facts": facts}
    conn.execute(audit.insert().values(line))


def entries(conn: sa.Connection, subject: str) -> list[Entry]:
    """What was done to one thing, the oldest first."""
    rows = conn.execute(sa.select(audit).where(audit.c.subject == subject).order_by(audit.c.id))
    return [_entry(row) for row in rows]


def found(conn: sa.Connection, search: Search, page: int = 1) -> tuple[list[Entry], int]:
    """One page of what was looked for, the newest first, and how many there are in all."""
    which = _asked(search)
    rows = sa.select(audit).where(which).order_by(audit.c.id.desc())
    count = conn.execute(sa.select(sa.func.count()).select_from(audit).where(which)).scalar_one()
    paged = conn.execute(rows.limit(PAGE).offset((page - 1) * PAGE))
    return [_entry(row) for row in paged], count


def all_found(conn: sa.Connection, search: Search) -> Iterator[Entry]:
    """Everything that was looked for, the oldest first, read little by little."""
    rows = conn.execute(sa.select(audit).where(_asked(search)).order_by(audit.c.id))
    return (_entry(row) for row in rows.yield_per(500))


def actions(conn: sa.Connection) -> tuple[str, ...]:
    """Every kind of deed that stands in the audit."""
    return tuple(conn.scalars(sa.select(audit.c.action).distinct().order_by(audit.c.action)))


def _asked(search: Search) -> sa.ColumnElement[bool]:
    said: list[sa.ColumnElement[bool]] = [sa.true()]
    if search.actor:
        said.append(audit.c.actor.icontains(search.actor, autoescape=True))
    if search.action:
        said.append(audit.c.action == search.action)
    if search.subject:
        said.append(audit.c.subject.icontains(search.subject, autoescape=True))
    if search.from_:
        said.append(audit.c.at >= search.from_)
    if search.to:
        said.append(audit.c.at < search.to)
    return sa.and_(*said)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(row.at, row.actor, row.action, row.subject, row.facts)
