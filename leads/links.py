"""Magic links: what stands behind a mailed address, known by the hash of its token alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from .tables import links

Purpose = Literal["profile", "newsletter", "my_data", "centre", "needs"]
"""What a link is for; one made for another purpose opens nothing."""
LASTS: dict[Purpose, dt.timedelta] = {
    "profile": dt.timedelta(days=14),
    "newsletter": dt.timedelta(days=7),
    "my_data": dt.timedelta(hours=1),
    "centre": dt.timedelta(minutes=30),
    "needs": dt.timedelta(days=7),
}
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Link:
    """A living link: whose it is, what it is about, and what was put behind it (JSON)."""

    purpose: str
    person_id: int | None
    subject: str
    held: Any
    created_at: dt.datetime
    expires_at: dt.datetime

    @property
    def proof(self) -> str:
        """Names the link in a consent's proof; says nothing of its token."""
        return f"link {self.purpose} {self.created_at:%Y-%m-%dT%H:%M:%SZ}"


def make(
    conn: sa.Connection,
    purpose: Purpose,
    person_id: int | None,
    subject: str,
    now: dt.datetime,
    lasts: dt.timedelta | None = None,
    held: Any = None,
) -> str:
    """A new link's token (256 bits); it goes out once, we keep its SHA-256."""
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(token),
        "purpose": purpose,
        "person_id": person_id,
        "subject": subject,
        "held": held,
        "created_at": now,
        "expires_at": now + (lasts or LASTS[purpose]),
    }
    conn.execute(links.insert().values(row))
    return token


def look(conn: sa.Connection, token: str, purpose: Purpose, now: dt.datetime) -> Link | None:
    """What stands behind a token, unused afterwards as before; None for any that opens nothing.

    Pages asked for with GET look only: mail scanners that follow every link do no harm.
    """
    row = conn.execute(sa.select(links).where(_alive(token, purpose, now))).one_or_none()
    return _link(row) if row is not None else None


def use(conn: sa.Connection, token: str, purpose: Purpose, now: dt.datetime) -> Link | None:
    """What stands behind a token, for this one time; of two at once one gets it."""
    taken = links.update().where(_alive(token, purpose, now)).values(used_at=now)
    row = conn.execute(taken.returning(*links.c)).one_or_none()
    return _link(row) if row is not None else None


def end(conn: sa.Connection, token: str, now: dt.datetime) -> None:
    """Close a link before its time, whatever it is for."""
    which = sa.and_(links.c.token_hash == _hash(token), links.c.used_at.is_(None))
    conn.execute(links.update().where(which).values(used_at=now))


def _alive(token: str, purpose: Purpose, now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        links.c.token_hash == _hash(token),
        links.c.purpose == purpose,
        links.c.used_at.is_(None),
        links.c.expires_at > now,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token[:_LONGEST].encode("utf-8", "replace")).hexdigest()


def _link(row: sa.Row[Any]) -> Link:
    return Link(row.purpose, row.person_id, row.subject, row.held, row.created_at, row.expires_at)
