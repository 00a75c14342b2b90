"""Attempts: never give up (backoffice.md 6). When nobody answered, the next call is planned.

hot    1st now · 2nd two hours later · 3rd next working morning · 4th next working evening
       · 5th third working day · then the letter, and called again after 14 days
others 1st now · 2nd next working morning · then the same
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers.faults import StoreFault
from ..store import outbox
from ..store.settings import Settings
from . import stages, suppression
from .calendar import Calendar, calendar_of
from .notice_words import notice_words
from .notices import notice
from .tables import attempt_plans, leads, touches

SOON = dt.timedelta(hours=2)
HOT, OTHERS = 5, 2
NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The `number`-th call of `of`, and when it is due."""

    number: int
    of: int
    at: dt.datetime


def plan(
    calendar: Calendar, temperature: str, made: int, first: dt.datetime, now: dt.datetime
) -> Attempt | None:
    """The call after so many that nobody answered; None where there is none left.

    `first` is when the first one was made, `now` when the last one: every call is later than it.
    """
    of = HOT if temperature == "hot" else OTHERS
    if made >= of:
        return None
    if of == OTHERS:
        return Attempt(made + 1, of, calendar.morning(now))
    return Attempt(made + 1, of, _of_hot(calendar, made, first, now))


def _of_hot(calendar: Calendar, made: int, first: dt.datetime, now: dt.datetime) -> dt.datetime:
    if made <= 1:
        return calendar.opening(now + SOON)
    if made == 2:
        return calendar.morning(now)
    if made == 3:
        return calendar.evening(now)
    third = calendar.morning(first, days=3)
    return third if third > now else calendar.morning(now)


def ahead(
    calendar: Calendar, temperature: str, made: int, first: dt.datetime, now: dt.datetime
) -> tuple[Attempt, ...]:
    """All calls that would follow if none were answered, each made when it is due."""
    found: list[Attempt] = []
    while (after := plan(calendar, temperature, made, first, now)) is not None:
        found.append(after)
        made, now = after.number, after.at
    return tuple(found)


def planned(conn: sa.Connection, lead_id: int) -> Attempt | None:
    """The call that is planned for a lead."""
    mine = attempt_plans.c.lead_id == lead_id
    row = conn.execute(sa.select(attempt_plans).where(mine)).one_or_none()
    if row is None or row.next_at is None:
        return None
    return Attempt(row.made + 1, row.of, row.next_at)


def no_answer(
    conn: sa.Connection, settings: Settings, row: Any, actor: str, now: dt.datetime
) -> Attempt | None:
    """One more call that nobody answered: the next one, or the letter and the lead put aside.

    `row` is the lead's.
    """
    made = _made(conn, row.id) + 1
    first = conn.scalar(_FIRST.where(touches.c.lead_id == row.id)) or now
    after = plan(calendar_of(settings), row.temperature, made, first, now)
    of = after.of if after else made
    keep(conn, row.id, made, of, after.at if after else None)
    if after is None:
        _letter(conn, settings, row, now)
        stages.close(conn, row.id, "recycled", NO_ANSWER, actor, now)
    return after


def keep(
    conn: sa.Connection, lead_id: int, made: int, of: int, next_at: dt.datetime | None
) -> None:
    """Write a lead's plan."""
    values = {"made": made, "of": of, "next_at": next_at}
    mine = attempt_plans.c.lead_id == lead_id
    if conn.execute(attempt_plans.update().where(mine).values(values)).rowcount == 0:
        conn.execute(attempt_plans.insert().values(lead_id=lead_id, **values))


def change(conn: sa.Connection, lead_id: int, at: dt.datetime, now: dt.datetime) -> bool:
    """Plan the next call for another moment; False where none is planned.

    StoreFault: the moment has passed.
    """
    if at <= now:
        raise StoreFault("the next call lies ahead")
    mine = sa.and_(attempt_plans.c.lead_id == lead_id, attempt_plans.c.next_at.is_not(None))
    changed = conn.execute(attempt_plans.update().where(mine).values(next_at=at)).rowcount == 1
    if changed:
        bump = {"version": leads.c.version + 1}
        conn.execute(leads.update().where(leads.c.id == lead_id).values(bump))
    return changed


def done(conn: sa.Connection, lead_id: int) -> None:
    """Somebody was reached: nothing is planned any more."""
    mine = attempt_plans.c.lead_id == lead_id
    conn.execute(attempt_plans.update().where(mine).values(next_at=None))


def _made(conn: sa.Connection, lead_id: int) -> int:
    mine = attempt_plans.c.lead_id == lead_id
    return conn.scalar(sa.select(attempt_plans.c.made).where(mine)) or 0


def _letter(conn: sa.Connection, settings: Settings, row: Any, now: dt.datetime) -> None:
    """ "We tried to reach you", where there is a mailbox that takes our mail."""
    if not row.email or row.practice or row.origin != "inbound":
        return
    against = suppression.reasons(conn, settings, [row.email], suppression.EMAIL)
    if any(one.reason in suppression.UNREACHABLE for one in against):
        return
    words = notice_words(row.language)
    subject = words.tried_subject.format(settings.agency_name)
    lines = [words.tried.format(row.reference)]
    if settings.agency_phone:
        lines += ["", words.tried_call.format(settings.agency_phone)]
    mail = notice(settings, [row.email], subject, lines, settings.agency_name)
    mail["Reply-To"] = settings.agency_mail
    cause = f"tried:{row.reference}:{now:%Y-%m-%d}"
    outbox.put(conn, "tried", cause, mail, now)


_FIRST = sa.select(sa.func.min(touches.c.at)).where(
    touches.c.outcome == "no_answer", touches.c.undone_at.is_(None)
)
