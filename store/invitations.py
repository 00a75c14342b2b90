"""Invitations: mailed links that set a password or open a locked account, and recovery codes.

Of each only a hash is kept; each works once, and until its time is over.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from enum import StrEnum

import sqlalchemy as sa

from .tables import invitations, users


class Purpose(StrEnum):
    """What a link or code is good for."""

    INVITE = "invite"
    RESET = "reset"
    UNLOCK = "unlock"
    RECOVERY = "recovery"


LASTS = {
    Purpose.INVITE: dt.timedelta(days=7),
    Purpose.RESET: dt.timedelta(hours=1),
    Purpose.UNLOCK: dt.timedelta(days=1),
    Purpose.RECOVERY: dt.timedelta(days=3650),
}
RECOVERY_CODES = 10


def invite(conn: sa.Connection, user_id: int, purpose: Purpose, now: dt.datetime) -> str:
    """A new link's token (256 bits) for a user; an older one for the same is void."""
    withdraw(conn, user_id, purpose, now)
    token = secrets.token_urlsafe(32)
    _keep(conn, token, user_id, purpose, now)
    return token


def recovery_codes(conn: sa.Connection, user_id: int, now: dt.datetime) -> tuple[str, ...]:
    """Ten new codes of 80 bits, to be written down; older ones are void."""
    withdraw(conn, user_id, Purpose.RECOVERY, now)
    codes = tuple(_code() for _ in range(RECOVERY_CODES))
    for code in codes:
        _keep(conn, _bare(code), user_id, Purpose.RECOVERY, now)
    return codes


def whose(
    conn: sa.Connection, token: str, purposes: frozenset[Purpose], now: dt.datetime
) -> tuple[int, Purpose] | None:
    """The active user and purpose of a live token, which stays live."""
    row = conn.execute(
        sa.select(invitations.c.user_id, invitations.c.purpose)
        .join(users, users.c.id == invitations.c.user_id)
        .where(_live(token, now), invitations.c.purpose.in_(purposes), users.c.active)
    ).one_or_none()
    return None if row is None else (row.user_id, Purpose(row.purpose))


def use(conn: sa.Connection, token: str, purpose: Purpose, now: dt.datetime) -> int | None:
    """Use a token up; gives its user, None where it is not live. Of two at once one wins."""
    found = whose(conn, token, frozenset({purpose}), now)
    spent = invitations.update().where(_live(token, now)).values(used_at=now)
    if found is None or conn.execute(spent).rowcount != 1:
        return None
    return found[0]


def use_recovery(conn: sa.Connection, user_id: int, code: str, now: dt.datetime) -> bool:
    """Use up one of this user's recovery codes, typed with or without its dashes."""
    which = sa.and_(_live(_bare(code), now), invitations.c.user_id == user_id)
    mine = sa.and_(which, invitations.c.purpose == Purpose.RECOVERY)
    return conn.execute(invitations.update().where(mine).values(used_at=now)).rowcount == 1


def recovery_left(conn: sa.Connection, user_id: int, now: dt.datetime) -> int:
    """How many recovery codes are not used yet."""
    count = sa.select(sa.func.count()).where(_unused(user_id, Purpose.RECOVERY, now))
    return conn.execute(count).scalar_one()


def withdraw(conn: sa.Connection, user_id: int, purpose: Purpose, now: dt.datetime) -> None:
    """Void what was given for this purpose and is not used."""
    which = _unused(user_id, purpose, now)
    conn.execute(invitations.update().where(which).values(used_at=now))


def _unused(user_id: int, purpose: Purpose, now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        invitations.c.user_id == user_id,
        invitations.c.purpose == purpose,
        invitations.c.used_at.is_(None),
        invitations.c.until > now,
    )


def _live(token: str, now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        invitations.c.token_hash == _hash(token),
        invitations.c.used_at.is_(None),
        invitations.c.until > now,
    )


def _keep(
    conn: sa.Connection, token: str, user_id: int, purpose: Purpose, now: dt.datetime
) -> None:
    row = {"token_hash": _hash(token), "user_id": user_id, "purpose": purpose.value}
    times = {"created_at": now, "until": now + LASTS[purpose]}
    conn.execute(invitations.insert().values(**row, **times))


def _code() -> str:
    """Sixteen letters and figures in fours."""
    plain = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(plain[n : n + 4] for n in range(0, 16, 4))


def _bare(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
