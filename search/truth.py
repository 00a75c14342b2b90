"""Truth: every price that a generation shows, worked out again from its offers, faults counted.

The offers are read one by one and priced by `offers.price.total`; nothing of the columns is
believed. It looks at every party that the offers name a price for, at two adults, and at each of
these twice as large in two equal rooms.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace

import numpy as np

from ..catalog.catalogue import Catalogue
from ..offers import Basis, Offer, Paid, Party
from ..offers.party import MOST_ADULTS, MOST_CHILDREN
from .answer import CellState
from .asked import LAST_DAY, Asked, Dates, ask
from .calendar import calendar_of
from .columns import Ints
from .engine import Engine
from .opened import Opened, date_of, minute_number
from .oracle import Oracle
from .query import Query
from .rows import rows_of, totals
from .stay import own_prices

MOST_EXAMPLES = 5
Progress = Callable[[str, int, int], None]


@dataclass
class Violations:
    """How often each promise about prices is broken; all are 0 in a true generation."""

    calendar_price_of_another_date: int = 0
    per_person_as_total: int = 0
    unclear_as_priced: int = 0
    unpriced_date_with_number: int = 0
    total_unequal_to_breakdown: int = 0
    price_of_another_party: int = 0
    own_price_not_found: int = 0
    checked_prices: int = 0
    checked_cells: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        named = [f.name for f in fields(self)]
        kinds = named[: named.index("checked_prices")]
        return sum(getattr(self, name) for name in kinds)

    def found(self, kind: str, example: str) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(f"{kind}: {example}")


def violations(
    engine: Engine, catalogue: Catalogue, now: dt.datetime, on_progress: Progress | None = None
) -> Violations:
    """Everything untrue that this engine would say about prices at this moment."""
    told, oracle = Violations(), Oracle(catalogue)
    single = parties_of(oracle.offers)
    parties = [(one, 1) for one in single] + [(two, 2) for one in single for two in doubled(one)]
    for n, (party, rooms) in enumerate(parties):
        if on_progress:
            on_progress(f"{party} in {rooms}", n, len(parties))
        asked = ask(engine.opened, None, Query(party=party, rooms=rooms), now)
        every_day = _every_day(asked)
        truth = _own_totals(oracle, party, rooms)
        _check_rows(engine.opened, every_day, oracle, truth, told)
        _check_calendars(engine, every_day, oracle, truth, now, told)
    return told


def parties_of(offers: list[Offer]) -> list[Party]:
    """Two adults, and every party that an offer states, the commonest first."""
    prices = (offer.departure.price for offer in offers)
    stated = Counter(price.party for price in prices if price and price.party)
    return list(dict.fromkeys([Party(2), *(party for party, _ in stated.most_common())]))


def doubled(party: Party) -> Iterator[Party]:
    """The party twice, where so many may travel together."""
    if party.adults * 2 <= MOST_ADULTS and len(party.child_ages) * 2 <= MOST_CHILDREN:
        yield Party(party.adults * 2, party.child_ages * 2)


def _every_day(asked: Asked) -> Asked:
    from_first = Dates(1, LAST_DAY, True)
    return replace(asked, dates=from_first, today=1)


def _own_totals(oracle: Oracle, party: Party, rooms: int) -> dict[int, int]:
    """The total in the site's currency of every offer that has one for this party, as so many
    times the total of the party of each room."""
    each = len(party.child_ages) // rooms
    room = Party(party.adults // rooms, tuple(party.child_ages[n * rooms] for n in range(each)))
    found = ((row, oracle.own_total(offer, room)) for row, offer in enumerate(oracle.offers))
    return {row: total * rooms for row, total in found if total is not None}


def _check_rows(
    opened: Opened, asked: Asked, oracle: Oracle, truth: dict[int, int], told: Violations
) -> None:
    """Each row that the columns call this party's own price, against its offer."""
    at = rows_of(opened, asked, asked.own)
    columns = opened.columns
    numbers, days = columns.offer[at].tolist(), columns.date[at].tolist()
    for row, day, total in zip(numbers, days, totals(opened, asked, at).tolist(), strict=True):
        told.checked_prices += 1
        offer = oracle.offers[row]
        for kind in _faults(offer, day, total, truth.get(row), asked.room or asked.query.party):
            told.found(kind, f"{offer.ref} at {total} for {asked.query.party}")


def _faults(offer: Offer, day: int, total: int, true: int | None, party: Party) -> Iterator[str]:
    price = offer.departure.price
    if price is None or (date_of(day) if day else None) != offer.departure.date:
        yield "unpriced_date_with_number"
    elif not price.readable:
        yield "unclear_as_priced"
    elif true is None:
        yield "price_of_another_party"
    elif total != true:
        alone = price.basis is Basis.PER_PERSON and party.adults > 1
        yield "per_person_as_total" if alone else "total_unequal_to_breakdown"
    elif not breakdown_fits(offer, party):
        yield "total_unequal_to_breakdown"


def breakdown_fits(offer: Offer, party: Party) -> bool:
    """Whether the parts said to lie inside the amount do not come to more than it."""
    price, nights = offer.departure.price, offer.departure.nights
    if price is None:
        return True
    times = {Basis.PER_PERSON: party.adults, Basis.PER_NIGHT: nights.least if nights else 1}
    inside = [p.amount for p in price.components if p.amount and p.paid is Paid.IN_PRICE]
    whole = price.amount.minor * times.get(price.basis, 1)
    return sum(part.minor for part in inside if part.currency == price.amount.currency) <= whole


def _check_calendars(
    engine: Engine,
    asked: Asked,
    oracle: Oracle,
    truth: dict[int, int],
    now: dt.datetime,
    told: Violations,
) -> None:
    """Each product's calendar over all its dates, against the lowest own price of each day."""
    opened, foreign = engine.opened, engine.quotes.foreign
    lowest = _lowest_by_day(opened, oracle, truth, now)
    for product in range(opened.products.num_rows):
        true = lowest.get(product, {})
        priced, _ = own_prices(opened, asked, product)
        days = opened.columns.date[priced.at]
        days = days[days > 0]
        known = {date for date in true if date}
        if not len(days) and not known:
            continue
        span = (int(days.min()), int(days.max())) if len(days) else (1, 0)
        shown = {
            cell.date: cell.total.minor
            for cell in calendar_of(opened, span, priced, _nothing, foreign)
            if cell.state is CellState.PRICED and cell.total
        }
        told.checked_cells += len(shown)
        for date, total in shown.items():
            if true.get(date) != total:
                told.found(
                    "calendar_price_of_another_date", f"product {product} on {date}: {total}"
                )
        for date in known - shown.keys():
            told.found("own_price_not_found", f"product {product} on {date}")


def _nothing(first: int, last: int) -> Ints:
    """No departures: only prices are looked at."""
    return np.zeros(0, np.int64)


def _lowest_by_day(
    opened: Opened, oracle: Oracle, truth: dict[int, int], now: dt.datetime
) -> dict[int, dict[dt.date, int]]:
    """For each product the lowest own total of each start date, prices too old left out; a
    "from" total only where the day has no whole one."""
    product = oracle.catalogue.offers["product"].to_pylist()
    stale = {s["name"]: int(opened.limits[n][2]) for n, s in enumerate(opened.sources)}
    found: dict[int, dict[dt.date, tuple[bool, int]]] = {}
    for row, total in truth.items():
        offer = oracle.offers[row]
        age = minute_number(now) - minute_number(offer.checked_at)
        date = offer.departure.date
        if date is None or age > stale[offer.ref.source] or offer.availability == "stop_sale":
            continue
        days = found.setdefault(product[row], {})
        price = offer.departure.price
        worth = bool(price and not price.complete), total
        days[date] = min(worth, days.get(date, worth))
    return {
        product: {date: total for date, (_, total) in days.items()}
        for product, days in found.items()
    }
