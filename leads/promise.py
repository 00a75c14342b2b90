"""Promise: the window in which somebody calls, in the agency's working time (backoffice.md 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

from ..offers.faults import SettingsFault
from ..store.hours import WorkingHours
from ..store.settings import Settings

CALL = dt.timedelta(minutes=15)
"""First response to a visitor who asks: the SLA of a hot lead, and one turn of one member."""
REVIEW = dt.timedelta(hours=4)
"""Working time within which a doubtful enquiry is looked at (web.md 5.5)."""
LEFT = dt.timedelta(minutes=10)
"""A window shown on the form is kept as long as this much of it is left when it is sent."""
_DAYS_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Promise:
    """We call between these two moments; `to` is when we are late."""

    from_: dt.datetime
    to: dt.datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the agency works, and how many of it call visitors."""

    hours: WorkingHours
    holidays: frozenset[dt.date]
    zone: ZoneInfo
    members: int = 1

    def spans(self, now: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The working spans from `now` on, in UTC; one that has begun starts now."""
        first = now.astimezone(self.zone).date()
        for date in (first + dt.timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)):
            for span in () if date in self.holidays else self.hours.on(date):
                opens, closes = (
                    dt.datetime.combine(date, time, self.zone).astimezone(dt.UTC)
                    for time in (span.opens, span.closes)
                )
                if closes > now:
                    yield max(opens, now), closes

    def opening(self, now: dt.datetime) -> dt.datetime:
        """The first working moment from `now` on."""
        for opens, _ in self.spans(now):
            return opens
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")

    def after(self, now: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """The moment at which so much working time has passed since `now`."""
        left = work
        for opens, closes in self.spans(now):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")


def calendar_of(settings: Settings, members: int) -> Calendar:
    """The agency's calendar with that many members who call."""
    return Calendar(settings.hours, frozenset(settings.holidays), settings.zone, members)


def promise(now: dt.datetime, waiting: int, calendar: Calendar) -> Promise:
    """The window for a visitor who asks now, with so many waiting before.

    Each member calls one visitor in 15 minutes; the place among the waiting says in which turn.
    """
    turns = ceil((waiting + 1) / calendar.members)
    begins = calendar.after(now, CALL * (turns - 1)) if turns > 1 else now
    return Promise(calendar.opening(begins), calendar.after(now, CALL * turns))


def review_promise(now: dt.datetime, calendar: Calendar) -> Promise:
    """The window for an enquiry that somebody looks at first."""
    return Promise(calendar.opening(now), calendar.after(now, REVIEW))


def kept(shown: Promise | None, fresh: Promise, now: dt.datetime, calendar: Calendar) -> Promise:
    """The window the visitor read before sending, unless too little of it is left by now."""
    if shown is None or shown.to < calendar.after(now, LEFT):
        return fresh
    return shown
