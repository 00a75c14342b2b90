"""Calendar: the agency's working time, computed by whole intervals and never second by second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..offers.faults import SettingsFault
from ..store.hours import WorkingHours
from ..store.settings import Settings

_DAYS_AHEAD = 400
LAST_HOUR = dt.timedelta(hours=1)
"""A working evening begins this long before closing."""
Interval = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the agency works, and how many of it call visitors."""

    hours: WorkingHours
    holidays: frozenset[dt.date]
    zone: ZoneInfo
    members: int = 1

    def spans(self, now: dt.datetime) -> Iterator[Interval]:
        """The working spans from `now` on, in UTC; one that has begun starts now."""
        first = now.astimezone(self.zone).date()
        for date in (first + dt.timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)):
            for opens, closes in self.day(date):
                if closes > now:
                    yield max(opens, now), closes

    def day(self, date: dt.date) -> tuple[Interval, ...]:
        """The working spans of one date, in UTC; none on a holiday."""
        if date in self.holidays:
            return ()
        return tuple(
            (self._utc(date, span.opens), self._utc(date, span.closes))
            for span in self.hours.on(date)
        )

    def opening(self, now: dt.datetime) -> dt.datetime:
        """The first working moment from `now` on."""
        for opens, _ in self.spans(now):
            return opens
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")

    def open_at(self, now: dt.datetime) -> bool:
        """Whether somebody works at this moment."""
        return any(opens <= now < closes for opens, closes in self.day(self._date(now)))

    def after(self, now: dt.datetime, work: dt.timedelta) -> dt.datetime:
        """The moment at which so much working time has passed since `now`."""
        left = work
        for opens, closes in self.spans(now):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")

    def between(self, begins: dt.datetime, ends: dt.datetime) -> dt.timedelta:
        """The working time between two moments; none where the second is not later."""
        total = dt.timedelta()
        for opens, closes in self.spans(begins):
            if opens >= ends:
                return total
            total += min(closes, ends) - opens
        return total

    def one_day_after(self, now: dt.datetime) -> dt.datetime:
        """One working day later: on Friday at ten, Monday at ten; on Saturday, Monday's closing."""
        begins = self.opening(now)
        spans = self.day(self._date(begins))
        return self.after(now, sum((closes - opens for opens, closes in spans), dt.timedelta()))

    def morning(self, now: dt.datetime, days: int = 1) -> dt.datetime:
        """The opening of the so many-th working day after the day of `now`."""
        date = self._date(now)
        for _ in range(_DAYS_AHEAD):
            date += dt.timedelta(days=1)
            if spans := self.day(date):
                days -= 1
                if days == 0:
                    return spans[0][0]
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")

    def evening(self, now: dt.datetime) -> dt.datetime:
        """The next beginning of a working day's last hour."""
        date = self._date(now)
        for ahead in range(_DAYS_AHEAD):
            spans = self.day(date + dt.timedelta(days=ahead))
            if spans and (begins := max(spans[-1][0], spans[-1][1] - LAST_HOUR)) > now:
                return begins
        raise SettingsFault("FAIRWIND_HOLIDAYS: nobody works on any day of the next year")

    def _date(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.zone).date()

    def _utc(self, date: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(date, time, self.zone).astimezone(dt.UTC)


def calendar_of(
    settings: Settings, members: int = 1, hours: WorkingHours | None = None
) -> Calendar:
    """The agency's calendar with that many members who call, or one member's with own hours."""
    return Calendar(
        hours or settings.hours, frozenset(settings.holidays), settings.zone, max(1, members)
    )
