"""Needs of health or belief: sealed for each person, kept by a live consent, shown one by one.

No other module may bring a need's words anywhere: they are in the sealed column, in the answer of
`show` and in what the person takes home (`own`). The audit says who read which need, never what.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..offers.faults import StoreFault
from ..store import audit
from ..store.settings import Settings
from . import need_keys
from .tables import consents, needs

AFTER_RETURN = dt.timedelta(days=30)
"""How long after the return a need is kept (backoffice.md 14)."""
WITHOUT_RETURN = dt.timedelta(days=365)
"""How long it is kept while nobody knows the day of the return."""
REMEMBERED = dt.timedelta(days=730)
"""How long it is kept for somebody who agreed that it is remembered next time."""
USES = ("use_for_trip", "remember_next_time")
"""The purposes whose consent lets a need be kept; sharing with an operator comes on top."""
LONGEST = 2000
"""Characters a need may have."""
_NONCE = 12
_OWNER = 8


class NeedKind(StrEnum):
    """What a need is about; the words themselves are sealed."""

    DIETARY = "dietary"
    HEALTH = "health"
    MOBILITY = "mobility"
    RELIGIOUS_PRACTICE = "religious_practice"


@dataclass(frozen=True, slots=True)
class Masked:
    """A need as everybody may know it: that there is one. Its kind tells something already and is
    for those with the permission (`roles.NEEDS`)."""

    id: int
    person_id: int
    kind: NeedKind
    trip: str
    created_at: dt.datetime
    expires_at: dt.datetime


def expires(returns: dt.date | None, remembered: bool, now: dt.datetime) -> dt.datetime:
    """When a need is to be forgotten: 30 days after the return, later where that was agreed to."""
    if remembered:
        return now + REMEMBERED
    if returns is None:
        return now + WITHOUT_RETURN
    back = dt.datetime.combine(returns, dt.time.max, dt.UTC)
    return back + AFTER_RETURN


def keep(
    conn: sa.Connection,
    settings: Settings,
    person_id: int,
    kind: NeedKind | str,
    text: str,
    trip: str,
    consent_id: int,
    expires_at: dt.datetime,
    now: dt.datetime,
) -> int:
    """Seal and keep one need; returns its id.

    StoreFault: no live consent of this very person and trip stands behind it, it is empty or too
    long, or it would be kept longer than anybody may agree to.
    """
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise StoreFault(f"a need has 1 to {LONGEST} characters")
    if not now < expires_at <= now + REMEMBERED:
        raise StoreFault(f"a need is kept {REMEMBERED.days} days at most")
    if not _agreed(conn, person_id, trip, consent_id):
        raise StoreFault("no live consent stands behind this need")
    kind = NeedKind(kind)
    row = {
        "person_id": person_id,
        "kind": kind.value,
        "sealed": _seal(need_keys.key_of(settings, person_id), person_id, kind, text),
        "trip": trip,
        "consent_id": consent_id,
        "created_at": now,
        "expires_at": expires_at,
    }
    return int(conn.execute(needs.insert().values(row).returning(needs.c.id)).scalar_one())


def masked(conn: sa.Connection, person_id: int, now: dt.datetime) -> tuple[Masked, ...]:
    """The person's needs without their words: those with a live consent that have not expired."""
    mine = sa.select(needs).where(needs.c.person_id == person_id, needs.c.expires_at > now)
    rows = conn.execute(mine.order_by(needs.c.id)).all()
    return tuple(_masked(row) for row in rows if _stands(conn, row))


def show(
    conn: sa.Connection, settings: Settings, need_id: int, actor: str, now: dt.datetime
) -> str:
    """A need's words for somebody who may read them; the reading is audited in this transaction.

    StoreFault: there is no such need (any more), or its key was destroyed.
    """
    row = conn.execute(sa.select(needs).where(needs.c.id == need_id)).one_or_none()
    if row is None or row.expires_at <= now or not _stands(conn, row):
        raise StoreFault(f"need {need_id}: there is none")
    text = _opened(settings, row)
    audit.note(conn, now, actor, "need shown", f"need:{need_id}", person=str(row.person_id))
    return text


def own(
    conn: sa.Connection, settings: Settings, person_id: int, now: dt.datetime
) -> tuple[tuple[Masked, str], ...]:
    """A person's needs in their own words: for their own page and their own export only."""
    rows = conn.execute(
        sa.select(needs)
        .where(needs.c.person_id == person_id, needs.c.expires_at > now)
        .order_by(needs.c.id)
    ).all()
    return tuple((_masked(row), _opened(settings, row)) for row in rows if _stands(conn, row))


def remove(conn: sa.Connection, person_id: int, need_id: int) -> bool:
    """Take one need of this person away, as they wish."""
    mine = sa.and_(needs.c.id == need_id, needs.c.person_id == person_id)
    return conn.execute(needs.delete().where(mine)).rowcount == 1


def drop_withdrawn(conn: sa.Connection, person_id: int) -> int:
    """Delete what no live consent holds any more; called where a consent is withdrawn."""
    rows = conn.execute(sa.select(needs).where(needs.c.person_id == person_id)).all()
    gone = [row.id for row in rows if not _stands(conn, row)]
    conn.execute(needs.delete().where(needs.c.id.in_(gone)))
    return len(gone)


def _masked(row: sa.Row[tuple[object, ...]]) -> Masked:
    kind = NeedKind(row.kind)
    return Masked(row.id, row.person_id, kind, row.trip, row.created_at, row.expires_at)


def _stands(conn: sa.Connection, row: sa.Row[tuple[object, ...]]) -> bool:
    return _agreed(conn, row.person_id, row.trip, row.consent_id)


def _agreed(conn: sa.Connection, person_id: int, trip: str, consent_id: int) -> bool:
    """Whether the consent is this person's, for such a use, and no later row took it back."""
    given = conn.execute(sa.select(consents).where(consents.c.id == consent_id)).one_or_none()
    if given is None or given.person_id != person_id or given.status != "granted":
        return False
    if given.purpose not in USES or given.trip not in ("", trip):
        return False
    latest = sa.select(consents.c.status).where(
        consents.c.person_id == person_id,
        consents.c.purpose == given.purpose,
        consents.c.trip == given.trip,
    )
    return conn.scalar(latest.order_by(consents.c.id.desc()).limit(1)) == "granted"


def _seal(key: bytes, person_id: int, kind: NeedKind, text: str) -> bytes:
    """Whose key it is, a nonce, then the words: a merged row is still opened by its first key."""
    owner, nonce = person_id.to_bytes(_OWNER, "big"), os.urandom(_NONCE)
    return owner + nonce + AESGCM(key).encrypt(nonce, text.encode(), owner + kind.encode())


def _opened(settings: Settings, row: sa.Row[tuple[object, ...]]) -> str:
    sealed: bytes = row.sealed
    owner, nonce = sealed[:_OWNER], sealed[_OWNER : _OWNER + _NONCE]
    key = need_keys.known_key(settings, int.from_bytes(owner, "big"))
    if key is None:
        raise StoreFault(f"need {row.id}: its key was destroyed")
    try:
        words = AESGCM(key).decrypt(nonce, sealed[_OWNER + _NONCE :], owner + row.kind.encode())
    except InvalidTag:
        raise StoreFault(f"need {row.id}: its key does not open it") from None
    return words.decode()
