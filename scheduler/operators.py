"""Operators: each card's last good run, what the newest gave and why, and how true it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ..catalog.home import Home
from ..catalog.price_checks import Truth, truth
from ..catalog.runs import Run, newest_run, published_runs
from ..catalog.stops import Stop, all_stopped
from ..catalog.tally import tally
from ..crawlers.card import Card
from ..desk.operators import Cause, Next, OperatorLine, Operators, Refusal
from ..offers import SourceKind
from ..offers.faults import FairwindError
from ..store.database import Database
from ..store.settings import Settings
from .attempts import Attempt, latest
from .cards import NamedCard, cards_of, not_permitted
from .refusals import all_open
from .turns import turns

TRUTH_OVER = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows of all operators, read once."""

    tried: Mapping[str, Attempt]
    refusals: Mapping[str, Refusal]
    stops: Mapping[str, Stop]
    truths: Mapping[str, Truth]
    nexts: Mapping[str, Next]


def operator_lines(settings: Settings, database: Database, now: dt.datetime) -> Operators:
    """All cards, refused ones first, then others in trouble; and sentences of unreadable cards."""
    home = Home(settings.home)
    cards = cards_of(home)
    known = _known(settings, database, cards.good, now)
    lines = [_line_or_damage(home, card, known) for _, card in cards.good]
    order = {"REFUSED": 0, "failed": 1, "damaged": 1}
    lines.sort(key=lambda line: (line.well, order.get(line.state, 2), line.name))
    return Operators(tuple(lines), cards.faults)


def operator_line(
    settings: Settings, database: Database, name: str, now: dt.datetime
) -> OperatorLine | None:
    """The line of one operator; None where no card of this name can be read."""
    home = Home(settings.home)
    cards = cards_of(home).good
    card = next((card for _, card in cards if card.name == name), None)
    return _line_or_damage(home, card, _known(settings, database, cards, now)) if card else None


def _known(
    settings: Settings, database: Database, cards: Sequence[NamedCard], now: dt.datetime
) -> _Known:
    """All operators, were it for one: the planner shares its requests among them."""
    tried = latest(database)
    with database.read() as conn:
        stops = all_stopped(conn)
        refusals, truths = all_open(conn), _truths(conn, cards, now)
    planned = {turn.card.name: turn.next for turn in turns(settings, database, cards, now)}
    nexts = {card.name: planned.get(card.name) or _never(card, stops, now) for _, card in cards}
    return _Known(tried, refusals, stops, truths, nexts)


def _never(card: Card, stops: Mapping[str, Stop], now: dt.datetime) -> Next:
    """Why an operator has no turn."""
    barred = not_permitted(card, now.date()) and card.name not in stops
    return Next(Cause.NOT_PERMITTED if barred else Cause.STOPPED)


def _truths(conn: sa.Connection, cards: Sequence[NamedCard], now: dt.datetime) -> dict[str, Truth]:
    """How true each operator's prices were; one that can only list is not in it."""
    return {
        card.name: truth(conn, operator.slug, now - TRUTH_OVER)
        for _, card in cards
        if (operator := card.as_operator)
        and card.as_source.can_recheck
        and card.as_source.kind is SourceKind.OPERATOR
    }


def _line_or_damage(home: Home, card: Card, known: _Known) -> OperatorLine:
    try:
        return _line(home, card, known)
    except FairwindError as fault:
        return _damaged(card, known, str(fault))


def _line(home: Home, card: Card, known: _Known) -> OperatorLine:
    attempt = known.tried.get(card.name)
    published = published_runs(home, card.name, 2)
    good = published[-1] if published else None
    newest = newest_run(home, card.name)
    verdict = newest.verdict() if newest else None
    return OperatorLine(
        name=card.name,
        title=card.title,
        permission=card.permission.basis,
        state=_state(good, attempt),
        last_good=good.report.finished if good else None,
        offers=good.report.offers if good else 0,
        newest=tally(newest, verdict) if newest and verdict else None,
        change=_change(newest, published),
        sentence=attempt.sentence if attempt else "",
        next=known.nexts[card.name],
        newest_run=newest.name if newest else "",
        newest_at=newest.report.finished if newest else None,
        newest_offers=newest.report.offers if newest else 0,
        verdict=verdict,
        refusal=known.refusals.get(card.name),
        stop=known.stops.get(card.name),
        asked_singly=card.as_source.can_recheck,
        truth=known.truths.get(card.name),
        faults=newest.report.faults if newest else (),
    )


def _damaged(card: Card, known: _Known, sentence: str) -> OperatorLine:
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
        next=known.nexts[card.name],
        stop=known.stops.get(card.name),
    )


def _state(good: Run | None, attempt: Attempt | None) -> str:
    if attempt is None:
        return "ok" if good else "never"
    return {"published": "ok", "refused": "REFUSED"}.get(attempt.state, attempt.state)


def _change(newest: Run | None, published: tuple[Run, ...]) -> float | None:
    """The newest run's offers against the newest published one before it, in per cent."""
    before = [run for run in published if newest and run.name != newest.name]
    if newest is None or not before or not before[-1].report.offers:
        return None
    had = before[-1].report.offers
    return 100.0 * (newest.report.offers - had) / had
