"""Publish: one new generation of every source's last good run, and what each source answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ..catalog.catalogue import SourceState, State
from ..catalog.fx import Rates
from ..catalog.generations import Generation, generations_of, publish
from ..catalog.history.back_test import keep_back_test
from ..catalog.history.half_life import half_life_of_source
from ..catalog.history.keep import add_run, keep_figures
from ..catalog.home import Home
from ..catalog.matching.decisions import decisions, keep, last_change, stamp
from ..catalog.runs import Run, last_published
from ..crawlers.card import Card
from ..search.build import build
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .attempts import Attempt, latest
from .cards import cards_of
from .interest import looks_at_stays

QUIET = dt.timedelta(minutes=2)
"""How long after the last decision a generation is made for decisions alone."""


def publish_all(settings: Settings, clock: Clock, database: Database) -> Generation:
    """Build and publish the generation of all cards' last good runs; one publisher at a time."""
    home = Home(settings.home)
    cards = [card for _, card in cards_of(home).good]
    tried = latest(database)
    runs = {card.name: last_published(home, card.name) for card in cards}
    remember(home, [run for run in runs.values() if run], clock.now())
    states = {c.name: source_state(c, runs[c.name], tried.get(c.name)) for c in cards}
    states = {name: _with_half_life(home, state) for name, state in states.items()}
    with database.read() as conn:
        decided = decisions(conn)
    generation = publish(
        home,
        {name: run for name, run in runs.items() if run},
        states,
        [partial(build, engine=settings.words)],
        Rates.embedded(),
        settings.currency,
        clock.now().astimezone(settings.zone),
        decided,
    )
    doubts = generation.doubts()
    with database.write() as conn:
        keep(conn, doubts, clock.now(), looks_at_stays(conn, clock.now()))
    return generation


def remember(home: Home, runs: Iterable[Run], now: dt.datetime) -> None:
    """Add the runs that are to be published to the price history, each once, and work out what
    the history says. Before publishing: a run that was killed here is added the next time."""
    added = [run for run in runs if add_run(home, run)]
    if added:
        keep_figures(home, now)
        keep_back_test(home, now)


def _with_half_life(home: Home, state: SourceState) -> SourceState:
    found = half_life_of_source(home, state.name)
    minutes = max(1, round(found / dt.timedelta(minutes=1))) if found else None
    return replace(state, half_life_minutes=minutes)


def publish_decisions(settings: Settings, clock: Clock, database: Database) -> Generation | None:
    """Publish anew where people decided about matches since the last time, QUIET ago or more, so
    that somebody who works through a list makes one generation and not fifty.

    The newest generation counts, not the one that is served: a rollback stays.
    """
    made = generations_of(Home(settings.home))
    if not made:
        return None
    with database.read() as conn:
        stands, last = stamp(conn) == made[-1].stamp(), last_change(conn)
    if stands or (last and clock.now() - last < QUIET):
        return None
    return publish_all(settings, clock, database)


def source_state(card: Card, run: Run | None, tried: Attempt | None) -> SourceState:
    """What the site may say of a source: it answered, was refused or did not answer, and why."""
    source = card.as_source
    state, reason = _standing(run, tried)
    return SourceState(
        name=source.name,
        title=source.title,
        kind=source.kind,
        sold_by=source.sold_by,
        can_recheck=source.can_recheck,
        can_reprice=source.can_reprice,
        period_minutes=source.period_minutes,
        run=run.name if run else "",
        answered_at=run.report.finished if run else None,
        state=state,
        reason=reason,
        operator=card.as_operator,
    )


def _standing(run: Run | None, tried: Attempt | None) -> tuple[State, str]:
    if run is None:
        return State.MISSING, (tried.sentence if tried else "") or "never answered yet"
    if tried and tried.state == "refused" and tried.run != run.name:
        return State.REFUSED, tried.sentence
    if tried and tried.state == "failed":
        return State.MISSING, tried.sentence
    return State.FRESH, ""
