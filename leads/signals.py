"""Signals: what the stored signs say to the score's table and to the temperature's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ..offers import Money
from . import score
from .priority import Priority
from .score import Signal
from .signs import Signs
from .temperature import Facts
from .wish import EXTRAS, Wish

REQUESTS = frozenset({"call_me", "option"})
"""Kinds that ask to buy by themselves."""
SPOKEN = frozenset({"find_me", "phone", "walk_in"})
"""Kinds that ask to buy once dates and party are said."""


def signals(
    signs: Signs, threshold: Money | None, now: dt.datetime, zone: ZoneInfo
) -> tuple[Signal, ...]:
    """All signs that a rule of the score is true of; none where the person objected to scoring."""
    if signs.unscored:
        return ()
    today = now.astimezone(zone).date()
    return (
        *_declared(signs, today),
        *_done(signs, zone),
        *_fitting(signs, threshold),
    )


def buying(signs: Signs, priority: Priority) -> bool:
    """Whether the lead is a buying request (backoffice.md 2, row 2).

    A call or option asked for; dates and party said to "find me something" or to somebody of ours;
    a question about a dated offer where the visitor looks like a priority client.
    """
    said = signs.wish.depart_from is not None and bool(signs.wish.adults)
    return signs.inbound and (
        signs.kind in REQUESTS
        or (signs.kind in SPOKEN and said)
        or (signs.kind in ("question", "compare") and signs.dated and priority.predicted)
    )


def facts(signs: Signs, buys: bool, silenced: bool, zone: ZoneInfo) -> Facts:
    """What the temperature's table asks for."""
    requests = [sign.at for sign in signs.of("request") if sign.at]
    requests += [signs.created_at] if buys else []
    known = [sign.at for sign in (*signs.signs, *signs.visits) if sign.at]
    known += [_noon(sign.day, zone) for sign in signs.signs if sign.day]
    known += [signs.created_at] if signs.inbound else []
    known += [signs.referred_at] if signs.referred_at else []
    return Facts(silenced or signs.refused, max(requests, default=None), max(known, default=None))


def _declared(signs: Signs, today: dt.date) -> Iterator[Signal]:
    wish, own = signs.wish, f"lead:{signs.id}"
    days = [day for day in (wish.depart_from, wish.depart_to) if day]
    said = {
        "asked": signs.inbound and signs.kind in REQUESTS,
        "soon": bool(days) and today <= max(days) and min(days) - today <= score.SOON,
        "dates": bool(days),
        "party": bool(wish.adults),
        "budget": wish.budget is not None,
    }
    for rule, holds in said.items():
        if holds:
            yield Signal(rule, own, signs.created_at)


def _done(signs: Signs, zone: ZoneInfo) -> Iterator[Signal]:
    """What they did: answered us, and on the site where they let us remember it."""
    for sign in signs.of("answered"):
        if sign.at:
            yield Signal("answered", f"touch:{sign.id}", sign.at)
    seen = [(sign, sign.at) for sign in signs.visits if sign.at]
    compared = [(sign, at) for sign, at in seen if sign.word == "compared"]
    if len({stay for sign, _ in compared for stay in sign.more.split()}) >= score.COMPARED:
        last, at = max(compared, key=lambda one: one[1])
        yield Signal("compared", f"visit:{last.id}", at)
    back = [(sign, at) for sign, at in seen if sign.word == "returned"]
    if len({at.astimezone(zone).date() for _, at in back}) >= score.DAYS_BACK:
        last, at = max(back, key=lambda one: one[1])
        yield Signal("returned", f"visit:{last.id}", at)
    for sign, at in seen:
        if sign.word == "clicked":
            yield Signal("clicked", f"visit:{sign.id}", at)


def _fitting(signs: Signs, threshold: Money | None) -> Iterator[Signal]:
    wish, own = signs.wish, f"lead:{signs.id}"
    if wish.children or (wish.adults or 0) >= 3:
        yield Signal("family", own, signs.created_at)
    if _rich(wish, threshold):
        yield Signal("budget_high", own, signs.created_at)
    extras = len({extra for extra in wish.extras if extra in EXTRAS})
    if extras:
        yield Signal("extras", own, signs.created_at, min(extras, score.MOST_EXTRAS))
    for booking in signs.of("booking"):
        yield Signal("client", f"booking:{booking.id}", booking.at or signs.created_at)


def _rich(wish: Wish, threshold: Money | None) -> bool:
    """Whether the budget reaches the threshold; amounts in two currencies are not compared."""
    return (
        wish.budget is not None
        and threshold is not None
        and wish.currency == threshold.currency
        and wish.budget >= threshold.minor
    )


def _noon(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), zone).astimezone(dt.UTC)
