"""Drafts: what somebody typed into a form and has not sent, kept for them alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import drafts

KEPT = dt.timedelta(days=30)
MOST_BYTES = 20 * 1024
"""What one form's text may take; more is no form of ours."""

_NEVER = re.compile(
    r"need|diet|health|mobility|religio|allerg|password|secret|code|^token$|^seal$", re.IGNORECASE
)
"""Fields, and forms by their address, that no draft holds: what is sealed elsewhere, or secret."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a form as they were typed, in their order; `form` is where it is sent to."""

    id: int
    form: str
    fields: Pairs
    at: dt.datetime

    def get(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        return dict(self.fields).get(name, default)


def fit(form: str, fields: Iterable[tuple[str, str]]) -> Pairs:
    """The fields that may be kept of this form; none where the form is too big or about needs."""
    if _NEVER.search(form) or len(form) > 200:
        return ()
    kept = tuple((name, value) for name, value in fields if not _NEVER.search(name))
    return kept if len(json.dumps(kept).encode()) <= MOST_BYTES else ()


def keep(
    conn: sa.Connection,
    user_id: int,
    form: str,
    fields: Iterable[tuple[str, str]],
    now: dt.datetime,
) -> int | None:
    """Keep these fields as the one draft of this form; None where nothing of it may be kept."""
    conn.execute(drafts.delete().where(drafts.c.at <= now - KEPT))
    kept = fit(form, fields)
    if not any(value for _, value in kept):
        return None
    which = drafts.c.user_id == user_id, drafts.c.form == form
    values = {"fields": [list(pair) for pair in kept], "at": now}
    if conn.execute(drafts.update().where(*which).values(values)).rowcount == 0:
        conn.execute(drafts.insert().values(user_id=user_id, form=form, **values))
    return conn.scalar(sa.select(drafts.c.id).where(*which))


def of(conn: sa.Connection, user_id: int, form: str) -> Draft | None:
    """The draft of one form."""
    return _one(conn, drafts.c.user_id == user_id, drafts.c.form == form)


def draft(conn: sa.Connection, user_id: int, number: int) -> Draft | None:
    """One draft of this user; another's is none."""
    return _one(conn, drafts.c.user_id == user_id, drafts.c.id == number)


def all_of(conn: sa.Connection, user_id: int) -> tuple[Draft, ...]:
    """Everything this user has not sent, the newest first."""
    rows = conn.execute(
        sa.select(drafts).where(drafts.c.user_id == user_id).order_by(drafts.c.at.desc())
    )
    return tuple(_read(row) for row in rows)


def discard(conn: sa.Connection, user_id: int, form: str) -> bool:
    """Throw the draft of a form away: it was sent, or is not wanted any more."""
    which = drafts.c.user_id == user_id, drafts.c.form == form
    return conn.execute(drafts.delete().where(*which)).rowcount > 0


def _one(conn: sa.Connection, *which: sa.ColumnElement[bool]) -> Draft | None:
    row = conn.execute(sa.select(drafts).where(*which)).one_or_none()
    return None if row is None else _read(row)


def _read(row: sa.Row[tuple[object, ...]]) -> Draft:
    return Draft(row.id, row.form, tuple((name, value) for name, value in row.fields), row.at)
