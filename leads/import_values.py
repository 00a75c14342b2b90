"""Values of an imported row: days, telephones, money and words as people write them."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from ..offers import Money, fold
from ..offers.faults import MoneyFault

BASES = ("contract", "consent", "legitimate_interest")
"""On what ground somebody may be kept and contacted (GDPR Art. 6); without one there is no row."""
STATUSES = ("option", "booked", "changed", "cancelled", "travelled")
OLDEST = dt.date(1990, 1, 1)
MOST_AGE = 17
MOST_TRAVELLERS = 60

_DATE = re.compile(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})\.?")
_FIGURE = re.compile(r"-?\d[\d.,'\s\u00a0\u202f]*")
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "ft": "HUF",
    "kc": "CZK",
    "zl": "PLN",
    "lei": "RON",
    "лв": "BGN",
    "₽": "RUB",
    "руб": "RUB",
}
_BASIS_WORDS = {
    "contract": "contract client customer szerzodes ugyfel договор клиент",
    "consent": "consent opt-in agreed hozzajarulas beleegyezes съгласие согласие",
    "legitimate_interest": "legitimate_interest jogos_erdek легитимен_интерес законный_интерес",
}
_STATUS_WORDS = {
    "option": "option opcio опция",
    "booked": "booked confirmed paid lefoglalva foglalt megerositve резервирано потвърдена "
    "забронировано подтверждено",
    "changed": "changed modositva променена изменено",
    "cancelled": "cancelled canceled lemondva torolve отменена отказана отменено",
    "travelled": "travelled traveled completed elutazott teljesitve пътувал завършена завершено",
}


class Unreadable(ValueError):
    """A value that cannot be read; its text is the code of the sentence that says why."""


def read_day(text: str, today: dt.date) -> dt.date | None:
    """The day written: the year first, or the day first; None for an empty cell.

    2026-07-04, 2026. 07. 04., 4.7.2026, 04/07/26. No language of ours writes the month first.
    """
    text = text.strip().partition("T")[0].removesuffix(" 00:00:00")
    if not text:
        return None
    found = _DATE.fullmatch(text.removesuffix("г.").removesuffix("г").strip())
    if found is None:
        raise Unreadable("date")
    first, month, last = found.groups()
    year, day = (first, last) if len(first) == 4 else (last, first)
    try:
        kept = dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        raise Unreadable("date") from None
    if not OLDEST <= kept <= today.replace(day=1, month=1, year=today.year + 5):
        raise Unreadable("date")
    return kept


def read_money(text: str, currency: str) -> Money | None:
    """The amount in a cell in the currency it names, else in `currency`; None for an empty one.

    One mark with three digits behind it parts thousands; any other last mark parts the cents.
    """
    if not text.strip():
        return None
    found = _FIGURE.search(text)
    named = currency_in(text) or currency
    if found is None or not named:
        raise Unreadable("money" if named else "currency")
    try:
        return Money.of(_plain(found[0]), named)
    except MoneyFault:
        raise Unreadable("money") from None


def _plain(figure: str) -> str:
    digits = re.sub(r"[\s'\u00a0\u202f]", "", figure).rstrip(".,")
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits
    head, _, tail = digits.rpartition(marks[-1])
    parts_cents = len(set(marks)) == 2 or (len(marks) == 1 and len(tail) != 3)
    whole = re.sub(r"[.,]", "", head if parts_cents else digits)
    return f"{whole}.{tail}" if parts_cents else whole


def currency_in(text: str) -> str:
    """The currency a text names by code or sign, "" for none."""
    if code := re.search(r"\b[A-Z]{3}\b", text):
        return code[0]
    said = fold(text)
    return next((code for sign, code in _SIGNS.items() if sign in said), "")


def read_count(text: str, most: int = MOST_TRAVELLERS) -> int | None:
    """A whole number up to `most`; None for an empty cell."""
    if not text.strip():
        return None
    if not re.fullmatch(r"\d{1,3}", text.strip()) or int(text) > most:
        raise Unreadable("number")
    return int(text)


def read_ages(text: str) -> tuple[int, ...]:
    """Children's ages: "4, 11" or "4;11"."""
    ages = [part for part in re.split(r"[\s,;/+]+", text.strip()) if part]
    if len(ages) > MOST_TRAVELLERS:
        raise Unreadable("number")
    return tuple(age for part in ages if (age := read_count(part, MOST_AGE)) is not None)


def read_basis(text: str) -> str:
    """The legal basis; Unreadable for none, or one that is none."""
    if not text.strip():
        raise Unreadable("basis_missing")
    return _word(text, _BASIS_WORDS, "basis")


def read_status(text: str, departure: dt.date, today: dt.date) -> str:
    """How a booking stands; where a file says nothing, its departure decides."""
    if not text.strip():
        return "travelled" if departure < today else "booked"
    return _word(text, _STATUS_WORDS, "status")


def read_language(text: str, usual: str, offered: tuple[str, ...]) -> str:
    """The language a person is written to in, `usual` where the file says none we write in."""
    said = fold(text)[:2]
    return said if said in offered else usual


def _word(text: str, words: Mapping[str, str], code: str) -> str:
    said = fold(text).strip().replace(" ", "_").replace("-", "_")
    for kept, known in words.items():
        if said == kept or said in fold(known).replace("-", "_").split():
            return kept
    raise Unreadable(code)
