"""Temperature: how near a lead is to buying, by a table whose first row that holds decides.

    suppressed or refused                                                -> none
    came to us with a buying request within 14 days                      -> hot
    knows us: asked, client, newsletter, referral, answered, came back
    within 180 days                                                      -> warm
    otherwise                                                            -> cold

A manager may say otherwise with a reason; that holds for 14 days (backoffice.md 2).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store import audit
from .tables import leads

VERSION = "1"
HOT_FOR = dt.timedelta(days=14)
WARM_FOR = dt.timedelta(days=180)
OVERRIDE_FOR = dt.timedelta(days=14)


class Temperature(StrEnum):
    """`none` is not routed: the person does not want to be approached."""

    NONE = "none"
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table asks for.

    `requested_at`: the newest buying request that came to us; `known_at`: the newest sign that the
    person knows us. None where there is none.
    """

    silenced: bool = False
    requested_at: dt.datetime | None = None
    known_at: dt.datetime | None = None


def temperature(facts: Facts, now: dt.datetime) -> Temperature:
    """The temperature these facts have now; on the 14th day a lead is hot, a moment later warm."""
    if facts.silenced:
        return Temperature.NONE
    if _within(facts.requested_at, now, HOT_FOR):
        return Temperature.HOT
    return Temperature.WARM if _within(_newest(facts), now, WARM_FOR) else Temperature.COLD


def changes_at(facts: Facts, now: dt.datetime) -> dt.datetime | None:
    """The next moment at which time alone gives another temperature."""
    known = _newest(facts)
    ends = (
        facts.requested_at + HOT_FOR if facts.requested_at else None,
        known + WARM_FOR if known else None,
    )
    # Both ends belong to their class: what changes, changes just after.
    later = (end + dt.timedelta(microseconds=1) for end in ends if end and end >= now)
    return None if facts.silenced else min(later, default=None)


def _newest(facts: Facts) -> dt.datetime | None:
    """The newest sign that the person knows us; a request is one."""
    return max(filter(None, (facts.known_at, facts.requested_at)), default=None)


@dataclass(frozen=True, slots=True)
class Override:
    """What a manager said instead of the table, why, and until when it holds."""

    temperature: Temperature
    reason: str
    actor: str
    at: dt.datetime
    until: dt.datetime


def override(
    conn: sa.Connection,
    lead_id: int,
    said: Temperature,
    reason: str,
    actor: str,
    now: dt.datetime,
) -> Override:
    """Let a manager's word hold for 14 days; StoreFault where no reason is given."""
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise StoreFault("a temperature is changed by hand with a reason only")
    given = Override(said, reason, actor, now, now + OVERRIDE_FOR)
    which = leads.c.id == lead_id
    due = sa.case((leads.c.revalue_at < given.until, leads.c.revalue_at), else_=given.until)
    change = {"override": _to_json(given), "temperature": said.value, "revalue_at": due}
    conn.execute(leads.update().where(which).values(**change, version=leads.c.version + 1))
    facts = {"temperature": said.value, "until": given.until.isoformat()}
    audit.note(conn, now, actor, "temperature overridden", f"lead:{lead_id}", **facts)
    return given


def override_of(kept: dict[str, Any] | None, now: dt.datetime) -> Override | None:
    """The override that a lead's row keeps, unless it has run out."""
    if not kept:
        return None
    at, until = (dt.datetime.fromisoformat(kept[name]) for name in ("at", "until"))
    given = Override(Temperature(kept["temperature"]), kept["reason"], kept["actor"], at, until)
    return given if now < until else None


def _to_json(given: Override) -> dict[str, str]:
    return {
        "temperature": given.temperature.value,
        "reason": given.reason,
        "actor": given.actor,
        "at": given.at.isoformat(),
        "until": given.until.isoformat(),
    }


def _within(at: dt.datetime | None, now: dt.datetime, span: dt.timedelta) -> bool:
    return at is not None and now - at <= span
