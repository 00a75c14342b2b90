"""The telephone's hours in words: till when somebody answers, or when they do again."""

from __future__ import annotations

import datetime as dt

from ..store.settings import Settings
from .text import Speech


def hours_said(settings: Settings, now: dt.datetime, speech: Speech) -> str:
    """ "till 18:00" while somebody is there, else "from 9:00" or "Mon from 9:00"."""
    here = now.astimezone(settings.zone)
    hours = settings.hours
    for ahead in range(15):
        date = here.date() + dt.timedelta(days=ahead)
        for span in () if date in settings.holidays else hours.on(date):
            if not ahead and span.closes <= here.time():
                continue
            if not ahead and span.opens <= here.time():
                return speech._("till %(time)s", time=speech.clock(span.closes))
            opens = speech.clock(span.opens)
            if not ahead:
                return speech._("from %(time)s", time=opens)
            return speech._("%(day)s from %(time)s", day=speech.weekday(date), time=opens)
    return ""
