"""Qualification: which lead may be worked on in marketing (MQL) and which in sales (SQL).

Nobody's question waits for it: routing answers everybody, qualification says what for
(backoffice.md 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from .wish import Wish


@dataclass(frozen=True, slots=True)
class Qualified:
    """Whether, and what is missing as codes: basis, reachable, wish, priority, confirmed."""

    yes: bool
    missing: tuple[str, ...]


def mql(*, basis: bool, reachable: bool, wish: Wish | None) -> Qualified:
    """A consent or contract to answer, a way to reach the person, and a country or dates."""
    place_or_dates = wish is not None and bool(
        wish.countries or wish.where or wish.depart_from or wish.depart_to
    )
    return _qualified(basis=basis, reachable=reachable, wish=place_or_dates)


def sql(marketing: Qualified, *, priority: bool, confirmed: bool) -> Qualified:
    """An MQL that fits the priority desk (its segment), which a person has confirmed."""
    sales = _qualified(priority=priority, confirmed=confirmed)
    return Qualified(marketing.yes and sales.yes, (*marketing.missing, *sales.missing))


def _qualified(**needed: bool) -> Qualified:
    missing = tuple(name for name, there in needed.items() if not there)
    return Qualified(not missing, missing)
