"""Addresses of a search's calendar: its keys without dates and budget, and the month."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

from ...search.month import first_of_month, freed, month_after
from ...search.query import Query, write_query

Pairs = list[tuple[str, str]]


def pairs(query: Query, month: dt.date) -> Pairs:
    """The canonical pairs of a month of a search."""
    told = [*write_query(freed(query)), ("month", f"{month:%Y-%m}")]
    return sorted(told, key=lambda pair: pair[0])


def calendar(lang: str, query: Query, month: dt.date | None = None) -> str:
    """The address of a search's calendar; without a month, that of its dates or the present."""
    month = month or query.depart_from
    told = pairs(query, month) if month else write_query(freed(query))
    return f"/{lang}/calendar?{urlencode(told)}" if told else f"/{lang}/calendar"


def whole_month(query: Query, month: dt.date) -> Query:
    """The search for every start day of a month."""
    last = month_after(month) - dt.timedelta(days=1)
    return replace(query, depart_from=first_of_month(month), depart_to=last)
