"""Promise: the window in which somebody calls, in the agency's working time (backoffice.md 5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil

import sqlalchemy as sa

from ..store.settings import Settings
from .calendar import Calendar as Calendar
from .calendar import calendar_of as calendar_of
from .members import CONTACT_CENTRE, PRIORITY, on_duty
from .tables import leads, sla_clocks

CALL = dt.timedelta(minutes=15)
"""One turn of one member with one hot lead; the usual first response to it."""
REVIEW = dt.timedelta(hours=4)
"""Working time within which a doubtful enquiry is looked at (web.md 5.5)."""
LEFT = dt.timedelta(minutes=10)
"""A window shown on the form is kept as long as this much of it is left when it is sent."""
HOLD = dt.timedelta(minutes=15)
""""I'm on it" holds a lead this long (backoffice.md 5)."""


@dataclass(frozen=True, slots=True)
class Promise:
    """We call between these two moments; `to` is when we are late."""

    from_: dt.datetime
    to: dt.datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a window depends on; `team` "" is the one that the temperature leads to."""

    temperature: str
    predicted: bool
    team: str = ""


def team_of(kind: str) -> str:
    """The team that a kind of enquiry always goes to, "" where its value decides."""
    return PRIORITY if kind == "profile" else ""


def promise_for(conn: sa.Connection, settings: Settings, now: dt.datetime, asked: Asked) -> Promise:
    """The window for a lead of this kind that comes now: shown before sending, kept afterwards.

    Hot: in turns of those on duty at the next opening. Others: so much working time, and one
    working day for a question that the contact centre answers.
    """
    calendar = calendar_of(settings)
    begins = calendar.opening(now)
    if asked.temperature == "hot":
        turn = dt.timedelta(minutes=settings.sla_hot_minutes)
        duty = calendar_of(settings, _callers(conn, settings, begins))
        return promise(now, waiting(conn, now), duty, turn)
    if asked.temperature != "warm":
        ends = calendar.after(now, dt.timedelta(minutes=settings.sla_cold_minutes))
    elif asked.predicted or asked.team == PRIORITY:
        ends = calendar.after(now, dt.timedelta(minutes=settings.sla_warm_minutes))
    else:
        ends = calendar.one_day_after(now)
    return Promise(begins, ends)


def _callers(conn: sa.Connection, settings: Settings, at: dt.datetime) -> int:
    """Who calls the hot ones at this moment: the priority team, else the contact centre."""
    teams = (PRIORITY, CONTACT_CENTRE)
    return next(filter(None, (on_duty(conn, settings, team, at) for team in teams)), 1)


def waiting(conn: sa.Connection, now: dt.datetime) -> int:
    """The hot ones before: open, tried and held by nobody, and not past their promised time."""
    free = sa.or_(leads.c.claimed_at.is_(None), leads.c.claimed_at <= now - HOLD)
    tried = sa.select(sla_clocks.c.lead_id).where(sla_clocks.c.attempted_at.is_not(None))
    before = sa.select(sa.func.count()).where(
        leads.c.state == "open",
        leads.c.temperature == "hot",
        leads.c.review == "",
        leads.c.practice.is_(False),
        leads.c.promised_to > now,
        leads.c.id.not_in(tried),
        free,
    )
    return conn.execute(before).scalar_one()


def promise(
    now: dt.datetime, waiting: int, calendar: Calendar, turn: dt.timedelta = CALL
) -> Promise:
    """The window for a visitor who asks now, with so many waiting before.

    Each member calls one visitor in a turn; the place among the waiting says in which turn.
    """
    turns = ceil((waiting + 1) / calendar.members)
    begins = calendar.after(now, turn * (turns - 1)) if turns > 1 else now
    return Promise(calendar.opening(begins), calendar.after(now, turn * turns))


def review_promise(now: dt.datetime, calendar: Calendar) -> Promise:
    """The window for an enquiry that somebody looks at first."""
    return Promise(calendar.opening(now), calendar.after(now, REVIEW))


def kept(shown: Promise | None, fresh: Promise, now: dt.datetime, calendar: Calendar) -> Promise:
    """The window the visitor read before sending, unless too little of it is left by now."""
    if shown is None or shown.to < calendar.after(now, LEFT):
        return fresh
    return shown
