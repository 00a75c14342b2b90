"""Parties of priced departures, interned: for whom an amount is, as one small number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..offers import Party, Seats, fits

GOES, UNCLEAR, NOBODY, PER_ADULT = range(4)
"""No price at all; a price that cannot be read; a price for no party that can be asked for
(per person with children, per party without a party); a price for each adult of any party
without children."""
NAMED = 4
"""Parties from here on have adults and seats of their own."""

Seated = tuple[int, Seats]
"""The adults and the places of the children that an amount is for."""


MOST_KNOWN = 4096


class Parties:
    """The interned parties of one generation; `seated[n]` is party NAMED + n."""

    def __init__(self, seated: Iterable[Seated]) -> None:
        self.seated = tuple(seated)
        self._known: dict[Party, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def codes(self, asked: Party) -> tuple[int, ...]:
        """The parties whose prices are prices for the asked one, ascending."""
        return self._both(asked)[0]

    def others(self, asked: Party) -> tuple[int, ...]:
        """The parties whose departures go for the asked one, without a price that is its own."""
        return self._both(asked)[1]

    def _both(self, asked: Party) -> tuple[tuple[int, ...], tuple[int, ...]]:
        known = self._known.get(asked)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[asked] = self._divided(asked)
        return known

    def _divided(self, asked: Party) -> tuple[tuple[int, ...], tuple[int, ...]]:
        own = [PER_ADULT] if asked.adults_only else []
        for n, (adults, places) in enumerate(self.seated):
            if fits(asked, adults, places):
                own.append(NAMED + n)
        return tuple(own), tuple(code for code in self.every if code not in set(own))

    @property
    def every(self) -> tuple[int, ...]:
        """The parties whose departures go for anyone at all, ascending."""
        return (GOES, NOBODY, PER_ADULT, *range(NAMED, NAMED + len(self.seated)))

    def to_json(self) -> list[Any]:
        return [[adults, [list(place) for place in places]] for adults, places in self.seated]

    @classmethod
    def from_json(cls, rows: Iterable[Any]) -> Parties:
        return cls((adults, tuple((low, high) for low, high in places)) for adults, places in rows)
