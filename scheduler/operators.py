"""Operators: each card's last good run, what the newest gave, and why it was refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..catalog.home import Home
from ..catalog.runs import Run, last_published, runs_of
from ..catalog.tally import Tally, tally
from ..crawlers.card import Card
from ..offers.faults import FairwindError
from ..store.database import Database
from ..store.settings import Settings
from .attempts import Attempt, latest
from .cards import Cards, cards_of
from .due import next_turn


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """One line of `fairwind operators`.

    `state`: ok | REFUSED | failed | running | never | damaged (its runs cannot be read).
    `change` is the newest run's offers against the published run before it, in per cent.
    `next_at` None means at once.
    """

    name: str
    title: str
    permission: str
    state: str
    last_good: dt.datetime | None
    offers: int
    newest: Tally | None
    change: float | None
    sentence: str
    next_at: dt.datetime | None


def operator_lines(settings: Settings, database: Database) -> tuple[list[OperatorLine], Cards]:
    """All cards, the ones in trouble first, and the sentences of cards that cannot be read."""
    home = Home(settings.home)
    cards = cards_of(home)
    tried = latest(database)
    lines = []
    for _, card in cards.good:
        attempt = tried.get(card.name)
        try:
            lines.append(_line(home, card, attempt))
        except FairwindError as fault:
            lines.append(_damaged(card, attempt, str(fault)))
    lines.sort(key=lambda line: (line.state == "ok", line.name))
    return lines, cards


def _line(home: Home, card: Card, attempt: Attempt | None) -> OperatorLine:
    good = last_published(home, card.name)
    runs = runs_of(home, card.name)
    newest = runs[-1] if runs else None
    verdict = newest.verdict() if newest else None
    return OperatorLine(
        name=card.name,
        title=card.title,
        permission=card.permission.basis,
        state=_state(good, attempt),
        last_good=good.report.finished if good else None,
        offers=good.report.offers if good else 0,
        newest=tally(newest, verdict) if newest and verdict else None,
        change=_change(runs),
        sentence=attempt.sentence if attempt else "",
        next_at=next_turn(card, attempt),
    )


def _damaged(card: Card, attempt: Attempt | None, sentence: str) -> OperatorLine:
    """A line for an operator whose runs on disk cannot be read; the others keep theirs."""
    return OperatorLine(
        name=card.name,
        title=card.title,
        permission=card.permission.basis,
        state="damaged",
        last_good=None,
        offers=0,
        newest=None,
        change=None,
        sentence=sentence,
        next_at=next_turn(card, attempt),
    )


def _state(good: Run | None, attempt: Attempt | None) -> str:
    if attempt is None:
        return "ok" if good else "never"
    return {"published": "ok", "refused": "REFUSED"}.get(attempt.state, attempt.state)


def _change(runs: tuple[Run, ...]) -> float | None:
    """The newest run's offers against the newest published one before it, in per cent."""
    if len(runs) < 2:
        return None
    before = next((r for r in reversed(runs[:-1]) if (v := r.verdict()) and v.publishable), None)
    if before is None or not before.report.offers:
        return None
    return 100.0 * (runs[-1].report.offers - before.report.offers) / before.report.offers
