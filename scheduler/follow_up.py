"""Following up: a refused run is told once, a good one closes that, two bad ones call somebody."""

from __future__ import annotations

from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from . import refusals
from .attempts import without_success
from .notices import tell_of_failures, tell_of_refusal
from .outcome import Outcome

CALLS_SOMEBODY = 2
"""Runs on end without anything to publish before somebody is called."""


def follow_up(settings: Settings, clock: Clock, database: Database, outcome: Outcome) -> None:
    """Do what a run's end asks for: one mail, another, none, or the end of a refusal."""
    if outcome.state == "published":
        with database.write() as conn:
            refusals.close(conn, outcome.source, clock.now())
        return
    if outcome.state not in {"refused", "failed"}:
        return
    news = _noted(database, clock, outcome)
    with database.read() as conn:
        failed = without_success(conn, outcome.source)
    if len(failed) >= CALLS_SOMEBODY:
        tell_of_failures(settings, clock, database, outcome.title, failed)
    elif news and outcome.run is not None and outcome.verdict is not None:
        reasons = outcome.verdict.reasons
        tell_of_refusal(settings, clock, database, outcome.title, outcome.run, reasons)


def _noted(database: Database, clock: Clock, outcome: Outcome) -> bool:
    """Open the refusal of a refused run; whether it is news."""
    if outcome.state != "refused" or outcome.run is None:
        return False
    with database.write() as conn:
        return refusals.open_(conn, outcome.source, outcome.run.name, clock.now())
