"""Moments as the office's pages say them: in the agency's own zone."""

from __future__ import annotations

import datetime as dt

from .visit import Visit


def moment_said(visit: Visit, at: dt.datetime) -> str:
    """A day with its year and the time."""
    here = at.astimezone(visit.shop.settings.zone)
    return f"{visit.speech.day_year(here.date())} {visit.speech.clock(here.time())}"
