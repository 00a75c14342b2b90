"""First response: the clock of each lead, due when the visitor was promised (backoffice.md 5)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..store.settings import Settings
from .calendar import calendar_of
from .sla_sweep import Swept as Swept
from .sla_sweep import sweep as sweep
from .tables import leads, sla_clocks

VERSION = "1"


def start(conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime) -> None:
    """Start a new lead's clock: half of the working time until due it reminds, at twice it tells
    the director. The promise is what it is due by."""
    which = leads.c.id == lead_id
    due = conn.execute(sa.select(leads.c.promised_to).where(which)).scalar_one()
    run(conn, settings, lead_id, now, due)


def restart(conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime) -> None:
    """Start a lead's clock anew, as if none had run before."""
    conn.execute(sla_clocks.delete().where(sla_clocks.c.lead_id == lead_id))
    start(conn, settings, lead_id, now)


def run(
    conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime, due: dt.datetime
) -> None:
    """Start the clock of a lead that has none, due at a moment already known."""
    calendar = calendar_of(settings)
    work = max(calendar.between(now, due), dt.timedelta(minutes=settings.sla_hot_minutes))
    row = {
        "lead_id": lead_id,
        "policy_version": VERSION,
        "started_at": now,
        "due_at": due,
        "remind_at": min(calendar.after(now, work / 2), due),
        "escalate_at": calendar.after(due, work),
    }
    conn.execute(sla_clocks.insert(), row)


def attempted(conn: sa.Connection, lead_id: int, now: dt.datetime) -> bool:
    """The first attempt ends the wait for a first response; False where there was one before."""
    mine = sa.and_(sla_clocks.c.lead_id == lead_id, sla_clocks.c.attempted_at.is_(None))
    return conn.execute(sla_clocks.update().where(mine).values(attempted_at=now)).rowcount == 1


def reached(conn: sa.Connection, lead_id: int, now: dt.datetime) -> bool:
    """Somebody spoke with the visitor: kept apart from the attempt, and one itself."""
    attempted(conn, lead_id, now)
    mine = sa.and_(sla_clocks.c.lead_id == lead_id, sla_clocks.c.reached_at.is_(None))
    return conn.execute(sla_clocks.update().where(mine).values(reached_at=now)).rowcount == 1
