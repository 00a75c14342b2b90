"""Value: temperature, score and priority of one lead, computed from stored facts, kept with it.

Called whenever something happened to a lead or its person, and by the sweep when time alone
changes something: the same facts at the same moment give the same lines (`replayed`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers import Money
from ..store.settings import Settings
from . import score, suppression, temperature
from .priority import Priority, predicted
from .score import Score
from .signals import buying, facts, signals
from .signs import Signs, signs
from .tables import leads, score_lines
from .temperature import Temperature

BATCH = 200
"""Leads that one sweep looks at; the rest waits for the next minute."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a lead is worth now; `next` is when time alone may change it, None for never."""

    temperature: Temperature
    score: Score
    priority: Priority
    buying: bool
    next: dt.datetime | None


def value(conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime) -> Value:
    """Compute the value of a lead and write it to its row and lines.

    The first time it also freezes `first_temperature`. NoResultFound: there is no such lead.
    """
    found = signs(conn, lead_id)
    worth = _worth(conn, settings, found, now)
    if found.valued:
        conn.execute(score_lines.delete().where(score_lines.c.lead_id == lead_id))
    if worth.score.lines:
        conn.execute(score_lines.insert(), _rows(lead_id, worth.score))
    first = {} if found.valued else {"first_temperature": worth.temperature.value}
    conn.execute(leads.update().where(leads.c.id == lead_id), _row(worth, now) | first)
    return worth


def rescore(conn: sa.Connection, settings: Settings, lead_id: int, now: dt.datetime) -> Score:
    """Compute and keep a lead's value again; returns its score."""
    return value(conn, settings, lead_id, now).score


def replayed(conn: sa.Connection, settings: Settings, lead_id: int, at: dt.datetime) -> Value:
    """The value that a lead's stored facts have at a moment; nothing is written."""
    return _worth(conn, settings, signs(conn, lead_id), at)


def value_person(
    conn: sa.Connection, settings: Settings, person_id: int, now: dt.datetime
) -> tuple[int, ...]:
    """Value all leads of a person that are not closed; returns their ids."""
    mine = sa.and_(leads.c.person_id == person_id, leads.c.state != "closed")
    found = tuple(conn.scalars(sa.select(leads.c.id).where(mine).order_by(leads.c.id)))
    for lead_id in found:
        value(conn, settings, lead_id, now)
    return found


def decay(conn: sa.Connection, settings: Settings, now: dt.datetime) -> int:
    """Value again the leads whose time has come; returns how many changed their temperature."""
    due = sa.select(leads.c.id, leads.c.temperature).where(leads.c.revalue_at <= now)
    rows = conn.execute(due.order_by(leads.c.revalue_at, leads.c.id).limit(BATCH)).all()
    return sum(
        value(conn, settings, row.id, now).temperature.value != row.temperature for row in rows
    )


def threshold_of(settings: Settings, found: Signs) -> Money | None:
    """From which budget on a wish is one for the priority desk: the setting, else the market's."""
    if settings.priority_budget is not None:
        return Money.of(settings.priority_budget, settings.currency)
    market = found.market
    if market is None or market.threshold is None:
        return None
    return Money(market.threshold, market.threshold_currency)


def _worth(conn: sa.Connection, settings: Settings, found: Signs, now: dt.datetime) -> Value:
    zone = settings.zone
    total = score.score(signals(found, threshold_of(settings, found), now, zone), now)
    market = None if found.unscored else found.market
    priority = predicted(found.client, total.fit, market)
    buys = buying(found, priority)
    known = facts(found, buys, _silenced(conn, settings, found), zone)
    said = temperature.override_of(found.override, now)
    warmth = said.temperature if said else temperature.temperature(known, now)
    ends: tuple[dt.datetime | None, ...] = (
        temperature.changes_at(known, now),
        score.fades_at(total.lines, now),
        said.until if said else None,
        _soon(found, settings, now),
    )
    after = min((end for end in ends if end), default=None)
    return Value(warmth, total, priority, buys, None if found.state == "closed" else after)


def _silenced(conn: sa.Connection, settings: Settings, found: Signs) -> bool:
    """Whether the person is not to be approached.

    Who asks us is answered, whatever newsletter they ended before; only a refusal that came after
    the question silences it. Whom we approach ourselves must be on no list.
    """
    against = suppression.reasons(conn, settings, found.reached_by)
    if not found.inbound:
        return bool(against)
    return any(one.reason in suppression.REFUSED and one.at >= found.created_at for one in against)


def _soon(found: Signs, settings: Settings, now: dt.datetime) -> dt.datetime | None:
    """When the wished departure comes within reach, or has passed."""
    days = [day for day in (found.wish.depart_from, found.wish.depart_to) if day]
    if not days:
        return None
    turns = (min(days) - score.SOON, max(days) + dt.timedelta(days=1))
    moments = (dt.datetime.combine(day, dt.time(), settings.zone) for day in turns)
    return min((moment for moment in moments if moment > now), default=None)


def _row(worth: Value, now: dt.datetime) -> dict[str, Any]:
    return {
        "temperature": worth.temperature.value,
        "score": worth.score.total,
        "score_version": score.VERSION,
        "scored_at": now,
        "revalue_at": worth.next,
        "buying": worth.buying,
        "predicted": worth.priority.predicted,
        "predicted_why": " ".join(worth.priority.why),
    }


def _rows(lead_id: int, total: Score) -> list[dict[str, Any]]:
    return [
        {
            "lead_id": lead_id,
            "place": place,
            "rule": line.rule,
            "part": line.part,
            "tenths": line.tenths,
            "evidence": line.evidence,
            "at": line.at,
        }
        for place, line in enumerate(total.lines)
    ]
