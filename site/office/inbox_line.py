"""One lead as a line of the inbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...leads.listing import Listed
from ...leads.promise import HOLD
from . import inbox_words
from .lead_words import moment
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in the columns; `late` where the promised time has passed."""

    id: int
    reference: str
    address: str
    name: str
    phone: str
    email: str
    temperature: str
    warmth: str
    score: int
    predicted: bool
    kind: str
    offer: str
    due: str
    late: bool
    state: str
    stage: str
    whose: str
    came: str
    channel: str
    practice: bool


def line_of(lead: Listed, visit: Visit) -> Line:
    """The lead in words."""
    speech, now = visit.speech, visit.now
    return Line(
        id=lead.id,
        reference=lead.reference,
        address=f"/office/leads/{lead.reference}",
        name=lead.name,
        phone=lead.phone,
        email=lead.email,
        temperature=lead.temperature,
        warmth=inbox_words.warmth(lead.temperature, speech),
        score=lead.score,
        predicted=lead.predicted,
        kind=inbox_words.kind(lead.kind, speech),
        offer=", ".join(filter(None, (lead.offer, lead.place))),
        due=_due(lead, visit),
        late=lead.due_at is not None and lead.due_at < now,
        state=inbox_words.state(lead, _held(lead, now), speech),
        stage=lead.stage,
        whose=_whose(lead, visit),
        came=moment(lead.created_at, visit),
        channel=inbox_words.channel(lead.channel, speech),
        practice=lead.practice,
    )


def _due(lead: Listed, visit: Visit) -> str:
    _ = visit.speech._
    if lead.due_at is not None and lead.due_at < visit.now:
        return _("late by %(age)s", age=visit.speech.age(lead.due_at, visit.now))
    if lead.due_at is not None:
        return moment(lead.due_at, visit)
    if lead.next_at is not None and lead.state == "open":
        return _("again %(at)s", at=moment(lead.next_at, visit))
    return ""


def _held(lead: Listed, now: dt.datetime) -> str:
    held = lead.claimed_at is not None and now < lead.claimed_at + HOLD
    return lead.claimed_by if held and lead.state == "open" else ""


def _whose(lead: Listed, visit: Visit) -> str:
    team = inbox_words.team(lead.team, visit.speech) if lead.team else ""
    return lead.owner or (visit.speech._("queue") + (f", {team}" if team else ""))
