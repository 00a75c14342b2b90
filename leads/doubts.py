"""Doubts: lines of the score that somebody in the agency said are not right, to be looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from .tables import leads, score_doubts

LATEST = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """One line of one lead's score, who doubts it and why."""

    reference: str
    rule: str
    actor: str
    why: str
    at: dt.datetime


def doubts(conn: sa.Connection, seen: sa.ColumnElement[bool]) -> tuple[Doubt, ...]:
    """The latest of them, about leads for which `seen` holds; practice is no experience."""
    rows = conn.execute(
        sa.select(score_doubts, leads.c.reference)
        .join(leads, leads.c.id == score_doubts.c.lead_id)
        .where(seen, leads.c.practice.is_(False))
        .order_by(score_doubts.c.id.desc())
        .limit(LATEST)
    )
    return tuple(Doubt(row.reference, row.rule, row.actor, row.why, row.at) for row in rows)
