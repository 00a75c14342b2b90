"""The living agency: its people and the last nine days of what visitors asked and members did.

Everything happens through the functions of the site and the office, with the clock set to the
moment of each: the figures that the office shows are those of its rows.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from random import Random

import sqlalchemy as sa

from ..leads import routing, sla, stages, touches
from ..leads.calendar import calendar_of
from ..leads.tables import attempt_plans, leads
from ..leads.take import take
from ..search.live import LiveEngine
from ..store.clock import FixedClock
from ..store.tables import users
from .askers import SEED, Asker, askers
from .asking import enquiry_of
from .show import Stage
from .staff import AWAY, STAFF, Colleague, hire, leave

DAYS = 9
LATEST = 8
"""So many of the forty asked within the last hours: Today is about them."""
LAST_HOURS = dt.timedelta(hours=14)
TURN = dt.timedelta(minutes=20)
"""Each member looks after one lead in a turn."""

FATES = ("qualified", "next", "lost", "qualified", "next")
"""What a call leads to, in turn."""

Moment = tuple[dt.datetime, int]
"""When, and the number of the asker; -1 is a turn of the members."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the play needs at hand; `people` is login -> user id."""

    stage: Stage
    engine: LiveEngine
    people: dict[str, int]
    drawn: Random


def open_agency(stage: Stage) -> str:
    """Play the days once; the password of all logins, "" where they were played before."""
    now = stage.clock.now()
    if _played(stage):
        return ""
    password = secrets.token_urlsafe(12)
    people = hire(stage.database, password, now - dt.timedelta(days=DAYS + 1))
    desk = Desk(stage, LiveEngine(stage.home), people, Random(SEED))
    everybody = askers()
    for at, number in _agenda(desk, len(everybody), now):
        if number < 0:
            _turns(desk, at)
        else:
            _ask(desk, everybody[number], number, at)
    leave(stage.database, people[AWAY], now)
    return password


def _played(stage: Stage) -> bool:
    with stage.database.read() as conn:
        known = sa.select(users.c.id).where(users.c.email == STAFF[0].email)
        return conn.scalar(known) is not None


def _agenda(desk: Desk, asking: int, now: dt.datetime) -> list[Moment]:
    """What happens when, in order; the members take turns in working hours up to the last ones."""
    first, quiet = now - dt.timedelta(days=DAYS), now - LAST_HOURS
    times = [first + (quiet - first) * desk.drawn.random() for _ in range(asking - LATEST)]
    times += [quiet + LAST_HOURS * desk.drawn.random() for _ in range(LATEST)]
    agenda = [(at, number) for number, at in enumerate(sorted(times))]
    for opens, closes in calendar_of(desk.stage.settings).spans(first):
        if opens >= quiet:
            break
        at = opens + TURN / 2
        while at < min(closes, quiet):
            agenda.append((at, -1))
            at += TURN
    return sorted(agenda)


def _ask(desk: Desk, asker: Asker, number: int, at: dt.datetime) -> None:
    settings = desk.stage.settings
    enquiry = enquiry_of(asker, number, desk.engine, settings, at)
    take(desk.stage.database, settings, FixedClock(at), enquiry)


def _turns(desk: Desk, at: dt.datetime) -> None:
    """What time alone brings, then one lead for each member."""
    settings = desk.stage.settings
    with desk.stage.database.write() as conn:
        sla.sweep(conn, settings, at)
        routing.rerun(conn, settings, at)
        for one in STAFF:
            if one.team:
                _turn(conn, desk, one, at)


def _turn(conn: sa.Connection, desk: Desk, one: Colleague, at: dt.datetime) -> None:
    """A member takes the lead that is due first, and calls."""
    settings, user_id = desk.stage.settings, desk.people[one.login]
    lead_id = _due(conn, user_id, at)
    if lead_id is None or not routing.claim(conn, lead_id, user_id, one.email, at):
        return
    outcome = desk.drawn.choices(("reached", "no_answer", "wrong_number"), (65, 32, 3))[0]
    touches.log(conn, settings, lead_id, "call", "out", outcome, one.email, at)
    if outcome == "reached":
        _spoken(conn, lead_id, one, at)


def _due(conn: sa.Connection, user_id: int, at: dt.datetime) -> int | None:
    """The member's open lead that nobody has tried yet or whose next attempt is due."""
    plan = attempt_plans
    found: int | None = conn.scalar(
        sa.select(leads.c.id)
        .outerjoin(plan, plan.c.lead_id == leads.c.id)
        .where(
            leads.c.owner_id == user_id,
            leads.c.state == "open",
            leads.c.review == "",
            sa.or_(plan.c.lead_id.is_(None), plan.c.next_at <= at),
        )
        .order_by(leads.c.promised_to, leads.c.id)
        .limit(1)
    )
    return found


def _spoken(conn: sa.Connection, lead_id: int, one: Colleague, at: dt.datetime) -> None:
    """After the call: some are qualified, some lost, the others have a next step."""
    fate = FATES[lead_id % len(FATES)]
    if fate == "qualified":
        stages.move(conn, lead_id, "qualified", one.email, at, {"confirmed": True})
    elif fate == "lost":
        stages.close(conn, lead_id, "lost", "booked elsewhere", one.email, at)
