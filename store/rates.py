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
    """`count` times within `period`, per key."""

    name: str
    count: int
    period: dt.timedelta


LOGIN_BY_MAIL = Limit("login-mail", 10, dt.timedelta(hours=1))
LOGIN_BY_ADDRESS = Limit("login-address", 20, dt.timedelta(hours=1))
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
    row = conn.execute(
        sa.select(buckets).where(buckets.c.key == key).with_for_update()
    ).one_or_none()
    full = _filled(row.tokens, row.at, limit, now) if row else float(limit.count)
    if full < 1:
        return (1 - full) * (limit.period / limit.count)
    left = {"tokens": full - 1, "at": now}
    if row:
        conn.execute(buckets.update().where(buckets.c.key == key).values(left))
    else:
        conn.execute(buckets.insert().values(key=key, **left))
    return None


def _filled(tokens: float, at: dt.datetime, limit: Limit, now: dt.datetime) -> float:
    passed = max(dt.timedelta(0), now - at)
    return min(float(limit.count), tokens + passed / (limit.period / limit.count))


def _key(settings: Settings, limit: Limit, value: str) -> str:
    secret = settings.secret_key.get_secret_value().encode()
    said = f"{limit.name}\x1f{value.strip().lower()}".encode()
    return f"{limit.name}:{hmac.new(secret, said, hashlib.sha256).hexdigest()}"
