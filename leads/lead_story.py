"""Story: everything that happened to a lead, put together from its append-only tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from .lead_card import given
from .tables import lead_events, score_doubts, sla_clocks, stage_events, touches


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened; `kind` is event, touch, stage, given, clock or doubt.

    `actor` is "" for the visitor or the machine, `code` the kind's own word, `facts` what goes
    with it. An undone touch stays and says so.
    """

    at: dt.datetime
    kind: str
    code: str
    actor: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def story(conn: sa.Connection, lead_id: int) -> tuple[Happened, ...]:
    """What happened to a lead, the newest first; of one moment the cause stands below."""
    parts = (_events, _given, _stages, _touches, _clock, _doubts)
    found = [one for part in parts for one in part(conn, lead_id)]
    order = sorted(enumerate(found), key=lambda pair: (pair[1].at, pair[0]), reverse=True)
    return tuple(one for _, one in order)


def _events(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    for row in _rows(conn, lead_events, lead_id):
        yield Happened(row.at, "event", row.kind, row.actor)


def _given(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    for one in given(conn, [lead_id]).get(lead_id, ()):
        facts = {"given": one, "name": one.name, "team": one.team, "rejected": one.rejected}
        yield Happened(one.at, "given", one.cause, one.actor, facts)


def _stages(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    for row in _rows(conn, stage_events, lead_id):
        facts = {"from": row.from_stage, "facts": row.facts}
        yield Happened(row.at, "stage", row.to_stage, row.actor, facts)


def _touches(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    for row in _rows(conn, touches, lead_id):
        facts = {
            "kind": row.kind,
            "direction": row.direction,
            "note": row.note,
            "undone": row.undone_at is not None,
        }
        yield Happened(row.at, "touch", row.outcome, row.actor, facts)


def _clock(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    row = conn.execute(sa.select(sla_clocks).where(sla_clocks.c.lead_id == lead_id)).one_or_none()
    if row is None:
        return
    for code in ("warned", "missed", "reassigned", "escalated"):
        at = getattr(row, f"{code}_at")
        if at is not None:
            yield Happened(at, "clock", code)


def _doubts(conn: sa.Connection, lead_id: int) -> Iterable[Happened]:
    for row in _rows(conn, score_doubts, lead_id):
        yield Happened(row.at, "doubt", row.rule, row.actor, {"why": row.why})


def _rows(conn: sa.Connection, table: sa.Table, lead_id: int) -> Iterable[Any]:
    return conn.execute(sa.select(table).where(table.c.lead_id == lead_id).order_by(table.c.id))
