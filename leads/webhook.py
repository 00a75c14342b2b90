"""Webhook: what another program of the agency is told of a hot lead, kept until it was taken.

Each call is a row made in the transaction of its cause; a row says which lead and no more, so that
an erasure leaves nothing behind. What is said is read from the lead when it is sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..store.settings import Settings
from .tables import leads, webhook_calls

LEASE = dt.timedelta(minutes=2)
"""Longer than a call may take: another process takes over only what a dead one left."""
MOST = 12
"""Tries until a call is given up: about a day."""
_WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 240))


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make: `id` is the same at every try, by it the receiver knows a repeated one."""

    number: int
    id: str
    body: bytes
    attempts: int


def put(conn: sa.Connection, settings: Settings, cause: str, row: Any, now: dt.datetime) -> bool:
    """Keep a call about a lead's row; False where none is wanted or this cause has its own."""
    same = sa.select(webhook_calls.c.id).where(webhook_calls.c.cause == cause)
    if not settings.webhook_address or conn.scalar(same) is not None:
        return False
    call = {"cause": cause, "lead_id": row.id, "created_at": now, "due_at": now, "attempts": 0}
    conn.execute(webhook_calls.insert().values(call))
    return True


def lease(conn: sa.Connection, settings: Settings, now: dt.datetime) -> Call | None:
    """The oldest call that is due, now held by us: no other process makes it at the time."""
    free = sa.and_(
        webhook_calls.c.sent_at.is_(None),
        webhook_calls.c.attempts < MOST,
        webhook_calls.c.due_at <= now,
        sa.or_(webhook_calls.c.leased_until.is_(None), webhook_calls.c.leased_until <= now),
    )
    order = (webhook_calls.c.due_at, webhook_calls.c.id)
    number = conn.scalar(sa.select(webhook_calls.c.id).where(free).order_by(*order).limit(1))
    mine = sa.and_(webhook_calls.c.id == number, free)
    hold = webhook_calls.update().where(mine).values(leased_until=now + LEASE)
    if number is None or conn.execute(hold).rowcount != 1:
        return None
    row = conn.execute(_CALLS.where(webhook_calls.c.id == number)).one()
    return Call(number, row.cause, _body(settings, row), row.attempts)


def given_up(conn: sa.Connection) -> int:
    """How many calls were tried for the last time in vain."""
    vain = sa.and_(webhook_calls.c.sent_at.is_(None), webhook_calls.c.attempts >= MOST)
    return conn.execute(sa.select(sa.func.count()).where(vain)).scalar_one()


def taken(conn: sa.Connection, call: Call, now: dt.datetime) -> None:
    """The receiver has it."""
    done = {"sent_at": now, "attempts": call.attempts + 1, "leased_until": None}
    conn.execute(webhook_calls.update().where(webhook_calls.c.id == call.number).values(done))


def failed(conn: sa.Connection, call: Call, fault: str, now: dt.datetime) -> None:
    """It is tried again later, each time after a longer while."""
    again = {
        "due_at": now + _WAITS[min(call.attempts, len(_WAITS) - 1)],
        "attempts": call.attempts + 1,
        "leased_until": None,
        "last_fault": fault[:2000],
    }
    conn.execute(webhook_calls.update().where(webhook_calls.c.id == call.number).values(again))


def signature(settings: Settings, body: bytes, now: dt.datetime) -> str:
    """ "t=SECONDS,v1=HEX": HMAC-SHA256 of "SECONDS.BODY", so that no old call is replayed."""
    seconds = int(now.timestamp())
    key = settings.webhook_secret.get_secret_value().encode()
    digest = hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _body(settings: Settings, row: Any) -> bytes:
    said = {
        "event": "hot_lead",
        "id": row.cause,
        "reference": row.reference,
        "temperature": row.temperature,
        "promised_to": row.promised_to.isoformat(),
        "link": f"{settings.base_address}/office/leads/{row.reference}",
    }
    if settings.webhook_personal:
        said |= {"name": row.name, "phone": row.phone}
    return json.dumps(said, ensure_ascii=False).encode()


_CALLS = sa.select(webhook_calls.c.cause, webhook_calls.c.attempts, leads).join_from(
    webhook_calls, leads, leads.c.id == webhook_calls.c.lead_id
)
