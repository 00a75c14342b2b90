"""Erasing mail: what was sent to or about a person loses its words, what waits is given up."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..store.mail_words import rewritten, words
from ..store.tables import outbox
from .erased_person import Subject
from .traces import ERASED


@dataclass(frozen=True, slots=True)
class Mails:
    """How many mails were touched, and the Message-IDs of those whose copies must go too."""

    count: int
    message_ids: frozenset[str]


def erase(conn: sa.Connection, subject: Subject, now: dt.datetime) -> Mails:
    """Go through the outbox. A summary that waits and is about others too goes on without them."""
    touched: set[str] = set()
    rows = conn.execute(sa.select(outbox).order_by(outbox.c.id)).all()
    for row in rows:
        values = _values(row, subject, now)
        if values:
            conn.execute(outbox.update().where(outbox.c.id == row.id).values(values))
            touched.add(row.message_id)
    return Mails(len(touched), frozenset(touched))


def _values(row: sa.Row[Any], subject: Subject, now: dt.datetime) -> dict[str, object]:
    pattern = subject.traces.pattern
    said = words(row.message)
    about = _named_in(row.cause, subject) or bool(
        set(map(str.lower, said.to)) & subject.traces.mails
    )
    found = pattern is not None and any(
        pattern.search(text) for text in (row.cause, said.all, row.last_fault or "")
    )
    if not about and not found:
        return {}
    gone: dict[str, object] = {"last_fault": None}
    if pattern is not None and pattern.search(row.cause):
        gone["cause"] = f"erased:{row.id}"
    if about or row.sent_at is not None or pattern is None:
        gone |= {"message": b""}
        return gone if row.sent_at or row.given_up_at else {**gone, "given_up_at": now}
    clean = rewritten(row.message, lambda text: pattern.sub(ERASED, text))
    return gone | {"message": clean}


def _named_in(cause: str, subject: Subject) -> bool:
    """Causes name a lead by its reference or its id, a person by "person:ID"."""
    parts = set(re.split(r"[:/ ]", cause))
    if parts & subject.references:
        return True
    return any(f"person:{one}" in cause.split("/") for one in subject.persons)
