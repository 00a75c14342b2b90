"""The leads as managers read them: the inbox, one lead, and what they do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads.inbox import Inbox, Lead, Show, accept, answered, claim, inbox, lead, timeline
from ...offers.faults import QueryFault
from ...search.query import Query, read_query
from ...store import audit, outbox
from ...store.settings import Settings
from .. import trade
from ..enquiry.form import offer_said, others_said, price_said
from ..enquiry.words import window
from ..public import asked
from ..shell import render
from ..text import Speech
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class View:
    """One of the inbox's lists, with how many stand in it."""

    name: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One lead in a list."""

    reference: str
    address: str
    name: str
    phone: str
    email: str
    wish: str
    offer: str
    price: str
    came: str
    promised: str
    state: str
    late: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox."""

    who: Who
    views: tuple[View, ...]
    lines: tuple[Line, ...]
    before: str
    after: str
    mail_waits: int


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


def inbox_page(visit: Visit) -> Response:
    """The list: newest first, what is late said in words."""
    said = visit.request.query_params
    show = Show(said["show"]) if said.get("show") in set(Show) else Show.OPEN
    number = int(said["page"]) if said.get("page", "").isdecimal() else 1
    with visit.shop.database.read() as conn:
        found = inbox(conn, show, min(number, 100_000))
    page = InboxPage(
        who=who(visit.session),
        views=_views(found, visit.speech),
        lines=tuple(_line(one, visit) for one in found.leads),
        before=_address(show, found.page - 1) if found.page > 1 else "",
        after=_address(show, found.page + 1) if found.page < found.pages else "",
        mail_waits=outbox.waiting(visit.shop.database),
    )
    return render(visit.request, "office/inbox.html", page, indexed=False)


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
        line=_line(found, visit),
        facts=_facts(found, visit),
        message=tuple(found.message.split("\n")) if found.message else (),
        parts=tuple((p.label, p.amount, p.known) for p in offer.parts) if offer else (),
        steps=tuple(
            Step(_moment(event.at, settings, speech), _event(event.kind, event.actor, speech))
            for event in events
        ),
        doubts=_doubts(found, speech),
        open=found.state == "open",
        held_by=found.held_by(visit.now),
        refused=visit.request.query_params.get("refused") == "1",
    )
    return render(visit.request, "office/lead.html", page, indexed=False)


def on_it(visit: Visit) -> Response:
    """ "I'm on it": holds the lead for 15 minutes."""
    return _done(visit, "claimed")


def answer(visit: Visit) -> Response:
    """The visitor was reached."""
    return _done(visit, "answered")


def look_over(visit: Visit) -> Response:
    """A doubtful enquiry is a real one."""
    return _done(visit, "accepted")


_DEEDS = {"claimed": claim, "answered": answered, "accepted": accept}


def _done(visit: Visit, kind: str) -> Response:
    """Do it and write it into the audit in one transaction, then show the lead."""
    reference = visit.request.path_params["reference"]
    with visit.shop.database.write() as conn:
        if lead(conn, reference) is None:
            raise HTTPException(404)
        done = _DEEDS[kind](conn, reference, visit.actor, visit.now)
        if done:
            audit.note(conn, visit.now, visit.actor, f"lead {kind}", reference)
    refused = "" if done else "?refused=1"
    return RedirectResponse(f"/office/leads/{reference}{refused}", 303)


def _address(show: Show, page: int = 1) -> str:
    return f"/office/?show={show}" + (f"&page={page}" if page > 1 else "")


def _views(found: Inbox, speech: Speech) -> tuple[View, ...]:
    _ = speech._
    names = {
        Show.OPEN: _("Open"),
        Show.REVIEW: _("To check"),
        Show.ANSWERED: _("Answered"),
        Show.ALL: _("All"),
    }
    return tuple(
        View(name, found.counts[show], _address(show), show is found.show)
        for show, name in names.items()
    )


def _line(found: Lead, visit: Visit) -> Line:
    speech, settings, now = visit.speech, visit.shop.settings, visit.now
    return Line(
        reference=found.reference,
        address=f"/office/leads/{found.reference}",
        name=found.name,
        phone=found.phone,
        email=found.email,
        wish=wish(found, speech),
        offer=offer_said(found.offer, speech) if found.offer else "",
        price=price_said(found.offer, speech) if found.offer else "",
        came=_moment(found.created_at, settings, speech),
        promised=window(found.promise, settings, now, speech),
        state=_state(found, now, speech),
        late=found.overdue(now),
    )


def wish(found: Lead, speech: Speech) -> str:
    """What they look for, in one sentence."""
    try:
        query = read_query(found.query)
    except QueryFault:
        query = Query()
    if found.party is None and not found.query:
        return ""
    party = found.party or query.party
    said = asked.summary(replace(query, party=party), speech, ())
    if query.price_max is None:
        return said
    budget = asked.chips(
        Query(price_max=query.price_max, currency=query.currency), speech, "EUR", ()
    )
    return " · ".join((said, *(chip.label for chip in budget)))


def _state(found: Lead, now: dt.datetime, speech: Speech) -> str:
    if found.state == "answered":
        return speech._("answered by %(who)s", who=found.answered_by)
    if found.overdue(now):
        return speech._("late by %(age)s", age=speech.age(found.promise.to, now))
    if held := found.held_by(now):
        return speech._("%(who)s is on it", who=held)
    return speech._("open")


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


def _moment(at: dt.datetime, settings: Settings, speech: Speech) -> str:
    here = at.astimezone(settings.zone)
    return f"{speech.day(here.date())} {speech.clock(here.time())}"


def _event(kind: str, actor: str, speech: Speech) -> str:
    _ = speech._
    return {
        "came": _("The question came in"),
        "claimed": _("%(who)s is on it", who=actor),
        "answered": _("%(who)s answered", who=actor),
        "accepted": _("%(who)s checked it: a real question", who=actor),
    }[kind]


def _doubts(found: Lead, speech: Speech) -> str:
    """Why it waits to be checked."""
    _ = speech._
    words = {
        "honeypot": _("a field that people cannot see was filled in"),
        "unsigned": _("the form was not one of ours"),
        "fast": _("it was sent within three seconds"),
        "enquiry-address": _("many came from the same connection"),
        "enquiry-mail": _("many came from the same e-mail address"),
    }
    return speech.listed([words[doubt] for doubt in found.review])
