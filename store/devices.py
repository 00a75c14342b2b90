"""Devices that a user trusts: for 30 days they ask for no code and stay logged in for longer."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import devices

TRUSTED = dt.timedelta(days=30)
MOST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Device:
    """One browser that proved itself by a code; `agent` is what it calls itself."""

    id: int
    agent: str
    created_at: dt.datetime
    until: dt.datetime


def trust(conn: sa.Connection, user_id: int, agent: str, now: dt.datetime) -> tuple[int, str]:
    """A new trusted device: its id and its secret (256 bits), of which only a hash is kept."""
    secret = secrets.token_urlsafe(32)
    row = {"user_id": user_id, "secret_hash": _hash(secret), "agent": agent[:MOST_AGENT]}
    times = {"created_at": now, "until": now + TRUSTED}
    made = conn.execute(devices.insert().values(**row, **times).returning(devices.c.id))
    return made.scalar_one(), secret


def find(conn: sa.Connection, user_id: int, secret: str, now: dt.datetime) -> int | None:
    """The id of this user's live device with this secret."""
    which = sa.and_(_live(user_id, now), devices.c.secret_hash == _hash(secret))
    return conn.scalar(sa.select(devices.c.id).where(which))


def devices_of(conn: sa.Connection, user_id: int, now: dt.datetime) -> tuple[Device, ...]:
    """The devices a user trusts, the newest first."""
    rows = conn.execute(sa.select(devices).where(_live(user_id, now)).order_by(devices.c.id.desc()))
    return tuple(Device(row.id, row.agent, row.created_at, row.until) for row in rows)


def end_all(conn: sa.Connection, user_id: int, now: dt.datetime) -> None:
    """Trust none of a user's devices any more, as after a change of password."""
    conn.execute(devices.update().where(_live(user_id, now)).values(ended_at=now))


def _live(user_id: int, now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        devices.c.user_id == user_id, devices.c.ended_at.is_(None), devices.c.until > now
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
