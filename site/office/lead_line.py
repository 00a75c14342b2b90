"""One lead in a line: who asks, how to reach them, what for, until when and who is on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ...leads.inbox import Lead
from ...offers.faults import QueryFault
from ...search.query import Query, read_query
from ...store.settings import Settings
from ..enquiry.carried import offer_said, price_said
from ..enquiry.words import window
from ..public import asked
from ..text import Speech
from .visit import Visit


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


def line_of(found: Lead, visit: Visit) -> Line:
    """The lead as lists and its own page begin."""
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
        came=moment(found.created_at, settings, speech),
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


def moment(at: dt.datetime, settings: Settings, speech: Speech) -> str:
    here = at.astimezone(settings.zone)
    return f"{speech.day(here.date())} {speech.clock(here.time())}"


def doubts(review: tuple[str, ...], speech: Speech) -> str:
    """Why it waits to be checked."""
    _ = speech._
    words = {
        "honeypot": _("a field that people cannot see was filled in"),
        "unsigned": _("the form was not one of ours"),
        "fast": _("it was sent within three seconds"),
        "enquiry-address": _("many came from the same connection"),
        "enquiry-mail": _("many came from the same e-mail address"),
    }
    return speech.listed([words[doubt] for doubt in review])
