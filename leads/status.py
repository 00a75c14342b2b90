"""How far an enquiry is, as its visitor may know it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from .offer_seen import OfferSeen, from_json
from .promise import HOLD
from .tables import leads, touches
from .wish import Wish, wish_from_json

State = Literal["checking", "waiting", "on_it", "tried", "answered", "closed"]
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Status:
    """`tried` are the moments (UTC) at which nobody answered our call, the last ones; `compared`
    and `wish` what was sent beside the question."""

    state: State
    tried: tuple[dt.datetime, ...] = ()
    person_id: int | None = None
    compared: tuple[OfferSeen, ...] = ()
    wish: Wish | None = None


def status(conn: sa.Connection, reference: str, now: dt.datetime) -> Status | None:
    """How far the enquiry with this reference is; None where there is none."""
    row = conn.execute(sa.select(leads).where(leads.c.reference == reference)).one_or_none()
    if row is None:
        return None
    tried = _tried(conn, row.id)
    if row.state == "answered":
        state: State = "answered"
    elif row.state == "closed":
        state = "closed"
    elif row.review:
        state = "checking"
    elif row.claimed_by and row.claimed_at and now < row.claimed_at + HOLD:
        state = "on_it"
    else:
        state = "tried" if tried else "waiting"
    compared = tuple(map(from_json, row.compared or ()))
    return Status(state, tried, row.person_id, compared, wish_from_json(row.wish))


def _tried(conn: sa.Connection, lead_id: int) -> tuple[dt.datetime, ...]:
    missed = (
        sa.select(touches.c.at)
        .where(
            touches.c.lead_id == lead_id,
            touches.c.outcome == "no_answer",
            touches.c.undone_at.is_(None),
        )
        .order_by(touches.c.at.desc())
        .limit(MOST_TRIES)
    )
    return tuple(reversed(conn.scalars(missed).all()))
