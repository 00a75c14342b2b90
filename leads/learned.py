"""Learned: how often leads like this one were won, beside the score and never instead of it.

Odoo's formula: naive Bayes over the values of a few declared fields, each count with a tenth
added, so that what never happened yet is unlikely and not impossible. Below fifty won and fifty
lost it says nothing (backoffice.md 3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from .tables import leads, stage_events

ENOUGH = 50
"""Won leads, and lost ones, below which nothing is learned."""
WON, LOST = "booked", "lost"
FIELDS = ("kind", "channel", "language")
"""Declared fields that are looked at; none of them says who somebody is."""
_TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the won, and of the lost, had a value: parts of wholes, tenths included."""

    won: Fraction
    of_won: Fraction
    lost: Fraction
    of_lost: Fraction


def chance(won: Fraction, lost: Fraction, shares: Sequence[Share]) -> Fraction:
    """The chance to win, 0 to 1, from how many were won and lost and the share of each value."""
    for share in shares:
        won *= share.won / share.of_won
        lost *= share.lost / share.of_lost
    return won / (won + lost)


def learned(conn: sa.Connection, lead_id: int) -> Fraction | None:
    """The chance of a lead by those that were decided before; None while there are too few."""
    won, lost = _decided(conn, True), _decided(conn, False)
    if min(_all(won), _all(lost)) < ENOUGH:
        return None
    this = conn.execute(sa.select(*_FIELDS).where(leads.c.id == lead_id)).one()
    shares = [_share(place, this[place], won, lost) for place in range(len(FIELDS))]
    return chance(_all(won) + _TENTH, _all(lost) + _TENTH, shares)


_FIELDS = tuple(leads.c[name] for name in FIELDS)


def _decided(conn: sa.Connection, won: bool) -> Sequence[Any]:
    """The fields of the leads that were won, or lost and never won, and how many have each;
    practice is no experience."""
    booked, ended = (
        leads.c.id.in_(sa.select(stage_events.c.lead_id).where(stage_events.c.to_stage == stage))
        for stage in (WON, LOST)
    )
    which = booked if won else sa.and_(ended, leads.c.state == "closed", ~booked)
    counted = sa.select(*_FIELDS, sa.func.count().label("number")).group_by(*_FIELDS)
    return conn.execute(counted.where(which, leads.c.practice.is_(False))).all()


def _all(rows: Sequence[Any]) -> int:
    return sum(row.number for row in rows)


def _having(rows: Sequence[Any], place: int) -> Counter[str]:
    """How many leads have each value of a field."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row[place]] += row.number
    return found


def _share(place: int, value: str, won: Sequence[Any], lost: Sequence[Any]) -> Share:
    """One field's share; each value that was ever seen, and this one, weighs a tenth."""
    in_won, in_lost = _having(won, place), _having(lost, place)
    tenths = _TENTH * len({*in_won, *in_lost, value})
    return Share(
        in_won[value] + _TENTH, _all(won) + tenths, in_lost[value] + _TENTH, _all(lost) + tenths
    )
