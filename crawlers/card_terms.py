"""The parts of a card about the operator, the permission, the price and the manners."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.numbers import list_currencies
from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from ..offers import AgeBand, Basis, Paid, Party
from ..offers.party import MOST_ADULTS, MOST_CHILDREN, OLDEST_CHILD
from .card_part import CardPart

_MINUTES = {"m": 1, "h": 60, "d": 1440}
_SPAN = re.compile(r"(\d{1,4})\s*([mhd])\Z")
_COUNTRIES = {
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()
}
_DATE_WORDS = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "m": "%m", "dd": "%d", "d": "%d"}
_DATE_WORD = re.compile(r"yyyy|yy|mm|m|dd|d")
_CLOCK = re.compile(r"[Tt ]?hh:mi(:ss)?\Z")
EPOCHS = ("epoch", "epoch_ms")


def good_currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError(f"{code!r} is not a currency of ISO 4217, such as EUR or HUF")
    return code


def good_country(code: str) -> str:
    if code not in _COUNTRIES:
        raise ValueError(f"{code!r} is not a country of ISO 3166, such as HU or GR")
    return code


def minutes(span: str) -> str:
    if not _SPAN.match(span):
        raise ValueError(f"{span!r} is not a span such as 30m, 6h or 1d")
    return span


def strptime_of(words: str) -> str:
    """The strptime pattern of a date written in words: dd.mm.yyyy is %d.%m.%Y.

    A text with % is a strptime pattern already; `epoch` and `epoch_ms` stay as they are.
    """
    if "%" in words or words in EPOCHS:
        return words
    day, clock = words, ""
    if found := _CLOCK.search(words):
        day = words[: found.start()]
        clock = found[0].replace("hh", "%H").replace("mi", "%M").replace("ss", "%S")
    return _DATE_WORD.sub(lambda word: _DATE_WORDS[word[0]], day) + clock


def good_date_format(words: str) -> str:
    pattern = strptime_of(words)
    if pattern in EPOCHS:
        return words
    try:
        day = dt.datetime(2031, 12, 28, 21, 43, 56)
        same = dt.datetime.strptime(day.strftime(pattern), pattern)
    except ValueError as error:
        raise ValueError(f"{words!r} is not a date format such as dd.mm.yyyy") from error
    if same.date() != day.date():
        raise ValueError(f"{words!r} does not say day, month and year, as dd.mm.yyyy does")
    return words


Currency = Annotated[str, AfterValidator(good_currency)]
Country = Annotated[str, AfterValidator(good_country)]
Span = Annotated[str, AfterValidator(minutes)]
DateFormat = Annotated[str, AfterValidator(good_date_format)]


def _minutes(span: str) -> int:
    number, unit = span[:-1], span[-1]
    return int(number) * _MINUTES[unit]


class OperatorFacts(CardPart):
    """Who assembles the trip and is liable for it. A bare text is the `name`."""

    name: str = Field(min_length=1)
    """Name as visitors know it."""
    legal_name: str = ""
    """Name in the register."""
    licence: str = ""
    """Number of the licence or register entry."""
    country: Country | Literal[""] = ""
    """Country of the seat, two letters."""
    language: str = ""
    """Language of its texts, two letters."""
    website: str = ""
    """Its public address."""


def _as_named(said: object) -> object:
    return {"name": said} if isinstance(said, str) else said


OperatorSaid = Annotated[OperatorFacts, BeforeValidator(_as_named)]


class Permission(CardPart):
    """Why we may fetch. Without it nothing is fetched."""

    basis: Literal["contract", "affiliate feed", "open feed", "written consent", "own"]
    """On what the permission stands."""
    by: str = Field(min_length=1)
    """Who gave it."""
    on: dt.date
    """Day on which it was given, yyyy-mm-dd."""
    until: dt.date | None = None
    """Last day on which it holds, where it ends."""


class PartySaid(CardPart):
    """The party every price of this card is for."""

    adults: int = Field(ge=1, le=MOST_ADULTS)
    """Number of adults."""
    children_ages: tuple[Annotated[int, Field(ge=0, le=OLDEST_CHILD)], ...] = Field(
        default=(), max_length=MOST_CHILDREN
    )
    """Age of each child in whole years."""

    @property
    def party(self) -> Party:
        return Party(self.adults, self.children_ages)


class PriceTerms(CardPart):
    """What a published price is, where the record does not say it."""

    basis: Basis = Basis.UNKNOWN
    """What the price is for; `unknown` keeps it out of every ranking."""
    prefer: tuple[Currency, ...] = ()
    """Currencies in the order in which one is taken where `fields.prices` states several; behind
    them stand `currency` and the site's own."""
    paid_words: dict[str, Paid] = Field(default_factory=dict)
    """Words of `paid` in `fields.extras`: `with_booking`, `locally` or `in_price`."""
    basis_words: dict[str, Basis] = Field(default_factory=dict)
    """Words of the field `basis` and what each means."""
    party: PartySaid | None = None
    """The party the price is for, where the record does not say it."""
    currency: Currency | None = None
    """Currency, where the record does not say it."""
    unit: Literal["major", "minor"] = "major"
    """`minor` where prices are whole cents (fillér, haléř)."""


class Formats(CardPart):
    """How numbers, dates and texts are written."""

    dates: tuple[DateFormat, ...] = ("yyyy-mm-dd",)
    """Formats tried in order: words (`dd.mm.yyyy`), strptime, `epoch` or `epoch_ms`."""
    decimal: Literal[".", ","] | None = None
    """The decimal mark in texts; without it only numbers that read one way are taken."""
    encoding: str | None = None
    """Encoding of the bytes, where the answer does not declare the right one."""
    time_zone: str = "UTC"
    """Zone of times without one, such as Europe/Budapest."""
    rating_of: Decimal = Field(default=Decimal(10), gt=0, le=1000)
    """The best rating there is: 10, 5 or 100."""

    @field_validator("dates", mode="before")
    @classmethod
    def _one_or_many(cls, said: object) -> object:
        return (said,) if isinstance(said, str) else said

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                b"a".decode(name)
        except (LookupError, ValueError) as error:
            raise ValueError(f"{name!r} is not an encoding such as utf-8 or cp1250") from error
        return name

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is not a time zone such as Europe/Budapest") from error
        return name

    @property
    def date_patterns(self) -> tuple[str, ...]:
        """The formats as strptime patterns; `epoch` and `epoch_ms` stay words."""
        return tuple(strptime_of(words) for words in self.dates)


class Band(CardPart):
    """A child's age band, in whole years, both ends included."""

    name: str = Field(min_length=1)
    """Name of the band, such as infant or child."""
    youngest: int = Field(ge=0, le=OLDEST_CHILD)
    """Youngest age it takes."""
    oldest: int = Field(ge=0, le=OLDEST_CHILD)
    """Oldest age it takes; 11 takes a child until the 12th birthday."""

    @model_validator(mode="after")
    def _in_order(self) -> Band:
        if self.youngest > self.oldest:
            raise ValueError(f"{self.youngest} to {self.oldest} years: youngest comes first")
        return self

    @property
    def band(self) -> AgeBand:
        return AgeBand(self.name, self.youngest, self.oldest)


class Schedule(CardPart):
    """How often the operator is asked, and how late it may be."""

    every: Span = "24h"
    """Span between two runs: 30m, 6h, 1d."""
    grace: Span = "1h"
    """How late a run may be before somebody is told."""

    @field_validator("every")
    @classmethod
    def _not_too_often(cls, span: str) -> str:
        if _minutes(span) < 15:
            raise ValueError(f"{span!r} is too often; 15m is the least")
        return span

    @property
    def period_minutes(self) -> int:
        return _minutes(self.every)

    @property
    def grace_minutes(self) -> int:
        return _minutes(self.grace)


class Budget(CardPart):
    """How politely the operator is asked."""

    requests_per_minute: int = Field(default=30, ge=1, le=6000)
    """At most so many requests a minute."""
    delay_seconds: float = Field(default=1.0, ge=0, le=3600, allow_inf_nan=False)
    """Seconds between two requests; less than 1 only on loopback."""
    concurrency: int = Field(default=1, ge=1, le=16)
    """Requests under way at once."""
    requests_per_run: int = Field(default=10_000, ge=1)
    """At most so many requests in one run."""


class FeedLimits(CardPart):
    """How large and how slow an answer may be."""

    max_mb: int = Field(default=512, ge=1, le=8192)
    """Largest answer, in MiB."""
    timeout_seconds: int = Field(default=600, ge=1, le=7200)
    """Longest time for one answer."""


class Assertions(CardPart):
    """What every whole run must show; below or above it yesterday's offers stay."""

    min_offers: int = Field(default=1, ge=0)
    """Fewest offers of a whole run."""
    max_offers: int | None = Field(default=None, ge=1)
    """Most offers of a whole run."""

    @model_validator(mode="after")
    def _in_order(self) -> Assertions:
        if self.max_offers is not None and self.max_offers < self.min_offers:
            raise ValueError(f"max_offers {self.max_offers} is below min_offers {self.min_offers}")
        return self


class Forms(CardPart):
    """Words in a name that mean the stay is not a plain one."""

    fly_and_go: tuple[str, ...] = ()
    """Flight and a bed somewhere, such as "Fly & Go"."""
    combination: tuple[str, ...] = ()
    """Two products in one, such as a cruise and a hotel."""
    roulette: tuple[str, ...] = ()
    """The hotel is named on arrival only."""
