"""One lead with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...leads.inbox import Lead, lead, timeline
from .. import trade
from ..enquiry.form import offer_said, others_said, price_said
from ..shell import render
from ..text import Speech
from .lead_line import Line, doubts, line_of, moment, wish
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a lead's timeline."""

    at: str
    said: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One lead with all that is known of it."""

    who: Who
    line: Line
    facts: tuple[tuple[str, str], ...]
    message: tuple[str, ...]
    parts: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]
    doubts: str
    open: bool
    held_by: str
    refused: bool


def lead_page(visit: Visit) -> Response:
    """Everything about one lead."""
    reference = visit.request.path_params["reference"]
    with visit.shop.database.read() as conn:
        found = lead(conn, reference)
        events = timeline(conn, reference)
    if found is None:
        raise HTTPException(404)
    speech, settings = visit.speech, visit.shop.settings
    offer = found.offer
    page = LeadPage(
        who=who(visit.session),
        line=line_of(found, visit),
        facts=_facts(found, visit),
        message=tuple(found.message.split("\n")) if found.message else (),
        parts=tuple((p.label, p.amount, p.known) for p in offer.parts) if offer else (),
        steps=tuple(
            Step(moment(event.at, settings, speech), _event(event.kind, event.actor, speech))
            for event in events
        ),
        doubts=doubts(found, speech),
        open=found.state == "open",
        held_by=found.held_by(visit.now),
        refused=visit.request.query_params.get("refused") == "1",
    )
    return render(visit.request, "office/lead.html", page, indexed=False)


def _facts(found: Lead, visit: Visit) -> tuple[tuple[str, str], ...]:
    speech, _ = visit.speech, visit.speech._
    offer = found.offer
    said = [
        (_("When to call"), found.when),
        (_("Travellers"), trade.party(found.party, speech) if found.party else ""),
        (_("Wish"), wish(found, speech)),
        (_("Offer"), offer_said(offer, speech) if offer else ""),
        (_("Room"), offer.room if offer else ""),
        (_("Price seen"), price_said(offer, speech) if offer else ""),
        (_("Beside it"), others_said(offer, speech) if offer and offer.others else ""),
        (_("Language"), found.language),
        (_("Agreed to"), found.consent_text),
    ]
    return tuple((name, value) for name, value in said if value)


def _event(kind: str, actor: str, speech: Speech) -> str:
    _ = speech._
    return {
        "came": _("The question came in"),
        "claimed": _("%(who)s is on it", who=actor),
        "answered": _("%(who)s answered", who=actor),
        "accepted": _("%(who)s checked it: a real question", who=actor),
    }[kind]
