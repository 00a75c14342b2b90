"""The reference page of temperature, score, routing and calls, drawn from their tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from ..store.hours import read_hours
from ..store.settings import Settings
from . import attempts, priority, routing_rules, score, sla, temperature
from .calendar import Calendar
from .promise import HOLD
from .routing_rules import Case, rule_of
from .temperature import Temperature

DAY = dt.timedelta(days=1)
MEANINGS = {
    "asked": "asked for a call or a hold",
    "soon": f"leaves within {score.SOON.days} days",
    "compared": f"compared {score.COMPARED} stays or more, after a yes to being remembered",
    "returned": f"came back on {score.DAYS_BACK} days or more, after a yes to being remembered",
    "dates": "gave dates",
    "party": "said who travels",
    "budget": "gave a budget",
    "answered": "answered a call or letter of ours",
    "clicked": "opened an offer of the newsletter",
    "family": "children travel along, or three grown-ups and more",
    "budget_high": "the budget reaches the priority threshold",
    "extras": f"wishes extras: so much for each, at most {score.MOST_EXTRAS}",
    "client": "travelled with us before",
}
"""What holds where a rule of the score gives its points."""
_KINDS = {"question": "a question", "profile": "a completed profile", "option": "anything else"}
_WARM = (Temperature.HOT, Temperature.WARM, Temperature.COLD)
_FIRST = dt.datetime(2026, 6, 4, 10, 0, tzinfo=ZoneInfo("Europe/Budapest"))
_HEAD = """# What a lead is worth, and whose it is

Drawn by `make docs` from the tables that the program works with; a test keeps it equal. How to read
it: [how leads are valued](../how-to/how-leads-are-valued.md).
"""


def valued_page() -> str:
    """The page in Markdown."""
    parts = (_HEAD, _temperature(), _score(), _priority(), _routing(), _clock(), _calls())
    return "\n".join(parts)


def _temperature() -> str:
    hot, warm = temperature.HOT_FOR // DAY, temperature.WARM_FOR // DAY
    rows = (
        ("refused, or may not be approached", "none: not routed"),
        (f"a buying request within {hot} days", "hot"),
        (f"a sign that they know us within {warm} days", "warm"),
        ("otherwise", "cold"),
    )
    held = temperature.OVERRIDE_FOR // DAY
    return _titled(
        f"Temperature, version {temperature.VERSION}",
        _table(("first row that holds", "temperature"), rows)
        + f"\nA manager's own word, with a reason, holds for {held} days.\n",
    )


def _score() -> str:
    rows = (
        (rule.name, MEANINGS[rule.name], rule.part, str(rule.points), _fades(rule.half_life))
        for rule in score.RULES.values()
    )
    most = ", ".join(f"{part} {points}" for part, points in score.MOST.items())
    return _titled(
        f"Score, version {score.VERSION}",
        _table(("rule", "holds where somebody", "part", "points", "halves after"), rows)
        + f"\nAt most: {most}. What is over is a line that takes away.\n",
    )


def _fades(half_life: int | None) -> str:
    return f"{half_life} days" if half_life else "never"


def _priority() -> str:
    return _titled(
        "Predicted priority",
        f"One is enough: a priority client already, fit of {priority.FIT / 10:g} points, a stay of "
        f"{priority.STARS} stars,\na total in the upper quarter of its destination.\n",
    )


def _routing() -> str:
    rows = (
        (words, "yes" if likely else "no", *(_team(kind, warm, likely) for warm in _WARM))
        for kind, words in _KINDS.items()
        for likely in (True, False)
    )
    return _titled(
        f"Which team, version {routing_rules.VERSION}",
        _table(("what came", "predicted priority", *_WARM), rows),
    )


def _team(kind: str, warm: str, likely: bool) -> str:
    rule = rule_of(Case(warm, likely, kind, "en", frozenset()))
    return "nobody" if rule is None else f"{rule.team.replace('_', ' ')} (`{rule.name}`)"


def _clock() -> str:
    usual = Settings.model_fields
    rows = tuple(
        (
            name,
            f"{usual[f'sla_{name}_minutes'].default} minutes",
            f"FAIRWIND_SLA_{name.upper()}_MINUTES",
        )
        for name in _WARM
    )
    held = HOLD // dt.timedelta(minutes=1)
    return _titled(
        f"The clock, version {sla.VERSION}",
        _table(("temperature", "working time until called", "setting"), rows)
        + "\nA warm lead that the contact centre answers has one working day. A hot one waits "
        f"its turn\namong those before it. *I'm on it* holds a lead for {held} minutes.\n",
    )


def _calls() -> str:
    hours = "Mon-Fri 09:00-18:00"
    calendar = Calendar(read_hours(hours), frozenset(), ZoneInfo("Europe/Budapest"))
    rows = (_padded(name, _moment(_FIRST), *_planned(calendar, name)) for name in _WARM)
    columns = ("temperature", *(f"call {number + 1}" for number in range(attempts.HOT)))
    return _titled(
        "Calls that nobody answers",
        f"With hours of {hours} and a first call on {_moment(_FIRST)}:\n\n" + _table(columns, rows),
    )


def _planned(calendar: Calendar, name: str) -> tuple[str, ...]:
    return tuple(_moment(one.at) for one in attempts.ahead(calendar, name, 1, _FIRST, _FIRST))


def _padded(*cells: str) -> tuple[str, ...]:
    """A row of calls, empty where none is left."""
    return cells + ("",) * (attempts.HOT + 1 - len(cells))


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(_FIRST.tzinfo):%a %H:%M}"


def _titled(title: str, body: str) -> str:
    return f"## {title}\n\n{body}"


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(columns)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
