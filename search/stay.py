"""Stay: one product for one party, every operator's offers beside one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..offers import Board
from .answer import Cell, Quote, SourceAnswer, StayAnswer, StayCard, WithFlight
from .asked import NEXT_DAYS, Asked
from .calendar import calendar_of
from .cards import MOST_DATES, Desk, compared, product_of
from .columns import Ints
from .opened import Opened, date_of
from .parties import UNCLEAR
from .query import Query
from .rows import Rows, chosen, nights_fit, on_days_of, visible, whole_first, with_totals

MOST_PRICED = 200
MOST_UNPRICED = 40
DAYS_BEFORE = 14


def stay_rows(opened: Opened, asked: Asked, product: int, parties: tuple[int, ...]) -> Any:
    """The rows of one product for these parties on the asked dates, found in the second order."""
    columns = opened.columns
    first, last = columns.stay_of_product[product : product + 2].tolist()
    ends = columns.stay_start[first : last + 1].tolist()
    runs = [
        slice(ends[n], ends[n + 1])
        for n, party in enumerate(columns.stay_party[first:last].tolist())
        if party in parties
    ]
    at = on_days_of(opened, runs, asked.dates)
    if asked.weekend:
        at = at[opened.weekend[columns.date[at]]]
    if asked.airports is not None:
        at = at[chosen(len(opened.airports), asked.airports)[columns.airport[at]]]
    if asked.nights is not None:
        at = at[nights_fit(columns, asked, at)]
    return at


def own_prices(opened: Opened, asked: Asked, product: int) -> tuple[Rows, Any]:
    """The product's prices for the asked party, and those too old to be prices."""
    at = stay_rows(opened, asked, product, asked.own)
    young = visible(opened, asked, at)
    if young is None:
        return with_totals(opened, asked, at), at[:0]
    return with_totals(opened, asked, at[young]), at[~young]


def cheapest(opened: Opened, rows: Rows, most: int) -> Rows:
    """The cheapest rows by total, whole ones first, then date, then the order of the offers."""
    columns, worth = opened.columns, whole_first(opened, rows)
    if len(rows) > most:
        limit = np.partition(worth, most - 1)[most - 1]
        rows, worth = rows.where(worth <= limit), worth[worth <= limit]
    order = np.lexsort((columns.offer[rows.at], columns.date[rows.at], worth))
    return rows.where(order[:most])


def stay_answer(
    desk: Desk, product: int, query: Query, sources: tuple[SourceAnswer, ...]
) -> StayAnswer:
    """The stay page: quotes with a total first, then unclear ones and departures that go."""
    opened, asked = desk.opened, desk.asked
    priced, old = own_prices(opened, asked, product)
    unclear = stay_rows(opened, asked, product, (UNCLEAR,))
    goes = np.concatenate([stay_rows(opened, asked, product, asked.others), old])
    best = cheapest(opened, priced, MOST_PRICED)
    rest = np.concatenate([_by_date(opened, rows)[:MOST_UNPRICED] for rows in (unclear, goes)])
    quotes = compared(_quotes(desk, best.at, best.total)) + tuple(_quotes(desk, rest, None))
    id, slug, told = product_of(opened, product)
    days = np.unique(opened.columns.date[goes]).tolist()
    card = StayCard(
        id,
        slug,
        told,
        quotes,
        len({quote.offer.operator for quote in quotes}),
        0.0,
        goes_dates=tuple(date_of(day) for day in days if day)[:MOST_DATES],
        published=_published(desk, product) if not len(best) else None,
    )
    return StayAnswer(
        generation=opened.generation,
        query=query,
        card=card,
        calendar=_calendar(opened, asked, product, desk.quotes.foreign),
        sources=sources,
        boards=_boards(opened, product),
        flights=tuple(_with_flight(desk, row) for row in opened.flights.get(product, ())),
    )


def _with_flight(desk: Desk, product: int) -> WithFlight:
    """A fly-and-go product with its own cheapest price for the asked party."""
    priced, _ = own_prices(desk.opened, desk.asked, product)
    best = cheapest(desk.opened, priced, 1)
    quotes = _quotes(desk, best.at, best.total)
    id, slug, told = product_of(desk.opened, product)
    return WithFlight(id, slug, told.name, quotes[0] if quotes else None)


def _calendar(opened: Opened, asked: Asked, product: int, foreign: Any) -> tuple[Cell, ...]:
    """The asked days with two weeks before them, two months at least."""
    first, last = asked.calendar_days()
    first = max(asked.today, first - DAYS_BEFORE)
    last = max(last, first + NEXT_DAYS - 1)
    asked = asked.any_weekday()
    whole = asked.on_days(first, last)
    priced, old = own_prices(opened, whole, product)

    def goes(first: int, last: int) -> Any:
        days = asked.on_days(first, last)
        return np.concatenate([stay_rows(opened, days, product, asked.others), old])

    return calendar_of(opened, (first, last), priced, goes, foreign)


def _by_date(opened: Opened, at: Ints) -> Ints:
    """One row of each offer, the earliest dates first."""
    columns = opened.columns
    at = at[np.lexsort((columns.offer[at], columns.date[at]))]
    _, first = np.unique(columns.offer[at], return_index=True)
    return at[np.sort(first)]


def _quotes(desk: Desk, at: Any, total: Any) -> list[Quote]:
    numbers = desk.opened.columns.offer[at].tolist()
    offers = desk.quotes.offers(numbers)
    mine = [None] * len(numbers) if total is None else total.tolist()
    query = desk.asked.query
    return [
        desk.quotes.quote(row, offers[row], query.party, desk.now, query.currency, own, query.rooms)
        for row, own in zip(numbers, mine, strict=True)
    ]


def _published(desk: Desk, product: int) -> Quote | None:
    """The nearest price that any source prints for this product, at its own date and party."""
    opened = desk.opened
    asked = desk.asked.any_day()
    at = stay_rows(opened, asked, product, (UNCLEAR, *asked.own, *asked.others))
    far = np.abs(opened.columns.date[at].astype(np.int64) - desk.asked.dates.first)
    near = at[np.argsort(far, kind="stable")][:MOST_UNPRICED]
    return next((q for q in _quotes(desk, near, None) if q.offer.departure.price), None)


def _boards(opened: Opened, product: int) -> tuple[Board, ...]:
    columns = opened.columns
    first, last = columns.stay_of_product[product : product + 2].tolist()
    rows = columns.by_stay[int(columns.stay_start[first]) : int(columns.stay_start[last])]
    return tuple(Board(n) for n in np.unique(columns.board[rows]).tolist() if n)
