"""Asking a client for what they need on their journey: a link by mail, and not a word more."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..store import outbox
from ..store.settings import Settings
from . import links, newsletter, visitor_mail


def invite(
    conn: sa.Connection,
    settings: Settings,
    person_id: int,
    email: str,
    language: str,
    trip: str,
    now: dt.datetime,
) -> None:
    """Mail the link to the person's page of needs; `trip` is the booking's number, "" for any."""
    token = links.make(conn, "needs", person_id, trip, now)
    mail = visitor_mail.needs(settings, email, language, token)
    outbox.put(conn, "needs", newsletter.cause("needs", token), mail, now)
