"""The rows that a deed on a lead may touch, as they were and as they are: what undo needs."""

from __future__ import annotations

import sqlalchemy as sa

from ...leads import undo
from ...leads.lead_card import LeadCard
from ...leads.tables import (
    attempt_plans,
    leads,
    persons,
    profiles,
    sla_clocks,
    stage_notes,
    touches,
)
from ...leads.undo import Rows
from .visit import Visit


def kept(conn: sa.Connection, one: LeadCard) -> Rows:
    """The lead, its person and all that stands beside it, before a deed or after."""
    mine = (
        (table, table.c.lead_id == one.id) for table in (attempt_plans, sla_clocks, stage_notes)
    )
    parts = [undo.snapshot(conn, leads, leads.c.id == one.id)]
    parts += [undo.snapshot(conn, table, where) for table, where in mine]
    parts.append(undo.snapshot(conn, touches, touches.c.lead_id == one.id))
    if one.person_id is not None:
        parts.append(undo.snapshot(conn, persons, persons.c.id == one.person_id))
        parts.append(undo.snapshot(conn, profiles, profiles.c.person_id == one.person_id))
    return undo.together(*parts)


def remembered(conn: sa.Connection, one: LeadCard, what: str, before: Rows, visit: Visit) -> str:
    """Offer to take the deed back; a touch is never deleted but marked as taken back."""
    after = kept(conn, one)
    known = {row["id"] for row in before.get("touches", [])}
    marked = [
        {**row, "undone_at": visit.now.isoformat()}
        for row in after.get("touches", [])
        if row["id"] not in known
    ]
    before = {**before, "touches": [*before.get("touches", []), *marked]}
    return undo.remember(conn, f"lead {what}", before, after, visit.actor, visit.now)
