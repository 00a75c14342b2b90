"""After an enquiry: the one offer that it is about, asked again once the lead is kept.

Nothing is queued: a lead about an offer without an answer is what waits. The site asks as soon as
the visitor has the page after sending; what a killed process left, the next tick takes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ..catalog import price_checks
from ..catalog.home import Home
from ..catalog.price_checks import Cause, PriceCheck, State, party_said
from ..catalog.price_reasons import Reason, Why, written
from ..catalog.tables import price_checks as table
from ..leads.offer_seen import OfferSeen, from_json
from ..leads.tables import leads
from ..offers import Party
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .recheck_kept import Asking, ask_again, offer_named

TAKEN_UP = dt.timedelta(hours=6)
"""A lead older than this is not asked for any more: somebody has called, or will ask again."""
ABANDONED = dt.timedelta(seconds=60)
"""A question under way for longer was left behind by a process that ended."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lead whose offer is to be asked for."""

    lead_id: int
    seen: OfferSeen
    at: dt.datetime


def ask_for_lead(
    settings: Settings,
    clock: Clock,
    database: Database,
    reference: str,
) -> PriceCheck | None:
    """Ask for the offer of one lead; None where there is nothing to ask or another process does."""
    with database.read() as conn:
        row = conn.execute(_with_offer().where(leads.c.reference == reference)).one_or_none()
    waiting = _waiting(row) if row else None
    return _ask(settings, clock, database, waiting) if waiting else None


def ask_for_leads(
    settings: Settings, clock: Clock, database: Database, most: int = 20
) -> tuple[PriceCheck, ...]:
    """Ask for the offers of all leads that still wait, the oldest first."""
    now = clock.now()
    with database.read() as conn:
        rows = conn.execute(_unanswered(now).limit(most)).all()
    waiting = filter(None, map(_waiting, rows))
    asked = (_ask(settings, clock, database, one) for one in waiting)
    return tuple(check for check in asked if check)


def _with_offer() -> sa.Select[tuple[int, dict[str, object], dt.datetime]]:
    return sa.select(leads.c.id, leads.c.offer, leads.c.created_at).where(
        leads.c.offer.is_not(None), leads.c.practice.is_(False)
    )


def _unanswered(now: dt.datetime) -> sa.Select[tuple[int, dict[str, object], dt.datetime]]:
    asked = sa.exists().where(
        table.c.lead_id == leads.c.id,
        sa.or_(table.c.state != State.ASKING, table.c.asked_at > now - ABANDONED),
    )
    return (
        _with_offer()
        .where(leads.c.created_at > now - TAKEN_UP, ~asked)
        .order_by(leads.c.created_at)
    )


def _waiting(row: sa.Row[tuple[int, dict[str, object], dt.datetime]]) -> Waiting | None:
    seen = from_json(row.offer)
    return Waiting(row.id, seen, row.created_at) if seen.key else None


def _ask(
    settings: Settings, clock: Clock, database: Database, waiting: Waiting
) -> PriceCheck | None:
    seen = waiting.seen
    party = seen.party or Party(2)
    with database.write() as conn:
        number = _claim(conn, waiting, party, clock.now())
    if number is None:
        return None
    found = offer_named(Home(settings.home), seen.key)
    if found is None:
        return _not_listed(database, waiting, party, number, clock.now())
    offer, product_id = found
    asking = Asking(
        offer,
        seen.key,
        party,
        seen.total,
        Cause.ENQUIRY,
        product_id=product_id,
        lead_id=waiting.lead_id,
    )
    return ask_again(settings, clock, database, asking, settings.recheck_seconds, number)


def _claim(conn: sa.Connection, waiting: Waiting, party: Party, now: dt.datetime) -> int | None:
    """The number of the question, now this process's own; None where it is answered or asked.

    The lead's row is locked meanwhile, so that two processes never ask for one lead.
    """
    conn.execute(sa.select(leads.c.id).where(leads.c.id == waiting.lead_id).with_for_update())
    begun = sa.select(table.c.id, table.c.state, table.c.asked_at).where(
        table.c.lead_id == waiting.lead_id
    )
    row = conn.execute(begun.order_by(table.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return price_checks.keep(conn, _question(waiting, party, now))
    if row.state != State.ASKING or row.asked_at > now - ABANDONED:
        return None
    price_checks.answer(conn, row.id, _question(waiting, party, now))
    return int(row.id)


def _question(waiting: Waiting, party: Party, now: dt.datetime) -> PriceCheck:
    seen = waiting.seen
    return PriceCheck(
        now,
        Cause.ENQUIRY,
        "",
        "",
        seen.key,
        State.ASKING,
        party_said(party),
        seen.product_id,
        waiting.lead_id,
        seen.total,
        seen.checked_at,
    )


def _not_listed(
    database: Database, waiting: Waiting, party: Party, number: int, now: dt.datetime
) -> PriceCheck:
    """The offer is no longer in its operator's list: there is nothing to ask for."""
    check = PriceCheck(
        now,
        Cause.ENQUIRY,
        "",
        "",
        waiting.seen.key,
        State.NOT_CHECKABLE,
        party_said(party),
        waiting.seen.product_id,
        waiting.lead_id,
        waiting.seen.total,
        waiting.seen.checked_at,
        reason=written([Reason(Why.NOT_LISTED)]),
    )
    with database.write() as conn:
        price_checks.answer(conn, number, check)
    return check
