"""Moments as the office's pages say them: in the agency's own zone."""

from __future__ import annotations

import datetime as dt

from ..price_words import moment
from .visit import Visit

FAR = dt.timedelta(days=180)


def brief_moment(visit: Visit, at: dt.datetime) -> str:
    """The time alone today, with its day on other days, with its year where that is far."""
    now = visit.shop.now()
    return moment_said(visit, at) if abs(at - now) > FAR else moment(at, now, visit.speech)


def moment_said(visit: Visit, at: dt.datetime) -> str:
    """A day with its year and the time."""
    here = at.astimezone(visit.shop.settings.zone)
    return f"{visit.speech.day_year(here.date())} {visit.speech.clock(here.time())}"
