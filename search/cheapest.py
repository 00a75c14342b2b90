"""Cheapest month: the month in which the lowest total of a search lies."""

from __future__ import annotations

import calendar
import datetime as dt

import numpy as np

from .asked import Asked
from .groups import matching_rows
from .opened import Opened, date_of, day_number
from .rows import Rows, in_budget, whole_first


def in_cheapest_month(opened: Opened, asked: Asked) -> tuple[Asked, dt.date | None]:
    """A search for the cheapest month as one for its days, and the month's first day.

    As it is where it asks for no such month, or where nothing is priced on any date.
    """
    if not asked.query.cheapest_month:
        return asked, None
    matching, _ = matching_rows(opened, asked)
    month = cheapest_month(opened, in_budget(opened, asked, matching))
    if month is None:
        return asked, None
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return asked.in_days(day_number(month), day_number(last)), month


def cheapest_month(opened: Opened, rows: Rows) -> dt.date | None:
    """The month of the lowest total among rows with a date, the earliest of equal ones; of a "from"
    one only where none is whole."""
    day = opened.columns.date[rows.at]
    dated = (day > 0).nonzero()[0]
    if not len(dated):
        return None
    best = dated[np.lexsort((day[dated], whole_first(opened, rows)[dated]))[0]]
    return date_of(int(day[best])).replace(day=1)
