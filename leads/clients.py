"""Clients: everybody the agency knows, found by name, telephone or mail and by nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..offers import fold
from ..store.tables import users
from ..store.users import Role, User
from . import access
from .merge import REVERSIBLE
from .names import name_key
from .tables import bookings, contacts, leads, merges, persons

PAGE = 50
SEGMENTS = ("self_service", "priority")
TAKE_ON = frozenset({Role.PROSPECTOR, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD})
"""Who sees clients nobody looks after yet."""
LONGEST = 200
_DIGITS = 4


class Sort(StrEnum):
    """What the list is ordered by; the first is who was heard of last."""

    SEEN = "seen"
    NAME = "name"
    LEADS = "leads"
    BOOKINGS = "bookings"


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of clients as asked for: `words` are part of a name, telephone or mail address."""

    words: str = ""
    segment: str = ""
    manager: str = ""
    sort: Sort = Sort.SEEN
    back: bool = False
    dense: bool = False
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The list as an address says it."""
        usual = Asked()
        return [
            ("q" if field.name == "words" else field.name, _said(getattr(self, field.name)))
            for field in fields(self)
            if getattr(self, field.name) != getattr(usual, field.name)
        ]


@dataclass(frozen=True, slots=True)
class Client:
    """One line of the list; `leads` without practice, `bookings` those that stand."""

    id: int
    name: str
    contact: str
    segment: str
    manager: str
    leads: int
    bookings: int
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Clients:
    """One page of the list."""

    found: tuple[Client, ...]
    total: int
    page: int
    pages: int


def asked(said: Mapping[str, str]) -> Asked:
    """The list an address asks for; a value that cannot be is left out."""
    manager, page = said.get("manager", ""), said.get("page", "")
    return Asked(
        words=" ".join(said.get("q", "").split())[:LONGEST],
        segment=said["segment"] if said.get("segment") in SEGMENTS else "",
        manager=manager if _is_number(manager, 9) or manager in ("me", "nobody") else "",
        sort=Sort(said["sort"]) if said.get("sort") in set(Sort) else Sort.SEEN,
        back=said.get("back") == "1",
        dense=said.get("dense") == "1",
        page=max(1, int(page)) if _is_number(page, 5) else 1,
    )


def visible(user: User) -> sa.ColumnElement[bool]:
    """Whom the user sees: who is theirs, who asked them, their team's as a head, and who is
    nobody's for those who take on new ones; the director everybody."""
    if Role.DIRECTOR in user.roles:
        return sa.true()
    seen = [
        persons.c.account_manager_id == user.id,
        persons.c.id.in_(access.whose(access.visible(user))),
    ]
    if Role.TEAM_LEAD in user.roles:
        seen.append(access.managed_by_team(user))
    if user.roles & TAKE_ON:
        seen.append(_nobodys())
    return sa.or_(*seen)


def _nobodys() -> sa.ColumnElement[bool]:
    """Without an account manager, and no lead of theirs is anybody's."""
    owned = access.whose(leads.c.owner_id.is_not(None))
    return sa.and_(persons.c.account_manager_id.is_(None), persons.c.id.not_in(owned))


def sees(conn: sa.Connection, user: User, person_id: int) -> bool:
    """Whether the user sees this person, who is neither merged nor erased."""
    mine = sa.select(persons.c.id).where(persons.c.id == person_id, visible(user), _alive())
    return conn.scalar(mine) is not None


def clients(conn: sa.Connection, want: Asked, user: User) -> Clients:
    """A page of the clients the user sees."""
    which = sa.and_(*_which(want, user))
    total = int(conn.scalar(sa.select(sa.func.count()).select_from(persons).where(which)) or 0)
    pages = max(1, -(-total // PAGE))
    page = min(want.page, pages)
    rows = conn.execute(_rows(want, which).limit(PAGE).offset((page - 1) * PAGE)).all()
    contact = _contacts(conn, [row.id for row in rows])
    found = tuple(
        Client(
            row.id,
            row.name,
            contact.get(row.id, ""),
            row.segment,
            row.manager or "",
            row.asked,
            row.booked,
            row.seen_at,
        )
        for row in rows
    )
    return Clients(found, total, page, pages)


def _which(want: Asked, user: User) -> list[sa.ColumnElement[bool]]:
    said = [_alive(), visible(user)]
    if want.segment:
        said.append(persons.c.segment == want.segment)
    if want.manager:
        said.append(_managed(want.manager, user))
    if want.words:
        said.append(_found(want.words))
    return said


def _managed(manager: str, user: User) -> sa.ColumnElement[bool]:
    if manager == "nobody":
        return persons.c.account_manager_id.is_(None)
    return persons.c.account_manager_id == (user.id if manager == "me" else int(manager))


def _found(words: str) -> sa.ColumnElement[bool]:
    """A mail address by its beginning, a telephone number by its end, a name by all its words."""
    if "@" in words:
        return _having(contacts.c.value.startswith(words.lower(), autoescape=True))
    digits = re.sub(r"\D", "", words)
    if len(digits) >= _DIGITS and not re.search(r"[^\W\d_]", words):
        end = digits.lstrip("0")[-9:]
        return _having(contacts.c.value.contains(end, autoescape=True))
    names = [
        sa.or_(
            persons.c.name_key.contains(word, autoescape=True),
            sa.func.lower(persons.c.name).contains(word, autoescape=True),
        )
        for word in fold(words).split()
    ]
    return sa.and_(*names)


def _having(contact: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return persons.c.id.in_(sa.select(contacts.c.person_id).where(contact))


def _rows(want: Asked, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    manager = users.alias("manager")
    asked_ = (
        sa.select(sa.func.count())
        .select_from(leads)
        .where(leads.c.person_id == persons.c.id, leads.c.practice.is_(False))
        .scalar_subquery()
    )
    booked = (
        sa.select(sa.func.count())
        .select_from(bookings)
        .where(bookings.c.person_id == persons.c.id, bookings.c.status != "cancelled")
        .scalar_subquery()
    )
    orders = {
        Sort.SEEN: (persons.c.seen_at, True),
        Sort.NAME: (sa.func.lower(persons.c.name), False),
        Sort.LEADS: (sa.literal_column("asked"), True),
        Sort.BOOKINGS: (sa.literal_column("booked"), True),
    }
    column, falls = orders[want.sort]
    order = column.desc() if falls is not want.back else column.asc()
    return (
        sa.select(
            persons.c.id,
            persons.c.name,
            persons.c.segment,
            persons.c.seen_at,
            manager.c.name.label("manager"),
            asked_.label("asked"),
            booked.label("booked"),
        )
        .select_from(persons.outerjoin(manager, manager.c.id == persons.c.account_manager_id))
        .where(which)
        .order_by(order, persons.c.id)
    )


def _contacts(conn: sa.Connection, numbers: list[int]) -> dict[int, str]:
    """One contact of each, a telephone number before a mail address."""
    mine = sa.select(contacts).where(contacts.c.person_id.in_(numbers)).order_by(contacts.c.id)
    rows = conn.execute(mine).all()
    found = {row.person_id: row.value for row in reversed(rows) if row.kind == "email"}
    return found | {row.person_id: row.value for row in reversed(rows) if row.kind == "phone"}


def _alive() -> sa.ColumnElement[bool]:
    return sa.and_(persons.c.merged_into_id.is_(None), persons.c.erased_at.is_(None))


@dataclass(frozen=True, slots=True)
class MergedIn:
    """Somebody who was merged into a person, by which merge and when."""

    id: int
    name: str
    at: dt.datetime


def merged_in(conn: sa.Connection, person_id: int, now: dt.datetime) -> tuple[MergedIn, ...]:
    """Who may be parted from this person again, the newest merge first."""
    mine = sa.and_(
        merges.c.kept_id == person_id,
        merges.c.undone_at.is_(None),
        merges.c.at >= now - REVERSIBLE,
    )
    rows = conn.execute(
        sa.select(merges.c.id, persons.c.name, merges.c.at)
        .join(persons, persons.c.id == merges.c.merged_id)
        .where(mine)
        .order_by(merges.c.id.desc())
    )
    return tuple(MergedIn(row.id, row.name, row.at) for row in rows)


@dataclass(frozen=True, slots=True)
class Change:
    """What may be changed of a person by hand."""

    name: str
    language: str
    segment: str
    account_manager_id: int | None
    referred_by_id: int | None
    unscored: bool
    note: str


def change(conn: sa.Connection, person_id: int, version: int, said: Change) -> bool:
    """Keep the change; False where somebody else changed this person since `version`."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    values |= {"name_key": name_key(said.name), "version": version + 1}
    same = sa.and_(persons.c.id == person_id, persons.c.version == version)
    return conn.execute(persons.update().where(same).values(values)).rowcount == 1


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value)


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= longest
