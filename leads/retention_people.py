"""Whose time has come: people without contact, idle clients, enquiries that nobody found real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from .tables import bookings, contacts, leads, persons, subscriptions, touches

WITHOUT_CONTACT = dt.timedelta(days=730)
"""24 months (backoffice.md 14)."""
IDLE = dt.timedelta(days=1095)
"""36 months."""
DOUBTFUL = dt.timedelta(days=14)
"""web.md 5.8: quarantine."""
LEGAL_TERM = dt.timedelta(days=8 * 366)
"""Eight years of accounts, the next one begun."""

_ALIVE = sa.and_(persons.c.erased_at.is_(None), persons.c.merged_into_id.is_(None))
_BOOKED = sa.exists().where(bookings.c.person_id == persons.c.id)
_READS_US = sa.exists().where(
    subscriptions.c.person_id == persons.c.id, subscriptions.c.state == "confirmed"
)


def without_contact(conn: sa.Connection, now: dt.datetime) -> Sequence[int]:
    """Persons who never booked, do not read the newsletter, and were not in touch for 24 months."""
    return _quiet(conn, now - WITHOUT_CONTACT, ~_BOOKED)


def idle_clients(conn: sa.Connection, now: dt.datetime) -> Sequence[int]:
    """Clients whose last trip and last contact are 36 months ago."""
    since = now - IDLE
    back = sa.func.coalesce(bookings.c["return"], bookings.c.departure)
    lately = sa.exists().where(bookings.c.person_id == persons.c.id, back >= since.date())
    return _quiet(conn, since, sa.and_(_BOOKED, ~lately))


def doubtful(conn: sa.Connection, now: dt.datetime) -> Sequence[int]:
    """Persons of whom there is nothing but enquiries that were held for review for 14 days."""
    mine = leads.c.person_id == persons.c.id
    held = sa.exists().where(mine, leads.c.review != "", leads.c.created_at < now - DOUBTFUL)
    other = sa.exists().where(
        mine, sa.or_(leads.c.review == "", leads.c.created_at >= now - DOUBTFUL)
    )
    only = sa.and_(_ALIVE, held, ~other, ~_BOOKED, ~_READS_US)
    return conn.scalars(sa.select(persons.c.id).where(only).order_by(persons.c.id)).all()


def old_bookings(conn: sa.Connection, now: dt.datetime) -> Sequence[int]:
    """Bookings whose departure lies behind the legal term."""
    old = bookings.c.departure < (now - LEGAL_TERM).date()
    return conn.scalars(sa.select(bookings.c.id).where(old).order_by(bookings.c.id)).all()


def _quiet(conn: sa.Connection, since: dt.datetime, more: sa.ColumnElement[bool]) -> Sequence[int]:
    """Persons who asked nothing, were reached by nobody and gained no contact since a moment."""
    asked = sa.exists().where(leads.c.person_id == persons.c.id, leads.c.created_at >= since)
    touched = (
        sa.select(touches.c.id)
        .join(leads, leads.c.id == touches.c.lead_id)
        .where(leads.c.person_id == persons.c.id, touches.c.at >= since)
        .exists()
    )
    known = sa.exists().where(contacts.c.person_id == persons.c.id, contacts.c.added_at >= since)
    quiet = (_ALIVE, persons.c.seen_at < since, ~asked, ~touched, ~known, ~_READS_US, more)
    return conn.scalars(sa.select(persons.c.id).where(*quiet).order_by(persons.c.id)).all()
