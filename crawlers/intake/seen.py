"""Seen: what one run has read so far, in some sixty bytes a record however many there are."""

from __future__ import annotations

import datetime as dt
import struct
from array import array
from typing import NamedTuple

from ...offers import Provenance
from ..card import Card
from .draft import Rules
from .sighted import Sighted

_PAIR = struct.Struct("<QQ")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_Page = tuple[str, str, dt.datetime]
_MICROSECOND = dt.timedelta(microseconds=1)


class Reading(NamedTuple):
    """When an offer was last seen by its source, and where we read that."""

    checked_at: dt.datetime
    provenance: Provenance


class Digests:
    """Sixteen-byte digests in the order in which they came; each is found by its number.

    A set of bytes takes four times the memory, and a long feed has a million of them.
    """

    def __init__(self) -> None:
        self._keys = array("Q")
        self._slots = array("I", bytes(4 << 10))

    def __len__(self) -> int:
        return len(self._keys) // 2

    def __contains__(self, digest: bytes) -> bool:
        return self.number(digest) is not None

    def number(self, digest: bytes) -> int | None:
        """The number of a digest, or None where it has not come."""
        found = self._slots[self._slot(*_PAIR.unpack(digest))]
        return found - 1 if found else None

    def add(self, digest: bytes) -> int:
        """The number of a digest, which it is given where it has none."""
        low, high = _PAIR.unpack(digest)
        slot = self._slot(low, high)
        if found := self._slots[slot]:
            return found - 1
        self._keys.extend((low, high))
        number = len(self._keys) // 2
        self._slots[slot] = number
        if 2 * number > len(self._slots):
            self._grow()
        return number - 1

    def _slot(self, low: int, high: int) -> int:
        """Where the digest stands among the slots, or the free one where it would."""
        keys, slots, last = self._keys, self._slots, len(self._slots) - 1
        at = low & last
        while found := slots[at]:
            if keys[2 * found - 2] == low and keys[2 * found - 1] == high:
                break
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        self._slots = array("I", bytes(8 * len(self._slots)))
        keys = self._keys
        for number in range(len(self)):
            self._slots[self._slot(keys[2 * number], keys[2 * number + 1])] = number + 1


class Readings:
    """The newest reading of each offer that names itself, by its digest."""

    def __init__(self) -> None:
        self._offers = Digests()
        self._checked, self._positions, self._pages = array("q"), array("q"), array("I")
        self._known: dict[_Page, int] = {}
        self._told: list[_Page] = []

    def get(self, digest: bytes) -> Reading | None:
        """The reading kept for an offer, or None."""
        number = self._offers.number(digest)
        if number is None:
            return None
        source, address, read_at = self._told[self._pages[number]]
        seen = Provenance(source, address, self._positions[number], read_at)
        return Reading(_EPOCH + self._checked[number] * _MICROSECOND, seen)

    def put(self, digest: bytes, reading: Reading) -> None:
        """Keep this reading in the place of an older one."""
        seen = reading.provenance
        where = (seen.source, seen.address, seen.read_at)
        page = self._known.setdefault(where, len(self._known))
        if page == len(self._told):
            self._told.append(where)
        facts = ((reading.checked_at - _EPOCH) // _MICROSECOND, seen.position, page)
        number, columns = self._offers.add(digest), (self._checked, self._positions, self._pages)
        for column, fact in zip(columns, facts, strict=True):
            if number == len(column):
                column.append(fact)
            else:
                column[number] = fact


class Seen:
    """What one run has read so far: digests of whole records, and of offers with their reading."""

    def __init__(self) -> None:
        self.records = Digests()
        self.readings = Readings()
        self.sighted = Sighted()
        self._rules: Rules | None = None

    def rules_of(self, card: Card) -> Rules:
        """The card's tables, made once for a run, with what is known of its words so far."""
        if self._rules is None or self._rules.card is not card:
            self._rules = Rules.of(card)
        return self._rules
