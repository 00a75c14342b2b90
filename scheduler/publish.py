"""Publish: one new generation of every source's last good run, and what each source answered."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from ..catalog.fx import Rates
from ..catalog.generations import Generation, SourceState, publish
from ..catalog.home import Home
from ..catalog.runs import Run, last_published
from ..crawlers.card import Card
from ..search.build import build
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .attempts import Attempt, latest
from .cards import cards_of


def publish_all(settings: Settings, clock: Clock, database: Database) -> Generation:
    """Build and publish the generation of all cards' last good runs; one publisher at a time."""
    home = Home(settings.home)
    with _one_publisher(home):
        cards = [card for _, card in cards_of(home).good]
        tried = latest(database)
        runs = {card.name: last_published(home, card.name) for card in cards}
        states = {c.name: source_state(c, runs[c.name], tried.get(c.name)) for c in cards}
        return publish(
            home,
            {name: run for name, run in runs.items() if run},
            states,
            [build],
            Rates.embedded(),
            settings.currency,
            clock.now(),
        )


def source_state(card: Card, run: Run | None, tried: Attempt | None) -> SourceState:
    """What the site may say of a source: fresh, kept, refused or missing, and why."""
    source = card.as_source
    state, reason = "missing", "never answered yet"
    if run:
        state, reason = "fresh", ""
        if tried and tried.state == "refused" and tried.run != run.name:
            state, reason = "refused", tried.sentence
        elif tried and tried.state == "failed":
            state, reason = "kept", tried.sentence
    elif tried:
        reason = tried.sentence or reason
    return SourceState(
        name=source.name,
        title=source.title,
        kind=source.kind,
        sold_by=source.sold_by,
        can_recheck=source.can_recheck,
        period_minutes=source.period_minutes,
        run=run.name if run else None,
        answered_at=run.report.finished if run else None,
        state=state,
        reason=reason,
    )


@contextmanager
def _one_publisher(home: Home) -> Iterator[None]:
    """Wait for another publisher of this home; the lock ends with the process, however it ends."""
    home.path.mkdir(parents=True, exist_ok=True)
    with (home.path / ".publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
