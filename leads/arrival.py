"""Arrival: what happens to an enquiry in the one transaction that keeps it.

Person found or made, consents written down, the lead with its first events, its value, whose it
is and by when, and the mails. Either all of it is kept or nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..store import outbox
from ..store.settings import Settings
from . import consent, mail, suppression
from .carried import wish_of
from .enquiry import Enquiry
from .offer_seen import party_to_json, to_json
from .people import attach
from .promise import Promise, calendar_of, kept, review_promise
from .reference import reference_of
from .tables import lead_events, leads, stage_events
from .value import value
from .wish import market_to_json, wish_to_json

CAPTURED = "captured"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an enquiry arrives.

    `fresh` is the window promised to who asks now, `shown` the one read before sending. A lead
    from the spool brings its `reference`: it was told to the visitor, with the window.
    """

    at: dt.datetime
    doubts: tuple[str, ...]
    fresh: Promise
    shown: Promise | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The lead as kept."""

    lead_id: int
    person_id: int
    reference: str
    promise: Promise


def arrive(conn: sa.Connection, settings: Settings, enquiry: Enquiry, arrival: Arrival) -> Arrived:
    """Keep one enquiry with all that belongs to it."""
    enquiry = replace(enquiry, wish=wish_of(enquiry, settings.currency))
    who = attach(conn, enquiry.name, enquiry.phone, enquiry.email, enquiry.language, arrival.at)
    lead_id = _insert(conn, enquiry, arrival, who.person_id)
    reference = arrival.reference or reference_of(settings.agency_name, lead_id)
    _allowed(conn, enquiry, who.person_id, reference, arrival.at)
    value(conn, settings, lead_id, arrival.at)
    window = _window(settings, arrival)
    told = {"reference": reference, "promised_from": window.from_, "promised_to": window.to}
    conn.execute(leads.update().where(leads.c.id == lead_id).values(told))
    came = Arrived(lead_id, who.person_id, reference, window)
    _mails(conn, settings, enquiry, arrival, came)
    return came


def _insert(conn: sa.Connection, enquiry: Enquiry, arrival: Arrival, person_id: int) -> int:
    """The lead's row with its first event and stage; reference and promise follow."""
    row = _row(enquiry, arrival, person_id)
    lead_id = int(conn.execute(leads.insert().values(row).returning(leads.c.id)).scalar_one())
    event = {"lead_id": lead_id, "at": arrival.at, "actor": "", "kind": "came"}
    conn.execute(lead_events.insert().values(event))
    first = {"from_stage": "", "to_stage": CAPTURED, "facts": {}}
    step = {"lead_id": lead_id, "at": arrival.at, "actor": "", **first}
    conn.execute(stage_events.insert().values(step))
    return lead_id


def _row(enquiry: Enquiry, arrival: Arrival, person_id: int) -> dict[str, Any]:
    adults, ages = party_to_json(enquiry.party) or (None, [])
    return {
        "idempotency_key": enquiry.idempotency_key,
        "created_at": arrival.at,
        "kind": enquiry.kind,
        "state": "open",
        "name": enquiry.name,
        "phone": enquiry.phone,
        "email": enquiry.email,
        "call_when": enquiry.when,
        "message": enquiry.message,
        "language": enquiry.language,
        "adults": adults,
        "child_ages": ages,
        "query": [list(pair) for pair in enquiry.query],
        "offer": to_json(enquiry.offer) if enquiry.offer else None,
        "compared": [to_json(seen) for seen in enquiry.compared] or None,
        "wish": wish_to_json(enquiry.wish),
        "market": market_to_json(enquiry.market),
        "visitor": enquiry.visitor,
        "consent_text": enquiry.consent_text,
        "consent_version": enquiry.consent_version,
        "review": " ".join(arrival.doubts),
        "promised_from": arrival.at,
        "promised_to": arrival.at,
        "claimed_by": "",
        "answered_by": "",
        "person_id": person_id,
        "origin": enquiry.origin,
        "channel": enquiry.channel,
        "source": enquiry.source[:200],
        "stage": CAPTURED,
        "practice": enquiry.practice,
    }


def _allowed(
    conn: sa.Connection, enquiry: Enquiry, person_id: int, reference: str, at: dt.datetime
) -> None:
    """What the visitor agreed to, in the ledger: that we answer, that we remember what they did."""
    said = {consent.ANSWER: enquiry.consent_text}
    if enquiry.visitor:
        said[consent.ANALYTICS] = enquiry.behaviour_text
    for purpose, text in said.items():
        if text or purpose == consent.ANALYTICS:
            how = (enquiry.channel, reference)
            consent.record(conn, person_id, purpose, True, text, *how, at)


def _window(settings: Settings, arrival: Arrival) -> Promise:
    calendar = calendar_of(settings, 1)
    if arrival.reference:
        return arrival.fresh
    if arrival.doubts:
        return review_promise(arrival.at, calendar)
    return kept(arrival.shown, arrival.fresh, arrival.at, calendar)


def _mails(
    conn: sa.Connection, settings: Settings, enquiry: Enquiry, arrival: Arrival, came: Arrived
) -> None:
    """The agency's mail, and the visitor's; of doubtful ones the agency hears once an hour."""
    if arrival.doubts:
        letter = mail.doubtful(settings)
        outbox.put(conn, "review", f"review:{arrival.at:%Y-%m-%dT%H}", letter, arrival.at)
        return
    letter = mail.enquiry_mail(settings, came.reference, enquiry, came.promise)
    outbox.put(conn, "enquiry", f"enquiry:{came.reference}", letter, arrival.at)
    if enquiry.email and enquiry.origin == "inbound" and not enquiry.practice:
        confirm(conn, settings, enquiry, came, arrival.at)


def confirm(
    conn: sa.Connection, settings: Settings, enquiry: Enquiry, came: Arrived, at: dt.datetime
) -> bool:
    """Put down the visitor's confirmation; False where their address takes no mail of ours."""
    against = suppression.reasons(conn, settings, [enquiry.email], suppression.EMAIL)
    if any(one.reason in suppression.UNREACHABLE for one in against):
        return False
    letter = mail.confirmation_mail(settings, came.reference, enquiry, came.promise, at)
    return outbox.put(conn, "confirmation", f"confirmation:{came.reference}", letter, at)
