"""Rates: token buckets in the database, shared by all processes and kept over restarts."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa

from .settings import Settings
from .tables import buckets

KEPT = dt.timedelta(days=7)
"""How long the hash of an address stays (web.md 5.8)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` times within `period`, per key; refilled little by little, or at its end at once."""

    name: str
    count: int
    period: dt.timedelta
    refills: bool = True


LOGIN_BY_MAIL = Limit("login-mail", 10, dt.timedelta(hours=1))
LOGIN_BY_ADDRESS = Limit("login-address", 20, dt.timedelta(hours=1))
WRONG_BY_MAIL = Limit("wrong-mail", 20, dt.timedelta(days=1), refills=False)
"""Wrong passwords of one account; past it only a mailed link opens it before the day is over."""
CODES_BY_USER = Limit("codes-user", 96, dt.timedelta(days=1))
PROOFS_BY_USER = Limit("proofs-user", 10, dt.timedelta(hours=1))
RESET_BY_MAIL = Limit("reset-mail", 3, dt.timedelta(hours=1))
RESET_BY_ADDRESS = Limit("reset-address", 20, dt.timedelta(hours=1))
ENQUIRY_BY_ADDRESS = Limit("enquiry-address", 5, dt.timedelta(hours=1))
ENQUIRY_BY_MAIL = Limit("enquiry-mail", 3, dt.timedelta(days=1))


def spend(
    conn: sa.Connection, settings: Settings, limit: Limit, value: str, now: dt.datetime
) -> dt.timedelta | None:
    """Take one token of this value's bucket; None when there was one, else how long to wait.

    The value (a mail or network address) is kept as an HMAC only.
    """
    if not settings.limits:
        return None
    key = _key(settings, limit, value)
    conn.execute(buckets.delete().where(buckets.c.at < now - KEPT))
    row = _bucket(conn, key)
    full = _filled(row.tokens, row.at, limit, now) if row else float(limit.count)
    if row and full < 1:
        return _wait(full, row.at, limit, now)
    since = row.at if row and not limit.refills and full < limit.count else now
    left = {"tokens": full - 1, "at": since}
    if row:
        conn.execute(buckets.update().where(buckets.c.key == key), left)
    else:
        conn.execute(buckets.insert(), {"key": key, **left})
    return None


def waits(
    conn: sa.Connection, settings: Settings, limit: Limit, value: str, now: dt.datetime
) -> dt.timedelta | None:
    """How long to wait for the next token, taking none; None where there is one."""
    row = _bucket(conn, _key(settings, limit, value)) if settings.limits else None
    full = _filled(row.tokens, row.at, limit, now) if row else 1
    return _wait(full, row.at, limit, now) if row and full < 1 else None


def forgive(conn: sa.Connection, settings: Settings, limit: Limit, value: str) -> None:
    """Fill this value's bucket again."""
    conn.execute(buckets.delete().where(buckets.c.key == _key(settings, limit, value)))


def _bucket(conn: sa.Connection, key: str) -> sa.Row[tuple[object, ...]] | None:
    which = sa.select(buckets).where(buckets.c.key == key)
    return conn.execute(which.with_for_update()).one_or_none()


def _wait(full: float, at: dt.datetime, limit: Limit, now: dt.datetime) -> dt.timedelta:
    if not limit.refills:
        return at + limit.period - now
    return (1 - full) * (limit.period / limit.count)


def _filled(tokens: float, at: dt.datetime, limit: Limit, now: dt.datetime) -> float:
    passed = max(dt.timedelta(0), now - at)
    if not limit.refills and passed < limit.period:
        return tokens
    return min(float(limit.count), tokens + passed / (limit.period / limit.count))


def _key(settings: Settings, limit: Limit, value: str) -> str:
    secret = settings.secret_key.get_secret_value().encode()
    said = f"{limit.name}\x1f{value.strip().lower()}".encode()
    return f"{limit.name}:{hmac.new(secret, said, hashlib.sha256).hexdigest()}"
