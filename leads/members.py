"""Members: who answers leads, for which team, how many at once, and when they are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store.hours import read_hours
from ..store.settings import Settings
from ..store.tables import users
from .calendar import calendar_of
from .tables import absences
from .tables import members as table

Team = Literal["priority", "contact_centre"]
PRIORITY: Team = "priority"
CONTACT_CENTRE: Team = "contact_centre"
TEAMS: tuple[Team, ...] = (PRIORITY, CONTACT_CENTRE)
USUAL_OPEN = 20
USUAL_A_DAY = 20
MOST = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who answers leads.

    `capacity_open` is how many may be open with them at once, `daily_quota` how many they are
    given within 24 hours. No `languages` or `skills` (countries, ISO) means any; `hours` are their
    own, "" the agency's. `active`: they are given leads, and their login is alive.
    """

    user_id: int
    email: str
    name: str
    team: Team
    capacity_open: int
    daily_quota: int
    languages: frozenset[str]
    skills: frozenset[str]
    hours: str
    active: bool
    last_assigned_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Absence:
    """From when until when a member is away."""

    id: int
    user_id: int
    from_: dt.datetime
    to: dt.datetime
    reason: str


def members(conn: sa.Connection) -> tuple[Member, ...]:
    """All members, by user."""
    rows = conn.execute(
        sa.select(table, users.c.email, users.c.name, users.c.active.label("alive"))
        .join(users, users.c.id == table.c.user_id)
        .order_by(table.c.user_id)
    )
    return tuple(_member(row) for row in rows)


def set_member(
    conn: sa.Connection,
    user_id: int,
    team: Team = PRIORITY,
    capacity_open: int = USUAL_OPEN,
    daily_quota: int = USUAL_A_DAY,
    languages: Iterable[str] = (),
    skills: Iterable[str] = (),
    hours: str = "",
    active: bool = True,
) -> None:
    """Make a user a member or change one; StoreFault where a value cannot be."""
    if team not in TEAMS:
        raise StoreFault(f"{team!r} is no team; there are {', '.join(TEAMS)}")
    for number in (capacity_open, daily_quota):
        if not 0 <= number <= MOST:
            raise StoreFault(f"{number} is no number of leads: 0 to {MOST}")
    try:
        _ = hours and read_hours(hours)
    except ValueError as error:
        raise StoreFault(str(error)) from error
    row = {
        "team": team,
        "capacity_open": capacity_open,
        "daily_quota": daily_quota,
        "languages": sorted(set(languages)),
        "skills": sorted(set(skills)),
        "hours": hours,
        "active": active,
    }
    mine = table.c.user_id == user_id
    if conn.execute(table.update().where(mine).values(row)).rowcount == 0:
        conn.execute(table.insert().values(user_id=user_id, **row))


def absent(
    conn: sa.Connection, user_id: int, from_: dt.datetime, to: dt.datetime, reason: str
) -> int:
    """Note that a member is away; returns the absence's id."""
    if to <= from_:
        raise StoreFault("an absence ends after it begins")
    row = {"user_id": user_id, "from_at": from_, "to_at": to, "reason": reason[:200]}
    return int(conn.execute(absences.insert().values(row).returning(absences.c.id)).scalar_one())


def back(conn: sa.Connection, absence_id: int) -> bool:
    """Take an absence away again; False where there is none."""
    return conn.execute(absences.delete().where(absences.c.id == absence_id)).rowcount == 1


def absences_of(conn: sa.Connection, since: dt.datetime) -> tuple[Absence, ...]:
    """The absences that are not over at `since`, the next one first."""
    rows = conn.execute(
        sa.select(absences).where(absences.c.to_at > since).order_by(absences.c.from_at)
    )
    return tuple(Absence(r.id, r.user_id, r.from_at, r.to_at, r.reason) for r in rows)


def away(conn: sa.Connection, at: dt.datetime) -> frozenset[int]:
    """The users who are absent at this moment."""
    now = sa.and_(absences.c.from_at <= at, absences.c.to_at > at)
    return frozenset(conn.scalars(sa.select(absences.c.user_id).where(now)))


def at_work(settings: Settings, member: Member, at: dt.datetime) -> bool:
    """Whether this moment lies in the member's own hours, or in the agency's."""
    own = read_hours(member.hours) if member.hours else None
    return calendar_of(settings, hours=own).open_at(at)


def on_duty(conn: sa.Connection, settings: Settings, team: str, at: dt.datetime) -> int:
    """How many of a team are active, not absent and at work at this moment."""
    gone = away(conn, at)
    return sum(
        member.active
        and member.team == team
        and member.user_id not in gone
        and at_work(settings, member, at)
        for member in members(conn)
    )


def _member(row: sa.Row[tuple[object, ...]]) -> Member:
    return Member(
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        team=row.team,
        capacity_open=row.capacity_open,
        daily_quota=row.daily_quota,
        languages=frozenset(row.languages),
        skills=frozenset(row.skills),
        hours=row.hours,
        active=row.active and row.alive,
        last_assigned_at=row.last_assigned_at,
    )
