"""Signs: all that is read of a lead and its person to say what the lead is worth, in two queries.

What is not named here cannot reach temperature, score or priority: no message, no note, no name,
no need of health or belief. What was only practised says nothing about a real lead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from . import consent
from .tables import (
    bookings,
    consents,
    leads,
    persons,
    profiles,
    subscriptions,
    touches,
    visits,
)
from .wish import MarketSeen, Wish, market_from_json, wish_from_json

ANSWERS = ("reached", "came")
"""Outcomes of a touch that say the person answered."""
NO_BOOKING = ("option", "cancelled")
"""States of a booking that make nobody a client."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One stored fact: its kind, the row that keeps it, when it was, and one word of it."""

    kind: str
    id: int
    at: dt.datetime | None
    day: dt.date | None
    word: str
    more: str


@dataclass(frozen=True, slots=True)
class Signs:
    """A lead with its person's standing and all signs of both.

    `dated`: the offer asked about has a start date. `override` as the row keeps it. `behaviour`:
    the person lets us use what they did on the site; without it `visits` is empty.
    """

    id: int
    person_id: int | None
    kind: str
    state: str
    created_at: dt.datetime
    inbound: bool
    dated: bool
    wish: Wish
    market: MarketSeen | None
    reached_by: tuple[str, ...]
    override: dict[str, Any] | None
    valued: bool
    client: bool
    unscored: bool
    referred_at: dt.datetime | None
    refused: bool
    signs: tuple[Sign, ...]
    visits: tuple[Sign, ...]

    def of(self, kind: str) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign.kind == kind)


def signs(conn: sa.Connection, lead_id: int) -> Signs:
    """What is stored about a lead; NoResultFound where there is no such lead."""
    row = conn.execute(_LEAD, {"lead": lead_id}).one()
    about = {"lead": lead_id, "person": row.person_id, "visitor": row.visitor or None}
    found = [_sign(one) for one in conn.execute(_SIGNS, about)]
    allowed = {sign.word: sign.more for sign in found if sign.kind == "consent"}
    behaviour = allowed.get(consent.ANALYTICS) == consent.GRANTED
    return Signs(
        id=row.id,
        person_id=row.person_id,
        kind=row.kind,
        state=row.state,
        created_at=row.created_at,
        inbound=row.origin == "inbound",
        dated=bool(row.dated),
        wish=wish_from_json(row.wish) or Wish(),
        market=market_from_json(row.market),
        reached_by=tuple(filter(None, (row.phone, row.email))),
        override=row.override,
        valued=row.scored_at is not None,
        client=row.segment == "priority",
        unscored=bool(row.unscored),
        referred_at=row.known_since if row.referred_by_id is not None else None,
        refused=allowed.get(consent.ANSWER) == consent.WITHDRAWN,
        signs=tuple(sign for sign in found if sign.kind not in ("visit", "consent")),
        visits=tuple(sign for sign in found if sign.kind == "visit" and behaviour),
    )


def _sign(row: Any) -> Sign:
    return Sign(row.sign, row.id, row.at, row.day, row.word, row.more)


def _select(
    kind: str,
    number: sa.ColumnElement[int],
    at: sa.ColumnElement[Any],
    *where: sa.ColumnElement[bool],
    day: sa.ColumnElement[Any] | None = None,
    word: sa.ColumnElement[str] | None = None,
    more: sa.ColumnElement[str] | None = None,
) -> sa.Select[Any]:
    """One kind of sign, in the columns that all share."""
    none = sa.literal_column("''", sa.String)
    return sa.select(
        sa.literal_column(f"'{kind}'", sa.String).label("sign"),
        number.label("id"),
        at.label("at"),
        (sa.cast(sa.null(), sa.Date) if day is None else day).label("day"),
        (none if word is None else word).label("word"),
        (none if more is None else more).label("more"),
    ).where(*where)


_PERSON = sa.bindparam("person", type_=sa.Integer)
_OWN = sa.bindparam("lead", type_=sa.Integer)
_LEAD = (
    sa.select(
        *(leads.c[name] for name in ("id", "person_id", "kind", "state", "created_at", "origin")),
        *(leads.c[name] for name in ("wish", "market", "phone", "email", "visitor", "override")),
        leads.c.scored_at,
        leads.c.offer["date"].as_string().label("dated"),
        persons.c.segment,
        persons.c.unscored,
        persons.c.referred_by_id,
        persons.c.created_at.label("known_since"),
    )
    .join_from(leads, persons, persons.c.id == leads.c.person_id, isouter=True)
    .where(leads.c.id == _OWN)
)


def _signs_of() -> sa.CompoundSelect[Any]:
    inbound = sa.and_(leads.c.person_id == _PERSON, leads.c.origin == "inbound")
    real = leads.c.practice.is_(False)
    other = sa.and_(inbound, leads.c.id != _OWN, real)
    answered = sa.or_(touches.c.outcome.in_(ANSWERS), touches.c.direction == "in")
    booked = bookings.c.status.not_in(NO_BOOKING)
    ended = sa.func.coalesce(bookings.c["return"], bookings.c.departure)
    parts: Sequence[sa.Select[Any]] = (
        _select("lead", leads.c.id, leads.c.created_at, other),
        _select("request", leads.c.id, leads.c.created_at, other, leads.c.buying),
        _select(
            "answered",
            touches.c.id,
            touches.c.at,
            answered,
            touches.c.undone_at.is_(None),
            touches.c.lead_id == leads.c.id,
            leads.c.person_id == _PERSON,
            sa.or_(real, leads.c.id == _OWN),
        ),
        _select(
            *("booking", bookings.c.id, bookings.c.booked_at),
            *(bookings.c.person_id == _PERSON, booked),
            day=ended,
        ),
        _select(
            *("profile", profiles.c.person_id, profiles.c.changed_at),
            profiles.c.person_id == _PERSON,
        ),
        _select(
            *("newsletter", subscriptions.c.id, subscriptions.c.confirmed_at),
            subscriptions.c.person_id == _PERSON,
            subscriptions.c.confirmed_at.is_not(None),
            subscriptions.c.ended_at.is_(None),
        ),
        _select(
            *("visit", visits.c.id, visits.c.at),
            visits.c.visitor == sa.bindparam("visitor", type_=sa.String),
            word=visits.c.kind,
            more=visits.c.subject,
        ),
        _select(
            *("consent", consents.c.id, consents.c.at),
            consents.c.person_id == _PERSON,
            consents.c.purpose.in_((consent.ANALYTICS, consent.ANSWER)),
            consents.c.trip == "",
            word=consents.c.purpose,
            more=consents.c.status,
        ),
    )
    return sa.union_all(*parts).order_by("sign", "id")


_SIGNS = _signs_of()
