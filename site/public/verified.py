"""Verified: what operators answered since their list was read, laid over what the list says.

A price that its operator has changed or taken back is shown to nobody at the old amount, until the
operator's next list is published (decision 0116).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import sqlalchemy as sa

from ...catalog import price_checks, price_reasons
from ...catalog.price_checks import PriceCheck, State, party_said
from ...catalog.price_reasons import Why
from ...offers import Basis, Component, Money, Party, Price
from ...offers.faults import StoreFault
from ...search.answer import Cell, CellState, Converted, Freshness, Quote, StayAnswer
from ...search.month import MonthAnswer, MonthSum
from ...search.query import Query
from ..shell import Shop

LASTS = dt.timedelta(hours=48)
"""An answer older than this says nothing more, whatever the list does."""
SAID_FOR = dt.timedelta(minutes=10)
"""How long it is said that an operator did not answer or could not be asked."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Answers by offer key: `priced` for this very party, `gone` for any, `silent` of the last
    minutes in which nothing came."""

    priced: Mapping[str, PriceCheck] = field(default_factory=dict)
    gone: Mapping[str, PriceCheck] = field(default_factory=dict)
    silent: Mapping[str, PriceCheck] = field(default_factory=dict)

    def said(self, key: str) -> PriceCheck | None:
        """The newest thing to say beside an offer."""
        found = (self.gone.get(key), self.priced.get(key), self.silent.get(key))
        return max(filter(None, found), key=lambda check: check.asked_at, default=None)


def overlay(
    conn: sa.Connection, quotes: Sequence[Quote], party: Party, now: dt.datetime
) -> Overlay:
    """What operators answered about these quotes since each was read from its list."""
    read_at = {quote.key: quote.offer.checked_at for quote in quotes}
    rooms = {party_said(party, quote.rooms) for quote in quotes}
    priced: dict[str, PriceCheck] = {}
    silent: dict[str, PriceCheck] = {}
    for said in sorted(rooms):
        priced |= price_checks.newest(conn, read_at, now - LASTS, said)
        silent |= price_checks.silences(conn, read_at, now - SAID_FOR, said)
    anyone = price_checks.newest(conn, read_at, now - LASTS)
    gone = {key: check for key, check in anyone.items() if check.state is State.GONE}
    return Overlay(*(_since_read(found, read_at) for found in (priced, gone, silent)))


def _since_read(
    checks: Mapping[str, PriceCheck], read_at: Mapping[str, dt.datetime]
) -> dict[str, PriceCheck]:
    return {key: check for key, check in checks.items() if check.asked_at >= read_at[key]}


def verified(quotes: Sequence[Quote], over: Overlay, party: Party) -> tuple[Quote, ...]:
    """The quotes as their operators last said them; those that are gone are left out."""
    return tuple(_one(quote, over, party) for quote in quotes if quote.key not in over.gone)


def _one(quote: Quote, over: Overlay, party: Party) -> Quote:
    check = over.priced.get(quote.key)
    if check is None or check.verified is None:
        return quote
    if quote.total == check.verified:
        offer = replace(quote.offer, checked_at=check.asked_at)
        return replace(quote, offer=offer, freshness=Freshness.FRESH)
    # The parts of the answer are not kept: the whole stands for itself, without a breakdown.
    missing = _still_unknown(quote.offer.departure.price, check)
    price = Price(check.verified, Basis.PER_PARTY, party, missing)
    departure = replace(quote.offer.departure, price=price)
    return replace(
        quote,
        offer=replace(quote.offer, departure=departure, checked_at=check.asked_at),
        total=check.verified,
        shown=_converted(quote.shown, check.verified, quote.total),
        derived=False,
        from_only=bool(missing),
        freshness=Freshness.FRESH,
    )


def _still_unknown(listed: Price | None, check: PriceCheck) -> tuple[Component, ...]:
    """The mandatory parts without an amount in the list that the answer did not state either."""
    added = {one.kind for one in price_reasons.read(check.reason) if one.why is Why.ADDED}
    parts = listed.components if listed else ()
    return tuple(part for part in parts if part.amount is None and part.kind not in added)


def _converted(shown: Converted | None, now: Money, before: Money | None) -> Converted | None:
    """The new total in the visitor's currency, at the rate of the old one."""
    if shown is None or before is None or before.currency != now.currency:
        return None
    money = Money.of(now.major * Decimal(shown.rate), shown.money.currency)
    return replace(shown, money=money)


def with_answers(shop: Shop, found: StayAnswer, query: Query) -> tuple[StayAnswer, Overlay]:
    """The stay with what its operators answered since; as it is where the database is away."""
    quotes = found.card.quotes
    try:
        with shop.database.read() as conn:
            over = overlay(conn, quotes, query.party, shop.clock.now())
    except StoreFault:
        return found, Overlay()
    if not (over.priced or over.gone):
        return found, over
    said = tuple(sorted(verified(quotes, over, query.party), key=_place))
    calendar = _as_they_stand(found.calendar, quotes, said)
    return replace(found, card=replace(found.card, quotes=said), calendar=calendar), over


def _place(quote: Quote) -> tuple[bool, bool, bool, int]:
    """The same first, then the others; a total that moved takes its new place among its like,
    "from" ones behind whole ones."""
    return quote.total is None, bool(quote.differences), *_worth(quote)


def corrected(month: MonthAnswer, listed: Sequence[Quote], now: Sequence[Quote]) -> MonthAnswer:
    """A month with what operators answered."""
    cells = _as_they_stand(month.cells, listed, now)
    if cells == month.cells:
        return month
    first = next((cell for cell in cells if cell.lowest), None)
    summed = MonthSum(
        month.month,
        CellState.PRICED if first else CellState.NONE,
        first.total if first else None,
        bool(first and first.converted),
        bool(first and first.from_only),
    )
    return replace(month, cells=cells, sum=summed)


def _as_they_stand(
    cells: tuple[Cell, ...], listed: Sequence[Quote], now: Sequence[Quote]
) -> tuple[Cell, ...]:
    """Days with what operators answered: where one showed the lowest of the `listed` offers and
    that one has moved or gone, the lowest of those that stand `now`."""
    before, after = _lowest(listed), _lowest(now)
    stand = tuple(_on_its_day(cell, before, after) for cell in cells)
    return cells if stand == cells else _marked(stand)


def _on_its_day(
    cell: Cell, before: Mapping[dt.date, Quote], after: Mapping[dt.date, Quote]
) -> Cell:
    was, stands = before.get(cell.date), after.get(cell.date)
    if was is None or cell.total is None or cell.total != _amount(was):
        return cell
    amount = _amount(stands) if stands else None
    if amount is None or stands is None:
        return replace(cell, state=CellState.NONE, total=None, lowest=False, converted=False)
    if amount.currency != cell.total.currency:
        return cell
    return replace(
        cell, total=amount, converted=stands.shown is not None, from_only=stands.from_only
    )


def _marked(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cheapest days anew; "from" ones only where no day is whole."""
    priced = [cell for cell in cells if cell.total]
    least = min((_dear(cell) for cell in priced), default=None)
    return tuple(replace(cell, lowest=bool(cell.total) and _dear(cell) == least) for cell in cells)


def _dear(cell: Cell) -> tuple[bool, int]:
    return cell.from_only, cell.total.minor if cell.total else 0


def _lowest(quotes: Sequence[Quote]) -> dict[dt.date, Quote]:
    """Each day's lowest quote; a "from" one only where no whole one is."""
    found: dict[dt.date, Quote] = {}
    for quote in quotes:
        day = quote.offer.departure.date
        if day and _amount(quote) and (day not in found or _worth(quote) < _worth(found[day])):
            found[day] = quote
    return found


def _worth(quote: Quote) -> tuple[bool, int]:
    amount = _amount(quote)
    return quote.from_only, amount.minor if amount else 0


def _amount(quote: Quote) -> Money | None:
    return quote.shown.money if quote.shown else quote.total
