"""Files to import: what is read, in which letters, and what is refused before it is unpacked."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from fairwind.leads.import_columns import guess, without_sensitive
from fairwind.leads.import_file import MOST_BYTES, MOST_ROWS, ImportFault, read_sheet
from fairwind.leads.import_values import (
    Unreadable,
    read_ages,
    read_basis,
    read_day,
    read_money,
    read_status,
)
from fairwind.offers import Money

TODAY = dt.date(2026, 6, 5)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        "Név;Telefon\nKovács Őzike;06 30 111 2233\n".encode(),
        "Név,Telefon\r\nKovács Őzike,06 30 111 2233\r\n".encode("utf-8-sig"),
        "Név\tTelefon\nKovács Őzike\t06 30 111 2233\n".encode("utf-16"),
        "Név;Telefon\nKovács Őzike;06 30 111 2233\n".encode("cp1250"),
        workbook(("Név", "Telefon"), ("Kovács Őzike", "06 30 111 2233")),
    ],
    ids=["utf-8", "with its mark", "utf-16", "cp1250", "xlsx"],
)
def test_a_list_is_read_in_whatever_letters_it_was_saved(body: bytes) -> None:
    sheet = read_sheet("list", body, "hu")
    assert sheet.header == ("Név", "Telefon")
    assert sheet.rows == (("Kovács Őzike", "06 30 111 2233"),)


def test_a_workbook_gives_days_as_days_and_formulas_as_their_values() -> None:
    body = workbook(("Name", "Departure", "N"), ("Anna", dt.datetime(2026, 7, 4), 2.0), ("=1+1",))
    assert read_sheet("x", body, "en").rows == (("Anna", "2026-07-04", "2"),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"Name;Phone\n", "empty"),
        (b"\x00\x01\x02\x03", "unreadable"),
        (b"PK\x03\x04 is no archive", "unreadable"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"Name\n" + b"A\n" * (MOST_ROWS + 1), "too_many_rows"),
        (";".join("c" * 1 for _ in range(60)).encode() + b"\n" + b"1;" * 60, "too_many_columns"),
    ],
)
def test_what_is_no_list_is_refused_by_its_reason(body: bytes, code: str) -> None:
    with pytest.raises(ImportFault) as fault:
        read_sheet("x", body, "en")
    assert fault.value.code == code


def test_a_zip_bomb_is_not_unpacked() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (40 << 20))
    assert len(body.getvalue()) < 100_000
    with pytest.raises(ImportFault, match="bomb"):
        read_sheet("bomb.xlsx", body.getvalue(), "en")


def test_a_workbook_that_lies_about_its_parts_is_unreadable() -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("[Content_Types].xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    with pytest.raises(ImportFault, match="unreadable"):
        read_sheet("x.xlsx", body.getvalue(), "en")


def test_a_cell_is_one_short_line_of_plain_text() -> None:
    body = 'Name;Note\n"Anna\nB";"' + "x" * 5000 + '\u202e"\n'
    ((name, note),) = read_sheet("x", body.encode(), "en").rows
    assert name == "Anna B"
    assert len(note) == 500


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07-04", dt.date(2026, 7, 4)),
        ("2026. 07. 04.", dt.date(2026, 7, 4)),
        ("4.7.2026", dt.date(2026, 7, 4)),
        ("04/07/26", dt.date(2026, 7, 4)),
        ("4.7.2026 г.", dt.date(2026, 7, 4)),
        ("", None),
    ],
)
def test_days_are_read_year_first_or_day_first(text: str, day: dt.date | None) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["07/13/2026", "31.2.2026", "soon", "1.1.1900", "4.7.9999", "=A1"])
def test_a_day_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("€2,536", Money(253_600, "EUR")),
        ("2 536,50 EUR", Money(253_650, "EUR")),
        ("1.234.567 Ft", Money(123_456_700, "HUF")),
        ("1,234.56", Money(123_456, "EUR")),
        ("2.536", Money(253_600, "EUR")),
        ("12,5", Money(1_250, "EUR")),
        ("1 200 лв.", Money(120_000, "BGN")),
        ("", None),
    ],
)
def test_money_is_read_as_people_write_it(text: str, money: Money | None) -> None:
    assert read_money(text, "EUR") == money


@pytest.mark.parametrize("text", ["much", "€", "99999999999999999999"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_money(text, "EUR")


def test_words_for_bases_and_states_are_understood_in_four_languages() -> None:
    assert [read_basis(word) for word in ("Contract", "hozzájárulás", "съгласие", "договор")] == [
        "contract",
        "consent",
        "consent",
        "contract",
    ]
    assert read_status("Lemondva", TODAY, TODAY) == "cancelled"
    assert read_status("", dt.date(2025, 1, 1), TODAY) == "travelled"
    for word in ("", "because"):
        with pytest.raises(Unreadable):
            read_basis(word)
    assert read_ages("4, 11") == (4, 11)


def test_columns_are_guessed_by_their_names_in_four_languages() -> None:
    hungarian = guess(("Név", "Telefonszám", "E-mail cím", "Jogalap", "Foglalási szám", "Indulás"))
    assert list(hungarian) == ["name", "phone", "email", "basis", "number", "departure"]
    assert guess(("Имейл", "ФИО", "Мобильный")) == {"email": 0, "name": 1, "phone": 2}


def test_columns_about_health_or_belief_are_not_even_kept() -> None:
    sheet = read_sheet("x", "Name;Diet;Étrend;Phone\nAnna;halal;halal;1\n".encode(), "hu")
    read = without_sensitive(sheet)
    assert read.left_out == ("Diet", "Étrend")
    assert read.sheet.header == ("Name", "Phone")
    assert "halal" not in repr(read.sheet)
