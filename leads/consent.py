"""Consent: a ledger of what a person allowed and took back, only ever added to.

What holds is the last line of a purpose (and trip). Each line keeps the very sentence that was
agreed to, where it was said and what proves it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from . import needs
from .tables import consents

ANSWER, PROFILE, MARKETING, ANALYTICS = "answer", "profile", "marketing_email", "analytics"
USE_FOR_TRIP, SHARE, REMEMBER = "use_for_trip", "share_with_operator", "remember_next_time"
PURPOSES = (ANSWER, PROFILE, MARKETING, ANALYTICS, USE_FOR_TRIP, SHARE, REMEMBER)
GRANTED, WITHDRAWN = "granted", "withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the ledger; `trip` is "" where the purpose is not for one trip only."""

    id: int
    person_id: int
    purpose: str
    granted: bool
    text: str
    text_version: str
    at: dt.datetime
    source: str
    proof: str
    trip: str


def record(
    conn: sa.Connection,
    person_id: int,
    purpose: str,
    granted: bool,
    text: str,
    source: str,
    proof: str,
    now: dt.datetime,
    trip: str = "",
) -> int:
    """Add a line; returns its id. A withdrawal takes the needs that it held with it.

    StoreFault: there is no such purpose.
    """
    if purpose not in PURPOSES:
        raise StoreFault(f"{purpose!r} is no purpose of a consent; there are {', '.join(PURPOSES)}")
    row = {
        "person_id": person_id,
        "purpose": purpose,
        "status": GRANTED if granted else WITHDRAWN,
        "text": text,
        "text_version": version_of(text),
        "at": now,
        "source": source,
        "proof": proof[:200],
        "trip": trip,
    }
    number = int(conn.execute(consents.insert().returning(consents.c.id), row).scalar_one())
    if not granted:
        needs.drop_withdrawn(conn, person_id)
    return number


def version_of(text: str) -> str:
    """Names a wording: the first 16 characters of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def ledger(conn: sa.Connection, person_id: int) -> tuple[Consent, ...]:
    """All lines of a person, the oldest first."""
    mine = sa.select(consents).where(consents.c.person_id == person_id).order_by(consents.c.id)
    return tuple(_consent(row) for row in conn.execute(mine))


def current(conn: sa.Connection, person_id: int) -> dict[tuple[str, str], Consent]:
    """What holds now: the last line of each (purpose, trip)."""
    return {(line.purpose, line.trip): line for line in ledger(conn, person_id)}


def granted(conn: sa.Connection, person_id: int, purpose: str, trip: str = "") -> bool:
    """Whether the person allows it now; what was never asked is not allowed."""
    last = (
        sa.select(consents.c.status)
        .where(
            consents.c.person_id == person_id,
            consents.c.purpose == purpose,
            consents.c.trip == trip,
        )
        .order_by(consents.c.id.desc())
        .limit(1)
    )
    return conn.scalar(last) == GRANTED


def _consent(row: Any) -> Consent:
    return Consent(
        row.id,
        row.person_id,
        row.purpose,
        row.status == GRANTED,
        row.text,
        row.text_version,
        row.at,
        row.source,
        row.proof,
        row.trip,
    )
