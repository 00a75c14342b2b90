"""Who is to be erased: the person, everybody merged into them, their leads, and all their words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..store.settings import Settings
from ..store.tables import users
from . import ledger
from .tables import contacts, leads, persons, subscriptions
from .traces import Traces, traces


@dataclass(frozen=True, slots=True)
class Subject:
    """One human in the database. `traces` leaves out a family's mailbox that another one uses
    too, and what a colleague of the agency goes by."""

    root: int
    born: dt.datetime
    persons: tuple[int, ...]
    leads: tuple[int, ...]
    references: frozenset[str]
    visitors: frozenset[str]
    traces: Traces

    @property
    def contacts(self) -> tuple[str, ...]:
        return (*sorted(self.traces.mails), *sorted(self.traces.phones))


def subject_of(conn: sa.Connection, person_id: int) -> Subject | None:
    """The human behind an id, merged or not; None where there is none or they are erased."""
    root = _root(conn, person_id)
    if root is None:
        return None
    ids = _everybody(conn, root)
    rows = conn.execute(sa.select(persons).where(persons.c.id.in_(ids))).all()
    if all(row.erased_at is not None for row in rows):
        return None
    mails, phones = _own_contacts(conn, ids)
    mine = conn.execute(sa.select(leads).where(_leads_of(ids, mails, phones))).all()
    names = {row.name for row in rows} | {row.name for row in mine}
    mails |= {row.email.lower() for row in mine if row.email} - _others(conn, ids, "email")
    phones |= {row.phone for row in mine if row.phone} - _others(conn, ids, "phone")
    ours = _colleagues(conn)
    return Subject(
        root=root,
        born=min(row.created_at for row in rows),
        persons=ids,
        leads=tuple(row.id for row in mine),
        references=frozenset(row.reference for row in mine if row.reference),
        visitors=frozenset(row.visitor for row in mine if row.visitor),
        traces=traces(mails - ours, phones, {name for name in names if name not in ours}),
    )


def who_came_back(conn: sa.Connection, settings: Settings, line: ledger.Erasure) -> list[int]:
    """The persons of a restored database whom this line of the ledger erased before.

    Known by a contact, or by id and birth where every contact was shared; whoever came after
    the erasure is somebody new.
    """
    alive = conn.execute(
        sa.select(persons.c.id, persons.c.created_at).where(persons.c.erased_at.is_(None))
    ).all()
    old = {row.id: row.created_at for row in alive if row.created_at <= line.at}
    having = conn.execute(sa.select(contacts.c.person_id, contacts.c.value)).all()
    found = {
        row.person_id
        for row in having
        if row.person_id in old and ledger.key_of(settings, row.value) in line.contacts
    }
    if old.get(line.person_id) == line.born:
        found.add(line.person_id)
    return sorted(found)


def _root(conn: sa.Connection, person_id: int) -> int | None:
    """Whom this person was merged into, in the end."""
    seen: set[int] = set()
    here = person_id
    while here not in seen:
        seen.add(here)
        row = conn.execute(
            sa.select(persons.c.id, persons.c.merged_into_id).where(persons.c.id == here)
        ).one_or_none()
        if row is None:
            return None
        if row.merged_into_id is None:
            return here
        here = row.merged_into_id
    return here


def _everybody(conn: sa.Connection, root: int) -> tuple[int, ...]:
    """The root and all who were merged into it, over any number of steps."""
    ids = [root]
    for here in ids:
        merged = sa.select(persons.c.id).where(persons.c.merged_into_id == here)
        ids += [one for one in conn.scalars(merged) if one not in ids]
    return tuple(ids)


def _own_contacts(conn: sa.Connection, ids: tuple[int, ...]) -> tuple[set[str], set[str]]:
    """Mail addresses and numbers that no other living person has."""
    rows = conn.execute(sa.select(contacts).where(contacts.c.person_id.in_(ids))).all()
    mails = {row.value.lower() for row in rows if row.kind == "email"}
    subscribed = sa.select(subscriptions.c.email).where(subscriptions.c.person_id.in_(ids))
    mails |= {one.lower() for one in conn.scalars(subscribed)}
    phones = {row.value for row in rows if row.kind == "phone"}
    return mails - _others(conn, ids, "email"), phones - _others(conn, ids, "phone")


def _others(conn: sa.Connection, ids: tuple[int, ...], kind: str) -> set[str]:
    held = (
        sa.select(contacts.c.value)
        .join(persons, persons.c.id == contacts.c.person_id)
        .where(
            contacts.c.kind == kind,
            contacts.c.person_id.not_in(ids),
            persons.c.erased_at.is_(None),
        )
    )
    return {value.lower() for value in conn.scalars(held)}


def _leads_of(ids: tuple[int, ...], mails: set[str], phones: set[str]) -> sa.ColumnElement[bool]:
    """Their leads, and those of nobody yet that came from their address or number."""
    nobodys = sa.and_(
        leads.c.person_id.is_(None),
        sa.or_(sa.func.lower(leads.c.email).in_(mails), leads.c.phone.in_(phones)),
    )
    return sa.or_(leads.c.person_id.in_(ids), nobodys)


def _colleagues(conn: sa.Connection) -> set[str]:
    rows = conn.execute(sa.select(users.c.email, users.c.name)).all()
    return {word for row in rows for word in (row.email, row.name)}
