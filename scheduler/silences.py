"""Silences: operators without a good run for too long, though nobody was told of a bad one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from ..catalog.home import Home
from ..catalog.runs import last_published
from ..catalog.stops import all_stopped
from ..crawlers.card import Card
from ..store.database import Database
from ..store.settings import Settings
from .attempts import without_success
from .cards import NamedCard

Since = tuple[Card, dt.datetime | None]


def silent(
    settings: Settings, database: Database, cards: Sequence[NamedCard], now: dt.datetime
) -> list[Since]:
    """The cards whose last good run is older than period and grace, with its end.

    Left out are those that somebody stopped, of whom nothing is expected, and those that are tried
    and give nothing: what becomes of tries is told as it comes, and one cause has one mail.
    """
    with database.read() as conn:
        stops = all_stopped(conn)
        late = _late(Home(settings.home), [one for one in cards if one[1].name not in stops], now)
        return [(card, since) for card, since in late if not _tried(conn, card, now)]


def _late(home: Home, cards: Sequence[NamedCard], now: dt.datetime) -> list[Since]:
    found = []
    for path, card in cards:
        run = last_published(home, card.name)
        since = run.report.finished if run else None
        begun = since or dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        if now - begun > _allowed(card):
            found.append((card, since))
    return found


def _tried(conn: sa.Connection, card: Card, now: dt.datetime) -> bool:
    """Whether it was tried of late without success."""
    tries = without_success(conn, card.name)
    return bool(tries) and now - tries[0].started_at <= _allowed(card)


def _allowed(card: Card) -> dt.timedelta:
    return dt.timedelta(minutes=card.period_minutes + card.schedule.grace_minutes)
