"""Query: what a visitor asks, one frozen value, and the address that says it canonically."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from ..offers import Board, Party, RoomClass, Transport
from ..offers.departure import LONGEST_NIGHTS
from ..offers.faults import PartyFault, QueryFault
from ..offers.money import exponent
from ..offers.party import MOST_ADULTS, MOST_CHILDREN, OLDEST_CHILD
from . import said as values

T = TypeVar("T")
Texts = Callable[[Any, str], tuple[str, ...]]
"""What an address says of a value, in a currency."""

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
_TIDIED = (*_SETS, "words")


def tidied(name: str, value: Any) -> Any:
    """The one way to write a value of a field: sets without order, words without spare blanks."""
    if name in _SETS:
        return tuple(sorted(set(value))) if len(value) > 1 else tuple(value)
    return " ".join(value.split()) if name == "words" else value


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
        for name in _TIDIED:
            object.__setattr__(self, name, tidied(name, getattr(self, name)))

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
    usual = defaults or _USUAL
    return [
        (key, text)
        for key, said in WRITTEN.items()
        for text in said.texts(getattr(query, said.field), usual, query.currency)
    ]


def _major(minor: int, currency: str) -> tuple[str, ...]:
    major = Decimal(minor).scaleb(-exponent(currency))
    return (f"{major:f}" if major % 1 else f"{major:.0f}",)


def _each(values: tuple[object, ...], currency: str) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _one(text: Callable[[Any], str] = str) -> Texts:
    return lambda value, currency: (text(value),)


def _share(parts: int) -> Texts:
    """A number of so many parts of one as an address says it: 9 half stars are 4.5."""
    return _one(lambda value: f"{value / parts:g}")


_yes = _one(lambda said: "1" if said else "0")


@dataclass(frozen=True, slots=True)
class Written:
    """How an address says one key: of which field of a search (or of a part of it), in what words.

    Amounts are said in units of the search's currency.
    """

    field: str
    say: Texts
    part: str = ""

    def texts(self, value: Any, usual: Query, currency: str) -> tuple[str, ...]:
        """What is said of a value of the field; nothing where it is the usual one."""
        known = getattr(usual, self.field)
        if self.part:
            value, known = getattr(value, self.part), getattr(known, self.part)
        return () if value is None or value == known else self.say(value, currency)


_USUAL = Query()
_OF_KEYS = {
    "adults": Written("party", _one(), "adults"),
    "child_age": Written("party", _each, "child_ages"),
    "board_min": Written("board_min", _one(lambda board: board.code)),
    "facility": Written("facilities", _each),
    "from": Written("origins", _each),
    "month": Written("cheapest_month", _one(lambda _: CHEAPEST)),
    "operator": Written("operators", _each),
    "q": Written("words", _one()),
    "rating_min": Written("rating_min", _share(10)),
    "room": Written("room_classes", _each),
    "stars_min": Written("stars_min", _share(2)),
    "to": Written("to", _each),
    "transport": Written("transports", _each),
    **{key: Written(key, _major) for key in ("price_max", "price_min")},
    **{key: Written(key, _yes) for key in ("near", "weekend", *TRAITS)},
    **{
        key: Written(key, _one())
        for key in (
            *("currency", "depart_from", "depart_to", "flex", "group", "nights_max"),
            *("nights_min", "page", "per", "rooms", "sort"),
        )
    },
}
WRITTEN = dict(sorted(_OF_KEYS.items()))
"""Every key of an address in its order, and how it is said."""


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
    adults = values.one(said, "adults", values.count(MOST_ADULTS), usual.adults)
    ages = usual.child_ages
    if "child_age" in said:
        if len(said["child_age"]) > MOST_CHILDREN:
            raise values.fault("child_age", str(len(said["child_age"])), f"at most {MOST_CHILDREN}")
        ages = tuple(values.count(OLDEST_CHILD)("child_age", age) for age in said["child_age"])
    try:
        return Party(adults, ages)
    except PartyFault as fault:
        allowed = f"1 … {MOST_ADULTS}"
        raise QueryFault("adults", str(adults), f"adults: {fault}.", allowed) from fault


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
