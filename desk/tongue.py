"""Tongues: what a person is told of operators, in a language, on a page and in a mail alike.

Both the office and the scheduler's mails say it, and neither may import the other: its catalogue
stands here, one level below them.
"""

from __future__ import annotations

import datetime as dt
import gettext
from functools import cache
from importlib.resources import files
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from ..catalog.gate.sentences import LEFT_OUT, Tongue

FOLDER = Path(str(files("fairwind.desk") / "translations"))
NBSP = "\u00a0"


class Translated(Tongue):
    """A language other than English, its figures written as it does."""

    def __init__(self, lang: str, words: gettext.NullTranslations) -> None:
        self.lang = lang
        self._words, self._locale = words, Locale.parse(lang)

    def sentence(self, english: str) -> str:
        return self._words.gettext(english)

    def reason(self, code: str) -> str:
        return self.sentence(LEFT_OUT[code]) if code in LEFT_OUT else code

    def count(self, value: int) -> str:
        return str(format_decimal(value, locale=self._locale))

    def decimal(self, value: float, digits: int, signed: bool = False) -> str:
        sign = "\u2212" if value < 0 else "+" if signed else ""
        pattern = "#,##0" + "." * bool(digits) + "0" * digits
        return f"{sign}{format_decimal(abs(value), pattern, locale=self._locale)}"

    def share(self, value: float, digits: int) -> str:
        return f"{self.decimal(100 * value, digits)}{NBSP}%"

    def month(self, day: dt.date) -> str:
        return str(format_skeleton("yMMMM", day, locale=self._locale))


@cache
def tongue_of(lang: str) -> Tongue:
    """The language's tongue; English where it has no catalogue here."""
    try:
        words = gettext.translation("operators", FOLDER, [lang])
        return Tongue() if lang == Tongue.lang else Translated(lang, words)
    except (FileNotFoundError, UnknownLocaleError):
        return Tongue()
