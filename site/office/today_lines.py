"""One lead as Today says it: whom, how warm, until when, what they saw, why you."""

from __future__ import annotations

from dataclasses import dataclass

from ...leads.lead_card import Given, LeadCard
from ..enquiry.words import window
from . import lead_words as words
from .lead_price import Then, then_now
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Line:
    """One lead; `held` is who is on it, `mine` whether that is the reader, `claims` whether the
    reader may say "I'm on it"."""

    reference: str
    address: str
    version: int
    name: str
    phone: str
    email: str
    temperature: str
    warmth: str
    score: int
    due: str
    late: bool
    wish: str
    price: str
    changed: bool
    why: str
    came: str
    step: str
    held: str
    claims: bool
    practice: bool


def line_of(card: LeadCard, given: Given | None, section: str, visit: Visit) -> Line:
    """The lead in a section of the day."""
    speech, seen = visit.speech, then_now(card.offer, visit)
    held = card.held_by(visit.now)
    return Line(
        reference=card.reference,
        address=f"/office/leads/{card.reference}",
        version=card.version,
        name=card.name,
        phone=card.phone,
        email=card.email,
        temperature=card.temperature,
        warmth=words.warmth(card.temperature, speech),
        score=card.score,
        due=_due(card, section, visit),
        late=section == "call" and card.late(visit.now),
        wish=words.wish_said(card, speech, visit.shop.settings.currency),
        price=seen.said if seen else "",
        changed=bool(seen) and seen is not None and seen.then is not Then.SAME,
        why=words.why_you(given, card, visit.session.user.id, speech),
        came=speech._("came %(at)s", at=words.moment(card.created_at, visit)),
        step=card.next_step if section == "decide" else "",
        held=speech._("you are on it") if held == visit.actor else held,
        claims=section == "call" and not held,
        practice=card.practice,
    )


def _due(card: LeadCard, section: str, visit: Visit) -> str:
    """Until when, by section: promised, again, or when the next step was due."""
    speech, _ = visit.speech, visit.speech._
    if section == "decide":
        if card.next_step_at is None:
            return _("no next step yet")
        return _("next step due %(at)s", at=words.moment(card.next_step_at, visit))
    if section == "wait" or card.attempts:
        return words.attempt_said(card, visit)
    if card.late(visit.now):
        return _("late by %(age)s", age=speech.age(card.promise.to, visit.now))
    return _(
        "promised %(window)s",
        window=window(card.promise, visit.shop.settings, visit.now, speech),
    )
