"""Words and figures of one language: sentences by gettext, money, dates, ages (W-92 to W-95)."""

# ruff: noqa: RUF001 (Cyrillic letters that look like Latin ones)

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.support import Translations

from ..offers import NO_CURRENCY, Money

SLICES = ("public", "enquiry", "visitor", "office")
"""The catalogues of a language, one for each slice of the site; a later one adds to the earlier."""

NBSP = "\u00a0"
EN_DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language writes what Babel leaves open (W-93, W-95).

    `day` is a start date on a card, `day_year` the same with its year, `short` a calendar cell,
    `plain` and `brief` a date without its weekday, `plain_year` with its year; `month_from` and
    `month_to` are the ends of a span within one month. Where a year stands before its day
    (`year_first`), a journey says it once, at its start; `in_month` is a day whose month follows.
    `before` are the currencies whose sign stands before the amount, `letters` the part of the
    typeface that its pages need first.
    """

    locale: str
    name: str
    day: str
    day_year: str
    short: str
    month: str
    plain: str
    month_from: str
    month_to: str
    brief: str
    plain_year: str
    year_first: bool
    in_month: str = "EEE d"
    before: frozenset[str] = frozenset()
    letters: str = "latin"


MANNERS = {
    "en": Manner(
        "en_GB",
        "English",
        "EEE d MMMM",
        "EEE d MMMM y",
        "EEE d MMM",
        "MMMM y",
        "d MMMM",
        "d",
        "d MMMM",
        "d MMM",
        "d MMMM y",
        False,
        before=frozenset({"EUR", "GBP", "USD"}),
    ),
    "hu": Manner(
        "hu",
        "Magyar",
        "MMM d. (EEE)",
        "y. MMM d. (EEE)",
        "MMM d. EEE",
        "y. MMMM",
        "MMM d.",
        "MMM d",
        "d.",
        "MMM d.",
        "y. MMM d.",
        True,
    ),
    "bg": Manner(
        "bg",
        "Български",
        "EEE, d MMMM",
        "EEE, d MMMM y 'г.'",
        "EEE d MMM",
        "LLLL y 'г.'",
        "d MMMM",
        "d",
        "d MMMM",
        "d MMM",
        "d.MM.y 'г.'",
        False,
        "EEE, d",
        letters="cyrillic",
    ),
    "ru": Manner(
        "ru",
        "Русский",
        "EEE, d MMMM",
        "EEE, d MMMM y 'г.'",
        "EEE d MMM",
        "LLLL y 'г.'",
        "d MMMM",
        "d",
        "d MMMM",
        "d MMM",
        "d MMM y 'г.'",
        False,
        "EEE, d",
        letters="cyrillic",
    ),
}

# W-93: the signs people write, where Babel would print the code (hu: "1 234 EUR").
SIGNS = {
    "EUR": "€",
    "GBP": "£",
    "USD": "$",
    "HUF": "Ft",
    "CZK": "Kč",
    "PLN": "zł",
    "RON": "lei",
    "CHF": "CHF",
    "BGN": "лв.",
    "RUB": "₽",
}


class Speech:
    """One language of the site: `_` and `ngettext` for sentences, and its formats."""

    def __init__(self, lang: str, root: Traversable | None = None) -> None:
        self.lang = lang
        self.manner = MANNERS[lang]
        self.locale = Locale.parse(self.manner.locale)
        self._words = _catalogue(lang, root or files("fairwind.site") / "translations")
        self.group = self.locale.number_symbols["latn"]["group"].replace("\u202f", NBSP)
        self.point = self.locale.number_symbols["latn"]["decimal"]

    @property
    def name(self) -> str:
        """The language's own name, as its switch says it."""
        return self.manner.name

    def sentence(self, english: str) -> str:
        """The sentence in this language, its placeholders still open (Jinja fills them)."""
        return str(self._words.gettext(english))

    def sentences(self, one: str, many: str, n: int) -> str:
        """The plural form for `n` (W-92), its placeholders still open."""
        return str(self._words.ngettext(one, many, n))

    def _(self, english: str, **values: Any) -> str:
        return self.sentence(english) % values if values else self.sentence(english)

    def ngettext(self, one: str, many: str, n: int, **values: Any) -> str:
        """The plural form with its number written by `%(n)s`."""
        return self.sentences(one, many, n) % {"n": self.number(n), **values}

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", self.group)

    def amount(self, money: Money, whole: bool | None = True) -> str:
        """The figure alone: whole units, or (None) decimals only where there are any."""
        return _figure(self, money, whole)

    def money(self, money: Money, whole: bool | None = True) -> str:
        """The figure with its sign: €2,140 or 2 140 € (W-93, W-94)."""
        figure = _figure(self, money, whole)
        if money.currency == NO_CURRENCY:
            return self._("%(amount)s, currency not stated", amount=figure)
        sign = self.sign(money.currency)
        if money.currency in self.manner.before:
            return f"{sign}{figure}"
        return f"{figure}{NBSP}{sign}"

    def sign(self, currency: str) -> str:
        """The sign people write, else the code."""
        return SIGNS.get(currency, currency)

    def day(self, date: dt.date) -> str:
        return _day(date, self.manner.day, self.manner.locale)

    def day_year(self, date: dt.date) -> str:
        return _day(date, self.manner.day_year, self.manner.locale)

    def short_day(self, date: dt.date) -> str:
        return _day(date, self.manner.short, self.manner.locale)

    def month(self, date: dt.date) -> str:
        return _day(date, self.manner.month, self.manner.locale)

    def weekday(self, date: dt.date) -> str:
        return _day(date, "EEE", self.manner.locale)

    def weekdays(self) -> tuple[str, ...]:
        """Monday to Sunday, short."""
        return tuple(self.locale.days["stand-alone"]["abbreviated"][day] for day in range(7))

    def span(self, first: dt.date, last: dt.date) -> str:
        """Two dates as one phrase: 3-24 July, júl. 3-24.; with their years where they differ."""
        if first == last:
            return self.day(first)
        manner, locale = self.manner, self.manner.locale
        if (first.year, first.month) == (last.year, last.month):
            start, end = manner.month_from, manner.month_to
            return f"{_day(first, start, locale)}{EN_DASH}{_day(last, end, locale)}"
        pattern = manner.plain if first.year == last.year else manner.plain_year
        return f"{_day(first, pattern, locale)} {EN_DASH} {_day(last, pattern, locale)}"

    def brief_span(self, first: dt.date, last: dt.date) -> str:
        """Two dates as a narrow cell has them: 28 Dec - 3 Jan."""
        start, end = (_day(date, self.manner.brief, self.manner.locale) for date in (first, last))
        return f"{start} {EN_DASH} {end}"

    def there_and_back(self, start: dt.date, back: dt.date) -> str:
        """A journey's first and last day, its year where the language has it, its month once."""
        if not self.manner.year_first:
            one_month = (start.year, start.month) == (back.year, back.month)
            first = _day(start, self.manner.in_month, self.manner.locale)
            return f"{first if one_month else self.day(start)} → {self.day_year(back)}"
        last = self.day(back) if start.year == back.year else self.day_year(back)
        return f"{self.day_year(start)} → {last}"

    def clock(self, time: dt.time) -> str:
        return str(format_time(time, "HH:mm", locale=self.manner.locale))

    def ago(self, then: dt.datetime, now: dt.datetime) -> str:
        """How long ago, coarse: 14 min ago, 2 h ago, 3 days ago."""
        minutes = max(1, int((now - then).total_seconds() // 60))
        if minutes < 60:
            return self._("%(n)s min ago", n=minutes)
        if minutes < 48 * 60:
            return self._("%(n)s h ago", n=minutes // 60)
        return self.ngettext("%(n)s day ago", "%(n)s days ago", minutes // (24 * 60))

    def age(self, then: dt.datetime, now: dt.datetime) -> str:
        """How old, as coarse: 14 min, 2 h, 3 days."""
        return self.lasting(now - then)

    def lasting(self, time: dt.timedelta) -> str:
        """How long, as coarse."""
        minutes = max(1, int(time.total_seconds() // 60))
        if minutes < 60:
            return self._("%(n)s min", n=minutes)
        if minutes < 48 * 60:
            return self._("%(n)s h", n=minutes // 60)
        return self.ngettext("%(n)s day", "%(n)s days", minutes // (24 * 60))

    def listed(self, parts: list[str]) -> str:
        """Parts as the language enumerates them: "A, B and C"."""
        if len(parts) < 2:
            return "".join(parts)
        return self._("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def _catalogue(lang: str, root: Traversable) -> Translations:
    whole = Translations()
    for name in SLICES:
        compiled = root / lang / "LC_MESSAGES" / f"{name}.mo"
        if compiled.is_file():
            with compiled.open("rb") as file:
                part = Translations(file, domain=Translations.DEFAULT_DOMAIN)
            whole = whole.merge(part) if whole._catalog else part
    return whole


@lru_cache(maxsize=4096)
def _day(date: dt.date, pattern: str, locale: str) -> str:
    return str(format_date(date, pattern, locale=locale))


def _figure(speech: Speech, money: Money, whole: bool | None) -> str:
    major = money.major
    if whole or (whole is None and major == int(major)):
        return speech.number(int(major.quantize(Decimal(1), ROUND_HALF_UP)))
    return f"{major:,}".translate({ord(","): speech.group, ord("."): speech.point})


def own_name(lang: str) -> str:
    """What a language calls itself; a code that the site does not speak stays as it is."""
    return MANNERS[lang].name if lang in MANNERS else lang


@cache
def speech_of(lang: str) -> Speech:
    """The language's speech; one a process, for catalogues do not change while it runs."""
    return Speech(lang)


def asked_language(header: str, offered: tuple[str, ...]) -> str:
    """The offered language an Accept-Language header likes best (RFC 9110), else the first."""
    liked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";")
        lang = tag.strip().lower().split("-")[0]
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if lang in offered and quality > 0:
            liked.append((-quality, lang))
    return min(liked, key=lambda pair: pair[0])[1] if liked else offered[0]
