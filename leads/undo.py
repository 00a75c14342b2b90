"""Undo: rows as they were before a change, brought back while they still are as it left them."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ..store.database import Moment, metadata
from .tables import stage_events, undos

KEPT = dt.timedelta(hours=24)
NEVER = frozenset({"needs", "consents", "stage_events", "audit", "undos", "drafts", "users"})
"""Sealed, append-only or secret: no copy of these is kept beside their own table."""

Rows = Mapping[str, list[dict[str, Any]]]
"""Rows by the name of their table, in plain values; a row tells itself by its primary key."""


class Undone(StrEnum):
    """What became of the wish to undo."""

    DONE = "done"
    CHANGED = "changed"
    TOO_LATE = "too_late"
    ALREADY = "already"
    UNKNOWN = "unknown"


def snapshot(conn: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> Rows:
    """The rows of a table as they are now; several snapshots are joined by `together`."""
    found = conn.execute(sa.select(table).where(where).with_for_update())
    return {table.name: [_plain(row) for row in found.mappings()]}


def together(*parts: Rows) -> Rows:
    """Snapshots of several tables as one."""
    joined: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        for name, rows in part.items():
            joined.setdefault(name, []).extend(rows)
    return joined


def remember(
    conn: sa.Connection, what: str, before: Rows, after: Rows, actor: str, now: dt.datetime
) -> str:
    """Keep both states of the rows that a change touched; gives the id to offer for 24 hours.

    A row only in `after` was added, a row only in `before` taken away. ValueError: a table
    in NEVER.
    """
    closed = (set(before) | set(after)) & NEVER
    if closed:
        raise ValueError(f"nothing of {', '.join(sorted(closed))} may be kept for an undo")
    forget(conn, now)
    named = secrets.token_urlsafe(16)
    conn.execute(
        undos.insert().values(
            id=named, at=now, actor=actor, what=what, before=dict(before), after=dict(after)
        )
    )
    return named


def offered(conn: sa.Connection, named: str, actor: str, now: dt.datetime) -> bool:
    """Whether this person may still take this change back."""
    fresh = sa.and_(undos.c.id == named, undos.c.actor == actor, undos.c.at > now - KEPT)
    found = sa.select(undos.c.id).where(fresh, undos.c.undone_at.is_(None))
    return conn.scalar(found) is not None


def said(conn: sa.Connection, named: str) -> str:
    """What a change was called, "" for an unknown one."""
    return conn.scalar(sa.select(undos.c.what).where(undos.c.id == named)) or ""


def forget(conn: sa.Connection, now: dt.datetime) -> int:
    """Throw away what nobody may undo any more; says how many."""
    return conn.execute(undos.delete().where(undos.c.at <= now - KEPT)).rowcount


def undo(conn: sa.Connection, named: str, actor: str, now: dt.datetime) -> Undone:
    """Bring the rows back where each is still as the change left it; otherwise touch nothing."""
    which = undos.c.id == named, undos.c.actor == actor
    kept = conn.execute(sa.select(undos).where(*which).with_for_update()).one_or_none()
    if kept is None:
        return Undone.UNKNOWN
    if kept.undone_at is not None:
        return Undone.ALREADY
    if kept.at <= now - KEPT:
        return Undone.TOO_LATE
    if not _still(conn, kept.before, kept.after):
        return Undone.CHANGED
    try:
        with conn.begin_nested():
            _restore(conn, kept.before, kept.after)
    except IntegrityError:  # another row leans on one that would go
        return Undone.CHANGED
    _note_stages(conn, kept.before, kept.after, actor, now)
    conn.execute(undos.update().where(*which).values(undone_at=now))
    return Undone.DONE


def _still(conn: sa.Connection, before: Rows, after: Rows) -> bool:
    """Whether all rows are as the change left them, and those it took away are still away."""
    for name in {*before, *after}:
        table = metadata.tables[name]
        left = _by_key(table, after.get(name, ()))
        for key in {*left, *_by_key(table, before.get(name, ()))}:
            if _current(conn, table, key) != left.get(key):
                return False
    return True


def _restore(conn: sa.Connection, before: Rows, after: Rows) -> None:
    """Take added rows away (what leans on others first), then bring the old ones back."""
    tables = [table for table in metadata.sorted_tables if table.name in {*before, *after}]
    for table in reversed(tables):
        old = _by_key(table, before.get(table.name, ()))
        for key in _by_key(table, after.get(table.name, ())).keys() - old.keys():
            conn.execute(table.delete().where(_at(table, key)))
    for table in tables:
        left = _by_key(table, after.get(table.name, ()))
        for key, row in _by_key(table, before.get(table.name, ())).items():
            _bring_back(conn, table, key, row, left.get(key))


def _note_stages(
    conn: sa.Connection, before: Rows, after: Rows, actor: str, now: dt.datetime
) -> None:
    """A lead's way back is a step as well: conversion is counted from steps that are only added."""
    left = {row["id"]: row["stage"] for row in after.get("leads", ())}
    for row in before.get("leads", ()):
        stage = left.get(row["id"], row["stage"])
        if stage != row["stage"]:
            step = {"lead_id": row["id"], "from_stage": stage, "to_stage": row["stage"]}
            facts = {"undone": True}
            conn.execute(stage_events.insert().values(at=now, actor=actor, facts=facts, **step))


def _bring_back(
    conn: sa.Connection,
    table: sa.Table,
    key: tuple[Any, ...],
    row: dict[str, Any],
    left: dict[str, Any] | None,
) -> None:
    values = {name: _typed(table.c[name], value) for name, value in row.items()}
    if left is None:
        conn.execute(table.insert().values(values))
        return
    if "version" in values:  # a page drawn before the undo must not pass for a fresh one
        values["version"] = left["version"] + 1
    conn.execute(table.update().where(_at(table, key)).values(values))


def _by_key(
    table: sa.Table, rows: Iterable[dict[str, Any]]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): row for row in rows}


def _current(conn: sa.Connection, table: sa.Table, key: tuple[Any, ...]) -> dict[str, Any] | None:
    found = conn.execute(sa.select(table).where(_at(table, key)).with_for_update())
    row = found.mappings().one_or_none()
    return None if row is None else _plain(row)


def _at(table: sa.Table, key: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    columns = list(table.primary_key)
    pairs = zip(columns, key, strict=True)
    return sa.and_(*(column == _typed(column, value) for column, value in pairs))


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row in values that JSON holds: moments and days as ISO text, bytes as base64."""
    return {str(name): _said(value) for name, value in row.items()}


def _said(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    """The value as its column takes it."""
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Moment):
        return dt.datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return dt.date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, sa.LargeBinary) else value
