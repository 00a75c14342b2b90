"""Claims: what an operator says of its own pages, believed as long as it proves true.

Two claims are held against what was read: that a page with the same validator (ETag,
Last-Modified) is the same, and that one with the same `lastmod` in the sitemap is. The first is
HTTP's own promise and is believed until it is broken; the second is often printed by a clock, so
that it has to agree first. Looks are independent: a 304 is no proof, only a whole answer is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .earlier import Earlier

VALIDATOR, LASTMOD = "validator", "lastmod"

LEAST = {VALIDATOR: 0, LASTMOD: 50}
"""Whole answers in a row that must have agreed before a claim is believed."""
DOUBTED = dt.timedelta(days=30)
"""How long a broken claim is not believed; after it, it has to agree anew."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one operator, kept beside its readings."""

    earlier: Earlier

    def believed(self, claim: str, now: dt.datetime) -> bool:
        """Whether a claim may spare a question now."""
        agreed, until = self.earlier.trust(claim)
        return agreed >= LEAST[claim] and (until is None or until <= now)

    def look(self, claim: str, same: bool, now: dt.datetime) -> None:
        """Take in one whole answer of which it was claimed that nothing changed."""
        agreed, until = self.earlier.trust(claim)
        if same:
            self.earlier.set_trust(claim, agreed + 1, until)
        else:
            self.earlier.set_trust(claim, 0, now + DOUBTED)
