"""Refresh: crawl each operator under its lease, judge the run, publish all that passed at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from ..catalog.gate.judge import TRAIL, GateRules, judge
from ..catalog.home import Home
from ..catalog.report import REPORT, read_report
from ..catalog.runs import Run, open_run, published_runs, run_name
from ..catalog.stops import why_stopped
from ..catalog.tally import tally
from ..catalog.verdict import keep_verdict, kept_verdict
from ..crawlers.card import Card
from ..crawlers.fetch.unfinished import unfinished_run
from ..offers.faults import FairwindError, named_once
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .attempts import begin, end, latest
from .cards import NamedCard, not_permitted
from .crawl import Progress, crawl
from .due import period
from .follow_up import follow_up
from .leases import held
from .outcome import Outcome
from .publish import publish_all

__all__ = ["Outcome", "gate_rules", "refresh"]

PARALLEL = 2
"""Operators crawled at once on one machine; each is a process of its own."""

LONGEST_CRAWL_SECONDS = 40 * 60
"""The inner limit of a crawl; the process is ended from outside a minute later."""


def refresh(
    settings: Settings,
    clock: Clock,
    database: Database,
    cards: Sequence[NamedCard],
    progress: Progress | None = None,
) -> list[Outcome]:
    """Refresh these operators and publish once; the outcomes stand in the order of the cards."""

    def one(pair: NamedCard) -> Outcome:
        start = time.monotonic()
        outcome = _refresh_one(settings, clock, database, pair, progress)
        return replace(outcome, seconds=time.monotonic() - start)

    with ThreadPoolExecutor(max_workers=PARALLEL, thread_name_prefix="refresh") as pool:
        outcomes = list(pool.map(one, cards))
    if any(outcome.state in {"published", "refused", "failed"} for outcome in outcomes):
        publish_all(settings, clock, database)
    return outcomes


def _refresh_one(
    settings: Settings,
    clock: Clock,
    database: Database,
    pair: NamedCard,
    progress: Progress | None,
) -> Outcome:
    card = pair[1]
    if sentence := not_permitted(card, clock.now().date()):
        return Outcome(card.name, card.title, "not_permitted", sentence=sentence)
    if sentence := why_stopped(database, card.name):
        return Outcome(card.name, card.title, "stopped", sentence=sentence)
    with held(database, clock, f"source:{card.name}", card.name) as free:
        if not free:
            sentence = f"{card.name}: another process is refreshing it"
            return Outcome(card.name, card.title, "busy", sentence=sentence)
        return _under_lease(settings, clock, database, pair, progress)


def _under_lease(
    settings: Settings,
    clock: Clock,
    database: Database,
    pair: NamedCard,
    progress: Progress | None,
) -> Outcome:
    path, card = pair
    home = Home(settings.home)
    name = (
        unfinished_run(home, card.name)
        or _unjudged_run(home, database, card, clock)
        or _free_name(home, card.name, clock)
    )
    number = begin(database, card.name, name, clock.now())
    stopped = partial(why_stopped, database, card.name)
    ended = crawl(settings, clock, path, name, LONGEST_CRAWL_SECONDS, progress, stopped)
    try:
        if ended.code != 0:
            raise FairwindError(ended.last_words or f"the crawl ended with code {ended.code}")
        outcome = _judged(settings, clock, card, open_run(home.runs / card.name / name))
    except (FairwindError, OSError) as fault:
        sentence = named_once(card.name, str(fault))
        outcome = Outcome(card.name, card.title, "failed", sentence=sentence)
    end(database, number, clock.now(), outcome.state, outcome.sentence)
    follow_up(settings, clock, database, outcome)
    return outcome


def _unjudged_run(home: Home, database: Database, card: Card, clock: Clock) -> str:
    """The run that a crawl ended after whoever waited for it was killed; "" where there is none.

    It is whole, so it is judged as it is and the operator is not asked again; one with addresses
    that gave nothing is not taken up.
    """
    last = latest(database).get(card.name)
    if last is None or last.state not in {"running", "failed"}:
        return ""
    recent = clock.now() - last.started_at < period(card)
    folder = home.runs / card.name / last.run
    if not recent or not folder.exists() or kept_verdict(folder):
        return ""
    return "" if read_report(folder / REPORT).faults else last.run


def _free_name(home: Home, source: str, clock: Clock) -> str:
    """A run name that sorts by time; a second run within one second gets a number behind it."""
    first = name = run_name(clock.now())
    count = 1
    while (home.runs / source / name).exists():
        count += 1
        name = f"{first}-{count:04d}"
    return name


def _judged(settings: Settings, clock: Clock, card: Card, run: Run) -> Outcome:
    """Put the run through the gate and keep the verdict beside it."""
    trail = published_runs(Home(settings.home), card.name, TRAIL)
    today = clock.now().astimezone(settings.zone).date()
    verdict = judge(run, trail[-1] if trail else None, gate_rules(card), today, trail)
    keep_verdict(run.folder, verdict)
    state = "published" if verdict.publishable else "refused"
    sentence = " ".join(verdict.reasons)
    return Outcome(card.name, card.title, state, run, tally(run, verdict), verdict, 0.0, sentence)


def gate_rules(card: Card) -> GateRules:
    """What the card asserts of every whole run, in the gate's words."""
    return GateRules(card.assertions.min_offers, card.assertions.max_offers, card.required)
