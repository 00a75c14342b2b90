"""Touches: each call, mail or meeting with its outcome, and what follows from it by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store.settings import Settings
from . import attempts, routing, sla, stages
from .attempts import Attempt
from .notice_words import notice_words
from .tables import lead_events, leads
from .tables import touches as table
from .turns import one_at_a_time
from .value import value

KINDS = ("call", "mail", "meeting")
OUTCOMES = ("reached", "no_answer", "wrong_number", "sent", "came")
Outcome = Literal["reached", "no_answer", "wrong_number", "sent", "came"]
SPOKEN = ("reached", "came")
LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down; `attempt` is the next call where nobody answered."""

    touch_id: int
    attempt: Attempt | None


def log(
    conn: sa.Connection,
    settings: Settings,
    lead_id: int,
    kind: str,
    direction: str,
    outcome: str,
    actor: str,
    now: dt.datetime,
    note: str = "",
) -> Logged:
    """Write down a touch and do what it means; direction is `out` (we) or `in` (they).

    The first one outwards ends the wait for a first response. Reached: answered, and the stage goes
    on. No answer: the next call is planned. Wrong number: a next step says so. A question answered
    by mail is answered, and so is whoever gave no telephone. StoreFault: no such kind, direction or
    outcome.
    """
    if kind not in KINDS or direction not in ("in", "out") or outcome not in OUTCOMES:
        raise StoreFault(f"{kind}, {direction}, {outcome}: no such touch")
    one_at_a_time(conn)
    row = conn.execute(sa.select(leads).where(leads.c.id == lead_id)).one()
    touch_id = _insert(conn, lead_id, kind, direction, outcome, actor, now, note)
    if direction == "out":
        sla.attempted(conn, lead_id, now)
    after = None
    if outcome in SPOKEN or (outcome == "sent" and (row.kind == "question" or not row.phone)):
        _answered(conn, row, outcome, actor, now)
    elif row.state == "open" and outcome == "no_answer":
        _let_go(conn, lead_id)
        after = attempts.no_answer(conn, settings, row, actor, now)
    elif row.state == "open" and outcome == "wrong_number":
        _let_go(conn, lead_id)
        _wrong_number(conn, settings, lead_id, now)
    value(conn, settings, lead_id, now)
    routing.rerun(conn, settings, now)
    return Logged(touch_id, after)


def _insert(
    conn: sa.Connection,
    lead_id: int,
    kind: str,
    direction: str,
    outcome: str,
    actor: str,
    now: dt.datetime,
    note: str,
) -> int:
    row = {
        "lead_id": lead_id,
        "kind": kind,
        "direction": direction,
        "at": now,
        "actor": actor,
        "outcome": outcome,
        "note": note.strip()[:LONGEST_NOTE],
    }
    return int(conn.execute(table.insert().values(row).returning(table.c.id)).scalar_one())


def _answered(conn: sa.Connection, row: Any, outcome: str, actor: str, now: dt.datetime) -> None:
    """Somebody spoke with them, or the question has its answer; only the first time counts."""
    if outcome in SPOKEN:
        sla.reached(conn, row.id, now)
    attempts.done(conn, row.id)
    stages.forward(conn, row.id, "contacted", actor, now, {"touch": outcome})
    which = sa.and_(leads.c.id == row.id, leads.c.state == "open")
    said = {"state": "answered", "answered_by": actor, "answered_at": now}
    bump = {"version": leads.c.version + 1}
    if conn.execute(leads.update().where(which).values(**said, **bump)).rowcount == 1:
        event = {"lead_id": row.id, "at": now, "actor": actor, "kind": "answered"}
        conn.execute(lead_events.insert().values(event))


def _let_go(conn: sa.Connection, lead_id: int) -> None:
    """Nobody is on it any more: the call is over."""
    free = {"claimed_by": "", "claimed_at": None, "version": leads.c.version + 1}
    conn.execute(leads.update().where(leads.c.id == lead_id).values(free))


def _wrong_number(conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime) -> None:
    """No call would help: somebody is to find another way, today."""
    attempts.done(conn, lead_id)
    words = notice_words(settings.languages[0])
    step = {"next_step": words.wrong_number, "next_step_at": now}
    conn.execute(leads.update().where(leads.c.id == lead_id).values(step))
