"""Suppression: addresses and numbers that are not to be written to or called, kept as HMACs only.

The list must outlive an erasure without knowing whom it protects: who holds an address can ask
whether it is on the list, nobody can read addresses from it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store.settings import Settings
from .tables import suppressions

EMAIL, PHONE = "email", "phone"
CHANNELS = (EMAIL, PHONE)
UNSUBSCRIBED, BOUNCED, COMPLAINT, MANUAL, ERASED = (
    *("unsubscribed", "bounced", "complaint", "manual", "erased"),
)
REASONS = (UNSUBSCRIBED, BOUNCED, COMPLAINT, MANUAL, ERASED)
"""`unsubscribed` and `erased` end marketing; the others end every message that is not asked for."""
UNREACHABLE = frozenset({BOUNCED, COMPLAINT, MANUAL})
"""For these reasons not even a confirmation goes out."""
REFUSED = frozenset({COMPLAINT, MANUAL})
"""For these reasons nobody is to be approached: the person said so."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One reason why a value is on the list, and since when."""

    reason: str
    at: dt.datetime


def suppress(
    conn: sa.Connection, settings: Settings, value: str, channel: str, reason: str, now: dt.datetime
) -> None:
    """Put an address or number on the list; a second time for the same reason changes nothing."""
    if channel not in CHANNELS or reason not in REASONS:
        raise StoreFault(f"{channel}, {reason}: no such channel or reason of a suppression")
    key = key_of(settings, value)
    if any(one.reason == reason for one in reasons(conn, settings, [value], channel)):
        return
    row = {"key": key, "channel": channel, "reason": reason, "at": now}
    conn.execute(suppressions.insert().values(row))


def suppressed(conn: sa.Connection, settings: Settings, value: str, channel: str) -> str:
    """Why nothing may be sent to a value, the latest reason; "" where it is free."""
    found = reasons(conn, settings, [value], channel)
    return max(found, key=lambda one: one.at).reason if found else ""


def release(conn: sa.Connection, settings: Settings, value: str, channel: str, reason: str) -> bool:
    """Take a value off the list: it was confirmed anew, or the bounce is mended."""
    mine = sa.and_(
        suppressions.c.key == key_of(settings, value),
        suppressions.c.channel == channel,
        suppressions.c.reason == reason,
    )
    return conn.execute(suppressions.delete().where(mine)).rowcount > 0


def reasons(
    conn: sa.Connection, settings: Settings, values: Iterable[str], channel: str = ""
) -> tuple[Suppressed, ...]:
    """All reasons of these values, of one channel or of both."""
    keys = [key_of(settings, value) for value in values if value]
    if not keys:
        return ()
    rows = conn.execute(_REASONS, {"keys": keys})
    return tuple(
        Suppressed(row.reason, row.at) for row in rows if channel in ("", str(row.channel))
    )


_REASONS = (
    sa.select(suppressions.c.channel, suppressions.c.reason, suppressions.c.at)
    .where(suppressions.c.key.in_(sa.bindparam("keys", expanding=True)))
    .order_by(suppressions.c.id)
)


def key_of(settings: Settings, value: str) -> str:
    """What the list keeps of an address or number: an HMAC under the installation's key."""
    secret = settings.secret_key.get_secret_value().encode()
    said = f"suppression\x1f{value.strip().lower()}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()
