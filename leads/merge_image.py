"""What a merge keeps to be undone: which rows hung on whom, and how the fields were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from .tables import (
    bookings,
    consents,
    contacts,
    leads,
    links,
    needs,
    persons,
    profiles,
    subscriptions,
    suggestions,
)

HANGING: dict[str, tuple[sa.Table, str, str]] = {
    "leads": (leads, "person_id", "id"),
    "contacts": (contacts, "person_id", "id"),
    "consents": (consents, "person_id", "id"),
    "bookings": (bookings, "person_id", "id"),
    "needs": (needs, "person_id", "id"),
    "subscriptions": (subscriptions, "person_id", "id"),
    "links": (links, "person_id", "token_hash"),
    "referred": (persons, "referred_by_id", "id"),
    "suggested": (suggestions, "person_id", "id"),
    "suggested_other": (suggestions, "other_id", "id"),
}
"""Name -> table, column that names the person, column that names the row."""
FIELDS = (
    *("name", "name_key", "language", "time_zone", "segment", "account_manager_id"),
    *("referred_by_id", "note", "unscored", "created_at", "seen_at"),
)
PROFILE = ("answers", "sources", "started_at", "changed_at", "completed_at")
MOMENTS = frozenset({"created_at", "seen_at", "started_at", "changed_at", "completed_at"})


def image(conn: sa.Connection, kept: Any, merged: Any) -> dict[str, Any]:
    """Both persons as they are before, as JSON."""
    both = {name: _profile(conn, row.id) for name, row in (("kept", kept), ("merged", merged))}
    moved = {name: _hanging(conn, name, kept.id, merged.id) for name in HANGING}
    moved["profiles"] = [merged.id] if both["merged"] and not both["kept"] else []
    return {
        "kept": _plain(kept, FIELDS),
        "merged": _plain(merged, FIELDS),
        "profile": both["kept"],
        "moved": moved,
    }


def parted(conn: sa.Connection, before: Mapping[str, Any], kept: int) -> None:
    """Take the rows from the merged person to the kept one."""
    for name, rows in before["moved"].items():
        table, owner, key = _table(name)
        if rows:
            conn.execute(table.update().where(table.c[key].in_(rows)).values({owner: kept}))


def restored(conn: sa.Connection, before: Mapping[str, Any], kept: int, merged: int) -> None:
    """Give both persons back what was theirs.

    A field that somebody changed after the merge stays as it is; a row that hangs on somebody
    else by now, too.
    """
    now = conn.execute(sa.select(persons).where(persons.c.id == kept)).one()
    as_merged = before["after"]
    same = [name for name in FIELDS if _plain(now, (name,))[name] == as_merged[name]]
    old = {name: _back(name, before["kept"][name]) for name in same}
    mine = persons.c.id == kept
    conn.execute(persons.update().where(mine).values(**old, version=persons.c.version + 1))
    again = {"merged_into_id": None, "version": persons.c.version + 1}
    conn.execute(persons.update().where(persons.c.id == merged).values(again))
    for name, rows in before["moved"].items():
        table, owner, key = _table(name)
        # A profile is known by its person alone: the one that moved is the kept person's by now.
        there = [kept] if name == "profiles" and rows else rows
        which = sa.and_(table.c[key].in_(there), table.c[owner] == kept)
        conn.execute(table.update().where(which).values({owner: merged}))
    if before["profile"]:
        values = {name: _back(name, before["profile"][name]) for name in PROFILE}
        kept_one = profiles.c.person_id == kept
        conn.execute(profiles.update().where(kept_one).values(values))


def _table(name: str) -> tuple[sa.Table, str, str]:
    return HANGING.get(name, (profiles, "person_id", "person_id"))


def _hanging(conn: sa.Connection, name: str, kept: int, merged: int) -> list[Any]:
    """The rows that move: all of the merged person's but what the kept one has as well."""
    table, owner, key = HANGING[name]
    mine = table.c[owner] == merged
    if name == "contacts":
        there = sa.select(contacts.c.value).where(contacts.c.person_id == kept)
        mine = sa.and_(mine, contacts.c.value.not_in(there))
    if table is suggestions:
        pair = (suggestions.c.person_id, suggestions.c.other_id)
        mine = sa.and_(mine, *(column != kept for column in pair))
    if name == "referred":
        mine = sa.and_(mine, persons.c.id != kept)
    return list(conn.scalars(sa.select(table.c[key]).where(mine).order_by(table.c[key])))


def _profile(conn: sa.Connection, person_id: int) -> dict[str, Any] | None:
    row = conn.execute(sa.select(profiles).where(profiles.c.person_id == person_id)).one_or_none()
    return _plain(row, PROFILE) if row is not None else None


def _plain(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: row._mapping[name] for name in names}
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def _back(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name in MOMENTS and value else value
