"""Tables: CSV with any line ends, and sheets made by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import Page, read_page
from fairwind.crawlers.connectors.tables import MOST_UNPACKED
from fairwind.crawlers.connectors.texts import lines_of
from fairwind.offers.faults import ConnectorFault

from .cards import card_with

NOW = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)
HERE = "https://feed.example.com/offers"
FIELDS = "  id: Ref\n  name: Hotel name\n  price: Price"


def csv_card(folder: Path, rest: str = "", fields: str = FIELDS) -> Card:
    return card_with(folder, f"  kind: feed\n  format: csv\n  start: {HERE}\n{rest}", fields)


def sheet_card(folder: Path, rest: str = "", formats: str = "") -> Card:
    connector = f"  kind: sheet\n  start: {HERE}\n{rest}"
    return card_with(folder, connector, FIELDS + "\n  date: Start", formats)


def read(card: Card, body: bytes | str) -> Page:
    return read_page(card, body.encode() if isinstance(body, str) else body, HERE, "text/csv", NOW)


def said(page: Page) -> list[dict[str, Any]]:
    return [dict(record.said) for record in page.records]


def refused(card: Card, body: bytes | str) -> str:
    with pytest.raises(ConnectorFault) as caught:
        read(card, body)
    return str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_is_read_with_whatever_line_ends(end, tmp_path):
    lines = ["Ref,Hotel name,Price", 'A,"Lagoon, ""Blue""",899', "", "B,Bay,1020", ""]
    assert said(read(csv_card(tmp_path), end.join(lines))) == [
        {"id": "A", "name": 'Lagoon, "Blue"', "price": "899"},
        {"id": "B", "name": "Bay", "price": "1020"},
    ]


def test_a_line_end_inside_quotes_belongs_to_the_value(tmp_path):
    page = read(csv_card(tmp_path), 'Ref,Hotel name,Price\nA,"Lagoon\nVillage",899\n')
    assert said(page) == [{"id": "A", "name": "Lagoon\nVillage", "price": "899"}]


def test_the_cards_delimiter_and_columns_are_used(tmp_path):
    card = csv_card(tmp_path, '  delimiter: ";"\n  columns: [Ref, Hotel name, Price]')
    assert said(read(card, "A;Lagoon;899,50\n")) == [
        {"id": "A", "name": "Lagoon", "price": "899,50"}
    ]


def test_a_tab_may_be_the_delimiter(tmp_path):
    card = csv_card(tmp_path, '  delimiter: "\\t"')
    assert len(read(card, "Ref\tHotel name\tPrice\nA\tB\t1\n").records) == 1


def test_a_header_alone_is_an_honest_none(tmp_path):
    assert read(csv_card(tmp_path), "Ref,Hotel name,Price\n").records == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "looked for a line with the columns' names, the answer is empty"),
        ("<html><body>Sorry</body></html>", "looked for a table, the answer is markup"),
        ("Ref,Hotel,Price\nA,B,1\n", "column 'Hotel name' not found; the header has Ref, Hotel"),
        ("Ref,Hotel name,Price,Price\n", "column 'Price' stands 2 times in the header"),
        ("Ref,Hotel name,Price\nA,B,1\nB,Ba", "the last line has 2 columns of 3: cut off"),
        ("Ref,Hotel name,Price\nA," + "x" * 200_000 + ",1\n", "line 2: field larger than"),
    ],
)
def test_a_table_of_another_shape_says_what_was_looked_for(body, sentence, tmp_path):
    assert sentence in refused(csv_card(tmp_path), body)


def test_a_row_with_more_cells_than_names_is_no_record_and_keeps_its_text(tmp_path):
    page = read(csv_card(tmp_path), "Ref,Hotel name,Price\nA,Lagoon, Blue,899\nB,Bay,1\n")
    assert said(page) == [
        {"unreadable": "A | Lagoon |  Blue | 899"},
        {"id": "B", "name": "Bay", "price": "1"},
    ]
    assert page.warnings == {"a row has more columns than the header": 1}


def test_a_shorter_row_in_the_middle_does_not_state_the_rest(tmp_path):
    page = read(csv_card(tmp_path), "Ref,Hotel name,Price\nA,Lagoon\nB,Bay,1\n")
    assert said(page)[0] == {"id": "A", "name": "Lagoon"}


@settings(deadline=None)
@given(
    body=st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\r\n", b"bc"])).map(b"".join),
    size=st.integers(1, 5),
)
def test_lines_do_not_depend_on_how_the_bytes_arrive(body, size):
    chunks = [body[i : i + size] for i in range(0, len(body), size)]
    assert list(lines_of(chunks)) == body.splitlines(keepends=True)


_CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS)), end=st.sampled_from(["\n", "\r", "\r\n"]))
def test_every_table_that_python_writes_is_read_back(rows, end, tmp_path):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("Ref", "Hotel name", "Price"), *rows])
    found = [
        tuple(record.said.values()) for record in read(csv_card(tmp_path), text.getvalue()).records
    ]
    assert found == rows


# Sheets


def workbook(rows: list[list[Any]], title: str = "Offers", before: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    if before:
        sheet.title = before
        sheet = book.create_sheet()
    sheet.title = title
    for row in rows:
        sheet.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


HEADER = ["Ref", "Hotel name", "Price", "Start", None]


def test_a_sheet_is_read_by_the_names_of_its_columns(tmp_path):
    rows = [
        HEADER,
        ["A", "Lagoon", 899.9, dt.datetime(2026, 7, 4)],
        [None, None, None, None],
        ["B", "Bay", 1020.0, "05.07.2026"],
    ]
    card = sheet_card(tmp_path, formats="formats: {dates: dd.mm.yyyy}")
    assert said(read(card, workbook(rows))) == [
        {"id": "A", "name": "Lagoon", "price": Decimal("899.9"), "date": "04.07.2026"},
        {"id": "B", "name": "Bay", "price": 1020, "date": "05.07.2026"},
    ]


def test_a_named_sheet_and_a_lower_header_are_found(tmp_path):
    rows = [["Kék Horizont, own trips"], [], HEADER, ["A", "Lagoon", 5, None]]
    card = sheet_card(tmp_path, "  sheet: Trips\n  header_row: 3")
    page = read(card, workbook(rows, "Trips", before="Notes"))
    assert said(page) == [{"id": "A", "name": "Lagoon", "price": 5}]
    assert "sheet 'Trips' not found; the file has Offers" in refused(card, workbook(rows))


def test_a_sheet_with_its_header_only_is_an_honest_none(tmp_path):
    assert read(sheet_card(tmp_path), workbook([HEADER])).records == ()


def test_a_sheet_of_another_shape_says_what_was_looked_for(tmp_path):
    card = sheet_card(tmp_path)
    assert "looked for an XLSX sheet, the file is none" in refused(card, "Ref,Price\n")
    assert "column 'Start' not found" in refused(card, workbook([["Ref", "Hotel name", "Price"]]))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "looked for an XLSX sheet" in refused(card, empty.getvalue())


def test_a_sheet_that_is_longer_than_the_card_allows_is_refused(tmp_path):
    card = sheet_card(tmp_path, "  most_rows: 2")
    rows = [HEADER, *[["A", "Lagoon", 5, None]] * 3]
    assert "more than 2 rows (most_rows)" in refused(card, workbook(rows))


def test_a_sheet_that_unpacks_to_too_much_is_refused_unread(tmp_path, monkeypatch):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0")
    real = zipfile.ZipFile.infolist

    def swollen(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        parts = real(archive)
        for part in parts:
            part.file_size = MOST_UNPACKED + 1
        return parts

    monkeypatch.setattr(zipfile.ZipFile, "infolist", swollen)
    assert "the sheet unpacks to 300 MiB; 300 are the most" in refused(
        sheet_card(tmp_path), bomb.getvalue()
    )


def test_a_sheet_may_be_csv(tmp_path):
    card = sheet_card(tmp_path, '  format: csv\n  header_row: 2\n  delimiter: ";"')
    page = read(card, "Own trips;;;\nRef;Hotel name;Price;Start\nA;Lagoon;5;2026-07-04\n")
    assert said(page) == [{"id": "A", "name": "Lagoon", "price": "5", "date": "2026-07-04"}]
