"""Taking a lead: kept with its mail in one transaction before the visitor gets an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from ..offers.faults import StoreFault
from ..store import rates
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from . import spool
from .arrival import Arrival, arrive
from .enquiry import Enquiry
from .promise import Promise, calendar_of, kept, promise
from .reference import spooled_reference
from .tables import leads

TRIES = 5
"""How often an enquiry is kept anew when others of the same visitor come at the same moment."""


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
    """Keep the enquiry and the mails; the database away or full, keep it in the spool.

    StoreFault only where neither takes it: then the visitor must be told to call.
    """
    visit = visit or Visit()
    now = clock.now()
    for _ in range(TRIES):
        try:
            return _once(database, settings, now, enquiry, visit)
        except IntegrityError:
            continue  # somebody wrote a row of ours between our look and our writing: look again
        except StoreFault:
            break
    return _to_spool(settings, now, enquiry, visit)


def _once(
    database: Database, settings: Settings, now: dt.datetime, enquiry: Enquiry, visit: Visit
) -> Receipt:
    with database.write() as conn:
        return _keep(conn, settings, now, enquiry, visit)


def _keep(
    conn: sa.Connection, settings: Settings, now: dt.datetime, enquiry: Enquiry, visit: Visit
) -> Receipt:
    if found(conn, enquiry):
        return _known(conn, enquiry)
    doubts = (*visit.doubts, *_too_many(conn, settings, enquiry, visit, now))
    came = arrive(conn, settings, enquiry, Arrival(now, doubts, visit.shown))
    return Receipt(came.reference, came.promise, True)


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
    """Kept as a file, promised what was shown, else as if nobody waited."""
    calendar = calendar_of(settings)
    window = kept(visit.shown, promise(now, 0, calendar), now, calendar)
    reference = spooled_reference(settings.agency_name, enquiry.idempotency_key)
    waiting = spool.Spooled(reference, enquiry, window, now, visit.doubts)
    return Receipt(reference, window, spool.keep(settings.home, waiting))
