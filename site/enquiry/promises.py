"""Promises: for each way of asking, the window in which somebody answers who asks so now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from ...leads.duty import name_on_duty
from ...leads.enquiry import Kind
from ...leads.foreseen import foreseen
from ...leads.members import PRIORITY
from ...leads.promise import Asked, Promise, calendar_of, promise, promise_for, team_of
from ...leads.wish import MarketSeen, Wish
from ...offers.faults import StoreFault
from ..shell import Shop

Way = Literal["question", "call_me", "option", "compare", "find_me", "find_open", "profile"]
"""A kind of enquiry as a form offers it; "find me something" is promised sooner with days than
without, so it has two ways."""
KIND_OF: dict[str, Kind] = {
    "question": "question",
    "call_me": "call_me",
    "option": "option",
    "compare": "compare",
    "find_me": "find_me",
    "find_open": "find_me",
    "profile": "profile",
}
WAYS_OF: dict[str, tuple[Way, ...]] = {
    **{kind: (kind,) for kind in ("question", "call_me", "option", "compare")},
    "find_me": ("find_me", "find_open"),
}

NAMED = ("call_me", "option", "find_me")
"""The ways that always reach the priority team: there somebody may be promised by name."""

Windows = tuple[tuple[str, Promise], ...]


def promises_now(
    shop: Shop, ways: Sequence[Way], wish: Wish | None, market: MarketSeen | None, dated: bool
) -> Windows:
    """The window of each way for a visitor who asks now; without the database as if nobody waited.

    `dated`: the form is about an offer with a start day.
    """
    now = shop.now()
    told = {way: _asked(shop, now, way, wish, market, dated) for way in ways}
    try:
        with shop.database.read() as conn:
            return tuple(
                (way, promise_for(conn, shop.settings, now, asked)) for way, asked in told.items()
            )
    except StoreFault:
        alone = promise(now, 0, calendar_of(shop.settings, 1))
        return tuple((way, alone) for way in ways)


def on_duty_now(shop: Shop, lang: str) -> str:
    """The first name of who calls visitors at the next opening; "" for nobody by name."""
    opens = calendar_of(shop.settings).opening(shop.now())
    try:
        with shop.database.read() as conn:
            return name_on_duty(conn, shop.settings, PRIORITY, lang, opens)
    except StoreFault:
        return ""


def _asked(
    shop: Shop,
    now: dt.datetime,
    way: Way,
    wish: Wish | None,
    market: MarketSeen | None,
    dated: bool,
) -> Asked:
    if way == "find_me":
        wish = Wish(depart_from=now.date() + dt.timedelta(days=365), adults=2)
    elif way == "find_open":
        wish = Wish(adults=2)
    found = foreseen(shop.settings, now, KIND_OF[way], wish, market, dated)
    return Asked(found.temperature, found.predicted, team_of(KIND_OF[way]))


def way_of(kind: Kind, wish: Wish | None) -> str:
    """The way an enquiry of this kind came."""
    open_ended = kind == "find_me" and (wish is None or wish.depart_from is None)
    return "find_open" if open_ended else kind


def named(way: str, who: str) -> str:
    """The name that a promise of this way says, "" for none."""
    return who if way in NAMED else ""
