"""Turns: what the planner says now, from what is known of each operator that may be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ..catalog.generations import current
from ..catalog.history.half_life import half_life_of_source
from ..catalog.home import Home
from ..catalog.runs import last_published
from ..catalog.stops import all_stopped
from ..crawlers.card import Card
from ..offers.faults import FairwindError
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .attempts import latest
from .cards import NamedCard, not_permitted
from .interest import interest
from .planner import Habit, Turn, plan


def turns(
    settings: Settings, database: Database, cards: Sequence[NamedCard], now: dt.datetime
) -> tuple[Turn, ...]:
    """The next turn of every operator that may be asked, the most valuable first: of none that is
    stopped or whose permission does not hold, for a turn of theirs would be another one's."""
    home = Home(settings.home)
    with database.read() as conn:
        silent, looks = all_stopped(conn), _looks(conn, home, now)
    asked = [
        pair
        for pair in cards
        if pair[1].name not in silent and not not_permitted(pair[1], now.date())
    ]
    habits = {card.name: habit_of(home, card) for _, card in asked}
    return plan(asked, latest(database), habits, looks, now)


def due_now(
    settings: Settings, clock: Clock, database: Database, cards: Sequence[NamedCard]
) -> list[NamedCard]:
    """The cards whose turn has come, the most valuable first."""
    now = clock.now()
    return [(t.path, t.card) for t in turns(settings, database, cards, now) if t.due(now)]


def _looks(conn: sa.Connection, home: Home, now: dt.datetime) -> Mapping[str, float]:
    """How much visitors look; a generation that cannot be read tells nothing and stops nobody."""
    try:
        return interest(conn, current(home), now)
    except FairwindError:
        return {}


def habit_of(home: Home, card: Card) -> Habit:
    """What the operator's last good run and its history tell; damaged ones tell nothing."""
    try:
        run = last_published(home, card.name)
        half = half_life_of_source(home, card.name)
    except (FairwindError, OSError, ValueError):
        return Habit(None, 1)
    return Habit(half, sum(run.report.http.values()) if run else 1)
