"""Rows of a list as we understand them: a person with a legal basis, perhaps with a booking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .enquiry import LONGEST_NAME, one_line, read_email, read_phone
from .import_values import (
    Unreadable,
    read_ages,
    read_basis,
    read_count,
    read_day,
    read_language,
    read_money,
    read_status,
)


@dataclass(frozen=True, slots=True)
class Around:
    """What holds for the whole file where a row says nothing, and how its values are read.

    `usual` may hold basis, source, dated, currency, operator and language; `country` (ISO) is
    that of telephone numbers without prefix, `languages` are those we write in.
    """

    mapping: Mapping[str, int]
    usual: Mapping[str, str]
    country: str
    languages: tuple[str, ...]
    today: dt.date


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as a list tells it; amounts in minor units of `currency`."""

    number: str
    operator: str
    product: str
    departure: dt.date
    returns: dt.date | None
    adults: int | None
    child_ages: tuple[int, ...]
    value: int | None
    margin: int | None
    currency: str
    status: str
    booked: dt.date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list: `place` is the line in the file, the names of columns being line 1."""

    place: int
    name: str
    phone: str
    email: str
    language: str
    basis: str
    source: str
    dated: dt.date
    booking: BookingRow | None

    @property
    def contacts(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.email, self.phone)))


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is not imported; `code` says why, `said` is what stood in the cell."""

    place: int
    name: str
    code: str
    said: str = ""


def read_row(place: int, cells: Sequence[str], around: Around) -> Row | Refused:
    """One line understood, or why it cannot be taken; nothing is guessed for a person's sake."""
    said = {field: cells[column] for field, column in around.mapping.items()}
    name = one_line(said.get("name", ""))[:LONGEST_NAME]
    try:
        return _row(place, name, said, around)
    except Unreadable as fault:
        code, _, field = str(fault).partition(":")
        field = field or code
        return Refused(place, name, code, said.get(field) or around.usual.get(field, ""))


def _row(place: int, name: str, said: Mapping[str, str], around: Around) -> Row:
    usual = around.usual
    if not name:
        raise Unreadable("name_missing")
    phone, email = _phone(said.get("phone", ""), around.country), _email(said.get("email", ""))
    if not phone and not email:
        raise Unreadable("contact_missing")
    source = one_line(said.get("source", "") or usual.get("source", ""))
    basis = read_basis(said.get("basis", "") or usual.get("basis", ""))
    if not source:
        raise Unreadable("source_missing")
    dated = _day(said, "dated", around) or _day(usual, "dated", around)
    if dated is None or dated > around.today:
        raise Unreadable("dated_missing" if dated is None else "date:dated")
    return Row(
        place=place,
        name=name,
        phone=phone,
        email=email,
        language=read_language(said.get("language", ""), usual["language"], around.languages),
        basis=basis,
        source=source[:200],
        dated=dated,
        booking=_booking(said, around),
    )


def _booking(said: Mapping[str, str], around: Around) -> BookingRow | None:
    """The booking of a line; None where it has neither number nor departure."""
    number, departure = one_line(said.get("number", ""))[:60], _day(said, "departure", around)
    if not number and departure is None:
        return None
    if not number or departure is None:
        raise Unreadable("booking_number_missing" if departure else "departure_missing")
    returns = _day(said, "return", around)
    if returns is not None and returns < departure:
        raise Unreadable("return_before:return")
    usual = around.usual.get("currency", "")
    currency = said.get("currency", "").strip().upper()[:3] or usual
    value, margin = (_money(said, field, currency) for field in ("value", "margin"))
    if value and margin and value.currency != margin.currency:
        raise Unreadable("currency:margin")
    either = value or margin
    return BookingRow(
        number=number,
        operator=one_line(said.get("operator", "") or around.usual.get("operator", ""))[:200],
        product=one_line(said.get("product", ""))[:300],
        departure=departure,
        returns=returns,
        adults=_read("adults", read_count, said),
        child_ages=_read("child_ages", read_ages, said),
        value=value.minor if value else None,
        margin=margin.minor if margin else None,
        currency=either.currency if either else "",
        status=read_status(said.get("status", ""), departure, around.today),
        booked=_day(said, "booked", around),
    )


def _read(field: str, reader: Any, said: Mapping[str, str]) -> Any:
    try:
        return reader(said.get(field, ""))
    except Unreadable as fault:
        raise Unreadable(f"{fault}:{field}") from None


def _day(said: Mapping[str, str], field: str, around: Around) -> dt.date | None:
    day: dt.date | None = _read(field, lambda text: read_day(text, around.today), said)
    return day


def _money(said: Mapping[str, str], field: str, currency: str) -> Any:
    return _read(field, lambda text: read_money(text, currency), said)


def _phone(text: str, country: str) -> str:
    found = read_phone(text, country)
    if text.strip() and not found:
        raise Unreadable("phone")
    return found


def _email(text: str) -> str:
    found = read_email(text)
    if text.strip() and not found:
        raise Unreadable("email")
    return found
