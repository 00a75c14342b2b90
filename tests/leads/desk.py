"""Members and leads put straight into the tables: what routing and clocks are tested with."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from fairwind.leads import members, sla
from fairwind.leads.tables import leads
from fairwind.store.tables import users

ZONE = ZoneInfo("Europe/Budapest")
_numbers = itertools.count(1)


def at(text: str) -> dt.datetime:
    """A moment of June 2026 on the agency's clock: "05 17:50" is Friday."""
    said = dt.datetime.strptime(f"2026-06-{text}", "%Y-%m-%d %H:%M")
    return said.replace(tzinfo=ZONE).astimezone(dt.UTC)


def hire(conn: sa.Connection, name: str, roles: Iterable[str] = ("prospector",), **own: Any) -> int:
    """A member by name; `own` goes to `set_member`. Returns the user's id."""
    row = {
        "email": f"{name}@example.com",
        "name": name.title(),
        "roles": list(roles),
        "password_hash": "-",
        "active": True,
        "created_at": at("01 09:00"),
    }
    put = users.insert().values(row).returning(users.c.id)
    number = int(conn.execute(put).scalar_one())
    members.set_member(conn, number, **own)
    return number


def came(
    conn: sa.Connection,
    now: dt.datetime,
    until: dt.datetime | None = None,
    settings: Any = None,
    **own: Any,
) -> int:
    """A lead that came at a moment, by default a hot call-me; with `settings` its clock runs."""
    number = next(_numbers)
    row = {
        "reference": f"KH-{number}",
        "idempotency_key": f"test:{number}",
        "created_at": now,
        "kind": "call_me",
        "state": "open",
        "name": "Kovács Anna",
        "phone": "+36301112233",
        "email": "anna@example.com",
        "call_when": "",
        "message": "",
        "language": "hu",
        "child_ages": [],
        "query": [],
        "consent_text": "yes",
        "consent_version": "1",
        "review": "",
        "promised_from": now,
        "promised_to": until or now + dt.timedelta(minutes=15),
        "claimed_by": "",
        "answered_by": "",
        "temperature": "hot",
        **own,
    }
    put = leads.insert().values(row).returning(leads.c.id)
    lead_id = int(conn.execute(put).scalar_one())
    if settings is not None:
        sla.start(conn, settings, lead_id, now)
    return lead_id


def owner(conn: sa.Connection, lead_id: int) -> int | None:
    return conn.scalar(sa.select(leads.c.owner_id).where(leads.c.id == lead_id))
