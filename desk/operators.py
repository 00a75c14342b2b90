"""Operators as the agency's people see them, and what they decide about a refused run.

The scheduler counts and decides; the site shows. Neither imports the other, so both know this page:
the scheduler fills a `Counter`, and who starts the site hands it over (decision 0118).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from ..catalog.price_checks import Truth
from ..catalog.stops import Stop
from ..catalog.tally import Tally
from ..catalog.verdict import Verdict
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings

_WELL = ("ok", "never")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused run: since when it is told, and by whom and why it was closed."""

    source: str
    run: str
    told_at: dt.datetime
    closed_at: dt.datetime | None = None
    closed_by: str = ""
    note: str = ""


class Cause(StrEnum):
    """Why an operator's next turn comes when it comes."""

    FIRST = "never asked"
    RUNNING = "being asked"
    FAILED = "failed"
    CARD = "card"
    STEADY = "steady"
    CHANGES = "changes"
    STOPPED = "stopped"
    NOT_PERMITTED = "not permitted"


@dataclass(frozen=True, slots=True)
class Next:
    """An operator's next turn as the planner sees it.

    `at` None: at once for one never asked, else not at all. `wait` is the time between two of its
    runs: that of its CARD where its changes were never measured or too few came (STEADY), a
    shorter one for CHANGES, `half_life` being how long until half of its prices are others and
    `looks` how often visitors looked at its stays within a month. `bound`: its requests a
    minute allow no sooner one.
    """

    cause: Cause
    at: dt.datetime | None = None
    wait: dt.timedelta = dt.timedelta()
    half_life: dt.timedelta | None = None
    looks: int = 0
    bound: bool = False


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """One line of `fairwind operators`.

    `state`: ok | REFUSED | failed | running | never | damaged (its runs cannot be read).
    `change` is the newest run's offers against the published run before it, in per cent.
    `newest_run` names the newest run, `verdict` is what the gate said of it. `refusal` is open
    until somebody decides or a good run comes. `truth` is None where the operator cannot be asked
    for one price, or a source lists many operators.
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
    next: Next
    newest_run: str = ""
    newest_at: dt.datetime | None = None
    newest_offers: int = 0
    verdict: Verdict | None = None
    refusal: Refusal | None = None
    stop: Stop | None = None
    asked_singly: bool = False
    truth: Truth | None = None
    faults: tuple[str, ...] = field(default_factory=tuple)

    @property
    def well(self) -> bool:
        return self.state in _WELL and self.stop is None


@dataclass(frozen=True, slots=True)
class Operators:
    """All operators, those in trouble first, and a sentence for each card that cannot be read."""

    lines: tuple[OperatorLine, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """When cron was last heard of (None: never), and whether that is longer ago than it may be."""

    at: dt.datetime | None
    silent: bool


class Counter(Protocol):
    """Where people look at operators and decide about a refused run.

    Both decisions want a name and a reason; GateFault where the newest run is not refused, or
    somebody has decided about it already.
    """

    def operators(self) -> Operators: ...

    def operator(self, name: str) -> OperatorLine | None: ...

    def keep(self, name: str, actor: str, note: str) -> None: ...

    def publish_after_all(self, name: str, actor: str, note: str) -> None: ...

    def called(self) -> Called: ...


OpenCounter = Callable[[Settings, Clock, Database], Counter]
"""Opens the counter over one home; scheduler.counter.OfficeCounter is the real one."""
