"""The outbox as a person looks at it: what waits, what failed and why, what nobody knows of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from .tables import outbox

PAGE = 50


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    FAILED = "failed"
    UNSETTLED = "unsettled"
    GIVEN_UP = "given_up"
    SENT = "sent"


_OPEN = sa.and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
WHICH = {
    MailState.WAITING: sa.and_(_OPEN, outbox.c.attempts == 0, outbox.c.unsettled_at.is_(None)),
    MailState.FAILED: sa.and_(_OPEN, outbox.c.attempts > 0, outbox.c.unsettled_at.is_(None)),
    MailState.UNSETTLED: sa.and_(_OPEN, outbox.c.unsettled_at.is_not(None)),
    MailState.GIVEN_UP: sa.and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_not(None)),
    MailState.SENT: outbox.c.sent_at.is_not(None),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail. `emptied`: its words are gone, so that it can only be looked back at."""

    id: int
    kind: str
    message_id: str
    message: bytes
    state: MailState
    created_at: dt.datetime
    due_at: dt.datetime
    attempts: int
    sent_at: dt.datetime | None
    unsettled_at: dt.datetime | None
    given_up_at: dt.datetime | None
    fault: str

    @property
    def emptied(self) -> bool:
        return not self.message


def counts(conn: sa.Connection) -> dict[MailState, int]:
    """How many mails are in each state."""
    return {
        state: int(conn.scalar(sa.select(sa.func.count()).select_from(outbox).where(which)) or 0)
        for state, which in WHICH.items()
    }


def kept(conn: sa.Connection, state: MailState, page: int = 1) -> tuple[Kept, ...]:
    """A page of mails in one state, the newest first."""
    rows = conn.execute(
        sa.select(outbox)
        .where(WHICH[state])
        .order_by(outbox.c.id.desc())
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    return tuple(_kept(row) for row in rows)


def one(conn: sa.Connection, number: int) -> Kept | None:
    """The mail with this id."""
    row = conn.execute(sa.select(outbox).where(outbox.c.id == number)).one_or_none()
    return _kept(row) if row is not None else None


def again(conn: sa.Connection, number: int, now: dt.datetime) -> bool:
    """Send it with the next turn, under the Message-ID it always had; not what is sent or empty."""
    waits = sa.and_(outbox.c.id == number, outbox.c.sent_at.is_(None), ~_empty())
    values = {"due_at": now, "given_up_at": None}
    return conn.execute(outbox.update().where(waits).values(values)).rowcount == 1


def give_up(conn: sa.Connection, number: int, now: dt.datetime) -> bool:
    """Send it no more; not what is sent already."""
    mine = sa.and_(outbox.c.id == number, _OPEN)
    return conn.execute(outbox.update().where(mine).values(given_up_at=now)).rowcount == 1


def _empty() -> sa.ColumnElement[bool]:
    return sa.func.length(outbox.c.message) == 0


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        kind=row.kind,
        message_id=row.message_id,
        message=row.message,
        state=_state(row),
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        sent_at=row.sent_at,
        unsettled_at=row.unsettled_at,
        given_up_at=row.given_up_at,
        fault=row.last_fault or "",
    )


def _state(row: sa.Row[Any]) -> MailState:
    if row.sent_at is not None:
        return MailState.SENT
    if row.given_up_at is not None:
        return MailState.GIVEN_UP
    if row.unsettled_at is not None:
        return MailState.UNSETTLED
    return MailState.FAILED if row.attempts else MailState.WAITING
