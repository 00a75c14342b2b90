"""Fates of imported rows: what would become of each, found out without writing anything.

The same rule as `people.attach`, over what the database holds and the rows before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from ..offers import fold
from ..store.settings import Settings
from . import suppression
from .import_rows import Refused, Row
from .names import compatible, name_key
from .tables import bookings, contacts, persons

Kind = Literal["new", "same", "doubtful", "refused"]
Booking = Literal["", "new", "there"]
_AT_ONCE = 400
_FIRST_OF_FILE = 10**12


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row: `who` is the person it is or may be, `by` "phone", "email" or "name".

    `code` and `said` tell why a row is refused.
    """

    place: int
    name: str
    kind: Kind
    row: Row | None = None
    who: str = ""
    by: str = ""
    booking: Booking = ""
    code: str = ""
    said: str = ""


@dataclass
class _Holder:
    """Somebody known, from the database or from an earlier row."""

    id: int
    name: str


class _Known:
    """Who has which contact and name, and which bookings there are; grows row by row."""

    def __init__(self, conn: sa.Connection, rows: Sequence[Row]) -> None:
        self.holders: dict[str, list[_Holder]] = defaultdict(list)
        self.names: dict[str, _Holder] = {}
        self.bookings: set[tuple[str, str]] = set()
        by_id: dict[int, _Holder] = {}
        for row in _holding(conn, [value for one in rows for value in one.contacts]):
            holder = by_id.setdefault(row.id, _Holder(row.id, row.name))
            self.holders[row.value].append(holder)
        for row in _named(conn, [key for one in rows if (key := name_key(one.name))]):
            self.names[row.name_key] = by_id.setdefault(row.id, _Holder(row.id, row.name))
        for row in _booked(conn, [one.booking.number for one in rows if one.booking]):
            self.bookings.add((row.number, fold(row.operator)))

    def there(self, row: Row) -> list[_Holder]:
        """One entry for each contact of the row that somebody has."""
        found = [holder for value in row.contacts for holder in self.holders[value]]
        return sorted(found, key=lambda holder: holder.id)

    def gains(self, holder: _Holder, row: Row) -> None:
        for value in row.contacts:
            if holder not in self.holders[value]:
                self.holders[value].append(holder)
        if key := name_key(holder.name):
            self.names.setdefault(key, holder)


def fates(conn: sa.Connection, settings: Settings, rows: Sequence[Row | Refused]) -> Iterator[Fate]:
    """The fate of each row in turn."""
    known = _Known(conn, [row for row in rows if isinstance(row, Row)])
    for row in rows:
        if isinstance(row, Refused):
            yield Fate(row.place, row.name, "refused", code=row.code, said=row.said)
        elif _erased(conn, settings, row):
            yield Fate(row.place, row.name, "refused", code="erased")
        else:
            yield _fate(row, known)


def _fate(row: Row, known: _Known) -> Fate:
    there = known.there(row)
    same = [holder for holder in there if compatible(row.name, holder.name)]
    fate = _same(row, same, there, known) if same else _new(row, there, known)
    if row.booking is None:
        return fate
    key = (row.booking.number, fold(row.booking.operator))
    already = key in known.bookings
    known.bookings.add(key)
    return replace(fate, booking="there" if already else "new")


def _same(row: Row, same: list[_Holder], there: list[_Holder], known: _Known) -> Fate:
    chosen = min(same, key=lambda one: (-there.count(one), name_key(one.name) == "", one.id))
    said = chosen.name
    by = "phone" if chosen in known.holders.get(row.phone, ()) else "email"
    if name_key(row.name) and not name_key(chosen.name):
        chosen.name = row.name
    known.gains(chosen, row)
    return Fate(row.place, row.name, "same", row, said, by)


def _new(row: Row, there: list[_Holder], known: _Known) -> Fate:
    by_name = known.names.get(name_key(row.name))
    other = there[0] if there else by_name
    by = ""
    if there:
        by = "phone" if there[0] in known.holders.get(row.phone, ()) else "email"
    elif by_name:
        by = "name"
    known.gains(_Holder(_FIRST_OF_FILE + row.place, row.name), row)
    if other is None:
        return Fate(row.place, row.name, "new", row)
    return Fate(row.place, row.name, "doubtful", row, other.name, by)


def _erased(conn: sa.Connection, settings: Settings, row: Row) -> bool:
    """Whether somebody who was erased had this contact: no list brings them back."""
    found = suppression.reasons(conn, settings, row.contacts)
    return any(one.reason == suppression.ERASED for one in found)


def _alive() -> sa.ColumnElement[bool]:
    return sa.and_(persons.c.merged_into_id.is_(None), persons.c.erased_at.is_(None))


def _holding(conn: sa.Connection, values: Iterable[str]) -> Iterator[Any]:
    for some in _parts(values):
        yield from conn.execute(
            sa.select(persons.c.id, persons.c.name, contacts.c.value)
            .join(contacts, contacts.c.person_id == persons.c.id)
            .where(contacts.c.value.in_(some), _alive())
            .order_by(persons.c.id)
        )


def _named(conn: sa.Connection, keys: Iterable[str]) -> Iterator[Any]:
    for some in _parts(keys):
        yield from conn.execute(
            sa.select(persons.c.id, persons.c.name, persons.c.name_key)
            .where(persons.c.name_key.in_(some), _alive())
            .order_by(persons.c.id)
        )


def _booked(conn: sa.Connection, numbers: Iterable[str]) -> Iterator[Any]:
    for some in _parts(numbers):
        yield from conn.execute(
            sa.select(bookings.c.number, bookings.c.operator).where(bookings.c.number.in_(some))
        )


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    """The different values, as many at once as an engine takes in one question."""
    whole = list(dict.fromkeys(values))
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
