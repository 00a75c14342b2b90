"""Import of clients and bookings: what is told before is what happens, and all of it undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from fairwind.leads import bookings, clients_import, import_undo, people, score, suppression
from fairwind.leads.import_columns import without_sensitive
from fairwind.leads.import_fates import Fate
from fairwind.leads.import_file import read_sheet
from fairwind.leads.tables import bookings as booking_rows
from fairwind.leads.tables import consents, contacts, imports, leads, persons
from fairwind.leads.take import Visit, take
from fairwind.store.database import Database
from fairwind.store.settings import Settings

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
HEAD = "Name;Phone;E-mail;Basis;Source;Basis date;Booking number;Operator;Departure;Value\n"
LIST = (
    HEAD
    + "Kovács Anna;06 30 111 2233;;contract;old system;2024-05-01;B-1;Sun;2024-07-01;€2,536\n"
    + "Anna Kovacs;+36301112233;anna@example.com;contract;old;2024-05-01;B-2;Sun;2025-07-01;3000\n"
    + "Nagy Béla;06 30 111 2233;;consent;fair;2024-05-01;;;;\n"
    + "Kiss Éva;06 30 222 3344;;;fair;2024-05-01;;;;\n"
    + "Tóth Pál;12;;consent;fair;2024-05-01;;;;\n"
    + "Kovács Anna;06 30 111 2233;;contract;old;2024-05-01;B-1;Sun;2024-07-01;€2,536\n"
)


@pytest.fixture
def keep(both: Database, settings: Settings) -> Any:
    def kept(text: str) -> int:
        read = without_sensitive(read_sheet("list.csv", text.encode(), "hu"))
        with both.write() as conn:
            usual = {"language": "hu", "currency": "EUR"}
            return clients_import.keep(conn, "list.csv", read, usual, "dora", NOW)

    return kept


def fates(database: Database, settings: Settings, number: int) -> list[Fate]:
    with database.read() as conn:
        found = clients_import.find(conn, number)
        assert found
        return list(clients_import.preview(conn, settings, found, NOW.date()))


def count(database: Database, table: sa.Table) -> int:
    with database.read() as conn:
        return int(conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_each_row_is_told_its_fate_and_nothing_is_written_before_import(
    both: Database, settings: Settings, keep: Any
) -> None:
    told = fates(both, settings, keep(LIST))
    assert [(one.kind, one.who, one.by, one.booking, one.code) for one in told] == [
        ("new", "", "", "new", ""),
        ("same", "Kovács Anna", "phone", "new", ""),
        ("doubtful", "Kovács Anna", "phone", "", ""),
        ("refused", "", "", "", "basis_missing"),
        ("refused", "", "", "", "phone"),
        ("same", "Kovács Anna", "phone", "there", ""),
    ]
    assert [count(both, table) for table in (persons, booking_rows, consents)] == [0, 0, 0]


def test_what_was_told_is_what_happens(both: Database, settings: Settings, keep: Any) -> None:
    number = keep(LIST)
    counts = clients_import.run(both, settings, number, "dora", NOW)
    assert counts == {"new": 1, "same": 2, "doubtful": 1, "refused": 2, "bookings": 2}
    with both.read() as conn:
        (anna,) = people.by_contact(conn, "anna@example.com")
        booked = bookings.of(conn, [anna.id])
        marks = bookings.marks(conn, [anna.id], booked)
        lines = conn.execute(sa.select(consents).where(consents.c.person_id == anna.id)).all()
    assert [one.number for one in booked] == ["B-2", "B-1"]
    assert (marks.bought, marks.more, marks.again, marks.brought) == (True, True, True, False)
    assert marks.count == 3
    assert [(line.purpose, line.source, line.proof) for line in lines] == [
        ("answer", "import", f"import {number}, row 2")
    ]
    assert "Legal basis: contract. Source: old system. Date: 2024-05-01." in lines[0].text


def test_the_rows_leave_the_upload_as_they_are_imported_and_never_twice(
    both: Database, settings: Settings, keep: Any
) -> None:
    number = keep(LIST)
    for _ in range(2):
        clients_import.run(both, settings, number, "dora", NOW)
    assert count(both, persons) == 2
    with both.read() as conn:
        held = conn.scalar(sa.select(imports.c.rows).where(imports.c.id == number))
    assert held == {}


def test_an_import_that_was_cut_short_goes_on_where_it_stopped(
    both: Database, settings: Settings, keep: Any
) -> None:
    rows = "".join(
        f"Person Nr{n};06 30 {1000000 + n};;consent;fair;2024-05-01;;;;\n" for n in range(150)
    )
    number = keep(HEAD + rows)
    with both.write() as conn:
        counts, going = clients_import.step(conn, settings, number, "dora", NOW)
    assert (counts["new"], going) == (100, True)
    assert clients_import.run(both, settings, number, "dora", NOW)["new"] == 150
    assert count(both, persons) == 150


def test_undo_takes_back_what_the_import_made_and_nobody_touched(
    both: Database, settings: Settings, keep: Any
) -> None:
    with both.write() as conn:
        known = people.attach(conn, "Szabó Ida", "+36303334455", "", "hu", NOW).person_id
    later = NOW + dt.timedelta(hours=1)
    number = keep(
        HEAD
        + "Szabó Ida;+36303334455;ida@example.com;contract;old;2024-05-01;B-9;Sun;2024-07-01;\n"
        + "Kovács Anna;06 30 111 2233;;contract;old;2024-05-01;;;;\n"
        + "Nagy Béla;06 30 222 3344;;contract;old;2024-05-01;;;;\n"
    )
    clients_import.run(both, settings, number, "dora", later)
    with both.write() as conn:
        (anna,) = people.by_contact(conn, "+36301112233")
        conn.execute(persons.update().where(persons.c.id == anna.id).values(version=2))
        undone = import_undo.undo(conn, number, "dora", later)
        assert undone == import_undo.Undone(persons=1, bookings=1, kept=1)
        assert import_undo.undo(conn, number, "dora", later) is None
        left = conn.execute(sa.select(persons.c.id).order_by(persons.c.id)).scalars().all()
        assert left == [known, anna.id]
        values = conn.execute(sa.select(contacts.c.value)).scalars().all()
        assert sorted(values) == ["+36301112233", "+36303334455"]


def test_a_list_brings_back_nobody_who_was_erased(
    both: Database, settings: Settings, keep: Any
) -> None:
    with both.write() as conn:
        suppression.suppress(conn, settings, "+36301112233", "phone", "erased", NOW)
    assert fates(both, settings, keep(LIST))[0].code == "erased"


def test_an_upload_that_nobody_imported_is_gone_after_a_day(both: Database, keep: Any) -> None:
    keep(LIST)
    with both.write() as conn:
        assert clients_import.drop_old(conn, NOW + dt.timedelta(hours=23)) == 0
        assert clients_import.drop_old(conn, NOW + dt.timedelta(hours=25)) == 1


def test_formulas_and_markup_stay_the_words_they_are(
    both: Database, settings: Settings, keep: Any
) -> None:
    row = "=cmd|' /C calc'!A0 <b>;06 30 111 2233;;contract;=HYPERLINK(1);2024-05-01;;;;\n"
    clients_import.run(both, settings, keep(HEAD + row), "dora", NOW)
    with both.read() as conn:
        assert conn.scalar(sa.select(persons.c.name)) == "=cmd|' /C calc'!A0 <b>"


def test_an_imported_booking_makes_who_asks_now_a_client_who_comes_again(
    both: Database, settings: Settings, keep: Any, anna: Any, clock: Any
) -> None:
    take(both, settings, clock, anna, Visit())
    with both.write() as conn:
        (lead,) = conn.scalars(sa.select(leads.c.id))
        before = {line.rule for line in score.lines_of(conn, lead)}
    row = "Kovács Anna;06 30 111 2233;;contract;old;2024-05-01;B-1;Sun;2024-07-01;\n"
    clients_import.run(both, settings, keep(HEAD + row), "dora", clock.now())
    with both.read() as conn:
        after = {line.rule for line in score.lines_of(conn, lead)}
    assert after - before == {"client"}
