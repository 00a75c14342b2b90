"""Notify: whom the desk tells of what, each cause once: hot leads at once, the rest summed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

from ..store import outbox
from ..store.settings import Settings
from ..store.tables import outbox as mails
from ..store.tables import users
from ..store.users import Role
from . import webhook
from .calendar import calendar_of
from .members import away, members
from .notice_words import notice_words
from .notices import line_of, moment, notice
from .promise import HOLD
from .tables import attempt_plans, leads, sla_clocks, summaries

SUMMARY = dt.timedelta(minutes=15)
"""Summaries of one kind lie at least this far apart (backoffice.md 5)."""
KIND = "desk_notice"
Summary = Literal["team_lead", "director"]


def hot_lead(
    conn: sa.Connection, settings: Settings, lead_id: int, assignment_id: int, now: dt.datetime
) -> None:
    """Tell of a hot lead at once: a mail to whose it is now, and the webhook."""
    row = conn.execute(_LEADS.where(leads.c.id == lead_id)).one()
    if row.practice:
        return
    cause = f"hot:{row.reference}:{assignment_id}"
    webhook.put(conn, settings, cause, row, now)
    if row.owner_email:
        language = row.owner_language or settings.languages[0]
        words = notice_words(language)
        until = moment(row.promised_to, settings, language)
        subject = words.hot_subject.format(row.reference, until)
        contact = [f"{words.phone}: {row.phone}"] if row.phone else []
        link = f"{words.open_lead}: {settings.base_address}/office/leads/{row.reference}"
        lines = (row.name, *contact, line_of(row, words, settings, language))
        mail = notice(settings, [row.owner_email], subject, lines, link)
        outbox.put(conn, KIND, cause, mail, now)


def reminders(
    conn: sa.Connection, settings: Settings, lead_ids: Sequence[int], now: dt.datetime
) -> int:
    """One mail for each member with leads whose half time is over and that nobody is on."""
    free = sa.or_(leads.c.claimed_at.is_(None), leads.c.claimed_at <= now - HOLD)
    rows = conn.execute(_LEADS.where(leads.c.id.in_(lead_ids), free).order_by(*_ORDER)).all()
    sent = 0
    for owner in sorted({row.owner_id for row in rows if row.owner_id is not None}):
        mine = [row for row in rows if row.owner_id == owner]
        cause = f"remind:{owner}:{now.isoformat()}"
        language = mine[0].owner_language or settings.languages[0]
        subject = notice_words(language).reminder_subject
        _list(conn, settings, cause, [mine[0].owner_email], subject, mine, language, now)
        sent += 1
    return sent


def summary(conn: sa.Connection, settings: Settings, kind: Summary, now: dt.datetime) -> bool:
    """Tell the head or the director of all late leads not told of yet, each 15 minutes at most."""
    last = conn.execute(
        sa.select(summaries)
        .where(summaries.c.kind == kind)
        .order_by(summaries.c.at.desc(), summaries.c.id.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and now < last.at + SUMMARY:
        return False
    mark = sla_clocks.c.missed_at if kind == "team_lead" else sla_clocks.c.escalated_at
    fresh = mark.is_not(None) if last is None else mark >= last.at
    told = list(last.lead_ids) if last is not None else []
    which = sa.select(sla_clocks.c.lead_id).where(fresh, sla_clocks.c.lead_id.not_in(told))
    real = leads.c.practice.is_(False)
    rows = conn.execute(_LEADS.where(leads.c.id.in_(which), real).order_by(*_ORDER)).all()
    if not rows:
        return False
    ids = [row.id for row in rows]
    conn.execute(summaries.insert().values(kind=kind, at=now, lead_ids=ids))
    language = settings.languages[0]
    words = notice_words(language)
    subject = words.late_subject if kind == "team_lead" else words.very_late_subject
    to = _heads(conn, settings, kind)
    cause = f"summary:{kind}:{now.isoformat()}"
    _list(conn, settings, cause, to, subject, rows, language, now)
    return True


def morning(conn: sa.Connection, settings: Settings, now: dt.datetime) -> int:
    """Each member's list of the day, once a working day from the settings' time until closing."""
    there = now.astimezone(settings.zone)
    day = calendar_of(settings).day(there.date())
    if not day or there.time() < settings.morning_at or now >= day[-1][1]:
        return 0
    gone, sent = away(conn, now), 0
    for member in members(conn):
        cause = f"morning:{member.user_id}:{there.date()}"
        if not member.active or member.user_id in gone or _told(conn, cause):
            continue
        midnight = dt.datetime.combine(
            there.date() + dt.timedelta(days=1), dt.time(), settings.zone
        )
        rows = _of_the_day(conn, member.user_id, midnight)
        language = _language(conn, member.user_id) or settings.languages[0]
        subject = notice_words(language).morning_subject
        _list(conn, settings, cause, [member.email], subject, rows, language, now)
        sent += 1
    return sent


def _of_the_day(conn: sa.Connection, user_id: int, midnight: dt.datetime) -> Sequence[Any]:
    """Their open leads whose first or next call is due before the day is over."""
    due = sa.func.coalesce(attempt_plans.c.next_at, leads.c.promised_to)
    mine = sa.and_(leads.c.owner_id == user_id, leads.c.state == "open", leads.c.review == "")
    real = leads.c.practice.is_(False)
    return conn.execute(_LEADS.where(mine, real, due < midnight).order_by(*_ORDER)).all()


def _list(
    conn: sa.Connection,
    settings: Settings,
    cause: str,
    to: Sequence[str],
    subject: str,
    rows: Sequence[Any],
    language: str,
    now: dt.datetime,
) -> None:
    words = notice_words(language)
    lines = [line_of(row, words, settings, language) for row in rows] or [words.morning_empty]
    link = f"{words.open_office}: {settings.base_address}/office/"
    mail = notice(settings, to, subject.format(len(rows)), lines, link)
    outbox.put(conn, KIND, cause, mail, now)


def _heads(conn: sa.Connection, settings: Settings, kind: Summary) -> list[str]:
    """The address of the settings, else everybody of that role, else the agency's inbox."""
    given = settings.team_lead_mail if kind == "team_lead" else settings.director_mail
    if given:
        return [given]
    role = Role.TEAM_LEAD if kind == "team_lead" else Role.DIRECTOR
    rows = conn.execute(sa.select(users).where(users.c.active).order_by(users.c.id))
    return [row.email for row in rows if role in row.roles] or [settings.agency_mail]


def _told(conn: sa.Connection, cause: str) -> bool:
    return conn.scalar(sa.select(mails.c.id).where(mails.c.cause == cause)) is not None


def _language(conn: sa.Connection, user_id: int) -> str:
    return conn.scalar(sa.select(users.c.language).where(users.c.id == user_id)) or ""


_ORDER = (leads.c.promised_to, leads.c.id)
_LEADS = sa.select(
    leads,
    attempt_plans.c.next_at,
    users.c.name.label("owner"),
    users.c.email.label("owner_email"),
    users.c.language.label("owner_language"),
).select_from(
    leads.outerjoin(users, users.c.id == leads.c.owner_id).outerjoin(
        attempt_plans, attempt_plans.c.lead_id == leads.c.id
    )
)
