"""When: start days and months in typed words.

A day or month without a year is the next one that is not over. Figures are day before month, as
everywhere in Europe. A short month ("mar") counts only beside a day, for it may be part of a name.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from .sentence import Reading, Sentence
from .tokens import Token

YEARS = range(2020, 2100)
PARTS = ((1, 10), (11, 20), (21, 31))
"""Beginning, middle and end of a month."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as typed; the year may be left open."""

    day: int
    month: int
    year: int | None = None


def days(s: Sentence, at: int) -> Reading | None:
    """A start day or a range of them: "4 july", "4-11 july", "július 4-től 11-ig"."""
    if step := s.said(at, "day_away"):
        day = s.today + dt.timedelta(days=step[1])
        return _dates(step[0], day, day)
    lead, begun = _lead(s, at)
    found = _range(s, begun) or _one(s, begun)
    if found is None:
        return None
    end, first, last = found
    if last is None:
        return _open_or_exact(s, end, first, lead)
    return _spanned(s, end, first, last)


def _lead(s: Sentence, at: int) -> tuple[str, int]:
    """How the days begin: "from", "until", "in" or nothing; the longest such phrase."""
    kinds = {"after": "after", "from": "after", "between": "after", "until": "until", "in": ""}
    best, end = "", at
    for kind, lead in kinds.items():
        step = s.said(at, kind)
        if step and step[0] > end:
            best, end = lead, step[0]
    return best, end


def _one(s: Sentence, at: int) -> tuple[int, Day, None] | None:
    found = _day(s, at)
    return found and (found[0], found[1], None)


def _range(s: Sentence, at: int) -> tuple[int, Day, Day] | None:
    """Two days with their months, or two figures before or behind one month."""
    first = _day(s, at)
    if first:
        dash = _dash(s, first[0])
        if dash and (last := _day(s, dash)):
            return last[0], first[1], last[1]
        figure = _figure(s, dash) if dash and _month_first(s, at) else None
        if figure:
            end, year = _year(s, figure[0])
            named = first[1]
            return end, named, Day(figure[1], named.month, named.year or year)
    figure = _figure(s, at)
    dash = _dash(s, figure[0]) if figure else None
    last = _day(s, dash) if dash else None
    if figure and last and not _numeric(s, dash or 0):
        return last[0], Day(figure[1], last[1].month, last[1].year), last[1]
    return None


def _month_first(s: Sentence, at: int) -> bool:
    return _month(s, at) is not None or s.tokens[at].number in YEARS


def _numeric(s: Sentence, at: int) -> bool:
    """Whether a day is figures alone ("11.07")."""
    step = _figures(s, at)
    return step is not None


def _dash(s: Sentence, at: int) -> int | None:
    """Past what stands between the ends of a range, a hyphen or "to" and a suffix of the first."""
    begun = _suffix(s, at, "from_suffix") or at
    step = s.said(begun, "range", "until", "and")
    if step is None:
        return begun if begun > at else None
    return s.past(step[0], "until") if s.word(step[0]) != "-" else step[0]


def _suffix(s: Sentence, at: int, kind: str) -> int | None:
    """Past "-től", attached to a figure by its hyphen."""
    begun = at + 1 if s.word(at) == "-" else at
    step = s.said(begun, kind)
    return step[0] if step and (begun > at or s.attached(at) or kind[0] in "ba") else None


def _figure(s: Sentence, at: int) -> tuple[int, int] | None:
    """A day of a month in figures with its ordinal: "4", "4th", "4.", "4-én"."""
    if at >= len(s.tokens) or not 1 <= (s.tokens[at].number or 0) <= 31:
        return None
    end = at + 1
    if s.attached(end) and (step := s.said(end, "ordinal")):
        return step[0], s.tokens[at].number or 0
    hyphen = s.word(end) == "-" and s.attached(end) and s.attached(end + 1)
    if hyphen and (step := s.said(end + 1, "ordinal")):
        return step[0], s.tokens[at].number or 0
    stop = s.word(end) == "." and s.attached(end)
    if stop and (not s.attached(end + 1) or s.said(end + 1, "range", "month")):
        end += 1
    return end, s.tokens[at].number or 0


def _month(s: Sentence, at: int, short: bool = True) -> tuple[int, int] | None:
    """A month's name; the full stop of a short one belongs to it."""
    if step := s.said(at, "month"):
        return step
    step = s.said(at, "short_month") if short else None
    if step and s.word(step[0]) == "." and s.attached(step[0]):
        return step[0] + 1, step[1]
    return step


def _year(s: Sentence, at: int) -> tuple[int, int | None]:
    """A year behind a date with its word, or nothing."""
    begun = at + 1 if s.word(at) == "," else at
    if begun >= len(s.tokens) or s.tokens[begun].number not in YEARS:
        return at, None
    if s.said(begun + 1, "currency", "times"):
        return at, None
    end = s.past(begun + 1, "year")
    return (end + 1 if s.word(end) == "." and s.attached(end) else end), s.tokens[begun].number


def _day(s: Sentence, at: int) -> tuple[int, Day] | None:
    """One day: figures alone, or a figure and a month's name in either order."""
    if found := _figures(s, at):
        return found
    if at < len(s.tokens) and s.tokens[at].number in YEARS:
        named = _named(s, at + 2 if s.word(at + 1) == "." else at + 1, s.tokens[at].number)
        if named:
            return named
    if figure := _figure(s, at):
        month = _month(s, s.past(figure[0], "of"))
        if month:
            end, year = _year(s, month[0])
            return _real(end, figure[1], month[1], year)
    return _named(s, at, None)


def _named(s: Sentence, at: int, year: int | None) -> tuple[int, Day] | None:
    """The month before the day: "july 4", "július 4-én"."""
    month = _month(s, at)
    figure = _figure(s, month[0]) if month else None
    if not month or not figure or _counts(s, figure[0]):
        return None
    end, said = (figure[0], year) if year else _year(s, figure[0])
    return _real(end, figure[1], month[1], said)


def _counts(s: Sentence, at: int) -> bool:
    """Whether the figure before counts something: "june 2 adults" is no 2nd of June."""
    kinds = "adults persons child nights days weeks rooms stars currency times number".split()
    if s.said(at, *kinds) or (s.word(at) == "+" and s.number(at + 1)):
        return True
    dash = s.dash(at)
    other = s.number(dash) if dash else None
    return bool(other and s.said(other[0], *kinds[2:]))


def _figures(s: Sentence, at: int) -> tuple[int, Day] | None:
    """2026-07-04, 2026.07.04., 04.07.2026, 4/7/2026 and 4.07 (a month of two figures)."""
    parts: list[Token] = []
    signs: list[str] = []
    end = at
    while end < len(s.tokens) and s.tokens[end].number is not None and len(parts) < 3:
        parts.append(s.tokens[end])
        end += 1
        spaced = end + 1 < len(s.tokens) and s.word(end) == "." and len(parts[0].said) == 4
        if len(parts) < 3 and s.word(end) in (".", "/", "-") and end + 1 < len(s.tokens):
            if s.tokens[end + 1].number is None or not (s.attached(end + 1) or spaced):
                break
            signs.append(s.word(end))
            end += 1
        else:
            break
    numbers = [token.number or 0 for token in parts]
    end = end + 1 if s.word(end) == "." and s.attached(end) and not s.attached(end + 1) else end
    if len(set(signs)) > 1:
        return None
    if len(parts) == 3 and numbers[0] in YEARS:
        return _real(end, numbers[2], numbers[1], numbers[0])
    if len(parts) == 3 and numbers[2] in YEARS:
        return _real(s.past(end, "year"), numbers[0], numbers[1], numbers[2])
    if len(parts) == 2 and signs[:1] in (["."], ["/"]) and len(parts[1].said) == 2:
        return None if _counts(s, end) else _real(end, numbers[0], numbers[1], None)
    return None


def _real(end: int, day: int, month: int, year: int | None) -> tuple[int, Day] | None:
    """The day if there is such a one (29 February without a year counts)."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or 2024, month)[1]:
        return None
    return end, Day(day, month, year)


def _open_or_exact(s: Sentence, end: int, said: Day, lead: str) -> Reading:
    """One day, or all from it on, or all up to it."""
    day = _on(said, s.today)
    if after := _suffix(s, end, "after_suffix") or _suffix(s, end, "from_suffix"):
        return _dates(after, day, None)
    if until := _suffix(s, end, "until_suffix") or _suffix(s, end, "before_suffix"):
        return _dates(until, None, day)
    ends = {"after": (day, None), "until": (None, day)}
    return _dates(end, *ends.get(lead, (day, day)))


def _spanned(s: Sentence, end: int, first: Day, last: Day) -> Reading | None:
    """From the first to the last; a year said once counts for both."""
    stop = _on(Day(last.day, last.month, last.year or first.year), s.today)
    year = first.year or stop.year - ((first.month, first.day) > (stop.month, stop.day))
    start = _on(Day(first.day, first.month, year), s.today)
    end = _suffix(s, end, "until_suffix") or end
    end = _suffix(s, end, "between_suffix") or end
    return _dates(end, start, stop) if start <= stop else None


def _on(said: Day, today: dt.date) -> dt.date:
    """The day in its year, else the next such day from today on."""
    years = [said.year] if said.year else [today.year + ahead for ahead in range(9)]
    for year in years:
        last = calendar.monthrange(year, said.month)[1]
        day = dt.date(year, said.month, min(said.day, last))
        if said.year or (day >= today and day.day == said.day):
            break
    return day


def _dates(end: int, first: dt.date | None, last: dt.date | None) -> Reading:
    said = str(first) if first == last else f"{first or '..'}/{last or '..'}"
    return Reading(
        end, "dates", said, {"depart_from": first, "depart_to": last, "cheapest_month": False}
    )


def months(s: Sentence, at: int) -> Reading | None:
    """ "in june", "june-august", "late june", "next month", "this summer", "cheapest month"."""
    if step := s.said(at, "cheapest_month"):
        fields = {"depart_from": None, "depart_to": None, "cheapest_month": True}
        return Reading(step[0], "month", "cheapest", fields)
    if found := _away(s, at):
        return found
    lead, begun = _lead(s, at)
    if found := _season(s, begun):
        return found
    first = _named_month(s, begun)
    if first is None:
        return None
    end, start, stop = first
    lead = _hungarian(s.word(end - 1)) or lead
    dash = s.said(end, "and")
    joined = s.dash(end) or (dash[0] if dash else end if lead == "after" else 0)
    other = _named_month(s, joined, start) if joined else None
    if other:
        end, stop = other[0], other[2]
    elif lead:  # "from june" on, "until june" included
        return _dates(end, start, None) if lead == "after" else _dates(end, None, stop)
    return _dates(end, start, stop)


def _hungarian(word: str) -> str:
    """What a month's own ending says: júniustól, augusztusig."""
    if word.endswith("tol"):
        return "after"
    return "until" if word.endswith(("usig", "erig", "lisig")) else ""


def _named_month(
    s: Sentence, at: int, after: dt.date | None = None
) -> tuple[int, dt.date, dt.date] | None:
    """A month or a third of it: its first and last day, the next one from today or `after` on."""
    part = s.said(at, "part")
    year_first = None
    begun = part[0] if part else at
    if begun < len(s.tokens) and s.tokens[begun].number in YEARS and s.said(begun + 1, "month"):
        year_first, begun = s.tokens[begun].number, begun + 1
    step = s.said(begun, "month")
    if step is None:
        return None
    end, year = _year(s, step[0])
    if later := s.said(end, "part_after"):
        part, end = later, later[0]
    today = after or s.today
    year = year_first or year or today.year + (step[1] < today.month)
    last = calendar.monthrange(year, step[1])[1]
    low, high = PARTS[part[1]] if part else (1, 31)
    return end, dt.date(year, step[1], low), dt.date(year, step[1], min(high, last))


def _away(s: Sentence, at: int) -> Reading | None:
    """Months and weeks counted from today, and this weekend's Friday and Saturday."""
    begun = s.past(at, "in")
    for start in (begun, at):
        if step := s.said(start, "month_away"):
            index = s.today.year * 12 + s.today.month - 1 + step[1]
            first = dt.date(index // 12, index % 12 + 1, 1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            return _dates(step[0], first, last)
        if step := s.said(start, "week_away"):
            monday = s.today + dt.timedelta(days=7 * step[1] - s.today.weekday())
            return _dates(step[0], monday, monday + dt.timedelta(days=6))
    return None


def _season(s: Sentence, at: int) -> Reading | None:
    """ "this summer", "next winter", "summer 2027": three whole months, the next not over."""
    which = s.said(at, "this")
    step = s.said(which[0] if which else at, "season")
    if step is None:
        return None
    end, said = _year(s, step[0])
    first, last = step[1]
    year = said or s.today.year - (first > last and s.today.month <= last)
    if not said and dt.date(year + (first > last), last, 28) < s.today.replace(day=1):
        year += 1
    if which and which[1] and not said:
        year += 1 if _begun(s.today, dt.date(year, first, 1)) or year == s.today.year else 0
    ending = year + (first > last)
    stop = dt.date(ending, last, calendar.monthrange(ending, last)[1])
    return _dates(end, dt.date(year, first, 1), stop)


def _begun(today: dt.date, first: dt.date) -> bool:
    return first <= today


def weekend(s: Sentence, at: int) -> Reading | None:
    """ "a weekend": starts on a Friday or Saturday; "this weekend": the very next ones."""
    begun = s.past(at, "in")
    step = s.said(begun, "weekend") or s.said(at, "weekend")
    if step is None:
        return None
    if not step[1]:
        return Reading(step[0], "weekend", "1", {"weekend": True})
    friday = s.today + dt.timedelta(days=(4 - s.today.weekday()) % 7)
    saturday = friday + dt.timedelta(days=1)
    if s.today.weekday() == 5:
        friday = saturday = s.today
    dates = {"depart_from": friday, "depart_to": saturday, "cheapest_month": False}
    return Reading(step[0], "weekend", f"{friday}/{saturday}", {"weekend": True, **dates})
