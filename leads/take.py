"""Taking a lead: kept with its mail in one transaction before the visitor gets an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ..offers.faults import StoreFault
from ..store import outbox, rates, users
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from . import mail, spool
from .enquiry import Enquiry
from .offer_seen import party_to_json, to_json
from .promise import Promise, calendar_of, kept, promise, review_promise
from .reference import reference_of, spooled_reference
from .tables import lead_events, leads
from .wish import market_to_json, wish_to_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor is told; `created` is False where this very enquiry was kept before."""

    reference: str
    promise: Promise
    created: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """How the form came in: the visitor's address, the window they read, what looks doubtful."""

    address: str = ""
    shown: Promise | None = None
    doubts: tuple[str, ...] = ()


def take(
    database: Database,
    settings: Settings,
    clock: Clock,
    enquiry: Enquiry,
    visit: Visit | None = None,
) -> Receipt:
    """Keep the enquiry and the agency's mail; the database away or full, keep it in the spool.

    StoreFault only where neither takes it: then the visitor must be told to call.
    """
    visit = visit or Visit()
    now = clock.now()
    try:
        with database.write() as conn:
            receipt = _keep(conn, settings, now, enquiry, visit)
    except IntegrityError:
        # The same form, sent twice at the same moment: the other one was first.
        with database.read() as conn:
            receipt = _known(conn, enquiry)
    except StoreFault:
        return _to_spool(settings, now, enquiry, visit)
    return receipt


def promised(conn: sa.Connection, settings: Settings, now: dt.datetime) -> Promise:
    """The window a visitor who asks now is promised; the form shows it before sending."""
    return promise(now, _waiting(conn, now), calendar_of(settings, users.managers(conn)))


def _keep(
    conn: sa.Connection, settings: Settings, now: dt.datetime, enquiry: Enquiry, visit: Visit
) -> Receipt:
    if found(conn, enquiry):
        return _known(conn, enquiry)
    doubts = (*visit.doubts, *_too_many(conn, settings, enquiry, visit, now))
    window = _window(conn, settings, now, visit, doubts)
    reference = insert(conn, settings, enquiry, window, now, doubts)
    return Receipt(reference, window, True)


def insert(
    conn: sa.Connection,
    settings: Settings,
    enquiry: Enquiry,
    window: Promise,
    now: dt.datetime,
    doubts: tuple[str, ...],
    reference: str = "",
) -> str:
    """Write the lead, its first event and the agency's mail; returns the reference."""
    row = _row(enquiry, window, now, doubts)
    number = int(conn.execute(leads.insert().values(row).returning(leads.c.id)).scalar_one())
    reference = reference or reference_of(settings.agency_name, number)
    conn.execute(leads.update().where(leads.c.id == number).values(reference=reference))
    event = {"lead_id": number, "at": now, "actor": "", "kind": "came"}
    conn.execute(lead_events.insert().values(event))
    if doubts:
        letter = mail.doubtful(settings)
        outbox.put(conn, "review", f"review:{now:%Y-%m-%dT%H}", letter, now)
    else:
        letter = mail.enquiry_mail(settings, reference, enquiry, window)
        outbox.put(conn, "enquiry", f"enquiry:{reference}", letter, now)
    return reference


def _row(
    enquiry: Enquiry, window: Promise, now: dt.datetime, doubts: tuple[str, ...]
) -> dict[str, object]:
    adults, ages = party_to_json(enquiry.party) or (None, [])
    return {
        "idempotency_key": enquiry.idempotency_key,
        "created_at": now,
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
        "review": " ".join(doubts),
        "promised_from": window.from_,
        "promised_to": window.to,
        "claimed_by": "",
        "answered_by": "",
    }


def _window(
    conn: sa.Connection,
    settings: Settings,
    now: dt.datetime,
    visit: Visit,
    doubts: tuple[str, ...],
) -> Promise:
    calendar = calendar_of(settings, users.managers(conn))
    if doubts:
        return review_promise(now, calendar)
    return kept(visit.shown, promise(now, _waiting(conn, now), calendar), now, calendar)


def _waiting(conn: sa.Connection, now: dt.datetime) -> int:
    """Those before: open, called by nobody yet, and not past the time they were promised."""
    before = sa.select(sa.func.count()).where(
        leads.c.state == "open",
        leads.c.review == "",
        leads.c.claimed_by == "",
        leads.c.promised_to > now,
    )
    return conn.execute(before).scalar_one()


def _too_many(
    conn: sa.Connection, settings: Settings, enquiry: Enquiry, visit: Visit, now: dt.datetime
) -> tuple[str, ...]:
    """Over the limit an enquiry is not refused but looked at first (web.md 5.5)."""
    doubts = []
    spent = ((rates.ENQUIRY_BY_ADDRESS, visit.address), (rates.ENQUIRY_BY_MAIL, enquiry.email))
    for limit, value in spent:
        if value and rates.spend(conn, settings, limit, value, now) is not None:
            doubts.append(limit.name)
    return tuple(doubts)


def found(conn: sa.Connection, enquiry: Enquiry) -> bool:
    """Whether this very enquiry is in the database already."""
    same = leads.c.idempotency_key == enquiry.idempotency_key
    return conn.scalar(sa.select(leads.c.id).where(same)) is not None


def _known(conn: sa.Connection, enquiry: Enquiry) -> Receipt:
    same = leads.c.idempotency_key == enquiry.idempotency_key
    row = conn.execute(sa.select(leads).where(same)).one()
    return Receipt(row.reference, Promise(row.promised_from, row.promised_to), False)


def _to_spool(settings: Settings, now: dt.datetime, enquiry: Enquiry, visit: Visit) -> Receipt:
    calendar = calendar_of(settings, 1)
    window = kept(visit.shown, promise(now, 0, calendar), now, calendar)
    reference = spooled_reference(settings.agency_name, enquiry.idempotency_key)
    waiting = spool.Spooled(reference, enquiry, window, now, visit.doubts)
    return Receipt(reference, window, spool.keep(settings.home, waiting))
