"""Half-life: how long until half of an operator's prices are other ones, by days to departure.

Prices are seen only when the operator is asked, so between two answers one knows that a price
changed but not when, nor how often. The rate comes from Cho and Garcia-Molina, "Estimating
frequency of change" (ACM TOIT 3(3), 2003): for n visits of which X found a change, at equal
intervals, -log((n - X + 0.5) / (n + 0.5)) changes an interval, nearly without bias where all
visits found one. For unequal intervals it is the maximum of the likelihood of the same Poisson
model with the same half visit added, which at equal intervals gives just that.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..home import Home, write_json
from .files import Answered, Visit

LEADS = (7, 14, 30, 60, 120)
"""Classes of days to departure: up to a week, two, a month, two, four, and more."""

FEWEST = 50
"""Under so many visits nothing is estimated."""

WINDOW = dt.timedelta(days=90)
FILE = "half_life.json"
_SHORTEST, _LONGEST = 1 / 24, 24.0 * 3650
"""Hours between which a half-life is sought: a change a few minutes, or one in ten years."""


@dataclass(frozen=True, slots=True)
class HalfLife:
    """One estimate: hours until half have changed, from so many visits with so many changes."""

    operator: str
    lead: int | None
    hours: float
    visits: int
    moved: int


def lead_class(days: Any) -> Any:
    """The class of each number of days to departure: 0 up to a week, 5 more than 120."""
    return np.searchsorted(np.array(LEADS), days, side="left")


def half_life(home: Home, operator: str, lead_days: int | None = None) -> dt.timedelta | None:
    """How long until half of an operator's prices have changed; None where too little is known.

    With `lead_days` that of departures so many days ahead, else over all. One small file is read.
    """
    lead = None if lead_days is None else int(lead_class(lead_days))
    found = [one for one in _kept(home) if one["operator"] == operator and one["lead"] == lead]
    return dt.timedelta(hours=min(one["hours"] for one in found)) if found else None


def half_life_of_source(home: Home, source: str) -> dt.timedelta | None:
    """The same over all that one source lists, whoever operates it."""
    found = [one for one in _kept(home) if one["source"] == source and one["operator"] == ""]
    return dt.timedelta(hours=found[0]["hours"]) if found else None


def estimated(visits: Iterable[Visit]) -> list[HalfLife]:
    """The half-lives that these visits allow: operator by class, operator, and all ("")."""
    groups: dict[tuple[str, int | None], list[Visit]] = defaultdict(list)
    for visit in visits:
        groups[visit.operator, visit.lead].append(visit)
        groups[visit.operator, None].append(visit)
        groups["", None].append(visit)
    found = []
    for (operator, lead), those in sorted(groups.items(), key=repr):
        seen, moved = sum(v.keys for v in those), sum(v.moved for v in those)
        if seen >= FEWEST and lead != -1:
            found.append(HalfLife(operator, lead, math.log(2) / rate(those), seen, moved))
    return found


def rate(visits: Iterable[Visit]) -> float:
    """Changes an hour, the most likely ones; the sum of all unchanged times is weighed against
    what the changed visits would have brought: sum(X t / (exp(r t) - 1)) = sum((n - X) t)."""
    tally: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for visit in visits:
        tally[visit.hours][0] += visit.keys
        tally[visit.hours][1] += visit.moved
    seen = sum(n for n, _ in tally.values())
    mean = sum(hours * n for hours, (n, _) in tally.items()) / seen
    still = sum(hours * (n - moved) for hours, (n, moved) in tally.items()) + mean / 2
    changed = {hours: moved for hours, (_, moved) in tally.items() if moved}
    low, high = math.log(2) / _LONGEST, math.log(2) / _SHORTEST
    for _ in range(80):
        middle = math.sqrt(low * high)
        if _explained(changed, middle) > still:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)


def _explained(changed: Mapping[int, float], rate: float) -> float:
    return sum(m * h / math.expm1(min(rate * h, 700.0)) for h, m in changed.items())


def keep_half_lives(
    home: Home, answers: Mapping[str, Iterable[Answered]], now: dt.datetime
) -> None:
    """Estimate every source's half-lives from its answers of the last 90 days and keep them."""
    lines = []
    for source, those in sorted(answers.items()):
        visits = [v for one in those if one.at >= now - WINDOW for v in one.visits]
        lines += [
            {"source": source, "operator": one.operator, "lead": one.lead, "hours": one.hours}
            | {"visits": one.visits, "moved": one.moved}
            for one in estimated(visits)
        ]
    write_json(home.history / FILE, {"half_lives": lines})


def _kept(home: Home) -> list[dict[str, Any]]:
    path = home.history / FILE
    if not path.exists():
        return []
    lines: list[dict[str, Any]] = json.loads(path.read_bytes())["half_lives"]
    return lines
