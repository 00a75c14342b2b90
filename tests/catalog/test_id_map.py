"""The id map: ids of hotels from a file, line by line, on both engines, taken back by the file."""

from __future__ import annotations

import datetime as dt

import pytest

from fairwind.catalog.matching.decisions import decisions, stamp
from fairwind.catalog.matching.id_file import IdFile, read_ids
from fairwind.catalog.matching.id_map import forget, import_ids, imported, preview
from fairwind.offers.faults import StoreFault
from fairwind.store.database import Database

NOW = dt.datetime(2026, 6, 5, 9, 30, tzinfo=dt.UTC)
DORA = "dora@example.com"
SHEET = "operator;operator_id;giata;own\nsunny;7;01284;\nblue;19;1284;K-3\n\nsunny;8;;K-4\n"


def a_file(text: str, name: str = "ids.csv") -> IdFile:
    return read_ids(name, text.encode())


def test_ids_are_read_with_their_lines() -> None:
    found = a_file(SHEET)
    assert [(one.line, one.operator, one.operator_id, one.scheme, one.value) for one in found.lines]
    assert [(one.line, one.scheme, one.value) for one in found.lines] == [
        (2, "giata", "1284"),
        (3, "giata", "1284"),
        (3, "own", "K-3"),
        (5, "own", "K-4"),
    ]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";7;1;", "operator is empty"),
        ("sunny;;1;", "operator_id is empty"),
        ("sunny;7;;", "no id in it"),
        ("sunny;7;12x;", 'giata "12x" is no number'),
        ("sunny;7;0;", 'giata "0" is no number'),
        ("sunny;7;1;a;b", "5 cells under 4 columns"),
        (f"sunny;7;1;{'x' * 121}", "own is longer than 120 letters, or no plain text"),
    ],
)
def test_a_line_that_says_nothing_useful_is_left_out_and_the_others_stand(
    line: str, why: str
) -> None:
    found = a_file(f"{SHEET}{line}\n")
    assert [(one.line, one.why) for one in found.refused] == [(6, why)]
    assert len(found.lines) == 4


def test_a_hotel_with_two_ids_of_one_kind_gets_neither() -> None:
    found = a_file("operator,operator_id,giata\nsunny,7,1\nsunny,7,2\nsunny,7,1\nblue,1,3\n")
    assert [one.line for one in found.refused] == [2, 3]
    assert [one.operator for one in found.lines] == ["blue"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "line 1: no column operator, operator_id"),
        (b"operator,operator_id\n", "line 1: no column giata or own"),
        (b"operator,operator_id,giata\nx,\xff,1\n", "line 2: not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_ids_is_refused_with_the_place(body: bytes, why: str) -> None:
    with pytest.raises(StoreFault, match=rf"ids.csv: {why}"):
        read_ids("ids.csv", body)


def test_an_import_tells_first_then_keeps_and_is_taken_back_by_its_file(
    database: Database,
) -> None:
    with database.write() as conn:
        before = stamp(conn)
        told = preview(conn, a_file(SHEET))
        assert (dict(told.new), told.known, told.refused) == ({"blue": 2, "sunny": 2}, 0, ())
        assert stamp(conn) == before
        assert import_ids(conn, a_file(SHEET), DORA, NOW) == told
        assert preview(conn, a_file(SHEET)).known == 4
        assert stamp(conn) != before
        [file] = imported(conn)
        assert (file.file, file.ids, file.by, file.at) == ("ids.csv", 4, DORA, NOW)
        held = decisions(conn).ids
        assert held.of["blue", "19"] == {("giata", "1284"), ("own", "K-3")}
        assert ("giata", "1284") in held.confirmed
        assert forget(conn, "ids.csv", DORA, NOW) == 4
        assert imported(conn) == []
        assert decisions(conn).ids.of == {}


def test_a_line_against_an_earlier_file_is_refused_with_that_file(database: Database) -> None:
    with database.write() as conn:
        import_ids(conn, a_file(SHEET), DORA, NOW)
        other = a_file("operator,operator_id,giata\nsunny,7,99\nred,1,5\n", "new.csv")
        told = import_ids(conn, other, DORA, NOW)
    assert dict(told.new) == {"red": 1}
    [refused] = told.refused
    assert refused.line == 2
    assert refused.why == "sunny 7 is giata 1284 by ids.csv, line 2; take that file back first"
