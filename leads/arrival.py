"""Arrival: what happens to an enquiry in the one transaction that keeps it.

Person found or made, consents written down, the lead with its first events, its value, by when we
answer and whose it is, and the mails. Either all of it is kept or nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..store import outbox
from ..store.settings import Settings
from . import consent, mail, routing, sla, suppression
from .carried import wish_of
from .enquiry import Enquiry
from .lead_row import CAPTURED, enquiry_of, row_of
from .notices import kept_anyway
from .people import attach
from .promise import Asked, Promise, calendar_of, kept, promise_for, review_promise, team_of
from .reference import reference_of
from .tables import lead_events, leads, sla_clocks, stage_events
from .turns import one_at_a_time
from .value import Value, value

BATCH = 50
"""Leads that were doubtful and are let in at one time."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How an enquiry arrives.

    `shown` is the window read before sending. A lead from the spool brings its `reference`, which
    the visitor was told, and `shown` is then the window that holds.
    """

    at: dt.datetime
    doubts: tuple[str, ...]
    shown: Promise | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The lead as kept."""

    lead_id: int
    person_id: int
    reference: str
    promise: Promise


def arrive(conn: sa.Connection, settings: Settings, enquiry: Enquiry, how: Arrival) -> Arrived:
    """Keep one enquiry with all that belongs to it."""
    enquiry = replace(enquiry, wish=wish_of(enquiry, settings.currency))
    who = attach(conn, enquiry.name, enquiry.phone, enquiry.email, enquiry.language, how.at)
    lead_id = _insert(conn, enquiry, how, who.person_id)
    reference = how.reference or reference_of(settings.agency_name, lead_id)
    _allowed(conn, enquiry, who.person_id, reference, how.at)
    worth = value(conn, settings, lead_id, how.at)
    window = _window(conn, settings, how, worth, team_of(enquiry.kind))
    came = Arrived(lead_id, who.person_id, reference, window)
    _tell(conn, came)
    if how.doubts:
        letter = mail.doubtful(settings)
        outbox.put(conn, "review", f"review:{how.at:%Y-%m-%dT%H}", letter, how.at)
    else:
        _to_the_desk(conn, settings, enquiry, came, how.at)
    return came


def accept(
    conn: sa.Connection, settings: Settings, lead_id: int, actor: str, now: dt.datetime
) -> bool:
    """Somebody looked at a doubtful lead: it is a question like the others, and let in at once.

    It gets an owner, a clock and its mails, as others on arrival; the window stays as told.
    False where there is nothing to doubt (any more) or the lead is closed.
    """
    one_at_a_time(conn)
    doubted = sa.and_(leads.c.id == lead_id, leads.c.state == "open", leads.c.review != "")
    real = leads.update().where(doubted).values(review="", version=leads.c.version + 1)
    if conn.execute(real).rowcount != 1:
        return False
    event = {"lead_id": lead_id, "at": now, "actor": actor, "kind": "accepted"}
    conn.execute(lead_events.insert(), event)
    row = conn.execute(sa.select(leads).where(leads.c.id == lead_id)).one()
    if row.person_id is not None:
        conn.execute(sla_clocks.delete().where(sla_clocks.c.lead_id == lead_id))
        _let_in(conn, settings, row, now)
    else:
        routing.route(conn, settings, lead_id, "new", actor, now)
    return True


def admit(conn: sa.Connection, settings: Settings, now: dt.datetime) -> int:
    """Let in the leads that nobody doubts and no clock runs for; returns how many."""
    clocks = sa.select(sla_clocks.c.lead_id)
    waits = sa.and_(
        leads.c.state == "open",
        leads.c.review == "",
        leads.c.person_id.is_not(None),
        leads.c.id.not_in(clocks),
    )
    rows = conn.execute(sa.select(leads).where(waits).order_by(leads.c.id).limit(BATCH)).all()
    for row in rows:
        _let_in(conn, settings, row, now)
    return len(rows)


def _let_in(conn: sa.Connection, settings: Settings, row: Any, now: dt.datetime) -> None:
    value(conn, settings, row.id, now)
    told = Promise(row.promised_from, row.promised_to)
    came = Arrived(row.id, row.person_id, row.reference, told)
    _to_the_desk(conn, settings, enquiry_of(row), came, now)


def _insert(conn: sa.Connection, enquiry: Enquiry, how: Arrival, person_id: int) -> int:
    """The lead's row with its first event and stage."""
    row = row_of(enquiry, person_id, how.at, how.doubts)
    lead_id = int(conn.execute(leads.insert().returning(leads.c.id), row).scalar_one())
    event = {"lead_id": lead_id, "at": how.at, "actor": "", "kind": "came"}
    conn.execute(lead_events.insert(), event)
    first = {"from_stage": "", "to_stage": CAPTURED, "facts": {}}
    step = {"lead_id": lead_id, "at": how.at, "actor": "", **first}
    conn.execute(stage_events.insert(), step)
    return lead_id


def _allowed(
    conn: sa.Connection, enquiry: Enquiry, person_id: int, reference: str, at: dt.datetime
) -> None:
    """What the visitor agreed to, in the ledger: that we answer, that we remember what they did."""
    said = {consent.ANSWER: enquiry.consent_text} if enquiry.consent_text else {}
    if enquiry.visitor:
        said[consent.ANALYTICS] = enquiry.behaviour_text
    for purpose, text in said.items():
        how = (enquiry.channel, reference)
        consent.record(conn, person_id, purpose, True, text, *how, at)


def _window(
    conn: sa.Connection, settings: Settings, how: Arrival, worth: Value, team: str
) -> Promise:
    """By when we answer: what was read before sending holds, unless too little of it is left."""
    if how.reference and how.shown:
        return how.shown
    calendar = calendar_of(settings)
    if how.doubts:
        return review_promise(how.at, calendar)
    asked = Asked(worth.temperature.value, worth.priority.predicted, team)
    fresh = promise_for(conn, settings, how.at, asked)
    return kept(how.shown, fresh, how.at, calendar)


def _tell(conn: sa.Connection, came: Arrived) -> None:
    window = {"promised_from": came.promise.from_, "promised_to": came.promise.to}
    told = {"reference": came.reference, **window}
    conn.execute(leads.update().where(leads.c.id == came.lead_id), told)


def _to_the_desk(
    conn: sa.Connection, settings: Settings, enquiry: Enquiry, came: Arrived, at: dt.datetime
) -> None:
    """Somebody's by now, with a clock that runs; the agency and the visitor get their mails."""
    routing.route(conn, settings, came.lead_id, "new", "", at)
    sla.run(conn, settings, came.lead_id, at, came.promise.to)
    with kept_anyway(came.reference):
        letter = mail.enquiry_mail(settings, came.reference, enquiry, came.promise)
        outbox.put(conn, "enquiry", f"enquiry:{came.reference}", letter, at)
    if enquiry.email and enquiry.origin == "inbound" and not enquiry.practice:
        with kept_anyway(came.reference):
            _confirm(conn, settings, enquiry, came, at)


def _confirm(
    conn: sa.Connection, settings: Settings, enquiry: Enquiry, came: Arrived, at: dt.datetime
) -> None:
    """The visitor's own mail, unless their address takes none of ours."""
    against = suppression.reasons(conn, settings, [enquiry.email], suppression.EMAIL)
    if not any(one.reason in suppression.UNREACHABLE for one in against):
        letter = mail.confirmation_mail(settings, came.reference, enquiry, came.promise, at)
        outbox.put(conn, "confirmation", f"confirmation:{came.reference}", letter, at)
