"""Access: which leads somebody of the agency sees (backoffice.md 13)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..store.users import Role, User
from .tables import leads, members, persons


def sees(conn: sa.Connection, user: User, lead_id: int) -> bool:
    """Whether this lead is one of those the user sees."""
    mine = sa.select(leads.c.id).where(leads.c.id == lead_id, visible(user))
    return conn.scalar(mine) is not None


def visible(user: User) -> sa.ColumnElement[bool]:
    """Which leads the user sees; roles add up, the administrator's and the privacy officer's add
    nothing."""
    if Role.DIRECTOR in user.roles:
        return sa.true()
    seen = [part(user) for role, part in _PARTS.items() if role in user.roles]
    return sa.or_(sa.false(), *seen)


def cares_for(conn: sa.Connection, user: User, person_id: int) -> bool:
    """Whether the user may open this person's needs: of one's own clients and leads, as head of
    the team's; whoever else they see, by the queue or as director, is not theirs to open."""
    parts = [part(user) for role, part in _CARE.items() if role in user.roles]
    mine = sa.select(persons.c.id).where(persons.c.id == person_id, sa.or_(sa.false(), *parts))
    return conn.scalar(mine) is not None


def whose(which: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """The persons who asked with the leads of a condition."""
    return sa.select(leads.c.person_id).where(leads.c.person_id.is_not(None), which)


def managed_by_team(user: User) -> sa.ColumnElement[bool]:
    """The clients of the head's team; everybody, for a head in no team."""
    team = _team_of(user)
    mates = sa.select(members.c.user_id).where(members.c.team == team)
    return sa.or_(team.is_(None), persons.c.account_manager_id.in_(mates))


def _own_client(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(persons.c.account_manager_id == user.id, persons.c.id.in_(whose(_own(user))))


def _teams_client(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(managed_by_team(user), persons.c.id.in_(whose(_team(user))))


def _team_of(user: User) -> sa.ScalarSelect[str]:
    return sa.select(members.c.team).where(members.c.user_id == user.id).scalar_subquery()


def _own(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(leads.c.owner_id == user.id, leads.c.claimed_by == user.email)


def _own_and_queue(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(_own(user), leads.c.owner_id.is_(None))


def _own_clients(user: User) -> sa.ColumnElement[bool]:
    mine = sa.select(persons.c.id).where(persons.c.account_manager_id == user.id)
    return sa.or_(_own(user), leads.c.person_id.in_(mine))


def _team(user: User) -> sa.ColumnElement[bool]:
    """The leads of the head's team and of its members; a head in no team answers for everybody."""
    team = _team_of(user)
    mates = sa.select(members.c.user_id).where(members.c.team == team)
    nobodys = sa.and_(leads.c.owner_id.is_(None), leads.c.team == "")
    return sa.or_(
        team.is_(None), nobodys, _own(user), leads.c.team == team, leads.c.owner_id.in_(mates)
    )


_PARTS: dict[Role, Any] = {
    Role.PROSPECTOR: _own_and_queue,
    Role.CLOSER: _own,
    Role.ACCOUNT_MANAGER: _own_clients,
    Role.TEAM_LEAD: _team,
}
_CARE: dict[Role, Any] = {Role.ACCOUNT_MANAGER: _own_client, Role.TEAM_LEAD: _teams_client}
