"""Today: what waits for one member now, in the order in which it is to be done (screens.md 3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from .lead_card import Given, LeadCard, cards, given
from .tables import leads, sla_clocks

MOST = 200
_WARMTH = {"hot": 0, "warm": 1, "cold": 2, "none": 3}
FINISHED = ("lost", "disqualified", "recycled", "booked")
"""Stages in which nobody calls any more."""


@dataclass(frozen=True, slots=True)
class Today:
    """One member's day; every lead stands in one list only.

    `call` are to be called now, the hot first and then whom we promised to call earliest; `wait`
    were tried and are tried again later; `decide` have a next step that is due or none at all.
    `given` says of each lead how it came to whom it is with. `tomorrow` counts the calls that are
    planned for the next day, practice not among them.
    """

    call: tuple[LeadCard, ...]
    wait: tuple[LeadCard, ...]
    decide: tuple[LeadCard, ...]
    given: dict[int, Given]
    tomorrow: int


@dataclass(frozen=True, slots=True)
class Month:
    """One member's month: leads given, tried within the promised time, reached."""

    given: int
    in_time: int
    due: int
    reached: int


def today(
    conn: sa.Connection,
    user_id: int,
    seen: sa.ColumnElement[bool],
    now: dt.datetime,
    midnight: dt.datetime,
    late_of_all: bool = False,
) -> Today:
    """The day of a member who may see the leads of `seen`.

    It holds their own leads and those that nobody has; with `late_of_all` also whatever is late.
    `midnight` is the end of the day in the agency's zone.
    """
    found = cards(conn, sa.and_(seen, _mine(user_id, late_of_all, now), _live()), MOST)
    call = tuple(sorted(filter(lambda one: _calls(one, now), found), key=_rank))
    wait = tuple(one for one in found if one not in call and _waits(one))
    decide = tuple(one for one in found if one not in wait and _decides(one, midnight))
    ways = given(conn, [one.id for one in (*call, *wait, *decide)])
    return Today(
        call,
        tuple(sorted(wait, key=lambda one: one.next_attempt or now)),
        tuple(sorted(decide, key=lambda one: one.next_step_at or one.created_at)),
        {number: way[-1] for number, way in ways.items()},
        sum(1 for one in found if _tomorrow(one, midnight) and not one.practice),
    )


def month(conn: sa.Connection, user_id: int, first: dt.datetime, now: dt.datetime) -> Month:
    """What a member did since `first`; practice leads do not count.

    A lead counts for whom it is with; `due` are those tried or past their time.
    """
    rows = conn.execute(
        sa.select(sla_clocks.c.due_at, sla_clocks.c.attempted_at, sla_clocks.c.reached_at)
        .join(leads, leads.c.id == sla_clocks.c.lead_id)
        .where(
            leads.c.owner_id == user_id,
            leads.c.practice == sa.false(),
            sla_clocks.c.started_at >= first,
        )
    ).all()
    due = [row for row in rows if row.attempted_at is not None or row.due_at < now]
    in_time = sum(1 for row in due if row.attempted_at and row.attempted_at <= row.due_at)
    reached = sum(1 for row in rows if row.reached_at is not None)
    return Month(len(rows), in_time, len(due), reached)


def last_given(conn: sa.Connection, lead_id: int) -> Given | None:
    """How the lead came to whom it is with."""
    ways = given(conn, [lead_id]).get(lead_id, ())
    return ways[-1] if ways else None


def _mine(user_id: int, late_of_all: bool, now: dt.datetime) -> sa.ColumnElement[bool]:
    mine = [leads.c.owner_id == user_id, leads.c.owner_id.is_(None)]
    if late_of_all:
        mine.append(sa.and_(leads.c.state == "open", leads.c.promised_to < now))
    return sa.or_(*mine)


def _live() -> sa.ColumnElement[bool]:
    """Not closed, not waiting to be checked, and somebody is still to do something."""
    return sa.and_(leads.c.state != "closed", leads.c.review == "", leads.c.stage.not_in(FINISHED))


def _calls(one: LeadCard, now: dt.datetime) -> bool:
    if one.state != "open" or one.next_step:
        return False
    return not one.attempts or (one.next_attempt is not None and one.next_attempt <= now)


def _waits(one: LeadCard) -> bool:
    return one.state == "open" and one.attempts > 0 and not one.next_step


def _decides(one: LeadCard, midnight: dt.datetime) -> bool:
    """A next step that is due today, or none where one should be."""
    if one.state == "open" and not one.next_step:
        return False
    return one.next_step_at is None or one.next_step_at < midnight


def _tomorrow(one: LeadCard, midnight: dt.datetime) -> bool:
    at = one.next_step_at if one.next_step else one.next_attempt
    return at is not None and midnight <= at < midnight + dt.timedelta(days=1)


def _rank(one: LeadCard) -> tuple[int, dt.datetime, int]:
    due = one.next_attempt if one.attempts and one.next_attempt else one.promise.to
    return (_WARMTH.get(one.temperature, 3), due, one.id)
