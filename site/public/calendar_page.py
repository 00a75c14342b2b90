"""The calendar of a search: a whole month of start days for the visitor's party (W-42)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...search.answer import CellState
from ...search.month import MonthAnswer, MonthSum
from ...search.query import Query
from .. import trade
from ..shell import PUBLIC, Shop, page_language, render, shop_of
from ..text import Speech
from . import asked, links
from .calendar_links import calendar, pairs, whole_month
from .data import KEEP, cell_said, money_said
from .month_page import Month, month_of
from .results import asked_query
from .whom import asked_whom
from .whom_form import WhomForm, whom_form


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """Everything the calendar template says; `budget` tells that the asked one is left out."""

    heading: str
    summary: str
    whom: str
    form: WhomForm
    month: Month
    results: str
    asked_whom: str
    budget: bool
    json: str


async def page(request: Request) -> Response:
    """The calendar page."""
    speech, shop = page_language(request), shop_of(request)
    query = asked_query(request)
    found = _month(request, query)
    path = f"/{speech.lang}/calendar"
    told = CalendarPage(
        heading=_heading(found, speech),
        summary=asked.summary(whole_month(found.query, found.month), speech, ()),
        whom=trade.party(found.query.party, speech),
        form=whom_form(path, found.query, ("month", f"{found.month:%Y-%m}")),
        month=calendar_month(found, speech),
        results=links.trips(speech.lang, whole_month(found.query, found.month)),
        asked_whom=asked_whom(found.sources, shop.now(), speech),
        budget=query.price_min is not None or query.price_max is not None,
        json=calendar(speech.lang, found.query, found.month).replace(path, f"{path}.json", 1),
    )
    return render(
        request,
        "public/calendar_page.html",
        told,
        keep=PUBLIC,
        canonical=pairs(found.query, found.month),
        indexed=False,
    )


async def as_json(request: Request) -> Response:
    """The same month as JSON: figures in minor units, one entry a day."""
    page_language(request)
    return JSONResponse(month_said(_month(request, asked_query(request))), headers=KEEP)


def _month(request: Request, query: Query) -> MonthAnswer:
    """The month of the asked dates, else the first that has a price."""
    shop = shop_of(request)
    month = query.depart_from or query.depart_to or _first_priced(shop, query)
    found = shop.finder.month(query, shop.now(), month)
    assert found is not None  # only a stay's own month can be missing
    return found


def _first_priced(shop: Shop, query: Query) -> dt.date:
    grid = shop.finder.grid(query, shop.now())
    months = (c.month for row in grid.rows for c in row.cells if c.state is CellState.PRICED)
    return min(months, default=shop.now().date())


def calendar_month(found: MonthAnswer, speech: Speech) -> Month:
    """The table of a search's month: its days lead to results, its neighbours to themselves."""

    def day(date: dt.date) -> str:
        return links.changed(speech.lang, found.query, depart_from=date, depart_to=date)

    return month_of(found, speech, day, lambda month: calendar(speech.lang, found.query, month))


def _heading(found: MonthAnswer, speech: Speech) -> str:
    you, month = trade.you(found.query.party, speech), speech.month(found.month)
    return speech._("%(month)s: what each start day costs %(you)s", month=month, you=you)


def month_said(found: MonthAnswer) -> dict[str, Any]:
    """The month for machines."""
    return {
        "generation": found.generation,
        "query": [list(pair) for pair in pairs(found.query, found.month)],
        "month": f"{found.month:%Y-%m}",
        "lowest": money_said(found.sum.lowest),
        "lowest_from_only": found.sum.from_only,
        "published_until": found.covered.isoformat() if found.covered else None,
        "before": _sum_said(found.before),
        "after": _sum_said(found.after),
        "days": [cell_said(cell) for cell in found.cells],
    }


def _sum_said(sum: MonthSum | None) -> dict[str, Any] | None:
    if sum is None:
        return None
    lowest = money_said(sum.lowest)
    said = {"month": f"{sum.month:%Y-%m}", "state": sum.state.value, "lowest": lowest}
    return {**said, "from_only": sum.from_only}
