"""The demo's agency: who works there, in which team, how much each takes and who is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..leads.members import CONTACT_CENTRE, PRIORITY, Team, absent, set_member
from ..store.database import Database
from ..store.tables import users
from ..store.users import HEAD, MANAGER, OWNER, Role, create_user

DOMAIN = "kek-horizont.example.com"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the demo's agency; without a team they answer no leads."""

    login: str
    name: str
    roles: frozenset[Role]
    team: Team | None = None
    languages: tuple[str, ...] = ()
    open: int = 20
    a_day: int = 20

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def work(self) -> str:
        """What they do, in words."""
        if self.team:
            return "priority desk" if self.team == PRIORITY else "contact centre"
        return "owner" if Role.DIRECTOR in self.roles else "head"


STAFF = (
    Colleague("dora", "Dóra", HEAD),
    Colleague("anna", "Anna", MANAGER, PRIORITY, ("hu", "en"), 10, 6),
    Colleague("bela", "Béla", MANAGER, PRIORITY, ("hu", "en", "ru"), 10, 6),
    Colleague("cveta", "Cveta", MANAGER, PRIORITY, ("bg", "en", "ru", "hu"), 8, 6),
    Colleague("eszter", "Eszter", frozenset({Role.PROSPECTOR}), CONTACT_CENTRE, ("hu", "en")),
    Colleague("ivan", "Ivan", frozenset({Role.PROSPECTOR}), CONTACT_CENTRE, ("bg", "ru", "en")),
    Colleague("gabor", "Gábor", OWNER),
)
"""A head, three managers of the priority desk, two of the contact centre and the owner."""
AWAY = "ivan"


def hire(database: Database, password: str, since: dt.datetime) -> dict[str, int]:
    """Make the users and members, all with one password; login -> user id."""
    with database.write() as conn:
        for one in STAFF:
            user = create_user(conn, one.email, one.name, one.roles, password, since)
            if one.team:
                set_member(conn, user.id, one.team, one.open, one.a_day, one.languages)
        found = {row.email: row.id for row in conn.execute(sa.select(users.c.email, users.c.id))}
    return {one.login: found[one.email] for one in STAFF}


def leave(database: Database, user_id: int, now: dt.datetime) -> None:
    """Somebody is away today and tomorrow."""
    with database.write() as conn:
        absent(conn, user_id, now - dt.timedelta(hours=6), now + dt.timedelta(days=1), "training")
