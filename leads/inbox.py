"""Inbox: the leads as the agency reads them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..offers import Party
from .offer_seen import OfferSeen, from_json
from .promise import HOLD, Promise
from .tables import lead_events, leads

PAGE = 50


class Show(StrEnum):
    """Which leads the inbox lists."""

    OPEN = "open"
    ANSWERED = "answered"
    REVIEW = "review"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a lead; `actor` is "" for the visitor."""

    at: dt.datetime
    actor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lead:
    """One enquiry as kept. `review` holds the doubts, one word each."""

    reference: str
    created_at: dt.datetime
    kind: str
    state: str
    name: str
    phone: str
    email: str
    when: str
    message: str
    language: str
    party: Party | None
    query: tuple[tuple[str, str], ...]
    offer: OfferSeen | None
    consent_text: str
    consent_version: str
    review: tuple[str, ...]
    promise: Promise
    claimed_by: str
    claimed_at: dt.datetime | None
    answered_by: str
    answered_at: dt.datetime | None

    def overdue(self, now: dt.datetime) -> bool:
        """Whether the promised time has passed and nobody has answered."""
        return self.state == "open" and now > self.promise.to

    def held_by(self, now: dt.datetime) -> str:
        """Who is on it now, "" for nobody."""
        held = self.claimed_at is not None and now < self.claimed_at + HOLD
        return self.claimed_by if held and self.state == "open" else ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of leads, newest first, with the counts of all views."""

    leads: tuple[Lead, ...]
    counts: dict[Show, int]
    show: Show
    page: int
    pages: int


def inbox(conn: sa.Connection, show: Show = Show.OPEN, page: int = 1) -> Inbox:
    """The leads of one view."""
    counts = {view: _count(conn, view) for view in Show}
    pages = max(1, -(-counts[show] // PAGE))
    page = min(max(1, page), pages)
    rows = conn.execute(
        sa.select(leads)
        .where(_shown(show))
        .order_by(leads.c.created_at.desc(), leads.c.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Inbox(tuple(_lead(row) for row in rows), counts, show, page, pages)


def lead(conn: sa.Connection, reference: str) -> Lead | None:
    """The lead with this reference."""
    row = conn.execute(sa.select(leads).where(leads.c.reference == reference)).one_or_none()
    return _lead(row) if row is not None else None


def timeline(conn: sa.Connection, reference: str) -> tuple[Event, ...]:
    """What happened to a lead, the oldest first."""
    rows = conn.execute(
        sa.select(lead_events.c.at, lead_events.c.actor, lead_events.c.kind)
        .join(leads, leads.c.id == lead_events.c.lead_id)
        .where(leads.c.reference == reference)
        .order_by(lead_events.c.id)
    )
    return tuple(Event(*row) for row in rows)


def _shown(show: Show) -> sa.ColumnElement[bool]:
    views: dict[Show, sa.ColumnElement[bool]] = {
        Show.OPEN: sa.and_(leads.c.state == "open", leads.c.review == ""),
        Show.ANSWERED: leads.c.state == "answered",
        Show.REVIEW: sa.and_(leads.c.state == "open", leads.c.review != ""),
        Show.ALL: sa.true(),
    }
    return views[show]


def _count(conn: sa.Connection, show: Show) -> int:
    counted = sa.select(sa.func.count()).select_from(leads).where(_shown(show))
    return conn.execute(counted).scalar_one()


def _lead(row: Any) -> Lead:
    return Lead(
        reference=row.reference,
        created_at=row.created_at,
        kind=row.kind,
        state=row.state,
        name=row.name,
        phone=row.phone,
        email=row.email,
        when=row.call_when,
        message=row.message,
        language=row.language,
        party=Party(row.adults, tuple(row.child_ages)) if row.adults else None,
        query=tuple((key, value) for key, value in row.query),
        offer=from_json(row.offer) if row.offer else None,
        consent_text=row.consent_text,
        consent_version=row.consent_version,
        review=tuple(row.review.split()),
        promise=Promise(row.promised_from, row.promised_to),
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
