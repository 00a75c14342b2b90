"""Behaviour: what a visitor let us remember of this site, first party and only after a yes.

The browser keeps a random key (128 bits); here its HMAC alone is kept, so that the table says
nothing about anybody without that browser. Nothing is written for a visitor who did not agree.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from ..store.settings import Settings
from .tables import visits

Kind = Literal["agreed", "compared", "returned", "saved"]
FEWEST_COMPARED = 3
"""Fewer stays side by side say nothing (backoffice.md 3)."""
KEPT = dt.timedelta(days=180)
"""How long a key and what is known by it are kept."""
_KEY = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing remembered; `subject` is the id of a stay, "" where there is none to name."""

    kind: str
    subject: str
    at: dt.datetime


def new_key() -> str:
    """A key for one browser, 128 bits."""
    return secrets.token_urlsafe(16)


def visitor_of(settings: Settings, key: str) -> str:
    """The name under which a browser's key is kept; "" for what is no key."""
    if not _KEY.match(key):
        return ""
    secret = settings.secret_key.get_secret_value().encode()
    return hmac.new(secret, b"visitor " + key.encode(), hashlib.sha256).hexdigest()


def agree(conn: sa.Connection, visitor: str, now: dt.datetime) -> None:
    """The visitor said yes; from now on something may be noted."""
    note(conn, visitor, "agreed", "", now)


def agreed(conn: sa.Connection, visitor: str, now: dt.datetime) -> bool:
    """Whether this visitor said yes and did not take it back, within the time we keep."""
    since = visits.c.at > now - KEPT
    yes = sa.select(visits.c.id).where(visits.c.visitor == visitor, visits.c.kind == "agreed")
    return bool(visitor) and conn.execute(yes.where(since).limit(1)).first() is not None


def note(conn: sa.Connection, visitor: str, kind: Kind, subject: str, now: dt.datetime) -> bool:
    """Note it once a day; False where it is noted today, or nobody agreed to it.

    `now` is in the agency's zone: its midnight parts the days.
    """
    if kind != "agreed" and not agreed(conn, visitor, now):
        return False
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    row = {"visitor": visitor, "kind": kind, "subject": subject[:_LONGEST]}
    same = [visits.c[name] == value for name, value in row.items()]
    if conn.execute(sa.select(visits.c.id).where(*same, visits.c.at >= midnight)).first():
        return False
    conn.execute(visits.insert().values(at=now, **row))
    return True


def compared(conn: sa.Connection, visitor: str, ids: tuple[str, ...], now: dt.datetime) -> bool:
    """Note the stays of a comparison, one by one, where they are three or more."""
    if len(ids) < FEWEST_COMPARED:
        return False
    return any([note(conn, visitor, "compared", one, now) for one in ids])


def save(conn: sa.Connection, visitor: str, stay: str, now: dt.datetime) -> bool:
    """Note a stay as saved until it is taken away; False where it is, or nobody agreed to it."""
    if conn.execute(sa.select(visits.c.id).where(_saved(visitor, stay)).limit(1)).first():
        return False
    return note(conn, visitor, "saved", stay, now)


def unsave(conn: sa.Connection, visitor: str, stay: str) -> bool:
    """Take a saved stay away; False where it was not saved."""
    return conn.execute(visits.delete().where(_saved(visitor, stay))).rowcount > 0


def _saved(visitor: str, stay: str) -> sa.ColumnElement[bool]:
    same = visits.c.visitor == visitor, visits.c.subject == stay[:_LONGEST]
    return sa.and_(visits.c.kind == "saved", *same)


def came(conn: sa.Connection, visitor: str, now: dt.datetime) -> bool:
    """Note that the visitor came back, where it is another day than that of their yes."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    before = sa.select(visits.c.id).where(visits.c.visitor == visitor, visits.c.at < midnight)
    if conn.execute(before.limit(1)).first() is None:
        return False
    return note(conn, visitor, "returned", "", now)


def of(conn: sa.Connection, visitor: str) -> tuple[Noted, ...]:
    """What is remembered of a visitor, the latest first; the yes itself is not among it."""
    if not visitor:
        return ()
    rows = conn.execute(
        sa.select(visits)
        .where(visits.c.visitor == visitor, visits.c.kind != "agreed")
        .order_by(visits.c.at.desc(), visits.c.id.desc())
    )
    return tuple(Noted(row.kind, row.subject, row.at) for row in rows)


def forget(conn: sa.Connection, visitor: str) -> int:
    """Take the yes back: all that was remembered is gone. How many rows went."""
    return conn.execute(visits.delete().where(visits.c.visitor == visitor)).rowcount
