"""Sessions: who is logged in, kept on the server, so that ending one ends it at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from .tables import devices, sessions, users
from .users import Role, User

# ASVS 7.3.1-2 as in web.md 5.2.
IDLE = dt.timedelta(minutes=30)
IDLE_TRUSTED = dt.timedelta(hours=2)
LONGEST = dt.timedelta(hours=12)
PROVED = dt.timedelta(minutes=10)
"""How long after a password or code what cannot be taken back may be done without another."""
_TOUCH = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One login. `form_token` must come back in every form of the office.

    `proved_at` is when a password or code was last given, `device_id` the trusted device.
    """

    id_hash: str
    user: User
    form_token: str
    seen_at: dt.datetime
    created_at: dt.datetime
    proved_at: dt.datetime | None = None
    device_id: int | None = None
    agent: str = ""
    second_factor: bool = False

    @property
    def name(self) -> str:
        """What tells a session from a user's others, and opens nothing."""
        return self.id_hash[:16]

    def proved(self, now: dt.datetime) -> bool:
        """Whether who sits there has just shown who they are."""
        return self.proved_at is not None and now - self.proved_at < PROVED

    def wants_touch(self, now: dt.datetime) -> bool:
        """Whether being seen now is worth a write; once a minute is."""
        return now - self.seen_at >= _TOUCH


def start(
    conn: sa.Connection,
    user: User,
    now: dt.datetime,
    *,
    device_id: int | None = None,
    agent: str = "",
    proved: bool = True,
) -> str:
    """A new session; returns its secret (256 bits), of which only a hash is kept."""
    secret = secrets.token_urlsafe(32)
    row = sessions.insert().values(
        id_hash=_hash(secret),
        user_id=user.id,
        form_token=secrets.token_urlsafe(32),
        created_at=now,
        seen_at=now,
        proved_at=now if proved else None,
        device_id=device_id,
        agent=agent[:200],
    )
    conn.execute(row)
    return secret


def find(conn: sa.Connection, secret: str, now: dt.datetime) -> Session | None:
    """The live session of this secret: not ended, not idle for 30 minutes (2 hours on a trusted
    device), not 12 hours old."""
    which = _sessions().where(sessions.c.id_hash == _hash(secret), _live(now))
    row = conn.execute(which).one_or_none()
    return None if row is None else _session(row)


def last_user(conn: sa.Connection, secret: str) -> int | None:
    """Whose session this secret was, live or over."""
    which = sa.select(sessions.c.user_id).where(sessions.c.id_hash == _hash(secret))
    return conn.scalar(which)


def sessions_of(conn: sa.Connection, user_id: int, now: dt.datetime) -> tuple[Session, ...]:
    """A user's live sessions, the one used last first."""
    which = _sessions().where(sessions.c.user_id == user_id, _live(now))
    return tuple(map(_session, conn.execute(which.order_by(sessions.c.seen_at.desc()))))


def prove(conn: sa.Connection, session: Session, now: dt.datetime) -> None:
    """Note that the password or a code was given again."""
    which = sessions.c.id_hash == session.id_hash
    conn.execute(sessions.update().where(which).values(proved_at=now))


def _sessions() -> sa.Select[Any]:
    whose = (users.c.email, users.c.name, users.c.roles, users.c.language)
    coded = users.c.totp_sealed.is_not(None).label("second_factor")
    return (
        sa.select(sessions, *whose, coded)
        .join(users, users.c.id == sessions.c.user_id)
        .outerjoin(devices, devices.c.id == sessions.c.device_id)
    )


def _live(now: dt.datetime) -> sa.ColumnElement[bool]:
    trusted = sa.and_(devices.c.ended_at.is_(None), devices.c.until > now)
    longer = sa.and_(sessions.c.seen_at > now - IDLE_TRUSTED, devices.c.id.is_not(None), trusted)
    return sa.and_(
        sessions.c.ended_at.is_(None),
        sa.or_(sessions.c.seen_at > now - IDLE, longer),
        sessions.c.created_at > now - LONGEST,
        users.c.active,
    )


def _session(row: sa.Row[Any]) -> Session:
    roles = frozenset(map(Role, row.roles))
    return Session(
        id_hash=row.id_hash,
        user=User(row.user_id, row.email, row.name, roles, row.language),
        form_token=row.form_token,
        seen_at=row.seen_at,
        created_at=row.created_at,
        proved_at=row.proved_at,
        device_id=row.device_id,
        agent=row.agent,
        second_factor=bool(row.second_factor),
    )


def touch(conn: sa.Connection, session: Session, now: dt.datetime) -> None:
    """Note that the session was used."""
    conn.execute(sessions.update().where(sessions.c.id_hash == session.id_hash).values(seen_at=now))


def end(conn: sa.Connection, secret: str, now: dt.datetime) -> None:
    """End the session of this secret."""
    _end(conn, sessions.c.id_hash == _hash(secret), now)


def end_all(conn: sa.Connection, user: User, now: dt.datetime) -> None:
    """End every session of a user, as after a change of password."""
    _end(conn, sessions.c.user_id == user.id, now)


def end_named(conn: sa.Connection, user_id: int, name: str, now: dt.datetime) -> bool:
    """End the one of a user's sessions that has this name; False where there is none."""
    live = sessions_of(conn, user_id, now)
    found = next((one for one in live if one.name == name), None)
    if found is not None:
        _end(conn, sessions.c.id_hash == found.id_hash, now)
    return found is not None


def end_others(conn: sa.Connection, session: Session, now: dt.datetime) -> None:
    """End every session of this session's user but this one."""
    others = sessions.c.id_hash != session.id_hash
    _end(conn, sa.and_(sessions.c.user_id == session.user.id, others), now)


def _end(conn: sa.Connection, which: sa.ColumnElement[bool], now: dt.datetime) -> None:
    conn.execute(sessions.update().where(which, sessions.c.ended_at.is_(None)).values(ended_at=now))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
