"""Oracle: the truth that the columns are tested against, by brute force in DuckDB.

It shares no path with the columns: totals come offer by offer from `offers.price.total`, every
departure is one row of a table, and each filter is one truth of that row. Slow and plain; only
tests and `fairwind check-prices` use it. Free text is not its business: it knows no words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import pyarrow as pa

from ..catalog import airports
from ..catalog.catalogue import Catalogue
from ..catalog.places import place_key
from ..catalog.rows import to_offers
from ..offers import Availability, Basis, Money, Nights, Offer, Paid, Party, Transport, total
from ..offers.facility import facilities_of
from ..offers.faults import FairwindError
from . import oracle_sql as sql
from .freshness import limits
from .oracle_counts import (
    Facets,
    buckets_of,
    facets_of,
    keys_as_named,
    left_without,
    place_keys,
    silent_of,
    without_each,
)
from .query import TRAITS, Group, Per, Query, Sort
from .ranking import WEIGHTS

ON_A_PAGE = 20
Day = tuple[dt.date, str, int | None, bool]
"""A day of a calendar: its state, its lowest total, and whether a total is within the budget."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What an answer must be: ids of one page in order, their totals, and every count."""

    ids: list[str]
    totals: list[int | None]
    counts: tuple[int, int, int, int]
    pages: int
    facets: Facets
    calendar: list[Day]
    lowest: int | None
    month: dt.date | None = None
    beyond_budget: int = 0
    histogram: list[tuple[int, int | None, int]] = field(default_factory=list)
    removals: list[tuple[str, str, int]] = field(default_factory=list)
    nearest: tuple[list[tuple[dt.date, int]], int | None, list[tuple[str, str, int]]] | None = None
    silent: dict[str, list[str]] = field(default_factory=dict)


class Oracle:
    """The whole catalogue as one table, asked without any index."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.offers = to_offers(catalogue.offers)
        self._product = catalogue.offers["product"].to_pylist()
        self._origins = {offer.departure.origin for offer in self.offers} - {""}
        self._db = duckdb.connect(":memory:", config={"threads": 1})
        self._db.register("products_", _products(catalogue))
        self._db.register("departures_", pa.Table.from_pylist(list(self._departures())))
        self._db.execute(sql.DEPARTURES)
        self._last: tuple[tuple[Query, dt.datetime], Truth] | None = None
        self._fitted: tuple[Any, tuple[Any, ...]] | None = None
        self._known: set[tuple[Party, int]] = set()
        self._db.execute(
            "create table totals (adults int, ages varchar, rooms int, offer int, total bigint)"
        )

    def answer(self, query: Query, now: dt.datetime) -> Truth:
        """The true answer to a query, its page only."""
        said = replace(query, to=tuple(keys_as_named(query)))
        query, month = self.fit(said, now)
        ids, totals, found = self._page(query)
        pages = -(-found // ON_A_PAGE)
        about = replace(said, sort=Sort.BEST, group=Group.PRICED, page=1), now
        if self._last is None or self._last[0] != about:
            self._last = about, self._around_page(said, query, month, now)
        return replace(self._last[1], ids=ids, totals=totals, pages=pages)

    def _around_page(
        self, said: Query, query: Query, month: dt.date | None, now: dt.datetime
    ) -> Truth:
        """Everything that is the same on every page; `query` is the one that was fitted."""
        counts, lowest, beyond, *without = self._counts(query)
        counted = self._rows(sql.COUNTED)
        calendar, histogram = self._calendar(query, now), self._histogram(query)
        # Searches next to this one make the table anew: they come last.
        nearest = None if counts[0] else self._nearest(query, said, now)
        return Truth(
            [],
            [],
            counts,
            0,
            facets_of(query, counted),
            calendar,
            lowest,
            month,
            beyond,
            histogram,
            self._removals(said, now, counted, *without) if counts[0] < 5 else [],
            nearest,
            silent_of(query, counted),
        )

    def fit(self, query: Query, now: dt.datetime) -> tuple[Query, dt.date | None]:
        """Make the table `fitting` for a query; a search for the cheapest month becomes one for
        that month."""
        about = replace(query, sort=Sort.BEST, group=Group.PRICED, page=1), now
        if self._fitted is None or self._fitted[0] != about:
            self._fitted = about, self._fit(query, now)
        first, last, flex, month = self._fitted[1]
        return replace(query, depart_from=first, depart_to=last, flex=flex), month

    def _fit(
        self, query: Query, now: dt.datetime
    ) -> tuple[dt.date | None, dt.date | None, int, dt.date | None]:
        """Make the table; the dates that it was made for, and the month they are of."""
        self._price_for(query)
        self._db.execute(*sql.fitting(self._parameters(query, now)))
        found = self._rows(sql.MONTH) if query.cheapest_month else []
        month = found[0][0] if found else None
        if month:
            query = _within(query, month, now.date())
            self._db.execute(*sql.fitting(self._parameters(query, now)))
        return query.depart_from, query.depart_to, query.flex, month

    def _departures(self) -> Iterator[dict[str, Any]]:
        for row, offer in enumerate(self.offers):
            if offer.availability is Availability.STOP_SALE:
                continue
            nights = offer.departure.nights
            own = offer.departure.price
            kind = "none" if own is None else "price" if self._readable(offer) else "unclear"
            yield self._departure(row, offer, offer.departure.date, nights, kind)
            for date in offer.goes_on:
                yield self._departure(row, offer, date, offer.goes_nights or nights, "none")

    def _departure(
        self, row: int, offer: Offer, date: dt.date | None, nights: Nights | None, kind: str
    ) -> dict[str, Any]:
        source = self.catalogue.sources[offer.ref.source]
        fresh, ageing, stale = limits(source.period_minutes, source.half_life_minutes)
        price = offer.departure.price
        return {
            "offer": row,
            "product": self._product[row],
            "date": date,
            "shortest": nights and nights.least,
            "longest": nights and nights.most,
            "board": int(offer.board.board or 0),
            "operator": offer.operator,
            "origin": offer.departure.origin,
            "kind": kind,
            "checked": int(offer.checked_at.timestamp()) // 60,
            "fresh": fresh,
            "ageing": ageing,
            "stale": stale,
            "from_only": int(price is not None and not price.complete),
            "operator_name": offer.operator_name,
            "room": offer.room.room_class and str(offer.room.room_class),
            "transport": offer.departure.transport and str(offer.departure.transport),
            **_traits(offer),
        }

    def _readable(self, offer: Offer) -> bool:
        """Whether the amount can be anyone's total in the site's currency."""
        price = offer.departure.price
        if price is None or price.basis is Basis.UNKNOWN:
            return False
        try:
            self._site(price.amount)
            for part in price.components:
                if part.amount and part.paid is not Paid.IN_PRICE:
                    price.amount + part.amount
        except FairwindError:
            return False
        return True

    def _site(self, money: Money) -> int:
        catalogue = self.catalogue
        to, on = catalogue.currency, catalogue.now.date()
        return (
            money.minor if money.currency == to else catalogue.rates.convert(money, to, on)[0].minor
        )

    def own_total(self, offer: Offer, asked: Party) -> int | None:
        """The asked party's total in the site's currency, or None: by the domain's one rule."""
        price, nights = offer.departure.price, offer.departure.nights
        if price is None or not self._readable(offer):
            return None
        length = nights.least if nights and nights.least == nights.most else None
        own = total(price, asked, offer.bands, length)
        if own is None or price.party or price.basis is not Basis.PER_PERSON:
            return None if own is None else self._site(own)
        extra = own - price.amount * asked.adults
        return self._site(price.amount) * asked.adults + self._site(extra)

    def _price_for(self, query: Query) -> None:
        """Every offer's total for the party in its rooms, once for each of both."""
        asked, rooms = query.party, query.rooms
        room = _room(asked, rooms)
        if room is None or (asked, rooms) in self._known:
            return
        self._known.add((asked, rooms))
        rows = [
            (asked.adults, str(asked.child_ages), rooms, row, own * rooms)
            for row, offer in enumerate(self.offers)
            if (own := self.own_total(offer, room)) is not None
        ]
        if rows:
            names = ("adults", "ages", "rooms", "offer", "total")
            table = pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows])
            self._db.register("new_totals", table)
            self._db.execute("insert into totals select * from new_totals")

    def _parameters(self, query: Query, now: dt.datetime) -> dict[str, Any]:
        near = airports.near(query.origins, self._origins) if query.near else ()
        around = dt.timedelta(days=query.flex)
        return {
            "adults": query.party.adults,
            "ages": str(query.party.child_ages),
            "rooms_asked": query.rooms,
            "now": int(now.timestamp()) // 60,
            "today": now.date(),
            "first": query.depart_from and query.depart_from - around,
            "last": query.depart_to and query.depart_to + around,
            "to": sorted(place_keys(query)) if query.to else None,
            "origins": [*query.origins, *near] or None,
            "operators": list(query.operators) or None,
            "nights_min": query.nights_min,
            "nights_max": query.nights_max,
            "board": None if query.board_min is None else int(query.board_min),
            "stars": query.stars_min,
            "rating": query.rating_min,
            "facilities": list(query.facilities) or None,
            "rooms": list(query.room_classes) or None,
            "transports": list(query.transports) or None,
            "weekend": query.weekend or None,
            **{trait: getattr(query, trait) or None for trait in TRAITS},
            "price_min": self._budget(query, query.price_min),
            "price_max": self._budget(query, query.price_max),
            "persons": _persons(query),
            "nightly": query.per is Per.NIGHT,
        }

    def _budget(self, query: Query, minor: int | None) -> int | None:
        currency = query.currency or self.catalogue.currency
        return None if minor is None else self._site(Money(minor, currency))

    def _rows(self, asked: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self._db.execute(asked, dict(given) if given else None).fetchall()

    def _counts(self, query: Query) -> tuple[tuple[int, int, int, int], int | None, int, int, int]:
        """Products per group; the lowest total; how many are beyond the budget, are priced on any
        day, and at any price."""
        priced, goes, unclear, other, *more = self._rows(sql.COUNTS)[0]
        other = other if query.depart_from or query.depart_to else 0
        lowest, beyond, any_day, any_price = more
        return (priced, goes, unclear, other), lowest, beyond, any_day, any_price

    def _page(self, query: Query) -> tuple[list[str], list[int | None], int]:
        first = (query.page - 1) * ON_A_PAGE
        if query.group is Group.PRICED:
            given = {f"w_{n}": w for n, w in WEIGHTS.items()} if query.sort is Sort.BEST else None
            rows = self._rows(sql.PRICED[query.sort], given)
        else:
            by_rating = query.sort is Sort.RATING
            rows = self._rows(sql.UNPRICED, {"group": query.group[0], "by_rating": by_rating})
        page = rows[first : first + ON_A_PAGE]
        return [row[0] for row in page], [row[1] for row in page], len(rows)

    def _calendar(self, query: Query, now: dt.datetime) -> list[Day]:
        """The days asked for; of a few the week before and after, looked up in another fitting."""
        first, last, around = _calendar_days(query, now.date())
        table = "fitting"
        if around:
            asked, table = replace(query, depart_from=first, depart_to=last, flex=0), "around"
            self._db.execute(*sql.fitting(self._parameters(asked, now), table))
        days = sql.keyed(self._rows(sql.CALENDAR.format(table=table)))
        span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return [(day, *days.get(day, ("none", None, True))) for day in span]

    def _histogram(self, query: Query) -> list[tuple[int, int | None, int]]:
        lowest = self._rows(
            sql.with_length(sql.LOWEST, query.per is Per.NIGHT), {"persons": _persons(query)}
        )
        return buckets_of([low for _, low in lowest if low is not None])

    def _removals(
        self,
        query: Query,
        now: dt.datetime,
        counted: list[tuple[Any, ...]],
        any_day: int,
        any_price: int,
    ) -> list[tuple[str, str, int]]:
        """What the search gives without each filter: counted in the rows that fail one alone,
        but for days and budget, and for the cheapest month, which may become another."""
        others = {"dates": any_day, "price": any_price}
        removed = []
        for key, value, without in without_each(query):
            if key in others and not query.cheapest_month:
                removed.append((key, value, others[key]))
            elif query.cheapest_month:
                removed.append((key, value, self._count(without, now)))
            else:
                removed.append((key, value, left_without(key, without, counted, self._origins)))
        return removed

    def _count(self, query: Query, now: dt.datetime) -> int:
        """How many products a search prices."""
        if query.cheapest_month:
            query, _ = self.fit(query, now)
        self._price_for(query)
        count: int = self._rows(*sql.priced_count(self._parameters(query, now)))[0][0]
        return count

    def _nearest(
        self, query: Query, said: Query, now: dt.datetime
    ) -> tuple[list[tuple[dt.date, int]], int | None, list[tuple[str, str, int]]]:
        over = None
        if query.price_max is not None:
            given = {
                "price_max": self._budget(query, query.price_max),
                "persons": _persons(query),
            }
            over = self._rows(sql.with_length(sql.HIGHER, query.per is Per.NIGHT), given)[0][0]
        days: list[tuple[dt.date, int]] = []
        if said.depart_from or said.depart_to:
            days = sorted(self._rows(sql.OTHER_DAYS), key=lambda row: _far(query, row[0], now))
        return days[:3], over, [*self._around(said, now)]

    def _around(self, query: Query, now: dt.datetime) -> Iterator[tuple[str, str, int]]:
        for key in query.to:
            parts = key.split("/")
            for size in range(len(parts) - 1, 0, -1):
                wider = "/".join(parts[:size])
                to = (wider, *(one for one in query.to if one != key))
                if count := self._count(replace(query, to=to), now):
                    yield wider, key, count
                    break


def _traits(offer: Offer) -> dict[str, bool | None]:
    """Each trait of an offer: yes, no, or None where its operator does not say."""
    going, terms, included = offer.departure, offer.terms, offer.included
    flies = going.transport is Transport.FLIGHT
    times = None
    if going.out and going.back:
        within = [*going.out, *going.back]
        in_order = going.out[0] <= going.out[1] and going.back[0] <= going.back[1]
        times = in_order and min(within) >= "06:00" and max(within) <= "23:00"
    free = terms.free_cancellation_days
    seats = offer.availability
    not_said = going.stops is None or going.transport is None
    return {
        "direct": None if not_said and (flies or not going.transport) else _no_stop(offer),
        "cancel": None if free is None else free > 0,
        "bag": None if included.bag_kg is None else included.bag_kg > 0,
        "transfer": included.transfer,
        "free_sale": None if seats is Availability.NOT_STATED else seats is Availability.FREE_SALE,
        "day_flight": times,
    }


def _no_stop(offer: Offer) -> bool:
    return offer.departure.transport is Transport.FLIGHT and offer.departure.stops == 0


def _room(asked: Party, rooms: int) -> Party | None:
    """The party of each of equal rooms, by dealing out everybody one after another."""
    dealt = [[] for _ in range(rooms)]  # type: list[list[int]]
    for n, person in enumerate([-1] * asked.adults + sorted(asked.child_ages)):
        dealt[n % rooms].append(person)
    if asked.adults % rooms or any(hand != dealt[0] for hand in dealt):
        return None
    return Party(dealt[0].count(-1), tuple(age for age in dealt[0] if age >= 0))


def _persons(query: Query) -> int:
    """By what a budget is multiplied to be the party's."""
    return query.party.persons if query.per is Per.PERSON else 1


def _within(query: Query, month: dt.date, today: dt.date) -> Query:
    """The query with its dates cut down to a month."""
    around = dt.timedelta(days=query.flex)
    last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    first = max(month, today)
    if query.depart_from:
        first = max(first, query.depart_from - around)
    if query.depart_to:
        last = min(last, query.depart_to + around)
    return replace(query, depart_from=first, depart_to=last, flex=0)


def _calendar_days(query: Query, today: dt.date) -> tuple[dt.date, dt.date, bool]:
    """The first and last day of the calendar, and whether they lie outside the asked ones."""
    if not (query.depart_from or query.depart_to):
        return today, today + dt.timedelta(days=59), False
    around = dt.timedelta(days=query.flex)
    first = max(today, query.depart_from - around) if query.depart_from else today
    last = query.depart_to + around if query.depart_to else first + dt.timedelta(days=59)
    few, last = last - first, min(last, first + dt.timedelta(days=365))
    if not dt.timedelta(0) <= few < dt.timedelta(days=6):
        return first, last, False
    week = dt.timedelta(days=7)
    return max(today, first - week), last + week, True


def _far(query: Query, day: dt.date, now: dt.datetime) -> tuple[int, dt.date]:
    """How many days a day lies outside the asked ones."""
    around = dt.timedelta(days=query.flex)
    first = max(now.date(), query.depart_from - around) if query.depart_from else now.date()
    last = query.depart_to + around if query.depart_to else dt.date(2149, 6, 5)
    return max((first - day).days, (day - last).days), day


def _products(catalogue: Catalogue) -> pa.Table:
    names = ("id", "country", "region", "resort", "stars", "rating", "facts")
    rows = catalogue.products.select(list(names)).to_pylist()
    for number, row in enumerate(rows):
        country, region, resort = (row[name] or "" for name in ("country", "region", "resort"))
        row["product"] = number
        row["country"] = country
        row["region"] = place_key(country, region) if region else ""
        row["resort"] = place_key(country, region, resort) if resort else ""
        row["facilities"] = [*facilities_of(row.pop("facts") or ()), ""]
    return pa.Table.from_pylist(rows)
