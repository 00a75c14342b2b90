"""Query: what a visitor asks, one frozen value, and the address that says it canonically."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from babel.numbers import list_currencies

from ..offers import Board, Party, board_of
from ..offers.departure import LONGEST_NIGHTS
from ..offers.facility import FACILITIES
from ..offers.faults import PartyFault, QueryFault
from ..offers.money import MOST_MINOR, exponent
from ..offers.party import MOST_CHILDREN, OLDEST_CHILD

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

LONGEST_WORDS = 200
MOST_VALUES = 40
MOST_PAGES = 5_000
MOST_FLEX = 30
MOST_ROOMS = 9
CHEAPEST = "cheapest"

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)\Z", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}\Z", re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,3})?\Z", re.ASCII)
_PLACE_KEY = re.compile(r"[A-Za-z]{2}(/[^\s/]+){0,2}\Z")

_CURRENCIES = frozenset(list_currencies())


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
    flights without a landing. `facilities` are codes of `offers.facility`, all of which are
    wanted. `rooms` equal rooms share the party. The order in which values were named means
    nothing.
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
    facilities: tuple[str, ...] = ()
    rooms: int = 1
    sort: Sort = Sort.BEST
    group: Group = Group.PRICED
    page: int = 1

    def __post_init__(self) -> None:
        for name in ("to", "origins", "operators", "facilities"):
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
    said = _said(pairs)
    base = defaults or Query()
    currency = _one(said, "currency", _currency, base.currency)
    depart_from, depart_to, flex, cheapest = _dates(said, base)
    query = Query(
        words=_one(said, "q", _words, base.words),
        to=_many(said, "to", _place, base.to),
        origins=_many(said, "from", _origin, base.origins),
        depart_from=depart_from,
        depart_to=depart_to,
        nights_min=_one(said, "nights_min", _count(LONGEST_NIGHTS), base.nights_min),
        nights_max=_one(said, "nights_max", _count(LONGEST_NIGHTS), base.nights_max),
        party=_party(said, base.party),
        stars_min=_one(said, "stars_min", _stars, base.stars_min),
        board_min=_one(said, "board_min", _board, base.board_min),
        operators=_many(said, "operator", _name, base.operators),
        price_min=_one(said, "price_min", _amount(currency), base.price_min),
        price_max=_one(said, "price_max", _amount(currency), base.price_max),
        per=_one(said, "per", _word_of(Per), base.per),
        currency=currency,
        flex=flex,
        weekend=_one(said, "weekend", _yes, base.weekend),
        cheapest_month=cheapest,
        near=_one(said, "near", _yes, base.near),
        direct=_one(said, "direct", _yes, base.direct),
        facilities=_many(said, "facility", _facility, base.facilities),
        rooms=_one(said, "rooms", _rooms, base.rooms),
        sort=_one(said, "sort", _word_of(Sort), base.sort),
        group=_one(said, "group", _word_of(Group), base.group),
        page=_one(said, "page", _page, base.page),
    )
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
    say("direct", query.direct, base.direct, _bit)
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
    say("rooms", query.rooms, base.rooms, str)
    say("sort", query.sort, base.sort, str)
    say("stars_min", query.stars_min, base.stars_min, lambda halves: f"{halves / 2:g}")
    say_all("to", query.to, base.to)
    say("weekend", query.weekend, base.weekend, _bit)
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


def _said(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for key, value in pairs:
        plain = "".join(c for c in value if unicodedata.category(c)[0] != "C" or c in "\t\n\r")
        if plain.strip():
            said.setdefault(key, []).append(plain.strip())
    return said


def _one(said: dict[str, list[str]], key: str, read: Callable[[str, str], T], usual: T) -> T:
    """The last value of a key, as a browser's form would override an address's own."""
    return read(key, said[key][-1]) if key in said else usual


def _many(
    said: dict[str, list[str]],
    key: str,
    read: Callable[[str, str], str],
    usual: tuple[str, ...],
) -> tuple[str, ...]:
    values = said.get(key)
    if values is None:
        return usual
    if len(values) > MOST_VALUES:
        raise QueryFault(key, str(len(values)), f"{key} may be named at most {MOST_VALUES} times.")
    return tuple(read(key, value) for value in values)


def _fault(key: str, value: str, sentence: str) -> QueryFault:
    return QueryFault(key, value, f"{key}: {sentence} ({value[:60]!r} was given).")


def _words(key: str, value: str) -> str:
    if len(value) > LONGEST_WORDS:
        raise _fault(key, value, f"at most {LONGEST_WORDS} characters can be searched for")
    return value


def _name(key: str, value: str) -> str:
    if len(value) > 80:
        raise _fault(key, value, "a name has at most 80 characters")
    return value


def _place(key: str, value: str) -> str:
    """A place key in its one spelling, else the place's name as typed."""
    value = _name(key, value)
    if not _PLACE_KEY.match(value):
        return " ".join(value.split())
    country, *below = value.split("/")
    return "/".join((country.upper(), *(part.lower() for part in below)))


def _origin(key: str, value: str) -> str:
    return _name(key, value).upper()


def _currency(key: str, value: str) -> str:
    code = value.upper()
    if code not in _CURRENCIES:
        raise _fault(key, value, "a currency is a code of ISO 4217 such as EUR")
    return code


def _count(most: int) -> Callable[[str, str], int]:
    def read(key: str, value: str) -> int:
        if not _NUMBER.match(value) or int(value) > most:
            raise _fault(key, value, f"a whole number from 0 to {most} is wanted")
        return int(value)

    return read


def _yes(key: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise _fault(key, value, "1 for yes or 0 for no is wanted")
    return value == "1"


def _facility(key: str, value: str) -> str:
    if value not in FACILITIES:
        raise _fault(key, value, f"a facility is one of {' '.join(FACILITIES)}")
    return value


def _rooms(key: str, value: str) -> int:
    rooms = _count(MOST_ROOMS)(key, value)
    if rooms < 1:
        raise _fault(key, value, "at least one room is wanted")
    return rooms


def _page(key: str, value: str) -> int:
    page = _count(MOST_PAGES)(key, value)
    if page < 1:
        raise _fault(key, value, "pages are counted from 1")
    return page


def _stars(key: str, value: str) -> int:
    halves = {f"{half / 2:g}": half for half in range(15)} | {f"{s}.0": 2 * s for s in range(8)}
    if value not in halves:
        raise _fault(key, value, "stars are 0 to 7 in half steps")
    return halves[value]


def _board(key: str, value: str) -> Board:
    board = board_of(value.replace("_PLUS", "+").replace("_MINUS", "-"))
    if board is None:
        codes = " ".join(board.code for board in Board)
        raise _fault(key, value, f"a board is one of {codes}")
    return board


def _amount(currency: str) -> Callable[[str, str], int]:
    def read(key: str, value: str) -> int:
        sentence = f"an amount of {currency or 'money'} is wanted, such as 1500"
        if not _AMOUNT.match(value):
            raise _fault(key, value, sentence)
        minor = Decimal(value).scaleb(exponent(currency))
        if minor % 1 or minor > MOST_MINOR:
            raise _fault(key, value, sentence)
        return int(minor)

    return read


def _word_of(words: type[Word]) -> Callable[[str, str], Word]:
    def read(key: str, value: str) -> Word:
        try:
            return words(value)
        except ValueError:
            raise _fault(key, value, f"one of {', '.join(words)} is wanted") from None

    return read


def _day(key: str, value: str) -> dt.date:
    try:
        if _DAY.match(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise _fault(key, value, "a date that exists is wanted, such as 2026-07-04")


def _month(key: str, value: str) -> tuple[dt.date, dt.date]:
    found = _MONTH.match(value)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise _fault(key, value, "a month is wanted, such as 2026-07")
    year, month = int(found[1]), int(found[2])
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)


def _dates(
    said: dict[str, list[str]], base: Query
) -> tuple[dt.date | None, dt.date | None, int, bool]:
    """Start dates from `depart_from`, `depart_to`, `month` and `flex`; whether the cheapest month.

    Exact dates win over a month. With `flex` a single date means that day and so many around it;
    a month has no days around it.
    """
    flex = _one(said, "flex", _count(MOST_FLEX), base.flex)
    days = {"depart_from", "depart_to"} & set(said)
    month = said.get("month", [""])[-1]
    if not days and month == CHEAPEST:
        return None, None, 0, True
    if not days and month:
        return *_month("month", month), 0, False
    if not days:
        return base.depart_from, base.depart_to, flex, base.cheapest_month
    first = _one(said, "depart_from", _day, None)
    last = _one(said, "depart_to", _day, None)
    if "flex" in said:
        first, last = first or last, last or first
        _in_calendar(first, last, flex)
    return first, last, flex, False


def _in_calendar(first: dt.date | None, last: dt.date | None, flex: int) -> None:
    around = dt.timedelta(days=flex)
    try:
        _ = first and first - around, last and last + around
    except OverflowError:
        raise _fault("flex", str(flex), "those days leave the calendar") from None


def _party(said: dict[str, list[str]], usual: Party) -> Party:
    adults = _one(said, "adults", _count(99), usual.adults)
    ages = usual.child_ages
    if "child_age" in said:
        if len(said["child_age"]) > MOST_CHILDREN:
            raise _fault("child_age", str(len(said["child_age"])), f"at most {MOST_CHILDREN}")
        ages = tuple(_count(OLDEST_CHILD)("child_age", age) for age in said["child_age"])
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
            raise _fault(last, ended, f"the end lies before the beginning {begun}")
