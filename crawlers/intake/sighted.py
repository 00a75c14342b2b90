"""Sighted: the rows whose basis nobody states, as evidence of what their page's prices mean."""

from __future__ import annotations

import hashlib
import json
from array import array
from functools import lru_cache

from ...catalog.basis.sightings import Sighting
from ...offers import NO_CURRENCY, Basis, RawOffer
from .draft import Draft

# What may differ between two readings of one row that are worth comparing: its prices, what the
# page tells around it, and the lists of what else is sold.
_NOT_OF_THE_ROW = frozenset(
    "price prices price_was total adult_prices child_prices extras basis dates nights_options"
    " checked_at text facts itinerary photos rating link availability former_name lat lon point"
    " deposit balance_days free_cancellation_days".split()
)


def sighting(record: RawOffer, draft: Draft) -> Sighting | None:
    """What an understood record shows, or None where it can prove nothing.

    It must be for two adults or more and no child, with an amount of unknown basis. Where the
    trip lasts as many nights as there are persons, or its length is not known, n times the amount
    could be the price of n nights as well, so such a row is no evidence.
    """
    price, party, nights = draft.price, draft.party, draft.nights
    if price is None or price.basis is not Basis.UNKNOWN or draft.party_unclear:
        return None
    if party is None or not party.adults_only or party.adults < 2 or nights is None:
        return None
    if price.amount.currency == NO_CURRENCY or nights.least <= party.adults <= nights.most:
        return None
    row = _row(record, price.amount.currency)
    return Sighting(row, price.amount.minor, party.persons, record.provenance.position)


def _row(record: RawOffer, currency: str) -> int:
    """64 bits that are equal where all is that tells the row from others, its prices left out."""
    said = record.said
    parts = [(name, said[name]) for name in _names(tuple(said))]
    text = json.dumps([currency, parts], default=repr)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        sorted(n for n in names if n not in _NOT_OF_THE_ROW and not n.startswith("mandatory."))
    )


class Sighted:
    """The sightings of a run by the number of their record, for the duplicates still to come."""

    def __init__(self) -> None:
        self._row, self._amount, self._persons = array("Q"), array("q"), array("B")

    def first(self, number: int, seen: Sighting | None) -> tuple[Sighting, ...]:
        """Keep what record `number` shows."""
        if seen is None:
            return ()
        missing = number - len(self._row)
        for column in (self._row, self._amount, self._persons):
            column.frombytes(bytes(column.itemsize * missing))
        self._row.append(seen.row)
        self._amount.append(seen.amount)
        self._persons.append(seen.persons)
        return (seen,)

    def again(self, number: int, position: int) -> tuple[Sighting, ...]:
        """What a duplicate of record `number` shows, at its own position."""
        if number >= len(self._row) or not self._persons[number]:
            return ()
        return (Sighting(self._row[number], self._amount[number], self._persons[number], position),)
