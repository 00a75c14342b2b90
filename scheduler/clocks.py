"""Clocks: what time alone brings to leads, each minute, also while a long crawl is at work."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..leads import notify, routing, sla, stages
from ..leads.arrival import admit
from ..leads.sla import Swept
from ..leads.turns import one_at_a_time
from ..leads.value import decay
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .leases import held
from .webhooks import call_webhooks


def mind_clocks(settings: Settings, clock: Clock, database: Database) -> Swept | None:
    """Let in, cool down, bring back, give out, sweep, tell; None where another process is at it."""
    with held(database, clock, "clocks") as free:
        if not free:
            return None
        now = clock.now()
        with database.write() as conn:
            one_at_a_time(conn)
            admit(conn, settings, now)
            decay(conn, settings, now)
            _bring_back(conn, settings, now)
            routing.rerun(conn, settings, now)
            swept = sla.sweep(conn, settings, now)
            notify.morning(conn, settings, now)
        call_webhooks(settings, clock, database)
        return swept


def _bring_back(conn: sa.Connection, settings: Settings, now: dt.datetime) -> None:
    """The recycled leads whose day has come get an owner and a clock like new ones."""
    for lead_id in stages.come_back(conn, settings, now):
        routing.route(conn, settings, lead_id, "back", "", now)
        sla.restart(conn, settings, lead_id, now)
