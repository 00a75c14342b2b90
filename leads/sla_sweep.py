"""Sweep: what each clock says now, once: remind at half, late at the whole, the director at twice.

Marks are moments in the clock's row, set where they are not yet: a sweep that comes twice does
nothing twice, one that comes days late does all that is due. Mails leave as summaries.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..store.settings import Settings
from . import notify, routing
from .promise import HOLD
from .routing_rules import Why
from .tables import leads, sla_clocks

_LIVE = sa.and_(leads.c.state == "open", leads.c.review == "", leads.c.practice.is_(False))
_UNTRIED = sla_clocks.c.attempted_at.is_(None)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many leads each mark was set for, and how many went to another member."""

    reminded: int
    missed: int
    reassigned: int
    escalated: int


def sweep(conn: sa.Connection, settings: Settings, now: dt.datetime) -> Swept:
    """Set all marks that are due, give late leads to others once, tell whom it concerns."""
    late = _mark(conn, "missed_at", _missed(now), now)
    soon = _mark(conn, "warned_at", sa.and_(_UNTRIED, sla_clocks.c.remind_at <= now), now)
    very = _mark(conn, "escalated_at", sa.and_(_UNTRIED, sla_clocks.c.escalate_at <= now), now)
    given = _reassign(conn, settings, now)
    # Who is late already is told as late: a reminder of half the time would say less.
    notify.reminders(conn, settings, [number for number in soon if number not in late], now)
    notify.summary(conn, settings, "team_lead", now)
    notify.summary(conn, settings, "director", now)
    return Swept(len(soon), len(late), given, len(very))


def _missed(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Past the due time untried, or tried only afterwards (also where no sweep saw it then)."""
    return sa.and_(
        sla_clocks.c.due_at <= now,
        sa.or_(_UNTRIED, sla_clocks.c.attempted_at > sla_clocks.c.due_at),
    )


def _mark(
    conn: sa.Connection, mark: str, due: sa.ColumnElement[bool], now: dt.datetime
) -> list[int]:
    """Set a mark where it is due and not set; returns the leads."""
    live = sa.select(leads.c.id).where(_LIVE)
    which = sa.and_(sla_clocks.c[mark].is_(None), due, sla_clocks.c.lead_id.in_(live))
    put = sla_clocks.update().where(which).values({mark: now}).returning(sla_clocks.c.lead_id)
    return sorted(conn.scalars(put))


def _reassign(conn: sa.Connection, settings: Settings, now: dt.datetime) -> int:
    """Give each late lead to another member once, the oldest first; who is on one keeps it."""
    free = sa.or_(leads.c.claimed_at.is_(None), leads.c.claimed_at <= now - HOLD)
    rows = conn.execute(
        sa.select(leads.c.id, leads.c.owner_id, leads.c.created_at)
        .join(sla_clocks, sla_clocks.c.lead_id == leads.c.id)
        .where(
            _LIVE,
            _UNTRIED,
            free,
            leads.c.owner_id.is_not(None),
            sla_clocks.c.missed_at.is_not(None),
            sla_clocks.c.reassigned_at.is_(None),
        )
        .order_by(leads.c.created_at, leads.c.id)
    ).all()
    return sum(_to_another(conn, settings, row, now) for row in rows)


def _to_another(conn: sa.Connection, settings: Settings, row: Any, now: dt.datetime) -> bool:
    barred: dict[int, Why] = {**_busy(conn, row), row.owner_id: "late"}
    if routing.route_away(conn, settings, row.id, barred, now) is None:
        return False
    mine = sla_clocks.c.lead_id == row.id
    conn.execute(sla_clocks.update().where(mine).values(reassigned_at=now))
    return True


def _busy(conn: sa.Connection, row: Any) -> dict[int, Why]:
    """The members who have an older lead that still waits for its first attempt."""
    older = sa.or_(
        leads.c.created_at < row.created_at,
        sa.and_(leads.c.created_at == row.created_at, leads.c.id < row.id),
    )
    owners = conn.scalars(
        sa.select(leads.c.owner_id)
        .join(sla_clocks, sla_clocks.c.lead_id == leads.c.id)
        .where(_LIVE, _UNTRIED, older, leads.c.owner_id.is_not(None))
        .distinct()
    )
    return dict.fromkeys((int(owner) for owner in owners if owner is not None), "older_waiting")
