"""People: who asks, found again by mail or telephone, and never swallowed by somebody else.

Two enquiries are one person's when they share a normalised mail address or telephone number and
their names may be one person's (`names`). The same contact under another full name, or the same
full name with other contacts, is a suggestion to a person of the agency and nothing more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .enquiry import read_email, read_phone
from .names import compatible, name_key
from .tables import contacts, persons, suggestions

EMAIL, PHONE = "email", "phone"
SAME_CONTACT, SAME_NAME = "contact", "name"
"""Why two persons may be one, as `suggestions.why` keeps it."""
MOST_SUGGESTED = 5
"""A name that hundreds bear says little: so many of its bearers are suggested, the newest."""


@dataclass(frozen=True, slots=True)
class Person:
    """A client or prospect. `emails` and `phones` (E.164) stand in the order they became known.

    `segment` is "self_service" or "priority"; `unscored`: objected to profiling, is answered by
    arrival.
    """

    id: int
    name: str
    language: str
    time_zone: str
    segment: str
    account_manager_id: int | None
    referred_by_id: int | None
    unscored: bool
    note: str
    created_at: dt.datetime
    seen_at: dt.datetime
    merged_into_id: int | None
    erased_at: dt.datetime | None
    version: int
    emails: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """Whom an enquiry belongs to; `suggested` are the persons who may be the same one."""

    person_id: int
    new: bool
    suggested: tuple[int, ...] = ()


def person(conn: sa.Connection, person_id: int) -> Person | None:
    """The person with this id, merged and erased ones too."""
    found = _people(conn, persons.c.id == person_id)
    return found[0] if found else None


def by_contact(conn: sa.Connection, text: str, country: str = "HU") -> tuple[Person, ...]:
    """The persons with this mail address or telephone number as typed, in that country (ISO)."""
    known = read_email(text) if "@" in text else read_phone(text, country)
    if not known:
        return ()
    having = sa.select(contacts.c.person_id).where(contacts.c.value == known)
    return _people(conn, sa.and_(persons.c.id.in_(having), alive()))


def attach(
    conn: sa.Connection, name: str, phone: str, email: str, language: str, now: dt.datetime
) -> Attached:
    """The person these words are from: one we know, or a new one with suggestions whom it may be.

    `phone` is E.164 or "", `email` normalised or "". Whoever is known is seen again and gains the
    contacts that are new; erased and merged persons are not known.
    """
    given = tuple((kind, value) for kind, value in ((EMAIL, email), (PHONE, phone)) if value)
    _one_at_a_time(conn, given)
    there = _with_contacts(conn, given)
    same = [row for row in there if compatible(name, row.name)]
    if not same:
        return _new(conn, name, given, language, now, there)
    chosen = min(same, key=lambda row: (-_hits(row, there), name_key(row.name) == "", row.id))
    _see_again(conn, chosen, name, given, there, now)
    others = tuple(dict.fromkeys(row.id for row in same if row.id != chosen.id))
    for other in others:
        suggest(conn, chosen.id, other, SAME_CONTACT, now)
    return Attached(chosen.id, False, others)


def add_person(
    conn: sa.Connection,
    name: str,
    given: Iterable[tuple[str, str]],
    language: str,
    now: dt.datetime,
    **more: Any,
) -> int:
    """A person with the contacts given as (kind, value); `more` are columns of `persons`."""
    known = {"name": name, "name_key": name_key(name), "language": language}
    row = {"created_at": now, "seen_at": now, **known, **more}
    person_id = int(conn.execute(persons.insert().returning(persons.c.id), row).scalar_one())
    _add_contacts(conn, person_id, tuple(given), now, first=True)
    return person_id


def suggest(conn: sa.Connection, one: int, other: int, why: str, now: dt.datetime) -> None:
    """Note that two persons may be one, unless that was noted before, decided or not."""
    pair = sa.or_(
        sa.and_(suggestions.c.person_id == one, suggestions.c.other_id == other),
        sa.and_(suggestions.c.person_id == other, suggestions.c.other_id == one),
    )
    if conn.scalar(sa.select(suggestions.c.id).where(pair)) is None:
        row = {"person_id": one, "other_id": other, "why": why, "at": now}
        conn.execute(suggestions.insert(), row)


def ids_of(conn: sa.Connection, person_id: int) -> tuple[int, ...]:
    """The person and all who were merged into it, over any number of steps."""
    found, last = [person_id], [person_id]
    while last:
        into = sa.select(persons.c.id).where(persons.c.merged_into_id.in_(last))
        last = list(conn.scalars(into.order_by(persons.c.id)))
        found += last
    return tuple(found)


def speaks_for(conn: sa.Connection, person_id: int, email: str) -> bool:
    """Whether whoever reads this mailbox may be shown all that is kept about the person.

    Anybody can type a stranger's telephone number beside an address of their own and be attached.
    So an address speaks for a person only where it was there from the beginning and no other one
    is known; all else is for a person of the agency to decide.
    """
    mine = contacts.c.person_id == person_id
    known = conn.execute(
        sa.select(contacts.c.value, contacts.c.first).where(mine, contacts.c.kind == EMAIL)
    ).all()
    return len(known) == 1 and known[0].value == email and bool(known[0].first)


def alive() -> sa.ColumnElement[bool]:
    """The condition of persons that are neither merged nor erased."""
    return sa.and_(persons.c.merged_into_id.is_(None), persons.c.erased_at.is_(None))


def _with_contacts(conn: sa.Connection, given: Sequence[tuple[str, str]]) -> Sequence[Any]:
    """One row for each contact of the given that a person has."""
    if not given:
        return ()
    values = [value for _, value in given]
    return conn.execute(_WITH_CONTACTS, {"values": values}).all()


def _one_at_a_time(conn: sa.Connection, given: Sequence[tuple[str, str]]) -> None:
    """Let two enquiries with one contact find each other's person; SQLite has one writer anyhow."""
    if conn.dialect.name != "postgresql":
        return
    for value in sorted(value for _, value in given):
        number = int.from_bytes(hashlib.sha256(value.encode()).digest()[:8], signed=True)
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


_WITH_CONTACTS = (
    sa.select(persons.c.id, persons.c.name, contacts.c.kind, contacts.c.value)
    .join(contacts, contacts.c.person_id == persons.c.id)
    .where(contacts.c.value.in_(sa.bindparam("values", expanding=True)), alive())
    .order_by(persons.c.id)
)
_SAME_NAME = (
    sa.select(persons.c.id)
    .where(persons.c.name_key == sa.bindparam("key"), alive())
    .order_by(persons.c.id.desc())
    .limit(MOST_SUGGESTED)
)


def _hits(row: Any, there: Sequence[Any]) -> int:
    return sum(1 for other in there if other.id == row.id)


def _new(
    conn: sa.Connection,
    name: str,
    given: Sequence[tuple[str, str]],
    language: str,
    now: dt.datetime,
    there: Sequence[Any],
) -> Attached:
    why = dict.fromkeys((row.id for row in there), SAME_CONTACT)
    if key := name_key(name):
        for number in conn.scalars(_SAME_NAME, {"key": key}):
            why.setdefault(number, SAME_NAME)
    person_id = add_person(conn, name, given, language, now)
    rows = [
        {"person_id": person_id, "other_id": other, "why": reason, "at": now}
        for other, reason in why.items()
    ]
    if rows:
        conn.execute(suggestions.insert(), rows)
    return Attached(person_id, True, tuple(why))


def _see_again(
    conn: sa.Connection,
    row: Any,
    name: str,
    given: Sequence[tuple[str, str]],
    there: Sequence[Any],
    now: dt.datetime,
) -> None:
    """Known once more: the fuller name stays, contacts that are new are added."""
    known = {(other.kind, other.value) for other in there if other.id == row.id}
    change: dict[str, Any] = {"seen_at": now}
    if name_key(name) and not name_key(row.name):
        change |= {"name": name, "name_key": name_key(name)}
    conn.execute(persons.update().where(persons.c.id == row.id).values(change))
    _add_contacts(conn, row.id, tuple(pair for pair in given if pair not in known), now)


def _add_contacts(
    conn: sa.Connection,
    person_id: int,
    given: Sequence[tuple[str, str]],
    now: dt.datetime,
    first: bool = False,
) -> None:
    rows = [
        {"person_id": person_id, "kind": kind, "value": value, "added_at": now, "first": first}
        for kind, value in given
    ]
    if rows:
        conn.execute(contacts.insert(), rows)


def _people(conn: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Person, ...]:
    rows = conn.execute(sa.select(persons).where(which).order_by(persons.c.id)).all()
    numbers = [row.id for row in rows]
    known = conn.execute(
        sa.select(contacts).where(contacts.c.person_id.in_(numbers)).order_by(contacts.c.id)
    ).all()
    return tuple(_person(row, [one for one in known if one.person_id == row.id]) for row in rows)


def _person(row: Any, known: Sequence[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        language=row.language,
        time_zone=row.time_zone,
        segment=row.segment,
        account_manager_id=row.account_manager_id,
        referred_by_id=row.referred_by_id,
        unscored=row.unscored,
        note=row.note,
        created_at=row.created_at,
        seen_at=row.seen_at,
        merged_into_id=row.merged_into_id,
        erased_at=row.erased_at,
        version=row.version,
        emails=tuple(one.value for one in known if one.kind == EMAIL),
        phones=tuple(one.value for one in known if one.kind == PHONE),
    )
