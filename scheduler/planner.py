"""Planner: which operator is asked next, by how often its prices change and how much visitors look.

The card's period is the longest that an operator waits. One whose changes have been measured may
be asked sooner, never within a quarter of an hour, and never so often that its runs take more than
a quarter of its requests a minute. All runs together cost twice the requests of the cards' own
periods at the most; where the second half is spent is decided by what it gains (see freshness).
An operator whose changes were never measured keeps its period: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..crawlers.card import Card
from ..desk.operators import Cause, Next
from .attempts import Attempt
from .due import next_turn, period
from .freshness import Source, best

LEAST_WAIT = dt.timedelta(minutes=15)
"""The least time between two runs of an operator."""
SHARE_OF_BUDGET = 0.25
"""Of an operator's requests a minute, on average over the time between two runs."""
EFFORT = 2.0
"""Requests of all runs, against those of the cards' own periods."""
_HOUR = dt.timedelta(hours=1)
_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of an operator from its runs: how long until half of its prices are other
    ones (None: never measured) and how many requests a run takes.
    """

    half_life: dt.timedelta | None
    requests: int


@dataclass(frozen=True, slots=True)
class Turn:
    """When one operator is asked next: `at` None means at once, it was never asked.

    `wait` is the time between two runs; `value` the expected number of weighted prices that one
    request puts right now, by which those who are due are put in order; `next` says it to people.
    """

    path: Path
    card: Card
    at: dt.datetime | None
    wait: dt.timedelta
    value: float
    next: Next

    def due(self, now: dt.datetime) -> bool:
        return self.at is None or self.at <= now


def plan(
    cards: Sequence[tuple[Path, Card]],
    tried: Mapping[str, Attempt],
    habits: Mapping[str, Habit],
    interest: Mapping[str, float],
    now: dt.datetime,
) -> tuple[Turn, ...]:
    """Every operator's next turn, those never asked first, then the most valuable.

    `tried` is the last try of each, `interest` how much visitors look at what each sells.
    """
    waits = waits_of([card for _, card in cards], habits, interest)
    turns = [
        _turn(path, card, waits[card.name], tried, habits, interest, now) for path, card in cards
    ]
    return tuple(sorted(turns, key=lambda turn: (turn.at is not None, -turn.value, turn.card.name)))


def waits_of(
    cards: Sequence[Card], habits: Mapping[str, Habit], interest: Mapping[str, float]
) -> dict[str, dt.timedelta]:
    """The time between two runs of each operator."""
    waits = {card.name: period(card) for card in cards}
    sources = {
        card.name: source
        for card in cards
        if (source := _source(card, habits.get(card.name), interest.get(card.name, 0.0)))
    }
    budget = EFFORT * sum(one.cost * one.least for one in sources.values())
    for name, runs in zip(sources, best(list(sources.values()), budget), strict=True):
        waits[name] = max(LEAST_WAIT, min(waits[name], _HOUR / float(runs)))
    return waits


def _source(card: Card, habit: Habit | None, looks: float) -> Source | None:
    """An operator in the planner's own units; None for one that was never measured."""
    if habit is None or habit.half_life is None:
        return None
    requests = max(1, habit.requests)
    least = _HOUR / period(card)
    polite = 60 * SHARE_OF_BUDGET * card.budget.requests_per_minute / requests
    most = max(least, min(_HOUR / LEAST_WAIT, polite))
    return Source(_rate(habit.half_life), 1.0 + looks, requests, least, most)


def _rate(half_life: dt.timedelta) -> float:
    """Changes an hour."""
    return math.log(2) / max(half_life / _HOUR, 1e-3)


def _turn(
    path: Path,
    card: Card,
    wait: dt.timedelta,
    tried: Mapping[str, Attempt],
    habits: Mapping[str, Habit],
    interest: Mapping[str, float],
    now: dt.datetime,
) -> Turn:
    last, habit = tried.get(card.name), habits.get(card.name)
    looks = interest.get(card.name, 0.0)
    at = next_turn(card, last, wait)
    said = _said(card, last, habit, looks, wait, at)
    if last is None:
        return Turn(path, card, at, wait, math.inf, said)
    half = (habit and habit.half_life) or period(card)
    old = max(0.0, (now - last.started_at) / _HOUR)
    stale = -math.expm1(-_rate(half) * old)
    requests = max(1, habit.requests if habit else 1)
    return Turn(path, card, at, wait, (1.0 + looks) * stale / requests, said)


def _said(
    card: Card,
    last: Attempt | None,
    habit: Habit | None,
    looks: float,
    wait: dt.timedelta,
    at: dt.datetime | None,
) -> Next:
    source = _source(card, habit, looks)
    polite = source is not None and source.most < _HOUR / LEAST_WAIT
    bound = source is not None and polite and wait <= _HOUR / source.most + _SECOND
    half = habit.half_life if habit else None
    cause = _cause(card, last, half, wait)
    return Next(cause, at, wait, half, round(looks), bound and cause is Cause.CHANGES)


def _cause(
    card: Card, last: Attempt | None, half_life: dt.timedelta | None, wait: dt.timedelta
) -> Cause:
    if last is None:
        return Cause.FIRST
    if last.state in {"running", "failed"}:
        return Cause.RUNNING if last.state == "running" else Cause.FAILED
    if half_life is None:
        return Cause.CARD
    return Cause.CHANGES if wait < period(card) - _SECOND else Cause.STEADY
