"""The oracle's SQL: one truth for each filter and departure, and what is counted of them.

Plain and slow on purpose. Nothing here knows of the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .query import TRAITS, Sort

DEPARTURES = """
create table departures as
select d.*, p.id, p.country, p.region, p.resort, p.stars, p.rating, p.facilities
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
    "f_board_min": (("board",), "board >= $board"),
    "f_stars_min": (("stars",), "coalesce(stars >= $stars, false)"),
    "f_rating_min": (("rating",), "coalesce(rating >= $rating, false)"),
    "f_nights": (
        ("nights_min", "nights_max"),
        """coalesce(longest >= coalesce($nights_min::int, 0)
           and shortest <= coalesce($nights_max::int, 180), false)""",
    ),
    "f_facility": (("facilities",), "list_has_all(facilities, $facilities)"),
    "f_room": (("rooms",), "coalesce(list_contains($rooms, room), false)"),
    "f_transport": (("transports",), "coalesce(list_contains($transports, transport), false)"),
    "f_weekend": (("weekend",), "coalesce(isodow(date) in (5, 6), false)"),
    **{f"f_{trait}": ((trait,), f"coalesce({trait}, false)") for trait in TRAITS},
    "f_price": (
        ("price_min", "price_max"),
        """coalesce(t.total >= $price_min::bigint * $persons * {nights}, true)
           and coalesce(t.total <= $price_max::bigint * $persons * {nights}, true)
           and coalesce(t.total, 0) * {nights} is not null""",
    ),
}
_LENGTH = "(case when shortest = longest and shortest > 0 then shortest end)"
FACET_FILTERS = tuple(
    name.removeprefix("f_") for name in _FILTERS if name not in ("f_day", "f_price")
)
"""The filters beside days and budget, each named as its facet."""
_STILL = "coalesce(date >= $today, true)"
REST = "rest"
"""Whether a row of `fitting` fits by all filters but days and budget."""


def _truths(given: Mapping[str, Any]) -> dict[str, str]:
    """The truths of the filters that are asked for, and that of the day."""
    truths = {"f_day": _STILL}
    for name, (needs, sql) in _FILTERS.items():
        if any(given[need] is not None for need in needs):
            truths[name] = sql.replace("{nights}", _LENGTH if given["nightly"] else "1")
    return truths


def _values(sql: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in set(re.findall(r"\$(\w+)", sql))}


def fitting(given: Mapping[str, Any], table: str = "fitting") -> tuple[str, dict[str, Any]]:
    """One row for each departure with what it fails, and the values for it."""
    truths = dict.fromkeys(_ALWAYS, "true") | _truths(given)
    asked = [name for name in FACET_FILTERS if f"f_{name}" in truths]
    sql = _FITTING.format(
        truths=", ".join(f"{sql} as {name}" for name, sql in truths.items()),
        failing=" + ".join(f"(not f_{name})::int" for name in asked) or "0",
        fails=" || ".join(f"if(f_{name}, '', '{name}')" for name in asked) or "''",
        still=_STILL,
        table=table,
    )
    return sql, _values(sql, given)


def priced_count(given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """How many products a search prices, by one plain filter over all departures."""
    sql = _PRICED_COUNT.format(truths=" and ".join(_truths(given).values()))
    return sql, _values(sql, given)


_OWN = """
departures d left join totals t on t.offer = d.offer and d.kind = 'price'
  and t.adults = $adults and t.ages = $ages and t.rooms = $rooms_asked
"""
_PRICED_COUNT = f"""
select count(distinct product) from {_OWN}
where d.kind = 'price' and t.total is not null and $now - checked <= stale and {{truths}}
"""
_ALWAYS = ("f_price", "f_to", "f_operator")
_FITTING = f"""
create or replace temp table {{table}} as
select *, {{failing}} as failing, failing = 0 as rest, {{fails}} as fails,
  fails in ('', 'weekend') as rest_any_weekday from (
select d.*, t.total,
  case when d.kind = 'unclear' then 'u'
       when d.kind = 'price' and t.total is not null and $now - checked <= stale then 'p'
       else 'g' end as k,
  {{still}} as still, {{truths}}, $now - checked as age
from {_OWN})
"""

GROUPED = f"""
grouped as (
  select product, any_value(id) as id, any_value(rating) as rating,
    bool_or(k = 'p' and f_day) as has_price, bool_or(k = 'p' and f_day and f_price) as in_priced,
    bool_or(k = 'u' and f_day) as has_unclear, bool_or(k = 'g' and f_day) as has_goes,
    bool_or(k = 'p') as ever_price, bool_or(k = 'p' and f_price) as ever_priced,
    min(total) filter (k = 'p' and f_day and f_price) as lowest
  from fitting where still and {REST} group by product),
groups as (
  select *, has_unclear and not has_price as in_unclear,
    has_goes and not has_price and not has_unclear as in_goes from grouped)
"""

COUNTS = f"""
with {GROUPED}
select count(*) filter (in_priced), count(*) filter (in_goes), count(*) filter (in_unclear),
  count(*) filter ((ever_priced or not ever_price) and not (in_priced or in_goes or in_unclear)),
  min(lowest), count(*) filter (has_price and not in_priced),
  count(*) filter (ever_priced), count(*) filter (has_price) from groups
"""


def _ranked(first: str, outer: str) -> str:
    """Each product by its first row in one order, the products in another."""
    return f"""
with picked as (
  select *, row_number() over (partition by product order by {first}) as place
  from fitting where k = 'p' and f_day and f_price and {REST})
select id, total from picked where place = 1 order by {outer}, from_only, total, product
"""


def _scored(first: str, score: str) -> str:
    """Each product by its first row in one order, the products by their score."""
    return f"""
with picked as (
  select *, count(distinct operator) over (partition by product) as operators,
    row_number() over (partition by product order by {first}) as place
  from fitting where k = 'p' and f_day and f_price and {REST}),
ranked as (select * from picked where place = 1),
nightly as (
  select *, total / nullif(shortest, 0) as night,
    coalesce(nullif(region, ''), country) as around from ranked),
middles as (
  select around, list_sort(list(night))[(count(*) + 1) // 2] as middle
  from nightly where night is not null group by around),
scored as (
  select n.*, n.night / m.middle as beside from nightly n left join middles m using (around))
select id, total from scored order by {score}, from_only, total, product
"""


_SCORE = """-round(0.0
  + $w_price * greatest(0.0, least(1.0 - 0.5::double * from_only,
    1.5::double - coalesce(beside, 1.0::double)))
  + $w_fresh * case when age <= fresh then 1.0 when age <= ageing then 0.5 else 0.0 end
  + $w_stars * (least(coalesce(stars, 0), 10) / 10::double)
  + $w_rating * (coalesce(rating, 0) / 100::double)
  + $w_complete * (1 - from_only)
  + $w_operators * (least(operators, 5) / 5::double), 6)"""

_CHEAPEST = "from_only, total, date nulls last, offer"
PRICED = {
    Sort.TOTAL: _ranked(_CHEAPEST, "from_only, total"),
    Sort.RATING: _ranked(_CHEAPEST, "rating desc nulls last"),
    Sort.START: _ranked("date nulls last, from_only, total, offer", "date nulls last"),
    Sort.NIGHTS: _ranked(
        "coalesce(shortest, 0) desc, from_only, total, date nulls last, offer",
        "coalesce(shortest, 0) desc",
    ),
    Sort.BEST: _scored(_CHEAPEST, _SCORE),
}

UNPRICED = f"""
with {GROUPED},
first as (
  select product, min(date) as date from fitting
  where f_day and {REST} and k in ('g', 'u', 'p')
    and k = $group group by product)
select g.id, null from groups g join first f using (product)
where case when $group = 'u' then in_unclear else in_goes end
order by case when $by_rating then -coalesce(g.rating, -1) else 0 end, f.date nulls last, product
"""

MONTH = f"""
select date_trunc('month', date)::date from fitting
where k = 'p' and f_day and f_price and {REST} and date is not null
order by from_only, total, date limit 1
"""

# Own prices on the asked days within the budget that fail one other filter at most, and which.
COUNTED = f"""
select product, country, region, resort, board, stars, rating, operator, operator_name, origin,
  shortest, facilities, room, transport, {", ".join(TRAITS)},
  coalesce(isodow(date) in (5, 6), false) as weekend, fails
from fitting where k = 'p' and f_day and f_price and failing <= 1
"""

WHOLE_FIRST = """coalesce(
  min(total) filter (k = 'p' and from_only = 0), min(total) filter (k = 'p'))"""
"""The lowest total of a day or month; a "from" one only where none is whole."""

CALENDAR = f"""
select date, case when bool_or(k = 'p') then 'priced' else 'goes' end,
  {WHOLE_FIRST}, coalesce(bool_or(f_price) filter (k = 'p'), true)
from {{table}} where f_day and rest_any_weekday and k in ('p', 'g')
  and date is not null group by date
"""

LOWEST = f"""
select product, min(total // $persons // {{nights}}) from fitting
where k = 'p' and f_day and {REST} and {{nights}} is not null group by product
"""
HIGHER = f"""
select min(total) from fitting where k = 'p' and f_day and {REST}
  and total > $price_max::bigint * $persons * {{nights}}
"""
OTHER_DAYS = f"""
select date, {WHOLE_FIRST} from fitting where k = 'p' and still and f_price and {REST}
  and date is not null group by date
"""


def with_length(sql: str, nightly: bool) -> str:
    """The SQL with the row's one length, or with 1, for each of its nights."""
    return sql.replace("{nights}", _LENGTH if nightly else "1")


def keyed(rows: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[Any, ...]]:
    """Rows by their first value."""
    return {first: tuple(rest) for first, *rest in rows}
