"""Stages: the way of a lead from captured to growing, only ever added to (backoffice.md 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store.settings import Settings
from .promise import Asked, promise_for
from .tables import attempt_plans, lead_events, leads, stage_events
from .value import value

VERSION = "1"
How = Literal["lost", "disqualified", "recycled"]
WAYS_OUT: tuple[How, ...] = ("lost", "disqualified", "recycled")
AGAIN = dt.timedelta(days=14)
"""A recycled lead comes back after so long, where no other date was said."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the way. `done` is what is to be recorded before the lead goes on: it is asked
    for, never a reason to refuse (backoffice.md 6, "Never blocked")."""

    code: str
    number: int
    phase: str
    done: tuple[str, ...]


STAGES = (
    Stage("captured", 1, "LG", ("attempt",)),
    Stage("contacted", 2, "LG", ("free_service", "wish", "origin")),
    Stage("qualified", 3, "LG", ("profile", "consents")),
    Stage("needs", 4, "LC", ("summary_sent", "motives", "next_step")),
    Stage("front_end", 5, "LC", ("outcome",)),
    Stage("presented", 6, "LC", ("answer", "next_step")),
    Stage("closing", 7, "LC", ("booking", "deposit", "extras")),
    Stage("booked", 8, "AM", ("t60", "extras")),
    Stage("pre_trip", 9, "AM", ("t3", "checklist")),
    Stage("travelling", 10, "AM", ("return",)),
    Stage("feedback", 11, "AM", ("rating",)),
    Stage("growing", 12, "AM", ("next_wish",)),
)
_NUMBERS = {stage.code: stage.number for stage in STAGES}


def number_of(code: str) -> int:
    """The place of a stage, 0 for a way out."""
    return _NUMBERS.get(code, 0)


def move(
    conn: sa.Connection,
    lead_id: int,
    to: str,
    actor: str,
    now: dt.datetime,
    facts: Mapping[str, Any],
) -> bool:
    """Put a lead into a stage and write down by whom, with what is known of it.

    False where it stands there already; StoreFault for a stage that there is not.
    """
    if to not in _NUMBERS:
        raise StoreFault(f"{to!r} is no stage; there are {', '.join(_NUMBERS)}")
    row = conn.execute(sa.select(leads.c.stage, leads.c.state).where(leads.c.id == lead_id)).one()
    if row.stage == to or row.state == "closed":
        return False
    _write(conn, lead_id, row.stage, to, actor, now, facts)
    return True


def forward(
    conn: sa.Connection,
    lead_id: int,
    to: str,
    actor: str,
    now: dt.datetime,
    facts: Mapping[str, Any],
) -> bool:
    """Move a lead on; False where it stands there already or further on."""
    here = conn.scalar(sa.select(leads.c.stage).where(leads.c.id == lead_id)) or ""
    if number_of(here) >= number_of(to):
        return False
    return move(conn, lead_id, to, actor, now, facts)


def close(
    conn: sa.Connection,
    lead_id: int,
    how: How,
    reason: str,
    actor: str,
    now: dt.datetime,
    again: dt.datetime | None = None,
) -> bool:
    """End a lead with a reason; a recycled one comes back at `again`, by default in 14 days.

    False where it is closed already; StoreFault without a reason or for another way.
    """
    said = " ".join(reason.split())[:200]
    if how not in WAYS_OUT or not said:
        raise StoreFault("closing wants a way (lost, disqualified, recycled) and a reason")
    row = conn.execute(sa.select(leads.c.stage, leads.c.state).where(leads.c.id == lead_id)).one()
    if row.state == "closed":
        return False
    back = (again or now + AGAIN) if how == "recycled" else None
    _write(conn, lead_id, row.stage, how, actor, now, {"reason": said})
    end = {"state": "closed", "lost_reason": said, "next_step": "", "next_step_at": back}
    free = {"claimed_by": "", "claimed_at": None}
    conn.execute(leads.update().where(leads.c.id == lead_id).values(**end, **free))
    plan = attempt_plans.c.lead_id == lead_id
    conn.execute(attempt_plans.update().where(plan).values(next_at=None))
    return True


def come_back(conn: sa.Connection, settings: Settings, now: dt.datetime) -> tuple[int, ...]:
    """Open the recycled leads whose day has come: new promise, nobody's, attempts from the start.

    Returns them; whoever calls starts their clocks and gives them out.
    """
    due = sa.and_(
        leads.c.state == "closed",
        leads.c.stage == "recycled",
        leads.c.next_step_at <= now,
    )
    rows = conn.execute(sa.select(leads).where(due).order_by(leads.c.next_step_at)).all()
    for row in rows:
        _open_again(conn, settings, row, now)
    return tuple(row.id for row in rows)


def _open_again(conn: sa.Connection, settings: Settings, row: Any, now: dt.datetime) -> None:
    _write(conn, row.id, row.stage, "captured", "", now, {"came": "back"})
    fresh = {
        "state": "open",
        "lost_reason": "",
        "next_step": "",
        "next_step_at": None,
        "owner_id": None,
        "assigned_at": None,
        "team": "",
        "cover": False,
    }
    which = leads.c.id == row.id
    conn.execute(leads.update().where(which).values(fresh))
    # Two weeks later they are less warm than when they asked: promised is what holds now.
    worth = value(conn, settings, row.id, now)
    asked = Asked(worth.temperature.value, worth.priority.predicted, row.team)
    window = promise_for(conn, settings, now, asked)
    told = {"promised_from": window.from_, "promised_to": window.to}
    conn.execute(leads.update().where(which).values(told))
    conn.execute(attempt_plans.delete().where(attempt_plans.c.lead_id == row.id))
    event = {"lead_id": row.id, "at": now, "actor": "", "kind": "back"}
    conn.execute(lead_events.insert().values(event))


def _write(
    conn: sa.Connection,
    lead_id: int,
    from_: str,
    to: str,
    actor: str,
    now: dt.datetime,
    facts: Mapping[str, Any],
) -> None:
    event = {
        "lead_id": lead_id,
        "from_stage": from_,
        "to_stage": to,
        "at": now,
        "actor": actor,
        "facts": dict(facts),
    }
    conn.execute(stage_events.insert().values(event))
    stage = {"stage": to, "last_stage": from_, "version": leads.c.version + 1}
    conn.execute(leads.update().where(leads.c.id == lead_id).values(stage))
