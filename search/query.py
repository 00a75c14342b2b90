"""Query: what a visitor asks, one frozen value, and the address that says it canonically."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from ..offers import Board, Party, RoomClass, Transport
from ..offers.departure import LONGEST_NIGHTS
from ..offers.faults import PartyFault, QueryFault
from ..offers.money import exponent
from ..offers.party import MOST_CHILDREN, OLDEST_CHILD
from . import said as values

T = TypeVar("T")

MOST_FLEX = 30
CHEAPEST = "cheapest"

TRAITS = ("direct", "cancel", "bag", "transfer", "free_sale", "day_flight")
"""Yes or no of an offer, each the key of a filter: what is not stated is never a yes."""


class Sort(StrEnum):
    """The orders a visitor may choose; BEST is explained on the how-we-rank page."""

    BEST = "best"
    TOTAL = "total"
    START = "start"
    NIGHTS = "nights"
    RATING = "rating"


class Per(StrEnum):
    """What a budget is for: the whole party (the usual), each person, or each night of all."""

    PARTY = "party"
    PERSON = "person"
    NIGHT = "night"


class Group(StrEnum):
    """The three groups of a result, never mixed (product.md, "A price for the visitor")."""

    PRICED = "priced"
    GOES = "goes"
    UNCLEAR = "unclear"


_SETS = ("to", "origins", "operators", "facilities", "room_classes", "transports")


@dataclass(frozen=True, slots=True)
class Query:
    """One search. Empty tuples and None mean "any".

    `words` is free text (key `q`). `to` holds place keys ("GR", "GR/crete",
    "GR/crete/hersonissos") or a place's name as typed, which the engine resolves. `origins` are
    IATA codes, `operators` operator slugs. Dates are local departure dates, both ends included.
    `stars_min` counts half stars. `price_min`/`price_max` bound the party's total in minor units
    of `currency` ("" is the site's own), or with `per` each person's or each night's share of it.
    `flex` widens both ends of the dates by so many days (`window`); `weekend` keeps start dates
    that are a Friday or a Saturday; `cheapest_month` (key `month=cheapest`) asks for the month
    with the lowest total. `near` adds the airports within 150 km of `origins`. `direct` keeps
    flights without a landing, `cancel` what can be given back free of charge, `bag` and `transfer`
    what includes them, `free_sale` what can be booked at once, `day_flight` flights that leave and
    land between 6 and 23 o'clock on one day. `facilities` are codes of `offers.facility`, all of
    which are wanted. `room_classes` and `transports` are values of RoomClass and Transport.
    `rating_min` counts tenths of 10. `rooms` equal rooms share the party. The order in which
    values were named means nothing.
    """

    words: str = ""
    to: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    depart_from: dt.date | None = None
    depart_to: dt.date | None = None
    nights_min: int | None = None
    nights_max: int | None = None
    party: Party = field(default_factory=lambda: Party(2))
    stars_min: int | None = None
    board_min: Board | None = None
    operators: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    per: Per = Per.PARTY
    currency: str = ""
    flex: int = 0
    weekend: bool = False
    cheapest_month: bool = False
    near: bool = False
    direct: bool = False
    cancel: bool = False
    bag: bool = False
    transfer: bool = False
    free_sale: bool = False
    day_flight: bool = False
    facilities: tuple[str, ...] = ()
    room_classes: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    rating_min: int | None = None
    rooms: int = 1
    sort: Sort = Sort.BEST
    group: Group = Group.PRICED
    page: int = 1

    def __post_init__(self) -> None:
        for name in _SETS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        object.__setattr__(self, "words", " ".join(self.words.split()))

    @property
    def dated(self) -> bool:
        """Whether the visitor named dates; an offer without a date then never matches."""
        return self.depart_from is not None or self.depart_to is not None

    @property
    def window(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last start day that fit, `flex` days beyond the named ones."""
        around = dt.timedelta(days=self.flex)
        first, last = self.depart_from, self.depart_to
        return first and first - around, last and last + around


def read_query(pairs: Iterable[tuple[str, str]], defaults: Query | None = None) -> Query:
    """The search that an address asks for; what it does not name is taken from `defaults`.

    Unknown keys and empty values are passed over. A value that cannot be meant raises
    `QueryFault` with the key, the value and a sentence. `month=2026-07` and `flex=3` are ways to
    say dates and are folded into `depart_from` and `depart_to`.
    """
    said = values.said_in(pairs)
    base = defaults or Query()
    currency = values.one(said, "currency", values.currency, base.currency)
    depart_from, depart_to, flex, cheapest = _dates(said, base)
    query = Query(
        words=values.one(said, "q", values.words, base.words),
        to=values.many(said, "to", values.place, base.to),
        origins=values.many(said, "from", values.origin, base.origins),
        depart_from=depart_from,
        depart_to=depart_to,
        nights_min=values.one(said, "nights_min", values.count(LONGEST_NIGHTS), base.nights_min),
        nights_max=values.one(said, "nights_max", values.count(LONGEST_NIGHTS), base.nights_max),
        party=_party(said, base.party),
        stars_min=values.one(said, "stars_min", values.stars, base.stars_min),
        board_min=values.one(said, "board_min", values.board, base.board_min),
        operators=values.many(said, "operator", values.name, base.operators),
        price_min=values.one(said, "price_min", values.amount(currency), base.price_min),
        price_max=values.one(said, "price_max", values.amount(currency), base.price_max),
        per=values.one(said, "per", values.word_of(Per), base.per),
        currency=currency,
        flex=flex,
        weekend=values.one(said, "weekend", values.yes, base.weekend),
        cheapest_month=cheapest,
        near=values.one(said, "near", values.yes, base.near),
        facilities=values.many(said, "facility", values.facility, base.facilities),
        room_classes=values.many(said, "room", values.among(RoomClass), base.room_classes),
        transports=values.many(said, "transport", values.among(Transport), base.transports),
        rating_min=values.one(said, "rating_min", values.rating, base.rating_min),
        rooms=values.one(said, "rooms", values.rooms, base.rooms),
        sort=values.one(said, "sort", values.word_of(Sort), base.sort),
        group=values.one(said, "group", values.word_of(Group), base.group),
        page=values.one(said, "page", values.page, base.page),
    )
    traits = {one: values.one(said, one, values.yes, getattr(base, one)) for one in TRAITS}
    query = replace(query, **traits)
    _in_order(query, said)
    return query


def write_query(query: Query, defaults: Query | None = None) -> list[tuple[str, str]]:
    """The canonical address of a search: keys sorted, values as in `defaults` left out.

    `read_query(write_query(q, d), d) == q` wherever q names whatever d names.
    """
    base = defaults or Query()
    pairs: list[tuple[str, str]] = []

    def say(key: str, value: T | None, usual: T | None, text: Callable[[T], str]) -> None:
        if value is not None and value != usual:
            pairs.append((key, text(value)))

    def say_all(key: str, values: tuple[str, ...], usual: tuple[str, ...]) -> None:
        if values != usual:
            pairs.extend((key, value) for value in values)

    say("adults", query.party.adults, base.party.adults, str)
    say_all("child_age", _ages(query.party), _ages(base.party))
    say("board_min", query.board_min, base.board_min, lambda board: board.code)
    say("currency", query.currency, base.currency, str)
    say("depart_from", query.depart_from, base.depart_from, str)
    say("depart_to", query.depart_to, base.depart_to, str)
    say_all("facility", query.facilities, base.facilities)
    say("flex", query.flex, base.flex, str)
    say_all("from", query.origins, base.origins)
    say("group", query.group, base.group, str)
    say("month", query.cheapest_month, base.cheapest_month, lambda _: CHEAPEST)
    say("near", query.near, base.near, _bit)
    say("nights_max", query.nights_max, base.nights_max, str)
    say("nights_min", query.nights_min, base.nights_min, str)
    say_all("operator", query.operators, base.operators)
    say("page", query.page, base.page, str)
    say("per", query.per, base.per, str)
    say("price_max", query.price_max, base.price_max, _major(query.currency))
    say("price_min", query.price_min, base.price_min, _major(query.currency))
    say("q", query.words, base.words, str)
    say("rating_min", query.rating_min, base.rating_min, lambda tenths: f"{tenths / 10:g}")
    say_all("room", query.room_classes, base.room_classes)
    say("rooms", query.rooms, base.rooms, str)
    say("sort", query.sort, base.sort, str)
    say("stars_min", query.stars_min, base.stars_min, lambda halves: f"{halves / 2:g}")
    say_all("to", query.to, base.to)
    say_all("transport", query.transports, base.transports)
    say("weekend", query.weekend, base.weekend, _bit)
    for trait in TRAITS:
        say(trait, getattr(query, trait), getattr(base, trait), _bit)
    return sorted(pairs, key=lambda pair: pair[0])


def _ages(party: Party) -> tuple[str, ...]:
    return tuple(str(age) for age in party.child_ages)


def _bit(said: bool) -> str:
    return "1" if said else "0"


def _major(currency: str) -> Callable[[int], str]:
    def text(minor: int) -> str:
        major = Decimal(minor).scaleb(-exponent(currency))
        return f"{major:f}" if major % 1 else f"{major:.0f}"

    return text


def _dates(
    said: dict[str, list[str]], base: Query
) -> tuple[dt.date | None, dt.date | None, int, bool]:
    """Start dates from `depart_from`, `depart_to`, `month` and `flex`; whether the cheapest month.

    Exact dates win over a month. With `flex` a single date means that day and so many around it;
    a month has no days around it.
    """
    flex = values.one(said, "flex", values.count(MOST_FLEX), base.flex)
    days = {"depart_from", "depart_to"} & set(said)
    month = said.get("month", [""])[-1]
    if not days and month == CHEAPEST:
        return None, None, 0, True
    if not days and month:
        return *values.month("month", month), 0, False
    if not days:
        return base.depart_from, base.depart_to, flex, base.cheapest_month
    first = values.one(said, "depart_from", values.day, None)
    last = values.one(said, "depart_to", values.day, None)
    if "flex" in said:
        first, last = first or last, last or first
        _in_calendar(first, last, flex)
    return first, last, flex, False


def _in_calendar(first: dt.date | None, last: dt.date | None, flex: int) -> None:
    around = dt.timedelta(days=flex)
    try:
        _ = first and first - around, last and last + around
    except OverflowError:
        raise values.fault("flex", str(flex), "those days leave the calendar") from None


def _party(said: dict[str, list[str]], usual: Party) -> Party:
    adults = values.one(said, "adults", values.count(99), usual.adults)
    ages = usual.child_ages
    if "child_age" in said:
        if len(said["child_age"]) > MOST_CHILDREN:
            raise values.fault("child_age", str(len(said["child_age"])), f"at most {MOST_CHILDREN}")
        ages = tuple(values.count(OLDEST_CHILD)("child_age", age) for age in said["child_age"])
    try:
        return Party(adults, ages)
    except PartyFault as fault:
        raise QueryFault("adults", str(adults), f"adults: {fault}.") from fault


def _in_order(query: Query, said: dict[str, list[str]]) -> None:
    """Refuse an end before its beginning, in the words that were said."""
    pairs: tuple[tuple[str, object, str, object], ...] = (
        ("depart_from", query.depart_from, "depart_to", query.depart_to),
        ("nights_min", query.nights_min, "nights_max", query.nights_max),
        ("price_min", query.price_min, "price_max", query.price_max),
    )
    for first, least, last, most in pairs:
        if least is not None and most is not None and most < least:  # type: ignore[operator]
            begun, ended = (said.get(k, [str(v)])[-1] for k, v in ((first, least), (last, most)))
            raise values.fault(last, ended, f"the end lies before the beginning {begun}")
