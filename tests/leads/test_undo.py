"""Undo: rows come back as they were, or nothing is touched."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import undo
from fairwind.leads.tables import absences, bookings, members, persons, undos
from fairwind.store.database import Database
from fairwind.store.users import MANAGER, create_user

NOW = dt.datetime(2026, 6, 5, 8, 0, tzinfo=dt.UTC)
CLARA = "clara@example.com"


@pytest.fixture
def database(both: Database) -> Database:
    """Each engine in turn."""
    return both


@pytest.fixture
def anna(database: Database) -> int:
    """Anna as a person, version 1."""
    with database.write() as conn:
        row = {"created_at": NOW, "name": "Anna", "language": "hu", "seen_at": NOW}
        made = conn.execute(persons.insert().values(row).returning(persons.c.id))
        number: int = made.scalar_one()
        return number


def _renamed(database: Database, person: int, name: str) -> str:
    with database.write() as conn:
        where = persons.c.id == person
        before = undo.snapshot(conn, persons, where)
        changed = {"name": name, "version": persons.c.version + 1}
        conn.execute(persons.update().where(where).values(changed))
        after = undo.snapshot(conn, persons, where)
        return undo.remember(conn, "person renamed", before, after, CLARA, NOW)


def _undo(database: Database, named: str, actor: str = CLARA, after_hours: float = 0) -> str:
    with database.write() as conn:
        return undo.undo(conn, named, actor, NOW + dt.timedelta(hours=after_hours)).value


def _all(database: Database, table: sa.Table) -> list[Any]:
    with database.read() as conn:
        return list(conn.execute(sa.select(table).order_by(*table.primary_key)))


def test_a_changed_row_is_as_it_was_but_for_a_new_version(database: Database, anna: int) -> None:
    named = _renamed(database, anna, "Anne")
    assert _undo(database, named) == "done"
    (row,) = _all(database, persons)
    assert (row.name, row.version, row.created_at) == ("Anna", 3, NOW)
    assert _undo(database, named) == "already"


def test_what_somebody_changed_since_is_left_alone(database: Database, anna: int) -> None:
    named = _renamed(database, anna, "Anne")
    _renamed(database, anna, "Anette")
    assert _undo(database, named) == "changed"
    assert _all(database, persons)[0].name == "Anette"


def test_added_rows_go_and_taken_rows_come_back_in_the_order_they_lean(
    database: Database, anna: int
) -> None:
    with database.write() as conn:
        user = create_user(conn, CLARA, "", MANAGER, "correct horse battery", NOW)
        member = {"team": "priority", "capacity_open": 8, "daily_quota": 12}
        member |= {"languages": ["hu", "en"], "skills": {}, "active": True}
        conn.execute(members.insert().values(user_id=user.id, **member))
        rest = {"user_id": user.id, "from_at": NOW, "to_at": NOW + dt.timedelta(days=1)}
        conn.execute(absences.insert().values(rest))
    everything = sa.true()
    with database.write() as conn:
        before = undo.together(
            *(undo.snapshot(conn, t, everything) for t in (absences, members, bookings))
        )
        conn.execute(absences.delete())
        conn.execute(members.delete())
        booking = {"number": "B1", "operator": "Sun", "product": "x", "child_ages": [4]}
        booking |= {"person_id": anna, "departure": dt.date(2026, 7, 4), "status": "booked"}
        conn.execute(bookings.insert().values(booking))
        after = undo.together(
            *(undo.snapshot(conn, t, everything) for t in (absences, members, bookings))
        )
        named = undo.remember(conn, "import", before, after, CLARA, NOW)
    assert _undo(database, named) == "done"
    assert not _all(database, bookings)
    (kept,) = _all(database, members)
    assert (kept.languages, kept.skills, kept.active) == (["hu", "en"], {}, True)
    assert _all(database, absences)[0].to_at == NOW + dt.timedelta(days=1)


def test_a_row_that_another_leans_on_does_not_go(database: Database) -> None:
    with database.write() as conn:
        row = {"created_at": NOW, "name": "Boris", "language": "ru", "seen_at": NOW}
        conn.execute(persons.insert().values(row))
        after = undo.snapshot(conn, persons, sa.true())
        named = undo.remember(conn, "person added", {}, after, CLARA, NOW)
        (boris,) = conn.scalars(sa.select(persons.c.id))
        booking = {"number": "B1", "operator": "Sun", "product": "x", "child_ages": []}
        booking |= {"person_id": boris, "departure": dt.date(2026, 7, 4), "status": "booked"}
        conn.execute(bookings.insert().values(booking))
    assert _undo(database, named) == "changed"
    assert len(_all(database, persons)) == 1


def test_only_who_changed_it_may_take_it_back_and_for_a_day(database: Database, anna: int) -> None:
    named = _renamed(database, anna, "Anne")
    with database.read() as conn:
        assert undo.offered(conn, named, CLARA, NOW)
        assert not undo.offered(conn, named, "dora@example.com", NOW)
        assert not undo.offered(conn, named, CLARA, NOW + undo.KEPT)
    assert _undo(database, named, "dora@example.com") == "unknown"
    assert _undo(database, "guess") == "unknown"
    assert _undo(database, named, after_hours=24) == "too_late"
    assert _all(database, persons)[0].name == "Anne"
    with database.write() as conn:
        assert undo.forget(conn, NOW + undo.KEPT) == 1
    assert not _all(database, undos)


@pytest.mark.parametrize("name", sorted(undo.NEVER))
def test_no_copy_is_kept_of_what_is_sealed_or_only_added_to(database: Database, name: str) -> None:
    with pytest.raises(ValueError, match=name), database.write() as conn:
        undo.remember(conn, "x", {name: []}, {}, CLARA, NOW)
