"""Asked: a query in the numbers of one generation, ready to be held against its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..catalog import airports
from ..offers import Money, Party
from ..offers.departure import LONGEST_NIGHTS
from ..offers.facility import FACILITIES
from ..offers.faults import MoneyFault, QueryFault
from .columns import NO_DATE, Ints
from .manners import YES
from .opened import Opened, date_of, day_number, minute_number
from .query import TRAITS, Per, Query
from .typed import typed
from .words import Words

LAST_DAY = 65_535
NEXT_DAYS = 60
LONGEST_CALENDAR = 366
SHORT_CALENDAR = 7
"""A window of fewer days is shown with so many before and after it, for those are near."""
COUNTRY, REGION, RESORT = range(3)


@dataclass(frozen=True, slots=True)
class Dates:
    """Start days from `first` to `last`; `undated` takes departures without a date as well."""

    first: int
    last: int
    undated: bool


@dataclass(frozen=True)
class Asked:
    """What is asked. None is "any"; masks hold one truth for each product, operator or airport.

    `countries` are place numbers + 1 (0 is "no country known"). `inside` are products within
    the asked regions and resorts, `worded` those that the words found; `starred`, `rated` and
    `equipped` those with stars, rating and facilities enough. `manners` are those with every asked
    trait, room class and transport, `mannered` those with each of them. Budgets are minor units of
    the site's currency, of the whole party, or with `nightly` of each night. `room` is the party of
    each of `rooms` equal rooms, None where the party cannot be divided so. `near` are airports
    taken in for being near.
    """

    query: Query
    dates: Dates
    minute: int
    own: tuple[int, ...]
    others: tuple[int, ...]
    countries: tuple[int, ...] | None = None
    inside: Any = None
    worded: Any = None
    starred: Any = None
    rated: Any = None
    equipped: Any = None
    manners: Any = None
    mannered: Mapping[str, Any] = field(default_factory=dict)
    weekend: bool = False
    room: Party | None = None
    rooms: int = 1
    nightly: bool = False
    near: tuple[str, ...] = ()
    airports: tuple[int, ...] | None = None
    operators: Any = None
    least: int | None = None
    most: int | None = None
    understood: tuple[str, ...] = ()
    unmatched: str = ""
    did_you_mean: str = ""
    ages_missing: int = 0
    today: int = field(default=0)

    @property
    def nights(self) -> tuple[int, int] | None:
        """The least and most nights, or None where any length will do."""
        query = self.query
        if query.nights_min is None and query.nights_max is None:
            return None
        most = LONGEST_NIGHTS if query.nights_max is None else query.nights_max
        return query.nights_min or 0, most

    @property
    def of_any_kind(self) -> bool:
        """Whether nothing is asked of a departure but its party, its dates and its product."""
        free = self.operators is None and self.query.board_min is None and self.nights is None
        return free and self.airports is None and self.manners is None and not self.weekend

    @property
    def chooses(self) -> bool:
        """Whether any choice of a facet is made beside places, airports and the budget."""
        products = (self.starred, self.rated, self.equipped)
        if any(mask is not None for mask in products):
            return True
        return not self.from_anywhere().of_any_kind

    def any_day(self) -> Asked:
        """The same without its dates."""
        return replace(self, dates=Dates(self.today, LAST_DAY, True))

    def anywhere(self) -> Asked:
        """The same without its places."""
        return replace(self, countries=None, inside=None)

    def from_anywhere(self) -> Asked:
        """The same without its places of departure."""
        return replace(self, airports=None)

    def any_weekday(self) -> Asked:
        """The same on whatever day of the week."""
        return replace(self, weekend=False)

    def in_days(self, first: int, last: int) -> Asked:
        """As if these days had been named, within those that were."""
        first, last = max(first, self.dates.first), min(last, self.dates.last)
        named = replace(self.query, depart_from=date_of(first), depart_to=date_of(last), flex=0)
        return replace(self, query=named, dates=Dates(first, last, False))

    def calendar_days(self) -> tuple[int, int]:
        """The days a calendar shows: the asked ones and some about a few, else the next sixty."""
        query, first = self.query, self.dates.first
        if not query.dated:
            return self.today, self.today + NEXT_DAYS - 1
        last = self.dates.last if query.depart_to else first + NEXT_DAYS - 1
        if 0 <= last - first < SHORT_CALENDAR - 1:
            return max(self.today, first - SHORT_CALENDAR), last + SHORT_CALENDAR
        return first, min(last, first + LONGEST_CALENDAR - 1)

    def on_days(self, first: int, last: int) -> Asked:
        """The same on these days, departures without a date left out."""
        return replace(self, dates=Dates(first, last, False))


def ask(opened: Opened, words: Words | None, query: Query, now: dt.datetime) -> Asked:
    """The query in this generation's numbers, its words and typed place names resolved."""
    said = typed(opened, query, now.date(), words.names if words else ())
    query = said.query
    hits = words.find(said.names) if words and said.names else None
    today = day_number(now.date())
    countries, inside = _places(opened, said.places, bool(query.to))
    mannered = _mannered(opened, query)
    room = query.party.divided(query.rooms)
    near = airports.near(query.origins, opened.airports) if query.near else ()
    return Asked(
        query=query,
        dates=_dates(query, today),
        minute=minute_number(now),
        own=() if room is None else opened.parties.codes(room),
        others=opened.parties.every if room is None else opened.parties.others(room),
        countries=countries,
        inside=inside,
        worded=None if hits is None else _mask(opened.products.num_rows, hits.rows),
        starred=None if query.stars_min is None else opened.with_stars(query.stars_min),
        rated=None if query.rating_min is None else opened.rating >= query.rating_min,
        equipped=_equipped(opened, query),
        manners=np.logical_and.reduce(list(mannered.values())) if mannered else None,
        mannered=mannered,
        weekend=query.weekend,
        room=room,
        rooms=query.rooms,
        nightly=query.per is Per.NIGHT,
        near=near,
        airports=_numbers((*query.origins, *near), opened.airport_number),
        operators=_chosen(query.operators, opened.operator_number),
        least=_budget(opened, query, query.price_min, "price_min"),
        most=_budget(opened, query, query.price_max, "price_max"),
        understood=said.understood,
        unmatched=" ".join((*said.unmatched, *(hits.missed if hits else ()))),
        did_you_mean=hits.corrected if hits else "",
        ages_missing=said.ages_missing,
        today=today,
    )


def _dates(query: Query, today: int) -> Dates:
    """Departed days never match; a departure without a date only where no date is asked for."""
    begun, ended = query.window
    first = today if begun is None else max(today, day_number(begun))
    last = LAST_DAY if ended is None else day_number(ended)
    last = min(max(last, NO_DATE), LAST_DAY)
    return Dates(min(first, LAST_DAY), last, not query.dated)


def _places(opened: Opened, places: tuple[int, ...], asked: bool) -> tuple[Any, Any]:
    """The countries to look in, and the products within the regions and resorts asked for."""
    if not places:
        return ((), None) if asked else (None, None)
    nodes = opened.tree.nodes
    countries = {opened.tree.number[nodes[n].key.partition("/")[0]] + 1 for n in places}
    if all(nodes[n].level == COUNTRY for n in places):
        return tuple(sorted(countries)), None
    return tuple(sorted(countries)), opened.inside(places)


def _mask(size: int, rows: Ints) -> Any:
    mask = np.zeros(size, bool)
    mask[rows] = True
    return mask


def _numbers(names: Iterable[str], numbers: dict[str, int]) -> tuple[int, ...] | None:
    names = tuple(names)
    if not names:
        return None
    return tuple(sorted(numbers[name] for name in names if name in numbers))


def _chosen(names: Iterable[str], numbers: dict[str, int]) -> Any:
    chosen = _numbers(names, numbers)
    return None if chosen is None else _mask(len(numbers), np.array(chosen, np.int64))


def _equipped(opened: Opened, query: Query) -> Any:
    """The products whose facts state every asked facility."""
    if not query.facilities:
        return None
    wanted = sum(1 << n for n, code in enumerate(FACILITIES) if code in query.facilities)
    return opened.facilities & wanted == wanted


def _mannered(opened: Opened, query: Query) -> dict[str, Any]:
    """The manners that have each asked trait, one of the asked rooms, one of the transports."""
    told = opened.manners
    masks = {trait: told.answers[trait] == YES for trait in TRAITS if getattr(query, trait)}
    if query.room_classes:
        masks["room"] = told.among(told.room, query.room_classes)
    if query.transports:
        masks["transport"] = told.among(told.transport, query.transports)
    return masks


def _budget(opened: Opened, query: Query, minor: int | None, key: str) -> int | None:
    """A budget in the site's currency, a person's share as that of all persons."""
    if minor is None:
        return None
    times = query.party.persons if query.per is Per.PERSON else 1
    return times * _in_site_currency(opened, query, minor, key)


def _in_site_currency(opened: Opened, query: Query, minor: int, key: str) -> int:
    currency = query.currency or opened.currency
    if currency == opened.currency:
        return minor
    try:
        money = Money(minor, currency)
        return opened.rates.convert(money, opened.currency, opened.built.date())[0].minor
    except MoneyFault as fault:
        raise QueryFault(key, str(minor), f"{key}: {fault}.") from fault
