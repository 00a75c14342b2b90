"""Export: everything that is kept about a person, as JSON that they can read and take elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ..store.database import metadata
from ..store.mail_words import words
from ..store.settings import Settings
from ..store.tables import outbox
from . import needs
from .erased_person import Subject, subject_of
from .tables import (
    bookings,
    consents,
    contacts,
    leads,
    persons,
    profiles,
    subscriptions,
    visits,
)

FORMAT = "fairwind-person-1"
OF_A_LEAD = (
    "lead_events",
    "touches",
    "stage_events",
    "stage_notes",
    "assignments",
    "sla_clocks",
    "attempt_plans",
    "score_lines",
    "score_doubts",
)
"""Tables whose rows stand inside their lead."""
OF_A_PERSON = (contacts, consents, profiles, bookings, subscriptions)
NOT_TAKEN = {
    "suggestions": "says who somebody else is",
    "merges": "the same person as before; all of it stands in the person",
    "links": "hashes of mailed addresses",
    "price_checks": "what operators answered about the offer that stands in the export",
    "webhook_calls": "that colleagues were told of an enquiry that stands in the export",
}
"""Tables with rows of a person that do not go into the export, and why."""
LABELS = {
    "asked": "asked for a call or an option",
    "soon": "wishes to leave within 60 days",
    "compared": "compared three offers or more",
    "returned": "came back on another day",
    "dates": "gave dates",
    "party": "gave who travels",
    "budget": "gave a budget",
    "answered": "answered a letter or call",
    "clicked": "opened an offer of the newsletter",
    "family": "a family, or three and more travel",
    "budget_high": "a budget of the upper quarter",
    "extras": "wishes extras",
    "client": "travelled with us before",
    "cap_intent": "no more than 60 points for intent",
    "cap_fit": "no more than 40 points for fit",
}
"""What each line of the score means."""
OF_ANOTHER = ("reference", "kind", "channel", "state", "created_at")
"""What a mailbox learns of a lead that came from another one or without any (decision 0025)."""
_OURS = frozenset(
    {
        *("actor", "claimed_by", "answered_by", "decided_by", "owner_id", "user_id"),
        *("account_manager_id", "import_id", "referred_by_id", "rejected", "idempotency_key"),
        *("version", "name_key", "sealed", "token_hash", "person_id", "lead_id"),
    }
)
"""Columns about colleagues and other people, or about nothing outside this program."""


def export(
    conn: sa.Connection, settings: Settings, person_id: int, now: dt.datetime, mailbox: str = ""
) -> dict[str, Any] | None:
    """All of one person and of whoever was merged into them; None where there is nobody (left).

    Needs of health or belief are in their own words: this is for the person alone. `mailbox`: for
    its reader, who sees words, visits and mails of what came from there and no others; "" for the
    agency, which knows whom it hands the file to.
    """
    subject = subject_of(conn, person_id)
    if subject is None:
        return None
    rows = _raw(conn, leads, {"id": subject.leads})
    rows = [row for row in rows if not (mailbox and row["practice"])]
    own = [row for row in rows if not mailbox or row["email"] == mailbox]
    mails = subject.traces.mails & {mailbox} if mailbox else subject.traces.mails
    seen = tuple({row["visitor"] for row in own if row["visitor"]})
    mine = {"person_id": subject.persons}
    found: dict[str, Any] = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "agency": settings.agency_name,
        "person": _rows(conn, persons, {"id": subject.persons}),
        "leads": [_lead(conn, row) if row in own else _of_another(row) for row in rows],
        "needs": _needs(conn, settings, subject, now),
        "behaviour": _rows(conn, visits, {"visitor": seen}),
        "mails": _mails(conn, mails),
    }
    return found | {table.name: _rows(conn, table, mine) for table in OF_A_PERSON}


def _lead(conn: sa.Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    of = {"lead_id": (row["id"],)}
    inside = {name: _rows(conn, metadata.tables[name], of) for name in OF_A_LEAD}
    for line in inside["score_lines"]:
        line["label"] = LABELS.get(line["rule"], line["rule"])
        line["points"] = line.pop("tenths") / 10
    return _plain(row) | inside


def _of_another(row: Mapping[str, Any]) -> dict[str, Any]:
    """A lead whose words are not for this mailbox: that there was one, and how far it is."""
    return _plain({name: row[name] for name in OF_ANOTHER})


def _needs(
    conn: sa.Connection, settings: Settings, subject: Subject, now: dt.datetime
) -> list[dict[str, Any]]:
    return [
        {
            "kind": need.kind.value,
            "text": text,
            "trip": need.trip,
            "created_at": need.created_at.isoformat(),
            "expires_at": need.expires_at.isoformat(),
        }
        for person_id in subject.persons
        for need, text in needs.own(conn, settings, person_id, now)
    ]


def _mails(conn: sa.Connection, own: Collection[str]) -> list[dict[str, Any]]:
    """The mails that were put down for their own addresses; what colleagues got is not theirs."""
    found = []
    for row in conn.execute(sa.select(outbox).order_by(outbox.c.id)):
        said = words(row.message)
        if any(address.lower() in own for address in said.to):
            sent = row.sent_at.isoformat() if row.sent_at else None
            found.append({"subject": said.subject, "text": said.text, "sent_at": sent})
    return found


def _rows(
    conn: sa.Connection, table: sa.Table, of: Mapping[str, Sequence[Any]]
) -> list[dict[str, Any]]:
    return [_plain(row) for row in _raw(conn, table, of)]


def _raw(
    conn: sa.Connection, table: sa.Table, of: Mapping[str, Sequence[Any]]
) -> Sequence[Mapping[str, Any]]:
    mine = sa.and_(*(table.c[name].in_(list(values)) for name, values in of.items()))
    found = conn.execute(sa.select(table).where(mine).order_by(*table.primary_key))
    return [{str(name): value for name, value in row.items()} for row in found.mappings()]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in _OURS}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in kept.items()
    }
