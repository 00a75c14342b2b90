"""Working hours: when somebody is there, read from one line such as "Mon-Fri 09:00-18:00"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PART = re.compile(
    r"(?P<first>[A-Za-z]{3})(?:\s*-\s*(?P<last>[A-Za-z]{3}))?\s+"
    r"(?P<opens>\d{1,2}:\d{2})\s*-\s*(?P<closes>\d{1,2}:\d{2})\Z"
)


@dataclass(frozen=True, slots=True)
class Span:
    """From opening to closing of one day, local clock times."""

    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The spans of each weekday, Monday first; a day without spans is closed."""

    week: tuple[tuple[Span, ...], ...]

    def on(self, date: dt.date) -> tuple[Span, ...]:
        """The spans of that date's weekday, in order."""
        return self.week[date.weekday()]


def read_hours(text: str) -> WorkingHours:
    """The hours of a line such as "Mon-Fri 09:00-18:00, Sat 09:00-13:00".

    ValueError names the part that cannot be read.
    """
    week: list[list[Span]] = [[] for _ in DAYS]
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        days, span = _read_part(part)
        for day in days:
            week[day].append(span)
    if not any(week):
        raise ValueError(f"{text!r} names no hour at which somebody works")
    ordered = tuple(tuple(sorted(spans, key=lambda span: span.opens)) for spans in week)
    for spans in ordered:
        _refuse_overlap(spans)
    return WorkingHours(ordered)


def _read_part(part: str) -> tuple[range, Span]:
    found = _PART.match(part)
    if not found:
        raise ValueError(f"{part!r} is not written like 'Mon-Fri 09:00-18:00'")
    first = _day(found["first"], part)
    last = _day(found["last"] or found["first"], part)
    if last < first:
        raise ValueError(f"{part!r} ends on a day before it begins")
    try:
        span = Span(_clock_time(found["opens"]), _clock_time(found["closes"]))
    except ValueError as error:
        raise ValueError(f"{part!r} holds a time that does not exist") from error
    if span.closes <= span.opens:
        raise ValueError(f"{part!r} closes before it opens")
    return range(first, last + 1), span


def _day(word: str, part: str) -> int:
    try:
        return DAYS.index(word.title())
    except ValueError:
        raise ValueError(f"{part!r}: {word} is none of {' '.join(DAYS)}") from None


def _clock_time(text: str) -> dt.time:
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def _refuse_overlap(spans: tuple[Span, ...]) -> None:
    for one, after in pairwise(spans):
        if after.opens < one.closes:
            raise ValueError(f"{one.opens:%H:%M}-{one.closes:%H:%M} runs into the next span")
