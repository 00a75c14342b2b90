"""The left of a lead's page: who asks what, what they saw, and the score opened."""

from __future__ import annotations

from dataclasses import dataclass

from ...leads.lead_card import LeadCard
from ...leads.score import Line as ScoredLine
from ...leads.temperature import override_of
from ..enquiry.carried import offer_said, others_said
from ..text import Speech, own_name
from . import lead_words as words
from .lead_price import Alternative, Then, ThenNow, alternatives, then_now
from .score_said import ScoreSaid, score_said
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Left:
    """`facts` are (name, value) pairs, `priority` says whether and why, `overridden` who said
    another temperature, why and until when."""

    phone: str
    email: str
    wish: str
    facts: tuple[tuple[str, str], ...]
    message: tuple[str, ...]
    seen: str
    page: str
    price: ThenNow | None
    changed: bool
    parts: tuple[tuple[str, str, str], ...]
    alternatives: tuple[Alternative, ...]
    score: ScoreSaid
    temperature: str
    warmth: str
    temperatures: tuple[tuple[str, str], ...]
    overridden: str
    priority: str


def left(
    card: LeadCard, lines: tuple[ScoredLine, ...], doubts: dict[str, str], visit: Visit
) -> Left:
    """The left of the page."""
    speech, offer = visit.speech, card.offer
    price = then_now(offer, visit)
    return Left(
        phone=card.phone,
        email=card.email,
        wish=words.wish_said(card, speech, visit.shop.settings.currency),
        facts=_facts(card, visit),
        message=tuple(card.message.split("\n")) if card.message else (),
        seen=offer_said(offer, speech) if offer else "",
        page=offer.page if offer and offer.page.startswith("/") else "",
        price=price,
        changed=price is not None and price.then is not Then.SAME,
        parts=tuple((part.label, part.amount, part.known) for part in offer.parts) if offer else (),
        alternatives=alternatives(card, visit),
        score=score_said(card.score, card.score_version, lines, doubts, visit),
        temperature=card.temperature,
        warmth=words.warmth(card.temperature, speech),
        temperatures=tuple(
            (code, words.warmth(code, speech)) for code in ("hot", "warm", "cold", "none")
        ),
        overridden=_overridden(card, visit),
        priority=_priority(card, speech),
    )


def _facts(card: LeadCard, visit: Visit) -> tuple[tuple[str, str], ...]:
    speech, _ = visit.speech, visit.speech._
    offer = card.offer
    said = [
        (_("How"), words.kind(card.kind, speech)),
        (_("Came"), words.moment(card.created_at, visit)),
        (_("When to call"), card.when),
        (_("Travellers"), words.ages_said(card, speech)),
        (_("Room"), offer.room if offer else ""),
        (_("Beside it"), others_said(offer, speech) if offer and offer.others else ""),
        (_("Compared"), ", ".join(seen.product for seen in card.compared)),
        (_("Language"), own_name(card.language)),
    ]
    return tuple((name, value) for name, value in said if value)


def _overridden(card: LeadCard, visit: Visit) -> str:
    said = override_of(dict(card.override) if card.override else None, visit.now)
    if said is None:
        return ""
    return visit.speech._(
        "%(who)s said so until %(day)s: %(reason)s",
        who=said.actor,
        day=words.moment(said.until, visit),
        reason=said.reason,
    )


def _priority(card: LeadCard, speech: Speech) -> str:
    """Whether the site takes them for a priority client, and by what."""
    _ = speech._
    reasons = {
        "priority_client": _("is a priority client already"),
        "fit": _("fits well"),
        "five_stars": _("asked about five stars"),
        "top_quarter": _("asked about one of the dearest quarter there"),
    }
    if not card.predicted:
        return _("No sign of a priority client")
    why = [reasons.get(code, code) for code in card.predicted_why.split()]
    return _("Likely a priority client: %(why)s", why=speech.listed(why))
