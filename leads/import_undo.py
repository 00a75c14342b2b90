"""Undo of an import: what it made and nobody has touched since is taken away again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..store import audit
from .clients_import import DONE, RUNNING, UNDONE, find
from .tables import (
    bookings,
    consents,
    contacts,
    imports,
    leads,
    links,
    merges,
    needs,
    persons,
    profiles,
    subscriptions,
    suggestions,
)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many persons and bookings went, and how many persons stay: somebody works with them."""

    persons: int
    bookings: int
    kept: int


def undo(conn: sa.Connection, import_id: int, actor: str, now: dt.datetime) -> Undone | None:
    """Take an import back; None where there is nothing to take back."""
    found = find(conn, import_id)
    if found is None or found.state not in (DONE, RUNNING):
        return None
    gone = conn.execute(bookings.delete().where(bookings.c.import_id == import_id)).rowcount
    untouched = list(conn.scalars(sa.select(persons.c.id).where(_untouched(import_id))))
    _forget(conn, untouched)
    _loosen(conn, found.contacts)
    kept = _count(conn, import_id)
    told = {**found.counts, "undone": len(untouched), "kept": kept}
    values = {"state": UNDONE, "rows": {}, "counts": told}
    conn.execute(imports.update().where(imports.c.id == import_id).values(values))
    audit.note(conn, now, actor, "import undone", f"import:{import_id}", kept=str(kept))
    return Undone(len(untouched), gone, kept)


def _untouched(import_id: int) -> sa.ColumnElement[bool]:
    """Persons of the import whom nobody changed, who asked nothing, booked nothing, agreed to
    nothing since, and whom nobody else's row names."""
    mine = persons.c.id
    other = persons.alias("other")
    theirs = (
        leads.c.person_id == mine,
        bookings.c.person_id == mine,
        profiles.c.person_id == mine,
        needs.c.person_id == mine,
        links.c.person_id == mine,
        subscriptions.c.person_id == mine,
        sa.or_(merges.c.kept_id == mine, merges.c.merged_id == mine),
        sa.and_(consents.c.person_id == mine, consents.c.source != "import"),
        sa.or_(other.c.referred_by_id == mine, other.c.merged_into_id == mine),
    )
    return sa.and_(
        persons.c.import_id == import_id,
        persons.c.version == 1,
        persons.c.merged_into_id.is_(None),
        persons.c.erased_at.is_(None),
        *(~sa.exists().where(said) for said in theirs),
    )


def _forget(conn: sa.Connection, gone: list[int]) -> None:
    for start in range(0, len(gone), 400):
        some = gone[start : start + 400]
        pairs = sa.or_(suggestions.c.person_id.in_(some), suggestions.c.other_id.in_(some))
        conn.execute(suggestions.delete().where(pairs))
        conn.execute(consents.delete().where(consents.c.person_id.in_(some)))
        conn.execute(contacts.delete().where(contacts.c.person_id.in_(some)))
        conn.execute(persons.delete().where(persons.c.id.in_(some)))


def _loosen(conn: sa.Connection, gained: tuple[int, ...]) -> None:
    """Take from known persons the contacts that the import gave them, but never the last one."""
    other = contacts.alias("other")
    more = sa.exists().where(other.c.person_id == contacts.c.person_id, other.c.id.not_in(gained))
    conn.execute(contacts.delete().where(contacts.c.id.in_(gained), more))


def _count(conn: sa.Connection, import_id: int) -> int:
    mine = sa.select(sa.func.count()).where(persons.c.import_id == import_id)
    return int(conn.scalar(mine) or 0)
