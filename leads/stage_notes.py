"""Stage notes: what only a person learns on the telephone - who decides, what matters, what next.

The notes belong to one lead and are never searched, scored or exported in lists: what people
write freely may hold anything (backoffice.md 14).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from .enquiry import one_line
from .tables import leads, stage_notes

FIELDS = ("decides_with", "motives", "origin")
"""Who decides together with them, what matters to them, how they came to us."""
LONGEST = 500
LONGEST_STEP = 200


@dataclass(frozen=True, slots=True)
class StageNotes:
    """What is noted of one lead; `at` is None where nothing is yet."""

    decides_with: str = ""
    motives: str = ""
    origin: str = ""
    at: dt.datetime | None = None
    actor: str = ""


def notes(conn: sa.Connection, lead_id: int) -> StageNotes:
    """The notes of a lead."""
    row = conn.execute(sa.select(stage_notes).where(stage_notes.c.lead_id == lead_id)).one_or_none()
    if row is None:
        return StageNotes()
    said = {name: row.fields.get(name, "") for name in FIELDS}
    return StageNotes(**said, at=row.at, actor=row.actor)


def keep(
    conn: sa.Connection, lead_id: int, said: Mapping[str, str], actor: str, now: dt.datetime
) -> tuple[str, ...]:
    """Keep what was said; fields that are not in `said` stay. Returns the names that changed."""
    old = notes(conn, lead_id)
    before = {name: getattr(old, name) for name in FIELDS}
    fields = before | {name: _short(said[name]) for name in FIELDS if name in said}
    changed = tuple(name for name in FIELDS if fields[name] != before[name])
    if not changed:
        return ()
    values = {"fields": fields, "at": now, "actor": actor}
    which = stage_notes.c.lead_id == lead_id
    if conn.execute(stage_notes.update().where(which).values(values)).rowcount == 0:
        conn.execute(stage_notes.insert().values(lead_id=lead_id, **values))
    return changed


def plan_next(conn: sa.Connection, lead_id: int, step: str, at: dt.datetime | None) -> None:
    """Write the lead's next step and when it is due."""
    text = one_line(step)[:LONGEST_STEP]
    which = leads.c.id == lead_id
    conn.execute(leads.update().where(which).values(next_step=text, next_step_at=at))


def _short(text: str) -> str:
    return one_line(text)[:LONGEST]
