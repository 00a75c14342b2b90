"""Score: 0 to 100 points with their reasons, a table of rules and nothing else (backoffice.md 3).

Intent (at most 60) is what somebody does and says, and fades; fit (at most 40) is how well we can
serve them. Every printed line has tenths of a point; the lines' sum, rounded, is the score, and a
cap is a line of its own. Never an input: needs of health or belief, nationality, religion, sex,
the age of grown-ups, free text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from .tables import score_lines

VERSION = "1"
INTENT, FIT = "intent", "fit"
MOST = {INTENT: 60, FIT: 40}
FADES = 14
"""Days after which a sign that fades is worth half."""
SOON = dt.timedelta(days=60)
COMPARED = 3
DAYS_BACK = 2
MOST_EXTRAS = 3
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """Points for one sign; `half_life` in days, None where it does not fade."""

    name: str
    part: str
    points: int
    half_life: int | None = None


RULES = {
    rule.name: rule
    for rule in (
        Rule("asked", INTENT, 30, FADES),
        Rule("soon", INTENT, 8),
        Rule("compared", INTENT, 8, FADES),
        Rule("returned", INTENT, 6, FADES),
        Rule("dates", INTENT, 6),
        Rule("party", INTENT, 4),
        Rule("budget", INTENT, 4),
        Rule("answered", INTENT, 8, FADES),
        Rule("clicked", INTENT, 4, FADES),
        Rule("family", FIT, 10),
        Rule("budget_high", FIT, 12),
        Rule("extras", FIT, 3),
        Rule("client", FIT, 9),
    )
}
"""The table, in the order its lines are printed; `extras` counts once for each, at most three."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign that a rule holds: what shows it, since when, and how many times it counts."""

    rule: str
    evidence: str
    at: dt.datetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line in tenths of a point; `rule` "cap_intent" and "cap_fit" take away."""

    rule: str
    part: str
    tenths: int
    evidence: str
    at: dt.datetime | None

    @property
    def points(self) -> Decimal:
        return Decimal(self.tenths) / 10


@dataclass(frozen=True, slots=True)
class Score:
    """The total and the lines that add up to it; `fit` is the fit's part in tenths."""

    total: int
    lines: tuple[Line, ...]

    @property
    def fit(self) -> int:
        return sum(line.tenths for line in self.lines if line.part == FIT)

    def strongest(self, count: int = 3) -> tuple[Line, ...]:
        """The lines that weigh most, those that take away too."""
        return tuple(sorted(self.lines, key=lambda line: -abs(line.tenths))[:count])


def score(signals: Iterable[Signal], now: dt.datetime) -> Score:
    """The score of these signs now; of one rule's signs the newest counts."""
    newest: dict[str, Signal] = {}
    for signal in signals:
        if signal.rule not in newest or signal.at > newest[signal.rule].at:
            newest[signal.rule] = signal
    given = [_line(RULES[name], newest[name], now) for name in RULES if name in newest]
    lines = tuple(line for part in MOST for line in _capped(given, part))
    return Score((sum(line.tenths for line in lines) + 5) // 10, lines)


def fades_at(lines: Iterable[Line], now: dt.datetime) -> dt.datetime | None:
    """The next moment at which a line is worth less: ages are whole days."""
    fading = (
        line.at + _DAY * (_age(line.at, now) + 1)
        for line in lines
        if line.at and line.tenths > 0 and line.rule in RULES and RULES[line.rule].half_life
    )
    return min(fading, default=None)


def lines_of(conn: sa.Connection, lead_id: int) -> tuple[Line, ...]:
    """The printed lines of a lead as kept."""
    mine = sa.select(score_lines).where(score_lines.c.lead_id == lead_id)
    rows = conn.execute(mine.order_by(score_lines.c.place))
    return tuple(Line(row.rule, row.part, row.tenths, row.evidence, row.at) for row in rows)


def _line(rule: Rule, signal: Signal, now: dt.datetime) -> Line:
    points = Decimal(rule.points * signal.times)
    if rule.half_life:
        points *= Decimal(2) ** (-Decimal(_age(signal.at, now)) / rule.half_life)
    tenths = int((points * 10).quantize(Decimal(1), ROUND_HALF_UP))
    return Line(rule.name, rule.part, tenths, signal.evidence, signal.at)


def _capped(given: Iterable[Line], part: str) -> tuple[Line, ...]:
    mine = tuple(line for line in given if line.part == part and line.tenths)
    over = sum(line.tenths for line in mine) - MOST[part] * 10
    return (*mine, Line(f"cap_{part}", part, -over, "", None)) if over > 0 else mine


def _age(at: dt.datetime, now: dt.datetime) -> int:
    """Whole days since; a sign from a clock ahead of ours is from today."""
    return max(0, (now - at) // _DAY)
