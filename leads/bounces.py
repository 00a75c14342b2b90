"""Bounces: an address that a mail server refuses for good gets nothing more unasked."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..store.outbox import Bounced
from ..store.settings import Settings
from .suppression import BOUNCED, EMAIL, suppress


def bounced(settings: Settings) -> Bounced:
    """What the outbox tells of each address it gave up on; the agency's own inbox is none."""

    def told(conn: sa.Connection, address: str, now: dt.datetime) -> None:
        if address.lower() not in (settings.agency_mail.lower(), settings.sender.lower()):
            suppress(conn, settings, address, EMAIL, BOUNCED, now)

    return told
