"""Deciding about a refused run: kept back or published after all, by name and reason."""

from __future__ import annotations

from ..catalog.gate.judge import accept
from ..catalog.home import Home
from ..catalog.runs import Run, newest_run
from ..offers.faults import GateFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from . import refusals
from .attempts import published_after_all
from .publish import publish_all


def refused_run(settings: Settings, source: str) -> Run | None:
    """The newest run of an operator where the gate refused it and nobody published it since."""
    run = newest_run(Home(settings.home), source)
    verdict = run.verdict() if run else None
    return run if verdict and not verdict.publishable else None


def keep(
    settings: Settings, clock: Clock, database: Database, source: str, actor: str, note: str
) -> Run:
    """Leave yesterday's offers as they are: somebody has looked at the refused run."""
    run = _the_refused(settings, source)
    with database.write() as conn:
        refusals.open_(conn, source, run.name, clock.now())
        refusals.keep(conn, source, run.name, actor, note, clock.now())
    return run


def publish_after_all(
    settings: Settings, clock: Clock, database: Database, source: str, actor: str, note: str
) -> Run:
    """Publish the refused run; the name and the reason are kept with it and in the audit."""
    run = _the_refused(settings, source)
    accept(run, actor, note, clock.now())
    with database.write() as conn:
        refusals.open_(conn, source, run.name, clock.now())
        published_after_all(conn, source, run.name)
        refusals.published_after_all(conn, source, run.name, actor, note, clock.now())
    publish_all(settings, clock, database)
    return run


def _the_refused(settings: Settings, source: str) -> Run:
    run = refused_run(settings, source)
    if run is None:
        raise GateFault(f"{source}: its newest run was not refused; there is nothing to decide")
    return run
