"""Reading an amount out of what operators print where a price belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from .words import folded

MOST = Decimal(10) ** 12
_NUMBER = re.compile(r"\d{1,3}(?:[ '\u2019]\d{3})+(?:[.,]\d{1,3})?(?!\d)|\d+(?:[.,]\d+)*")
_ONE = re.compile(r"(\D*)(\d(?:[\d.,' \u2019]*\d)?)(\D*)\Z")
_DASH_END = re.compile(r"(?<=\d)\s*(?:/\s*-|[.,]\s*[-\u2013\u2014]+)(?!\d)")
_MARKS = "has marks that cannot be read"
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
# On folded text: a word for "from" before the number, or a sign of "and more" behind it.
_FROM = re.compile(
    r"(?:^|[^\w])(?:from|od|ab|vanaf|desde|from only|от|starting at|starts at|as low as|de la|"
    r"a partir de|al|lead[- ]?in)[^\w\d]*(?:[^\W\d]{1,4}[^\w\d]*)?\d"
    r"|\d\D{0,12}(?:&|\band\b|\bund\b|\bund mehr\b)\s*(?:up|more|mehr|above)\b"
    r"|\d\D{0,12}\bupwards?\b|\d\s*\+|\d\D{0,10}(?:-?t[o]l)\b"
)
_SAVING = re.compile(r"%|\bsave\b|\boff\b|discount|kedvezm|rabat|znizk|slev|скидк|отстъпк|korting")


class Unreadable(ValueError):
    """There is no amount in it; `reason` is the reject's code."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed. `whole`: no decimals were printed. `words`: what stood around it."""

    value: Decimal
    whole: bool
    words: tuple[str, ...] = ()


def read_amount(said: Any, decimal: str | None = None) -> Amount:
    """The one amount in a field's value; `decimal` is the card's decimal mark, if it names one.

    Unreadable: a from-price, a saving, several numbers, a mark that can be read two ways.
    """
    if isinstance(said, str):
        return _read_text(said, decimal)
    if isinstance(said, bool) or not isinstance(said, int | float | Decimal):
        raise Unreadable("price_unreadable", "is no number")
    value = Decimal(str(said)) if isinstance(said, float) else Decimal(said)
    if not value.is_finite() or value < 0 or value > MOST:
        raise Unreadable("price_unreadable", "is no amount of money")
    return Amount(
        value,
        isinstance(said, int)
        or (
            value == value.to_integral_value()
            and isinstance(said, Decimal)
            and said.as_tuple().exponent == 0
        ),
    )


@lru_cache(maxsize=32768)
def _read_text(said: str, decimal: str | None) -> Amount:
    text = _BLANKS.sub(" ", said).strip()
    parts = _ONE.match(text)
    if parts is None or not _NUMBER.fullmatch(parts[2]):
        return _read_words(text, decimal)
    # The words are read once for all numbers between them: what they say hangs on no digit.
    words = _words_around(parts[1], parts[3])
    value, whole = _number(parts[2], decimal)
    return Amount(value, whole, words)


@lru_cache(maxsize=4096)
def _words_around(before: str, after: str) -> tuple[str, ...]:
    return _read_words(f"{before}1{after}", None).words


def _read_words(text: str, decimal: str | None) -> Amount:
    bare = folded(text)
    if _SAVING.search(bare):
        raise Unreadable("price_unreadable", "is a saving, not a price")
    if _FROM.search(bare):
        raise Unreadable("from_price_only", "is a from-price, not the price of this offer")
    text = _DASH_END.sub(" ", text)
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        raise Unreadable("price_unreadable", f"holds {len(found)} numbers where one is meant")
    one = found[0]
    before, after = text[: one.start()], text[one.end() :]
    if before.rstrip().endswith(("-", "\u2212")) or before.endswith((".", ",")):
        raise Unreadable("price_unreadable", "is no amount of money")
    value, whole = _number(one[0], decimal)
    return Amount(value, whole, tuple(w for w in (before.strip(), after.strip()) if w))


def _number(text: str, decimal: str | None) -> tuple[Decimal, bool]:
    digits, decimals = _cut(re.sub(r"[ '\u2019]", "", text), decimal)
    try:
        value = Decimal(f"{digits}.{decimals}" if decimals else digits)
    except InvalidOperation as error:
        raise Unreadable("price_unreadable", "is no number") from error
    if value > MOST:
        raise Unreadable("price_unreadable", "is no amount of money")
    return value, not decimals


def _cut(text: str, decimal: str | None) -> tuple[str, str]:
    """Digits and decimals. Of two marks the last is the decimal one; a lone mark with three
    digits behind it groups thousands, unless the card says that it is the decimal one."""
    marks = sorted({mark for mark in text if mark in ".,"}, key=text.rindex)
    if not marks:
        return text, ""
    last = marks[-1]
    head, _, tail = text.rpartition(last)
    if len(marks) == 2:
        if last in head or (decimal and last != decimal):
            raise Unreadable("price_unreadable", _MARKS)
        return _grouped(head, marks[0]), tail
    alone = last == decimal if decimal else len(tail) != 3 or head.startswith("0")
    if last in head or not alone:
        return _grouped(text, last), ""
    if len(tail) > 3 and last == ",":
        raise Unreadable("price_unreadable", _MARKS)
    return head, tail


def _grouped(text: str, mark: str) -> str:
    """The digits of grouped thousands: 1.234.567, or by the Indian custom 12,34,567."""
    first, *inner, last = text.split(mark)
    thousands = 1 <= len(first) <= 3 and all(len(group) == 3 for group in inner)
    lakhs = mark == "," and 1 <= len(first) <= 2 and all(len(group) == 2 for group in inner)
    if len(last) != 3 or not (thousands or lakhs):
        raise Unreadable("price_unreadable", _MARKS)
    return first + "".join(inner) + last
