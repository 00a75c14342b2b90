"""Routing: giving a lead to a member, or to its team's queue, and taking it: "I'm on it"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store.settings import Settings
from . import notify
from .members import Member, at_work, away, members
from .members import Team as Team
from .notices import kept_anyway
from .promise import HOLD
from .routing_rules import (
    CLAIM,
    HAND,
    NOT_ROUTED,
    VERSION,
    Case,
    Cause,
    Choice,
    Rejected,
    Standing,
    Why,
    choose,
)
from .routing_rules import RULES as RULES
from .tables import assignments, lead_events, leads, persons
from .tables import members as member_table
from .turns import one_at_a_time
from .wish import wish_from_json

DAY = dt.timedelta(hours=24)
_WARMTH = sa.case(
    (sa.and_(leads.c.temperature == "hot", leads.c.predicted), 0),
    (leads.c.temperature == "hot", 1),
    (leads.c.temperature == "warm", 2),
    else_=3,
)
_ROWS = sa.select(leads, persons.c.account_manager_id).select_from(
    leads.outerjoin(persons, persons.c.id == leads.c.person_id)
)
"""Leads with all that a case is made of."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose a lead is, `user_id` None for the queue, by which rule, and who was passed over."""

    team: str
    user_id: int | None
    rule: str
    rejected: tuple[Rejected, ...]


def route(
    conn: sa.Connection,
    settings: Settings,
    lead_id: int,
    cause: Cause,
    actor: str,
    now: dt.datetime,
    barred: Mapping[int, Why] | None = None,
) -> Assignment:
    """Give a lead to a member or to its team's queue; NoResultFound where there is no such lead.

    A doubtful or closed lead is left alone. `barred` members do not get it, with the reason each.
    """
    one_at_a_time(conn)
    row = _row(conn, lead_id)
    if row.review or row.state != "open":
        return Assignment("", None, NOT_ROUTED, ())
    picked = choose(_case(row), standings(conn, settings, now), barred or {})
    return _give(conn, settings, row, picked, cause, actor, now)


def route_away(
    conn: sa.Connection,
    settings: Settings,
    lead_id: int,
    barred: Mapping[int, Why],
    now: dt.datetime,
) -> Assignment | None:
    """Give a late lead to another member; None where nobody can take it, and it stays where it is.

    `barred` are the members who do not get it, with the reason each.
    """
    one_at_a_time(conn)
    row = _row(conn, lead_id)
    picked = choose(_case(row), standings(conn, settings, now), barred)
    if picked.user_id is None:
        return None
    return _give(conn, settings, row, picked, "late", "", now)


def rerun(conn: sa.Connection, settings: Settings, now: dt.datetime) -> int:
    """Offer the queue to the members again, the hot first and then the earliest due.

    Returns how many found somebody; who waits on is not written down once more.
    """
    one_at_a_time(conn)
    rows = conn.execute(
        _ROWS.where(
            leads.c.owner_id.is_(None), leads.c.state == "open", leads.c.review == ""
        ).order_by(_WARMTH, leads.c.promised_to, leads.c.created_at, leads.c.id)
    ).all()
    there = standings(conn, settings, now) if rows else ()
    given = 0
    for row in rows:
        picked = choose(_case(row), there, {})
        if picked.user_id is None and picked.team == row.team:
            continue
        _give(conn, settings, row, picked, "queue", "", now)
        given += picked.user_id is not None
        there = tuple(_one_more(one, picked.user_id, now) for one in there)
    return given


def assign(
    conn: sa.Connection,
    settings: Settings,
    lead_id: int,
    user_id: int,
    actor: str,
    now: dt.datetime,
) -> Assignment:
    """Give a lead by hand, whatever the rules would say; StoreFault where that is no member."""
    one_at_a_time(conn)
    to = next((one for one in members(conn) if one.user_id == user_id and one.active), None)
    if to is None:
        raise StoreFault(f"user {user_id} answers no leads")
    picked = Choice(to.team, user_id, HAND, ())
    return _give(conn, settings, _row(conn, lead_id), picked, HAND, actor, now)


def reassign_all(
    conn: sa.Connection, settings: Settings, user_id: int, actor: str, now: dt.datetime
) -> int:
    """Give all open leads of a member to others or to the queue; returns how many."""
    one_at_a_time(conn)
    mine = sa.and_(leads.c.owner_id == user_id, leads.c.state == "open")
    held = conn.scalars(
        sa.select(leads.c.id).where(mine).order_by(_WARMTH, leads.c.promised_to, leads.c.id)
    ).all()
    free = {"owner_id": None, "assigned_at": None, "claimed_by": "", "claimed_at": None}
    conn.execute(leads.update().where(mine).values(free))
    for lead_id in held:
        route(conn, settings, lead_id, "reassign_all", actor, now, {user_id: "reassigned"})
    return len(held)


def claim(conn: sa.Connection, lead_id: int, user_id: int, actor: str, now: dt.datetime) -> bool:
    """ "I'm on it": the lead is theirs and held for 15 minutes; False where another is on it.

    One statement decides, so that of two who press at once one wins on every engine.
    """
    one_at_a_time(conn)
    free = sa.or_(
        leads.c.claimed_by.in_(["", actor]),
        leads.c.claimed_at.is_(None),
        leads.c.claimed_at <= now - HOLD,
    )
    before = conn.execute(
        sa.select(leads.c.owner_id, leads.c.team).where(leads.c.id == lead_id)
    ).one_or_none()
    taken = conn.execute(
        leads.update()
        .where(leads.c.id == lead_id, leads.c.state == "open", free)
        .values(
            owner_id=user_id,
            claimed_by=actor,
            claimed_at=now,
            assigned_at=sa.case((leads.c.owner_id == user_id, leads.c.assigned_at), else_=now),
            version=leads.c.version + 1,
        )
    )
    if before is None or taken.rowcount != 1:
        return False
    if before.owner_id != user_id:
        _write_down(conn, lead_id, Choice(before.team, user_id, CLAIM, ()), CLAIM, actor, now)
    event = {"lead_id": lead_id, "at": now, "actor": actor, "kind": "claimed"}
    conn.execute(lead_events.insert(), event)
    return True


def standings(conn: sa.Connection, settings: Settings, now: dt.datetime) -> tuple[Standing, ...]:
    """How all members stand now. Open is what nobody has reached yet; practice does not count."""
    live = sa.and_(leads.c.state == "open", leads.c.practice.is_(False))
    held = _count(conn, leads.c.owner_id, live)
    practice = sa.select(leads.c.id).where(leads.c.practice)
    today = sa.and_(assignments.c.at > now - DAY, assignments.c.lead_id.not_in(practice))
    recent = _count(conn, assignments.c.user_id, today)
    gone = away(conn, now)
    return tuple(
        Standing(
            one,
            held.get(one.user_id, 0),
            recent.get(one.user_id, 0),
            one.user_id in gone,
            at_work(settings, one, now),
        )
        for one in members(conn)
    )


def _count(
    conn: sa.Connection, by: sa.Column[Any], which: sa.ColumnElement[bool]
) -> dict[int, int]:
    rows = conn.execute(sa.select(by, sa.func.count()).where(by.is_not(None), which).group_by(by))
    return {int(row[0]): int(row[1]) for row in rows}


def _row(conn: sa.Connection, lead_id: int) -> Any:
    return conn.execute(_ROWS.where(leads.c.id == lead_id)).one()


def _case(row: Any) -> Case:
    wish = wish_from_json(row.wish)
    return Case(
        temperature=row.temperature,
        predicted=row.predicted,
        kind=row.kind,
        language=row.language,
        countries=frozenset(wish.countries if wish else ()),
        account_manager_id=row.account_manager_id,
    )


def _give(
    conn: sa.Connection,
    settings: Settings,
    row: Any,
    picked: Choice,
    cause: Cause,
    actor: str,
    now: dt.datetime,
) -> Assignment:
    """Write the owner, the event and the notice; the hold of whoever had it before ends."""
    given = {
        "team": picked.team,
        "owner_id": picked.user_id,
        "assigned_at": now if picked.user_id is not None else None,
        "cover": picked.cover,
        "claimed_by": "",
        "claimed_at": None,
        "version": leads.c.version + 1,
    }
    conn.execute(leads.update().where(leads.c.id == row.id).values(given))
    number = _write_down(conn, row.id, picked, cause, actor, now)
    if row.temperature == "hot":
        with kept_anyway(row.reference):
            notify.hot_lead(conn, settings, row.id, number, now)
    return Assignment(picked.team, picked.user_id, picked.rule, picked.rejected)


def _write_down(
    conn: sa.Connection, lead_id: int, picked: Choice, cause: Cause, actor: str, now: dt.datetime
) -> int:
    """The assignment with its rule and everybody passed over; returns its number."""
    event = {
        "lead_id": lead_id,
        "at": now,
        "team": picked.team,
        "user_id": picked.user_id,
        "cause": cause,
        "actor": actor,
        "rule": picked.rule,
        "rule_version": VERSION,
        "rejected": list(picked.rejected),
        "open": picked.open,
        "capacity": picked.capacity,
    }
    put = assignments.insert().returning(assignments.c.id)
    number = int(conn.execute(put, event).scalar_one())
    if picked.user_id is not None:
        mine = member_table.c.user_id == picked.user_id
        conn.execute(member_table.update().where(mine), {"last_assigned_at": now})
    return number


def _one_more(one: Standing, user_id: int | None, now: dt.datetime) -> Standing:
    if one.member.user_id != user_id:
        return one
    member: Member = replace(one.member, last_assigned_at=now)
    return replace(one, member=member, open=one.open + 1, given=one.given + 1)
