"""Saved lists: the inbox as somebody likes to see it, under a name of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import saved_views

MOST_VIEWS = 20


@dataclass(frozen=True, slots=True)
class Saved:
    """A list somebody named."""

    id: int
    name: str
    query: str


def saved(conn: sa.Connection, user_id: int) -> tuple[Saved, ...]:
    """The user's own lists, in the order they were named."""
    mine = sa.select(saved_views).where(saved_views.c.user_id == user_id).order_by(saved_views.c.id)
    return tuple(Saved(row.id, row.name, row.query) for row in conn.execute(mine))


def save(conn: sa.Connection, user_id: int, name: str, query: str, now: dt.datetime) -> bool:
    """Keep a list under a name, in place of its namesake; False where there are too many."""
    name = " ".join(name.split())[:60]
    same = sa.and_(saved_views.c.user_id == user_id, saved_views.c.name == name)
    conn.execute(saved_views.delete().where(same))
    if not name or len(saved(conn, user_id)) >= MOST_VIEWS:
        return False
    row = {"user_id": user_id, "name": name, "query": query[:500], "at": now}
    conn.execute(saved_views.insert().values(row))
    return True


def forget(conn: sa.Connection, user_id: int, view_id: int) -> bool:
    """Take one of the user's own lists away."""
    mine = sa.and_(saved_views.c.id == view_id, saved_views.c.user_id == user_id)
    return conn.execute(saved_views.delete().where(mine)).rowcount == 1
