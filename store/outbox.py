"""Outbox: mail that is put down with its cause in one transaction and sent later, at least once."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import sqlalchemy as sa

from .clock import Clock
from .database import Database
from .postman import POSTMAN_FAULTS, Postman, Refused, Unsettled, postman_of
from .settings import Settings
from .tables import outbox

LEASE = dt.timedelta(minutes=5)
"""How long one process may hold a mail; after that another takes it over."""
BATCH = 20
MOST_A_TURN = 200
"""Mails one turn sends: the next turn comes within a minute, and no server is flooded."""
PATIENCE = 6
"""Tries before a final no of the server is believed: it may be a slip of its configuration."""
WITH_LINKS = frozenset({"account", "my_data", "needs", "newsletter", "profile", "unsubscribe"})
"""Kinds of mail whose link lets its reader in: once sent, no copy of it stays with us."""
_WAITS_TO_GO = sa.and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
_WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 240))


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one turn did: `failed` will be tried again, `waiting` are all that are not sent yet."""

    sent: int
    failed: int
    waiting: int


Bounced = Callable[[sa.Connection, str, dt.datetime], None]
"""Told of each address a mail was given up for, in the transaction that gives it up."""


@dataclass(frozen=True, slots=True)
class _Leased:
    id: int
    message_id: str
    message: bytes
    attempts: int


def put(
    conn: sa.Connection, kind: str, cause: str, message: EmailMessage, now: dt.datetime
) -> bool:
    """Keep a mail to be sent; False where this cause has its mail already.

    Message-ID and Date are fixed here: whoever receives a mail twice can see that it is one.
    """
    if conn.scalar(sa.select(outbox.c.id).where(outbox.c.cause == cause)) is not None:
        return False
    message_id = _message_id(message)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(now)
    row = {
        "kind": kind,
        "cause": cause,
        "message_id": message_id,
        "message": message.as_bytes(),
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
    conn.execute(outbox.insert(), row)
    return True


def _message_id(message: EmailMessage) -> str:
    _, address = parseaddr(str(message["From"]))
    domain = re.sub(r"[^A-Za-z0-9.-]", "", address.rpartition("@")[2]) or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"


def deliver(
    database: Database, settings: Settings, clock: Clock, bounced: Bounced | None = None
) -> Delivered:
    """Send what is due, each mail under a lease so that no other process sends it at the time.

    A process that dies between the server's yes and our note sends that mail again: at least
    once, with the same Message-ID; so does one whose connection was lost meanwhile. Both are noted
    as unsettled. The oldest go first, MOST_A_TURN at most. Without mail server and mail folder
    everything waits.
    """
    postman = postman_of(settings)
    sent = failed = 0
    while (
        postman is not None
        and sent + failed < MOST_A_TURN
        and (mails := _lease(database, clock.now()))
    ):
        done = asyncio.run(_send_all(database, postman, mails, clock, bounced))
        sent += done
        failed += len(mails) - done
    return Delivered(sent, failed, waiting(database))


def waiting(database: Database) -> int:
    """How many mails are not sent yet and not given up."""
    with database.read() as conn:
        unsent = sa.select(sa.func.count()).where(_WAITS_TO_GO)
        return conn.execute(unsent).scalar_one()


def oldest_waiting(database: Database) -> dt.datetime | None:
    """Since when the oldest mail waits that is not sent yet and not given up."""
    with database.read() as conn:
        return conn.execute(
            sa.select(sa.func.min(outbox.c.created_at)).where(_WAITS_TO_GO)
        ).scalar()


def _lease(database: Database, now: dt.datetime) -> list[_Leased]:
    """The next mails that are due and nobody holds, now held by us."""
    us = secrets.token_hex(8)
    free = sa.and_(
        _WAITS_TO_GO,
        outbox.c.due_at <= now,
        sa.or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now),
    )
    with database.read() as conn:
        ids = conn.scalars(sa.select(outbox.c.id).where(free).order_by(outbox.c.id).limit(BATCH))
        wanted = list(ids)
    if not wanted:
        return []
    take = outbox.update().where(outbox.c.id.in_(wanted), free)
    # Somebody held it and never said what came of it: the server may have it already.
    fallen = sa.case(
        (outbox.c.leased_by.is_not(None), sa.func.coalesce(outbox.c.unsettled_at, now)),
        else_=outbox.c.unsettled_at,
    )
    with database.write() as conn:
        conn.execute(take.values(unsettled_at=fallen, leased_by=us, leased_until=now + LEASE))
        rows = conn.execute(
            sa.select(outbox.c.id, outbox.c.message_id, outbox.c.message, outbox.c.attempts)
            .where(outbox.c.leased_by == us)
            .order_by(outbox.c.id)
        )
        return [_Leased(*row) for row in rows]


async def _send_all(
    database: Database,
    postman: Postman,
    mails: Sequence[_Leased],
    clock: Clock,
    bounced: Bounced | None,
) -> int:
    """Send over one connection; every mail's outcome is written down before the next is sent."""
    sent = 0
    try:
        await postman.open()
    except POSTMAN_FAULTS as fault:
        for mail in mails:
            _note_failed(database, mail, fault, clock.now())
        return 0
    try:
        for mail in mails:
            try:
                await postman.send(mail.message_id, mail.message)
            except Refused as refusal:
                _note_refused(database, mail, refusal, clock.now(), bounced)
            except POSTMAN_FAULTS as fault:
                _note_failed(database, mail, fault, clock.now())
            else:
                _note_sent(database, mail, clock.now())
                sent += 1
    finally:
        await postman.close()
    return sent


def _note_sent(database: Database, mail: _Leased, now: dt.datetime) -> None:
    letting_in = outbox.c.kind.in_(WITH_LINKS)
    left = sa.case((letting_in, sa.literal(b"", sa.LargeBinary)), else_=outbox.c.message)
    done = {"sent_at": now, "attempts": mail.attempts + 1, "message": left}
    free = {"leased_by": None, "leased_until": None}
    with database.write() as conn:
        conn.execute(outbox.update().where(outbox.c.id == mail.id).values(**done, **free))


def _note_refused(
    database: Database,
    mail: _Leased,
    refusal: Refused,
    now: dt.datetime,
    bounced: Bounced | None,
) -> None:
    """A final no: believed after some tries, then the mail is given up and its readers are told."""
    _note_failed(database, mail, refusal, now)
    if mail.attempts + 1 < PATIENCE:
        return
    with database.write() as conn:
        conn.execute(outbox.update().where(outbox.c.id == mail.id).values(given_up_at=now))
        if bounced is not None:
            for reader in refusal.readers:
                bounced(conn, reader, now)


def _note_failed(database: Database, mail: _Leased, fault: Exception, now: dt.datetime) -> None:
    values: dict[str, object] = {
        "due_at": now + _WAITS[min(mail.attempts, len(_WAITS) - 1)],
        "attempts": mail.attempts + 1,
        "last_fault": f"{type(fault).__name__}: {fault}"[:2000],
        "leased_by": None,
        "leased_until": None,
    }
    if isinstance(fault, Unsettled):
        values["unsettled_at"] = now
    with database.write() as conn:
        conn.execute(outbox.update().where(outbox.c.id == mail.id).values(values))
