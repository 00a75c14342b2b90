"""Lead card: one lead as the desk reads it, with its clock, its attempts and who was given it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers import Party
from ..store.tables import users
from .offer_seen import OfferSeen, from_json
from .promise import HOLD, Promise
from .tables import assignments, attempt_plans, leads, sla_clocks
from .wish import Wish, wish_from_json


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a lead was given by which rule; `rejected` are the others with the reason each.

    `open` of `capacity` leads they had at that moment, None where nobody compared.
    """

    at: dt.datetime
    team: str
    user_id: int | None
    name: str
    cause: str
    actor: str
    rule: str
    rejected: tuple[Mapping[str, Any], ...]
    open: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class LeadCard:
    """One lead. `owner` is the name of whose it is, "" for the queue. `attempts` were made of
    `attempts_of`, the next at `next_attempt`; `attempted_at` and `reached_at` are the clock's.
    """

    id: int
    reference: str
    version: int
    created_at: dt.datetime
    kind: str
    state: str
    stage: str
    name: str
    phone: str
    email: str
    when: str
    message: str
    language: str
    party: Party | None
    query: tuple[tuple[str, str], ...]
    wish: Wish | None
    offer: OfferSeen | None
    compared: tuple[OfferSeen, ...]
    consent_text: str
    review: tuple[str, ...]
    promise: Promise
    channel: str
    claimed_by: str
    claimed_at: dt.datetime | None
    answered_by: str
    person_id: int | None
    temperature: str
    override: Mapping[str, Any] | None
    score: int
    score_version: str
    predicted: bool
    predicted_why: str
    team: str
    owner_id: int | None
    owner: str
    cover: bool
    next_step: str
    next_step_at: dt.datetime | None
    practice: bool
    lost_reason: str
    attempts: int
    attempts_of: int
    next_attempt: dt.datetime | None
    attempted_at: dt.datetime | None
    reached_at: dt.datetime | None

    @property
    def open(self) -> bool:
        return self.state != "closed"

    def held_by(self, now: dt.datetime) -> str:
        """Who is on it now, "" for nobody."""
        held = self.claimed_at is not None and now < self.claimed_at + HOLD
        return self.claimed_by if held and self.state == "open" else ""

    def late(self, now: dt.datetime) -> bool:
        """Whether the promised time has passed and nobody has tried to reach them."""
        return self.state == "open" and self.attempted_at is None and now > self.promise.to


def card(conn: sa.Connection, reference: str) -> LeadCard | None:
    """The lead with this reference."""
    found = cards(conn, leads.c.reference == reference)
    return found[0] if found else None


def cards(
    conn: sa.Connection, which: sa.ColumnElement[bool], most: int | None = None
) -> tuple[LeadCard, ...]:
    """The leads of a condition on `leads`, their clocks and plans; who came first is first."""
    rows = conn.execute(
        sa.select(
            leads,
            attempt_plans.c.made,
            attempt_plans.c.of,
            attempt_plans.c.next_at,
            sla_clocks.c.attempted_at,
            sla_clocks.c.reached_at,
            users.c.name.label("owner"),
        )
        .select_from(
            leads.outerjoin(attempt_plans, attempt_plans.c.lead_id == leads.c.id)
            .outerjoin(sla_clocks, sla_clocks.c.lead_id == leads.c.id)
            .outerjoin(users, users.c.id == leads.c.owner_id)
        )
        .where(which)
        .order_by(leads.c.created_at, leads.c.id)
        .limit(most)
    )
    return tuple(_card(row) for row in rows)


def given(conn: sa.Connection, lead_ids: list[int]) -> dict[int, tuple[Given, ...]]:
    """How these leads were given out, the oldest first."""
    rows = conn.execute(
        sa.select(assignments, users.c.name)
        .select_from(assignments.outerjoin(users, users.c.id == assignments.c.user_id))
        .where(assignments.c.lead_id.in_(lead_ids))
        .order_by(assignments.c.id)
    )
    found: dict[int, tuple[Given, ...]] = {}
    for row in rows:
        found[row.lead_id] = (*found.get(row.lead_id, ()), _given(row))
    return found


def _given(row: Any) -> Given:
    return Given(
        row.at,
        row.team,
        row.user_id,
        row.name or "",
        row.cause,
        row.actor,
        row.rule,
        tuple(row.rejected),
        row.open,
        row.capacity,
    )


def _card(row: Any) -> LeadCard:
    return LeadCard(
        id=row.id,
        reference=row.reference,
        version=row.version,
        created_at=row.created_at,
        kind=row.kind,
        state=row.state,
        stage=row.stage,
        name=row.name,
        phone=row.phone,
        email=row.email,
        when=row.call_when,
        message=row.message,
        language=row.language,
        party=Party(row.adults, tuple(row.child_ages)) if row.adults else None,
        query=tuple((key, value) for key, value in row.query),
        wish=wish_from_json(row.wish),
        offer=from_json(row.offer) if row.offer else None,
        compared=tuple(map(from_json, row.compared or ())),
        consent_text=row.consent_text,
        review=tuple(row.review.split()),
        promise=Promise(row.promised_from, row.promised_to),
        channel=row.channel,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        answered_by=row.answered_by,
        person_id=row.person_id,
        temperature=row.temperature,
        override=row.override,
        score=row.score,
        score_version=row.score_version,
        predicted=row.predicted,
        predicted_why=row.predicted_why,
        team=row.team,
        owner_id=row.owner_id,
        owner=row.owner or "",
        cover=row.cover,
        next_step=row.next_step,
        next_step_at=row.next_step_at,
        practice=row.practice,
        lost_reason=row.lost_reason,
        attempts=row.made or 0,
        attempts_of=row.of or 0,
        next_attempt=row.next_at,
        attempted_at=row.attempted_at,
        reached_at=row.reached_at,
    )
