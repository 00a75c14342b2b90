"""Outcome: what one operator's refresh came to."""

from __future__ import annotations

from dataclasses import dataclass

from ..catalog.runs import Run
from ..catalog.tally import Tally
from ..catalog.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one operator's refresh came to.

    `state`: published | refused (yesterday's offers stay) | failed (no whole run) | busy (another
    process holds it) | not_permitted | stopped. `sentence` says why in words for a person.
    """

    source: str
    title: str
    state: str
    run: Run | None = None
    tally: Tally | None = None
    verdict: Verdict | None = None
    seconds: float = 0.0
    sentence: str = ""

    @property
    def done(self) -> bool:
        return self.state == "published"
