"""Said: the values of an address, each read into what it can mean or refused in a sentence."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from babel.numbers import list_currencies

from ..offers import Board, board_of
from ..offers.facility import FACILITIES
from ..offers.faults import QueryFault
from ..offers.money import MOST_MINOR, exponent

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

LONGEST_WORDS = 200
MOST_VALUES = 40
MOST_PAGES = 5_000
MOST_ROOMS = 9

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)\Z", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}\Z", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,3})?\Z", re.ASCII)
_PLACE_KEY = re.compile(r"[A-Za-z]{2}(/[^\s/]+){0,2}\Z")

_CURRENCIES = frozenset(list_currencies())


def said_in(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for key, value in pairs:
        plain = "".join(c for c in value if unicodedata.category(c)[0] != "C" or c in "\t\n\r")
        if plain.strip():
            said.setdefault(key, []).append(plain.strip())
    return said


def one(said: dict[str, list[str]], key: str, read: Callable[[str, str], T], usual: T) -> T:
    """The last value of a key, as a browser's form would override an address's own."""
    return read(key, said[key][-1]) if key in said else usual


def many(
    said: dict[str, list[str]],
    key: str,
    read: Callable[[str, str], str],
    usual: tuple[str, ...],
) -> tuple[str, ...]:
    values = said.get(key)
    if values is None:
        return usual
    if len(values) > MOST_VALUES:
        raise QueryFault(key, str(len(values)), f"{key} may be named at most {MOST_VALUES} times.")
    return tuple(read(key, value) for value in values)


def fault(key: str, value: str, sentence: str, allowed: str = "") -> QueryFault:
    return QueryFault(key, value, f"{key}: {sentence} ({value[:60]!r} was given).", allowed)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(str(value) for value in values)


def words(key: str, value: str) -> str:
    if len(value) > LONGEST_WORDS:
        raise fault(key, value, f"at most {LONGEST_WORDS} characters can be searched for")
    return value


def name(key: str, value: str) -> str:
    if len(value) > 80:
        raise fault(key, value, "a name has at most 80 characters")
    return value


def place(key: str, value: str) -> str:
    """A place key in its one spelling, else the place's name as typed."""
    value = name(key, value)
    if not _PLACE_KEY.match(value):
        return " ".join(value.split())
    country, *below = value.split("/")
    return "/".join((country.upper(), *(part.lower() for part in below)))


def origin(key: str, value: str) -> str:
    return name(key, value).upper()


def currency(key: str, value: str) -> str:
    code = value.upper()
    if code not in _CURRENCIES:
        raise fault(key, value, "a currency is a code of ISO 4217 such as EUR", "EUR, HUF, USD …")
    return code


def count(most: int) -> Callable[[str, str], int]:
    def read(key: str, value: str) -> int:
        if not _NUMBER.match(value) or int(value) > most:
            raise fault(key, value, f"a whole number from 0 to {most} is wanted", f"0 … {most}")
        return int(value)

    return read


def yes(key: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise fault(key, value, "1 for yes or 0 for no is wanted", "0, 1")
    return value == "1"


def facility(key: str, value: str) -> str:
    if value not in FACILITIES:
        raise fault(key, value, f"a facility is one of {' '.join(FACILITIES)}", _listed(FACILITIES))
    return value


def rooms(key: str, value: str) -> int:
    rooms = count(MOST_ROOMS)(key, value)
    if rooms < 1:
        raise fault(key, value, "at least one room is wanted", f"1 … {MOST_ROOMS}")
    return rooms


def page(key: str, value: str) -> int:
    page = count(MOST_PAGES)(key, value)
    if page < 1:
        raise fault(key, value, "pages are counted from 1", f"1 … {MOST_PAGES}")
    return page


def stars(key: str, value: str) -> int:
    halves = {f"{half / 2:g}": half for half in range(15)} | {f"{s}.0": 2 * s for s in range(8)}
    if value not in halves:
        raise fault(key, value, "stars are 0 to 7 in half steps", "0, 0.5, 1 … 5 … 7")
    return halves[value]


def rating(key: str, value: str) -> int:
    """A rating of ten in tenths."""
    tenths = {f"{n / 10:g}": n for n in range(101)}
    if value not in tenths:
        raise fault(key, value, "a rating is 0 to 10, such as 8 or 8.5", "0, 0.1 … 10")
    return tenths[value]


def among(words: type[StrEnum]) -> Callable[[str, str], str]:
    """One of the words, as the text it is."""
    read = word_of(words)
    return lambda key, value: str(read(key, value))


def board(key: str, value: str) -> Board:
    board = board_of(value.replace("_PLUS", "+").replace("_MINUS", "-"))
    if board is None:
        codes = " ".join(board.code for board in Board)
        raise fault(key, value, f"a board is one of {codes}", _listed(codes.split()))
    return board


def amount(currency: str) -> Callable[[str, str], int]:
    def read(key: str, value: str) -> int:
        sentence = f"an amount of {currency or 'money'} is wanted, such as 1500"
        allowed = f"0 … {MOST_MINOR // 10 ** exponent(currency)}"
        if not _AMOUNT.match(value):
            raise fault(key, value, sentence, allowed)
        minor = Decimal(value).scaleb(exponent(currency))
        if minor % 1 or minor > MOST_MINOR:
            raise fault(key, value, sentence, allowed)
        return int(minor)

    return read


def word_of(words: type[Word]) -> Callable[[str, str], Word]:
    def read(key: str, value: str) -> Word:
        try:
            return words(value)
        except ValueError:
            raise fault(
                key, value, f"one of {', '.join(words)} is wanted", _listed(words)
            ) from None

    return read


def day(key: str, value: str) -> dt.date:
    try:
        if _DAY.match(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise fault(key, value, "a date that exists is wanted, such as 2026-07-04", "2026-07-04 …")


def month(key: str, value: str) -> tuple[dt.date, dt.date]:
    found = _MONTH.match(value)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise fault(key, value, "a month is wanted, such as 2026-07", "2026-07, 2026-08 …")
    year, month = int(found[1]), int(found[2])
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)
