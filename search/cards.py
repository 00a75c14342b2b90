"""Cards: the products of one page, each with the offers of all its operators."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..offers import Form, Kind, Place, Product, differences, like_for_like
from .answer import Quote, Reason, StayCard
from .asked import Asked
from .columns import Ints
from .opened import Opened, date_of
from .quotes import Quotes
from .rows import Rows, first_of_each, whole_first

MOST_DATES = 12
MOST_OPERATORS = 30
MOST_DESCRIBED = 5_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A product on a page: its row, the row of its first departure, and why it stands there."""

    product: int
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every card of a page is written with."""

    opened: Opened
    quotes: Quotes
    asked: Asked
    now: dt.datetime


def product_of(opened: Opened, row: int) -> tuple[str, str, Product]:
    """The id, the slug and the product of a row of products.arrow."""
    known: tuple[str, str, Product] | None = opened.described.get(row)
    if known is None:
        if len(opened.described) >= MOST_DESCRIBED:
            opened.described.clear()
        known = opened.described[row] = _read_product(opened, row)
    return known


def _read_product(opened: Opened, row: int) -> tuple[str, str, Product]:
    said = opened.products.slice(row, 1).to_pylist()[0]
    product = Product(
        kind=Kind(said["kind"]),
        name=said["name"],
        place=Place(
            said["country"] or "",
            said["region"] or "",
            said["resort"] or "",
            "",
            None if said["lat"] is None else (said["lat"], said["lon"]),
        ),
        ids=tuple((one["scheme"], one["value"]) for one in said["ids"] or ()),
        stars=said["stars"],
        form=Form(said["form"]),
        former_names=tuple(name for name in said["names"] or () if name != said["name"]),
        facts=tuple(said["facts"] or ()),
        text=said["text"] or "",
        itinerary=tuple(said["itinerary"] or ()),
        photos=tuple(said.get("photos") or ()),
        rating=said["rating"],
    )
    return said["id"], said["slug"], product


def product_mask(opened: Opened, products: Sequence[int]) -> Any:
    """One truth for each product: whether it is one of these."""
    mask = np.zeros(opened.products.num_rows, bool)
    mask[list(products)] = True
    return mask


def priced_cards(desk: Desk, rows: Rows, first: Ints, shown: Sequence[Shown]) -> list[StayCard]:
    """The cards of products with a total; `first` is the row each of them is ranked by."""
    columns = desk.opened.columns
    among = product_mask(desk.opened, [one.product for one in shown])
    rows = rows.where(among[columns.product[rows.at]])
    product = columns.product[rows.at]
    picks = []
    for one, best in zip(shown, first.tolist(), strict=True):
        picks.append(_picked(desk.opened, rows.where(product == one.product), best))
    offers = desk.quotes.offers(
        int(row) for pick in picks for row in columns.offer[pick.at].tolist()
    )
    cards, query = [], desk.asked.query
    for one, pick in zip(shown, picks, strict=True):
        numbers = columns.offer[pick.at].tolist()
        quotes = [
            desk.quotes.quote(
                row, offers[row], query.party, desk.now, query.currency, total, query.rooms
            )
            for row, total in zip(numbers, pick.total.tolist(), strict=True)
        ]
        cards.append(_card(desk.opened, one, compared(quotes)))
    return cards


def _picked(opened: Opened, rows: Rows, best: int) -> Rows:
    """The best row, then of each other operator the row that is like it, else its cheapest."""
    columns, worth = opened.columns, whole_first(opened, rows)
    alike = np.ones(len(rows), bool)
    for name in ("nights", "nights_most", "board", "airport"):
        column = getattr(columns, name)
        alike &= column[rows.at] == column[best]
    kind = opened.manners.alike_of
    alike &= kind[columns.manner[rows.at]] == kind[columns.manner[best]]
    operator = columns.operator[rows.at]
    date = columns.date[rows.at]
    offer = columns.offer[rows.at]
    far = np.abs(date.astype(np.int64) - int(columns.date[best]))
    is_best = rows.at == best
    order = first_of_each(operator, *(~is_best, ~alike, worth, far, offer))
    order = order[np.lexsort((offer[order], worth[order], ~alike[order], ~is_best[order]))]
    return rows.where(order[:MOST_OPERATORS])


def compared(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes with their differences from the first named; those without any stand before."""
    if not quotes:
        return ()
    first = like_for_like(quotes[0].offer)
    told = [replace(q, differences=differences(first, like_for_like(q.offer))) for q in quotes]
    return (told[0], *sorted(told[1:], key=lambda quote: bool(quote.differences)))


def _card(opened: Opened, one: Shown, quotes: tuple[Quote, ...], **more: Any) -> StayCard:
    id, slug, product = product_of(opened, one.product)
    operators = len({quote.offer.operator for quote in quotes})
    return StayCard(id, slug, product, quotes, operators, one.score, one.reasons, **more)


def unpriced_cards(desk: Desk, at: Any, products: Iterable[int]) -> list[StayCard]:
    """The cards of products that go, or whose price is unclear: dates, and what is published."""
    columns = desk.opened.columns
    cards = []
    for product in products:
        own = at[columns.product[at] == product]
        own = own[np.lexsort((columns.offer[own], columns.date[own] == 0, columns.date[own]))]
        dates = [date_of(day) for day in np.unique(columns.date[own]).tolist() if day]
        offer = columns.offer[own]
        first = own[first_of_each(columns.operator[own], *(columns.date[own], offer))]
        numbers = columns.offer[first].tolist()
        offers = desk.quotes.offers([*numbers, *offer[: 4 * MOST_DATES].tolist()])
        quotes = compared([_without_total(desk, row, offers) for row in numbers[:MOST_OPERATORS]])
        cards.append(
            _card(
                desk.opened,
                Shown(product),
                quotes,
                goes_dates=tuple(dates[:MOST_DATES]),
                published=_published(desk, offers),
            )
        )
    return cards


def _without_total(desk: Desk, row: int, offers: dict[int, Any]) -> Quote:
    query = desk.asked.query
    return desk.quotes.quote(
        row, offers[row], query.party, desk.now, query.currency, None, query.rooms
    )


def _published(desk: Desk, offers: dict[int, Any]) -> Quote | None:
    """The price a source prints for the date nearest to the asked ones, as it prints it."""
    wanted = date_of(desk.asked.dates.first)

    def far(row: int) -> tuple[bool, int, int]:
        date = offers[row].departure.date
        return date is None, abs((date - wanted).days) if date else 0, row

    priced = [row for row, offer in offers.items() if offer.departure.price]
    return _without_total(desk, min(priced, key=far), offers) if priced else None


def oldest_check(opened: Opened, at: Any) -> dt.datetime | None:
    """When the oldest of these prices was checked."""
    if not len(at):
        return None
    minute = int(opened.columns.checked[at].min())
    return dt.datetime.fromtimestamp(minute * 60, dt.UTC)
