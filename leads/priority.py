"""Priority: who looks like a client of the priority desk, and why; a person confirms it later."""

from __future__ import annotations

from dataclasses import dataclass

from .wish import MarketSeen

FIT = 200
"""Tenths of fit from which an enquiry looks like one for the priority desk (backoffice.md 5)."""
STARS = 5


@dataclass(frozen=True, slots=True)
class Priority:
    """Whether, and the reasons as codes: priority_client, fit, five_stars, top_quarter."""

    predicted: bool
    why: tuple[str, ...]


def predicted(client: bool, fit: int, market: MarketSeen | None) -> Priority:
    """`client`: is a priority client already; `fit` in tenths; `market` as seen when asking."""
    reasons = {
        "priority_client": client,
        "fit": fit >= FIT,
        "five_stars": market is not None and (market.stars or 0) >= STARS,
        "top_quarter": market is not None and market.top_quarter,
    }
    why = tuple(reason for reason, holds in reasons.items() if holds)
    return Priority(bool(why), why)
