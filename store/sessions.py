"""Sessions: who is logged in, kept on the server, so that ending one ends it at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import sessions, users
from .users import Role, User

# ASVS 7.3.1-2 as in web.md 5.2.
IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
_TOUCH = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One login. `form_token` must come back in every form of the office."""

    id_hash: str
    user: User
    form_token: str
    seen_at: dt.datetime

    def wants_touch(self, now: dt.datetime) -> bool:
        """Whether being seen now is worth a write; once a minute is."""
        return now - self.seen_at >= _TOUCH


def start(conn: sa.Connection, user: User, now: dt.datetime) -> str:
    """A new session; returns its secret (256 bits), of which only a hash is kept."""
    secret = secrets.token_urlsafe(32)
    row = sessions.insert().values(
        id_hash=_hash(secret),
        user_id=user.id,
        form_token=secrets.token_urlsafe(32),
        created_at=now,
        seen_at=now,
    )
    conn.execute(row)
    return secret


def find(conn: sa.Connection, secret: str, now: dt.datetime) -> Session | None:
    """The live session of this secret: not ended, idle for 30 minutes or 12 hours old."""
    row = conn.execute(
        sa.select(sessions, users.c.email, users.c.name, users.c.roles, users.c.language)
        .join(users, users.c.id == sessions.c.user_id)
        .where(
            sessions.c.id_hash == _hash(secret),
            sessions.c.ended_at.is_(None),
            sessions.c.seen_at > now - IDLE,
            sessions.c.created_at > now - LONGEST,
            users.c.active,
        )
    ).one_or_none()
    if row is None:
        return None
    roles = frozenset(map(Role, row.roles))
    user = User(row.user_id, row.email, row.name, roles, row.language)
    return Session(row.id_hash, user, row.form_token, row.seen_at)


def touch(conn: sa.Connection, session: Session, now: dt.datetime) -> None:
    """Note that the session was used."""
    conn.execute(sessions.update().where(sessions.c.id_hash == session.id_hash).values(seen_at=now))


def end(conn: sa.Connection, secret: str, now: dt.datetime) -> None:
    """End the session of this secret."""
    _end(conn, sessions.c.id_hash == _hash(secret), now)


def end_all(conn: sa.Connection, user: User, now: dt.datetime) -> None:
    """End every session of a user, as after a change of password."""
    _end(conn, sessions.c.user_id == user.id, now)


def _end(conn: sa.Connection, which: sa.ColumnElement[bool], now: dt.datetime) -> None:
    conn.execute(sessions.update().where(which, sessions.c.ended_at.is_(None)).values(ended_at=now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
