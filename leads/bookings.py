"""Bookings: what a client travelled, and the marks that a finished client earns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers import Money
from .tables import bookings, leads, persons

STANDS = ("booked", "changed", "travelled")
"""How a booking stands that counts as bought."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One journey; `value` and `margin` are those of the whole booking, None where not known."""

    id: int
    number: str
    operator: str
    product: str
    departure: dt.date
    returns: dt.date | None
    adults: int | None
    child_ages: tuple[int, ...]
    value: Money | None
    margin: Money | None
    status: str


@dataclass(frozen=True, slots=True)
class Marks:
    """The four marks of a finished client (backoffice.md 6)."""

    bought: bool
    more: bool
    again: bool
    brought: bool

    @property
    def count(self) -> int:
        return sum((self.bought, self.more, self.again, self.brought))


def of(conn: sa.Connection, person_ids: Sequence[int]) -> tuple[Booking, ...]:
    """The bookings of a person (and of who was merged into them), the newest departure first."""
    mine = bookings.c.person_id.in_(person_ids)
    newest = (bookings.c.departure.desc(), bookings.c.id.desc())
    return tuple(map(_booking, conn.execute(sa.select(bookings).where(mine).order_by(*newest))))


def marks(conn: sa.Connection, person_ids: Sequence[int], booked: Sequence[Booking]) -> Marks:
    """Which marks somebody has; `booked` are their bookings as `of` gives them."""
    bought = [one for one in reversed(booked) if one.status in STANDS]
    return Marks(bool(bought), _more(bought), len(bought) >= 2, _brought(conn, person_ids))


def _more(bought: Sequence[Booking]) -> bool:
    """Whether a later journey was worth more than the first, in the same currency."""
    values = [one.value for one in bought if one.value is not None]
    return any(
        later.currency == values[0].currency and later.minor > values[0].minor
        for later in values[1:]
    )


def _brought(conn: sa.Connection, person_ids: Sequence[int]) -> bool:
    """Whether somebody asked us because this client told them."""
    told = (
        sa.select(leads.c.id)
        .join(persons, persons.c.id == leads.c.person_id)
        .where(persons.c.referred_by_id.in_(person_ids), leads.c.practice.is_(False))
    )
    return conn.scalar(told.limit(1)) is not None


def _booking(row: Any) -> Booking:
    value, margin = (
        Money(amount, row.currency) if amount is not None and row.currency else None
        for amount in (row.value, row.margin)
    )
    return Booking(
        id=row.id,
        number=row.number,
        operator=row.operator,
        product=row.product,
        departure=row.departure,
        returns=getattr(row, "return"),
        adults=row.adults,
        child_ages=tuple(row.child_ages),
        value=value,
        margin=margin,
        status=row.status,
    )
