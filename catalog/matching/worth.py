"""Worth: what a decision about a pair changes for visitors, by which the queue is sorted.

Joined or not, the pair's offers stand on one card or on two: more offers and more looks make the
decision count for more, and so do prices that are far apart, for a visitor who sees one of two
such cards does not see the cheaper operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .doubts import Doubt

Evidence = Mapping[str, Any]


def worth(doubt: Doubt, looks: int) -> float:
    """Offers x (1 + looks within a month) x (1 + how far prices are apart)."""
    return doubt.offers * (1 + looks) * (1 + (apart(doubt.evidence) or 0.0))


def looks_of(evidence: Evidence, looks: Mapping[str, int]) -> int:
    """Visitors' looks at the cards of both sides; a card that both stand on counts once."""
    cards = {side["card"]["id"] for side in _sides(evidence) if "card" in side}
    return sum(looks.get(card, 0) for card in cards)


def apart(evidence: Evidence) -> float | None:
    """How far apart the two sides' prices are as a share of the higher one, 0 to 1; None where no
    two are like for like: one currency, one basis, as many nights. The lowest ones count, for
    these a visitor is shown first.
    """
    mine, theirs = _lowest(evidence, "one"), _lowest(evidence, "other")
    shares = [
        1 - min(mine[terms], theirs[terms]) / max(mine[terms], theirs[terms])
        for terms in mine.keys() & theirs.keys()
    ]
    return max(shares, default=None)


def _lowest(evidence: Evidence, side: str) -> dict[tuple[Any, ...], int]:
    """The lowest price of a side for each currency, basis and number of nights."""
    found: dict[tuple[Any, ...], int] = {}
    for row in evidence.get(side, {}).get("prices", ()):
        terms = (row["currency"], row["basis"], row["nights_min"])
        if row["amount"] > 0 and row["amount"] < found.get(terms, row["amount"] + 1):
            found[terms] = row["amount"]
    return found


def _sides(evidence: Evidence) -> list[Mapping[str, Any]]:
    return [evidence.get(side, {}) for side in ("one", "other")]
