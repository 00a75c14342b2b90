"""Oracle: the truth that the columns are tested against, by brute force in DuckDB.

It shares no path with the columns: totals come offer by offer from `offers.price.total`, every
departure is one row of a table, and each filter is one truth of that row. Slow and plain; only
tests and `fairwind check-prices` use it. Free text is not its business: it knows no words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from ..catalog.catalogue import Catalogue
from ..catalog.places import covered, place_key, read_country, read_region
from ..catalog.rows import to_offers
from ..offers import Availability, Basis, Board, Money, Nights, Offer, Paid, Party, total
from ..offers.faults import FairwindError
from .freshness import limits
from .query import Group, Query, Sort
from .ranking import WEIGHTS

ON_A_PAGE = 20
Facets = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an answer must be: ids of one page in order, their totals, and every count."""

    ids: list[str]
    totals: list[int | None]
    counts: tuple[int, int, int, int]
    pages: int
    facets: Facets
    calendar: list[tuple[dt.date, str, int | None]]
    lowest: int | None


class Oracle:
    """The whole catalogue as one table, asked without any index."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.offers = to_offers(catalogue.offers)
        self._product = catalogue.offers["product"].to_pylist()
        self._db = duckdb.connect(":memory:", config={"threads": 1})
        self._db.register("products_", _products(catalogue))
        self._db.register("departures_", pa.Table.from_pylist(list(self._departures())))
        self._db.execute(_DEPARTURES)
        self._known: set[Party] = set()
        self._db.execute("create table totals (adults int, ages varchar, offer int, total bigint)")

    def answer(self, query: Query, now: dt.datetime) -> Truth:
        """The true answer to a query, its page only."""
        self._price_for(query.party)
        self._db.execute(*_fitting(self._parameters(query, now)))
        counts, lowest = self._counts(query)
        ids, totals, found = self._page(query)
        return Truth(
            ids,
            totals,
            counts,
            -(-found // ON_A_PAGE),
            self._facets(query),
            self._calendar(query, now),
            lowest,
        )

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
        period = self.catalogue.sources[offer.ref.source].period_minutes
        fresh, ageing, stale = limits(period)
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

    def _price_for(self, asked: Party) -> None:
        if asked in self._known:
            return
        self._known.add(asked)
        rows = [
            (asked.adults, str(asked.child_ages), row, own)
            for row, offer in enumerate(self.offers)
            if (own := self.own_total(offer, asked)) is not None
        ]
        if rows:
            table = pa.Table.from_pylist(
                [dict(zip(("adults", "ages", "offer", "total"), r, strict=True)) for r in rows]
            )
            self._db.register("new_totals", table)
            self._db.execute("insert into totals select * from new_totals")

    def _parameters(self, query: Query, now: dt.datetime) -> dict[str, Any]:
        return {
            "adults": query.party.adults,
            "ages": str(query.party.child_ages),
            "now": int(now.timestamp()) // 60,
            "today": now.date(),
            "first": query.depart_from,
            "last": query.depart_to,
            "to": sorted(_place_keys(query)) if query.to else None,
            "origins": list(query.origins) or None,
            "operators": list(query.operators) or None,
            "nights_min": query.nights_min,
            "nights_max": query.nights_max,
            "board": None if query.board_min is None else int(query.board_min),
            "stars": query.stars_min,
            "price_min": self._budget(query, query.price_min),
            "price_max": self._budget(query, query.price_max),
        }

    def _budget(self, query: Query, minor: int | None) -> int | None:
        currency = query.currency or self.catalogue.currency
        return None if minor is None else self._site(Money(minor, currency))

    def _rows(self, sql: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, dict(given) if given else None).fetchall()

    def _counts(self, query: Query) -> tuple[tuple[int, int, int, int], int | None]:
        priced, goes, unclear, other, lowest = self._rows(_COUNTS)[0]
        other = other if query.depart_from or query.depart_to else 0
        return (priced, goes, unclear, other), lowest

    def _page(self, query: Query) -> tuple[list[str], list[int | None], int]:
        first = (query.page - 1) * ON_A_PAGE
        if query.group is Group.PRICED:
            given = {f"w_{n}": w for n, w in WEIGHTS.items()} if query.sort is Sort.BEST else None
            rows = self._rows(_PRICED[query.sort], given)
        else:
            by_rating = query.sort is Sort.RATING
            rows = self._rows(_UNPRICED, {"group": query.group[0], "by_rating": by_rating})
        page = rows[first : first + ON_A_PAGE]
        return [row[0] for row in page], [row[1] for row in page], len(rows)

    def _facets(self, query: Query) -> Facets:
        """Products per value, over the rows that fail nothing, or the facet's own choice alone."""
        keys = _keys_as_named(query)
        inside = {key: set(covered(key)) for key in keys}
        found: dict[str, dict[str, set[int]]] = {name: {} for name in _FACETS}
        for name, value in _chosen(query, keys):
            found[name][value] = set()
        boards = {board for board in (query.board_min,) if board}
        rows = self._rows(_COUNTED)
        boards |= {Board(r[4]) for r in rows if r[4] and not any(_but("board_min", r))}
        for row in rows:
            values = _values(row, boards, query.stars_min, inside)
            for name in _FACETS:
                if not any(_but(name, row)):
                    for value in values[name]:
                        found[name].setdefault(value, set()).add(row[0])
        return {name: {v: len(p) for v, p in found[name].items()} for name in _FACETS}

    def _calendar(self, query: Query, now: dt.datetime) -> list[tuple[dt.date, str, int | None]]:
        today = now.date()
        first, last = today, today + dt.timedelta(days=59)
        if query.depart_from or query.depart_to:
            first = max(today, query.depart_from or today)
            last = query.depart_to or first + dt.timedelta(days=59)
            few, last = last - first, min(last, first + dt.timedelta(days=365))
            if dt.timedelta(0) <= few < dt.timedelta(days=6):
                week = dt.timedelta(days=7)
                first, last = max(today, first - week), last + week
                around = replace(query, depart_from=first, depart_to=last)
                self._db.execute(*_fitting(self._parameters(around, now)))
        days = {day: (state, lowest) for day, state, lowest in self._rows(_CALENDAR)}
        span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return [(day, *days.get(day, ("none", None))) for day in span]


_FACETS = ("to", "board_min", "stars_min", "operator", "from", "nights")


def _but(name: str, row: tuple[Any, ...]) -> tuple[bool, ...]:
    """What a row of _COUNTED fails apart from one facet's own choice."""
    own = _FACETS.index(name)
    fails = row[9:]
    return (*fails[:own], *fails[own + 1 :])


def _chosen(query: Query, keys: list[str]) -> Iterator[tuple[str, str]]:
    """Every choice of the query: it stands in its facet, whatever its count."""
    yield from (("to", key) for key in keys)
    yield from (("operator", slug) for slug in query.operators)
    yield from (("from", code) for code in query.origins)
    if query.board_min:
        yield "board_min", query.board_min.code
    if query.stars_min is not None:
        yield "stars_min", f"{query.stars_min / 2:g}"
    if query.nights_min is not None and query.nights_min == query.nights_max:
        yield "nights", str(query.nights_min)


def _values(
    row: tuple[Any, ...], boards: set[Board], stars_min: int | None, inside: dict[str, set[str]]
) -> dict[str, list[str]]:
    """The values of each facet that a row of _COUNTED counts for."""
    _, country, region, resort, board, stars, operator, origin, shortest, *_ = row
    places = {place for place in (country, region) if place}
    chosen = {key for key, keys in inside.items() if keys & {country, region, resort}}
    levels = {6, 8, 9, 10} | ({stars_min} if stars_min is not None else set())
    return {
        "to": sorted(places | chosen),
        "board_min": [level.code for level in boards if board >= level],
        "stars_min": [f"{n / 2:g}" for n in levels if stars is not None and stars >= n],
        "operator": [operator],
        "from": [origin] if origin else [],
        "nights": [] if shortest is None else [str(shortest)],
    }


def _products(catalogue: Catalogue) -> pa.Table:
    names = ("id", "country", "region", "resort", "stars", "rating")
    rows = catalogue.products.select(list(names)).to_pylist()
    for number, row in enumerate(rows):
        country, region, resort = (row[name] or "" for name in ("country", "region", "resort"))
        row["product"] = number
        row["country"] = country
        row["region"] = place_key(country, region) if region else ""
        row["resort"] = place_key(country, region, resort) if resort else ""
    return pa.Table.from_pylist(rows)


def _keys_as_named(query: Query) -> list[str]:
    """The place keys of a query, names read by the gazetteer alone."""
    keys = []
    for to in query.to:
        region = None if "/" in to else read_region(to)
        country = read_country(to) if len(to) > 2 else ""
        keys.append(country or (f"{region.country}/{region.key}" if region else to))
    return keys


def _place_keys(query: Query) -> set[str]:
    return {key for named in _keys_as_named(query) for key in covered(named)}


_DEPARTURES = """
create table departures as
select d.*, p.id, p.country, p.region, p.resort, p.stars, p.rating
from departures_ d join products_ p using (product)
"""

# One truth for each filter: the values it needs (any of them), and what is true without them.
_FILTERS = {
    "f_day": (
        ("first", "last"),
        """coalesce(date >= $today and date >= coalesce($first::date, date)
           and date <= coalesce($last::date, date), false)""",
    ),
    "f_to": (("to",), "list_has_any($to, [country, region, resort])"),
    "f_from": (("origins",), "list_contains($origins, origin)"),
    "f_operator": (("operators",), "list_contains($operators, operator)"),
    "f_board": (("board",), "board >= $board"),
    "f_stars": (("stars",), "coalesce(stars >= $stars, false)"),
    "f_nights": (
        ("nights_min", "nights_max"),
        """coalesce(longest >= coalesce($nights_min::int, 0)
           and shortest <= coalesce($nights_max::int, 180), false)""",
    ),
    "f_price": (
        ("price_min", "price_max"),
        """coalesce(t.total >= $price_min::bigint, true)
           and coalesce(t.total <= $price_max::bigint, true)""",
    ),
}
_STILL = "coalesce(date >= $today, true)"


def _fitting(given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """One row for each departure with one truth for each filter, and the values for it."""
    truths = {"f_day": _STILL}
    for name, (needs, sql) in _FILTERS.items():
        if any(given[need] is not None for need in needs):
            truths[name] = sql
    said = ", ".join(f"{truths.get(name, 'true')} as {name}" for name in _FILTERS)
    sql = _FITTING.format(truths=said, still=_STILL)
    return sql, {name: given[name] for name in set(re.findall(r"\$(\w+)", sql))}


_FITTING = """
create or replace temp table fitting as
select d.*, t.total,
  case when d.kind = 'unclear' then 'u'
       when d.kind = 'price' and t.total is not null and $now - checked <= stale then 'p'
       else 'g' end as k,
  {still} as still, {truths}, $now - checked as age
from departures d left join totals t
  on t.offer = d.offer and d.kind = 'price' and t.adults = $adults and t.ages = $ages
"""

_REST = "f_to and f_from and f_operator and f_board and f_stars and f_nights"
_GROUPED = f"""
grouped as (
  select product, any_value(id) as id, any_value(rating) as rating,
    bool_or(k = 'p' and f_day) as has_price, bool_or(k = 'p' and f_day and f_price) as in_priced,
    bool_or(k = 'u' and f_day) as has_unclear, bool_or(k = 'g' and f_day) as has_goes,
    bool_or(k = 'p') as ever_price, bool_or(k = 'p' and f_price) as ever_priced,
    min(total) filter (k = 'p' and f_day and f_price) as lowest
  from fitting where still and {_REST} group by product),
groups as (
  select *, has_unclear and not has_price as in_unclear,
    has_goes and not has_price and not has_unclear as in_goes from grouped)
"""

_COUNTS = f"""
with {_GROUPED}
select count(*) filter (in_priced), count(*) filter (in_goes), count(*) filter (in_unclear),
  count(*) filter ((ever_priced or not ever_price) and not (in_priced or in_goes or in_unclear)),
  min(lowest) from groups
"""


def _ranked(first: str, outer: str) -> str:
    """Each product by its first row in one order, the products in another."""
    return f"""
with picked as (
  select *, row_number() over (partition by product order by {first}) as place
  from fitting where k = 'p' and f_day and f_price and {_REST})
select id, total from picked where place = 1 order by {outer}, total, product
"""


def _scored(first: str, score: str) -> str:
    """Each product by its first row in one order, the products by their score."""
    return f"""
with picked as (
  select *, count(distinct operator) over (partition by product) as operators,
    row_number() over (partition by product order by {first}) as place
  from fitting where k = 'p' and f_day and f_price and {_REST}),
ranked as (select * from picked where place = 1),
nightly as (
  select *, total / nullif(shortest, 0) as night,
    coalesce(nullif(region, ''), country) as around from ranked),
middles as (
  select around, list_sort(list(night))[(count(*) + 1) // 2] as middle
  from nightly where night is not null group by around),
scored as (
  select n.*, n.night / m.middle as beside from nightly n left join middles m using (around))
select id, total from scored order by {score}, total, product
"""


_SCORE = """-round(0.0
  + $w_price * greatest(0.0, least(1.0, 1.5::double - coalesce(beside, 1.0::double)))
  + $w_fresh * case when age <= fresh then 1.0 when age <= ageing then 0.5 else 0.0 end
  + $w_stars * (least(coalesce(stars, 0), 10) / 10::double)
  + $w_rating * (coalesce(rating, 0) / 100::double)
  + $w_complete * (1 - from_only)
  + $w_operators * (least(operators, 5) / 5::double), 6)"""

_CHEAPEST = "total, date nulls last, offer"
_PRICED = {
    Sort.TOTAL: _ranked(_CHEAPEST, "total"),
    Sort.RATING: _ranked(_CHEAPEST, "rating desc nulls last"),
    Sort.START: _ranked("date nulls last, total, offer", "date nulls last"),
    Sort.NIGHTS: _ranked(
        "coalesce(shortest, 0) desc, total, date nulls last, offer", "coalesce(shortest, 0) desc"
    ),
    Sort.BEST: _scored(_CHEAPEST, _SCORE),
}

_UNPRICED = f"""
with {_GROUPED},
first as (
  select product, min(date) as date from fitting
  where f_day and {_REST} and k in ('g', 'u', 'p')
    and k = $group group by product)
select g.id, null from groups g join first f using (product)
where case when $group = 'u' then in_unclear else in_goes end
order by case when $by_rating then -coalesce(g.rating, -1) else 0 end, f.date nulls last, product
"""

# Own prices on the asked days within the budget, with what each of them fails.
_COUNTED = """
select distinct product, country, region, resort, board, stars, operator, origin, shortest,
  not f_to, not f_board, not f_stars, not f_operator, not f_from, not f_nights
from fitting where k = 'p' and f_day and f_price
  and f_to::int + f_from::int + f_operator::int + f_board::int + f_stars::int + f_nights::int >= 5
"""

_CALENDAR = f"""
select date, case when bool_or(k = 'p') then 'priced' else 'goes' end,
  min(total) filter (k = 'p')
from fitting where f_day and {_REST} and k in ('p', 'g') and date is not null group by date
"""
