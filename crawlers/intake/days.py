"""Reading a day, a moment, a clock time and a number of nights."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from math import isfinite
from typing import Any

from babel import Locale

from .words import folded

# A start or sale date outside these years is a slip of the pen or of the format.
FIRST_YEAR, LAST_YEAR = 2000, 2100
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_NET = re.compile(r"/Date\((-?\d{9,14})(?:[+-]\d{4})?\)/\Z")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:de\s+|of\s+)?([^\W\d]+)\.?,?\s+(?:de\s+)?(\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4})\.?\s+([^\W\d]+)\.?\s+(\d{1,2})\b")
_CLOCK = re.compile(r"(?:^|[T\s])([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d)")
_MONTH_LANGUAGES = "en hu bg ru pl cs nl de es".split()
# On folded text, whole words: night in the languages operators write.
_NIGHTS = re.compile(
    r"(\d{1,3})\s*(?:x\s*)?-?\s*(?:night|ej\b|ejszak|noc|nacht|nachten|noche|ноч|нощ|nuit|nott)"
)
_DAYS = re.compile(r"(\d{1,3})\s*-?\s*(?:day|nap|dni|dnu|den|dag|tag|dia|дн|ден|дни|jour|giorn)")
_WHOLE = re.compile(r"\d{1,4}\Z")


class NotADay(ValueError):
    """There is no such day in it; the text says why."""


@lru_cache(maxsize=65536)
def read_day(said: Any, patterns: tuple[str, ...] = (), zone: dt.tzinfo = dt.UTC) -> dt.date:
    """The day in a value: the card's formats first, then those that can be read one way only.

    dd/mm and mm/dd look alike: such a date needs the card to say which.
    """
    if isinstance(said, dt.datetime):
        return _possible(said.date())
    if isinstance(said, dt.date):
        return _possible(said)
    if isinstance(said, int | Decimal | float) and not isinstance(said, bool):
        return _from_number(said, patterns, zone)
    if not isinstance(said, str):
        raise NotADay("is no date")
    return _possible(_from_text(said.strip(), patterns, zone))


def _possible(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADay(f"is in the year {day.year}")
    return day


def _from_number(
    said: int | float | Decimal, patterns: tuple[str, ...], zone: dt.tzinfo
) -> dt.date:
    if not isfinite(said) or said != int(said):
        raise NotADay("is no date")
    text = str(int(said))
    if not {"epoch", "epoch_ms"} & set(patterns) and (found := _COMPACT.match(text)):
        return _possible(_day(*found.groups()))
    scale = 1000 if "epoch_ms" in patterns or len(text) >= 12 else 1
    if len(text) < 9:
        raise NotADay("is no date")
    return _possible(_moment(int(said), scale).astimezone(zone).date())


def _moment(count: int, scale: int) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(count / scale, dt.UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise NotADay("is no time") from error


def _from_text(text: str, patterns: tuple[str, ...], zone: dt.tzinfo) -> dt.date:
    for pattern in patterns:
        if pattern in ("epoch", "epoch_ms"):
            if re.fullmatch(r"\d{9,14}", text):
                return _from_number(int(text), patterns, zone)
            continue
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    for form in (_ISO, _COMPACT):
        if found := form.match(text):
            return _day(*found.groups())
    if found := _DOTTED.match(text):
        return _day(*reversed(found.groups()))
    if found := _NET.match(text):
        return _moment(int(found[1]), 1000).astimezone(zone).date()
    return _in_words(text)


def _in_words(text: str) -> dt.date:
    bare = folded(text)
    for form, (y, m, d) in (
        (_DAY_FIRST, (3, 2, 1)),
        (_MONTH_FIRST, (3, 1, 2)),
        (_YEAR_FIRST, (1, 2, 3)),
    ):
        if (found := form.search(bare)) and (month := _months().get(found[m])):
            return _day(found[y], month, found[d])
    if re.search(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}", text):
        raise NotADay("is in no format of the card (dd/mm/yyyy or mm/dd/yyyy? formats.dates)")
    if re.search(r"\d", text) and not re.search(r"\d{4}", text):
        raise NotADay("names no year")
    raise NotADay("is in no format of the card (formats.dates)")


def _day(year: Any, month: Any, day: Any) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise NotADay("is no day of the calendar") from error


@cache
def _months() -> dict[str, int]:
    """Folded month names of nine languages, whole and short, in both grammatical forms."""
    known: dict[str, int] = {}
    for language in _MONTH_LANGUAGES:
        forms = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in forms[form][width].items():
                    known.setdefault(folded(name).rstrip("."), number)
    return {name: number for name, number in known.items() if not name.isdigit()}


@lru_cache(maxsize=16384)
def read_moment(said: Any, patterns: tuple[str, ...], zone: dt.tzinfo) -> dt.datetime:
    """A moment in UTC; without a zone of its own it is in the card's, without a clock midnight."""
    if isinstance(said, str):
        try:
            moment = dt.datetime.fromisoformat(said.strip())
        except ValueError:
            pass
        else:
            return _utc(moment, zone)
    if isinstance(said, dt.datetime):
        return _utc(said, zone)
    if isinstance(said, int | Decimal | float) and not isinstance(said, bool) and said > 10**8:
        return _moment(int(said), 1000 if said > 10**11 else 1)
    day = read_day(said, patterns, zone)
    return _utc(dt.datetime.combine(day, dt.time()), zone)


def _utc(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    _possible(moment.date())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


@lru_cache(maxsize=8192)
def read_clock(said: Any) -> str:
    """A local clock time "06:10" out of "6:10", "2025-08-11T06:10" or "06.10 h"; "" for none."""
    if isinstance(said, dt.datetime | dt.time):
        return said.strftime("%H:%M")
    found = _CLOCK.search(said) if isinstance(said, str) else None
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def read_length(said: Any, unit: str = "nights") -> int | None:
    """A number of nights (or of `days`) out of a number or a text; None where it holds none.

    Of "5 Days & 4 Nights" each unit takes its own; a text that names only the other unit has none.
    """
    if isinstance(said, bool) or not isinstance(said, int | float | Decimal | str):
        return None
    if isinstance(said, str):
        return _length_in(folded(said), unit)
    return int(said) if said == said and said in range(0, 10_000) else None


@lru_cache(maxsize=8192)
def _length_in(text: str, unit: str) -> int | None:
    own = (_NIGHTS if unit == "nights" else _DAYS).search(text)
    if own:
        return int(own[1])
    bare = text.removesuffix(".0")
    return int(bare) if _WHOLE.match(bare) else None


def listed(said: Any) -> Iterable[Any]:
    """The values of a list, or of a text with commas, semicolons, bars or blanks between them."""
    if isinstance(said, str):
        return [part for part in re.split(r"[,;|\s]+", said) if part]
    return said if isinstance(said, list | tuple) else [said]
