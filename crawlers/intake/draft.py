"""The draft: one record on its way through the steps, and the card's tables, folded once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from ...offers import (
    Availability,
    Basis,
    BoardTerm,
    Included,
    Nights,
    OfferRef,
    Operator,
    Paid,
    Party,
    Place,
    Price,
    Product,
    Provenance,
    Room,
    RoomClass,
    Terms,
    Transport,
)
from ...offers.faults import RecordFault
from ..card import Card
from ..card_mandatory import Tariff, tariffs
from .around import Around
from .words import Words, folded

T = TypeVar("T")
Known = dict[Any, Any]
"""What was made of the same words before."""
NOTHING = Around()
_NO_ID = frozenset(("", "0", "-", "null", "none", "n/a"))


@lru_cache(maxsize=4096)
def _named(names: tuple[str, ...], start: str) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name.startswith(start)))


@lru_cache(maxsize=64)
def _day_of(now: dt.datetime, zone: dt.tzinfo) -> dt.date:
    return now.astimezone(zone).date()


def _table(words: Mapping[str, T]) -> dict[str, T]:
    return {folded(word): meaning for word, meaning in words.items()}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a card says of its operator's words, ready to be looked up by folded words."""

    card: Card
    boards: Mapping[str, str]
    rooms: Mapping[str, RoomClass]
    airports: Mapping[str, str]
    countries: Mapping[str, str]
    currencies: Mapping[str, str]
    availability: Mapping[str, Availability]
    transports: Mapping[str, Transport]
    basis_words: Mapping[str, Basis]
    paid_words: Mapping[str, Paid]
    preferred: tuple[str, ...]
    date_patterns: tuple[str, ...]
    zone: dt.tzinfo
    currency_words: Words
    own_basis_words: Words
    operator: Operator | None
    mandatory: Mapping[str, tuple[Tariff, ...]]
    # What was made of the same words before; see recall.py.
    products: Known = field(default_factory=dict)
    places: Known = field(default_factory=dict)
    located: Known = field(default_factory=dict)

    @classmethod
    def of(cls, card: Card) -> Rules:
        return cls(
            card,
            _table(card.boards),
            _table(card.rooms),
            _table(card.airports),
            _table(card.countries),
            _table(card.currencies),
            _table(card.availability),
            _table(card.transports),
            _table(card.price.basis_words),
            _table(card.price.paid_words),
            (*card.price.prefer, *((card.price.currency,) if card.price.currency else ())),
            card.formats.date_patterns,
            ZoneInfo(card.formats.time_zone),
            tuple(_table(card.currencies).items()),
            tuple(_table(card.price.basis_words).items()),
            card.as_operator,
            tariffs(card.mandatory_parts),
        )

    @property
    def name(self) -> str:
        """The tour operator's or the source's name, for sentences."""
        return self.card.operator.name if self.card.operator else self.card.title

    def requires(self, what: str) -> bool:
        return what in self.card.required


@dataclass(slots=True)
class Draft:
    """One record between said and understood. Each step fills its own part and no other.

    `said` holds what is stated: a missing value and an empty text are not in it. `unknown` are
    (kind, words) that nobody knows, `odd` codes of what looks wrong and is kept all the same.
    """

    said: dict[str, Any]
    provenance: Provenance
    rules: Rules
    now: dt.datetime
    unknown: list[tuple[str, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    # s05: what an extra is called, and where it is paid
    extras: dict[str, tuple[str, Paid | None]] = field(default_factory=dict)
    # s15
    product: Product | None = None
    # s20
    amounts: dict[str, Decimal] = field(default_factory=dict)
    each: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    around: dict[str, Around] = field(default_factory=dict)
    minor: set[str] = field(default_factory=set)
    # s30
    date: dt.date | None = None
    back_on: dt.date | None = None
    period: tuple[dt.date, dt.date] | None = None
    nights: Nights | None = None
    goes_on: tuple[dt.date, ...] = ()
    goes_nights: Nights | None = None
    checked_at: dt.datetime | None = None
    # s40, s45
    board: BoardTerm = BoardTerm(None)
    room: Room = Room()
    # s50, s55, s60
    currency: str = ""
    party: Party | None = None
    ages: tuple[int, ...] = ()
    party_unclear: bool = False
    price: Price | None = None
    # s70
    place: Place = Place()
    origin: str = ""
    transport: Transport | None = None
    out: tuple[str, str] | None = None
    back: tuple[str, str] | None = None
    stops: int | None = None
    # s80
    ref: OfferRef = OfferRef("")
    operator: tuple[str, str] = ("", "")
    included: Included = Included()
    terms: Terms = Terms()
    availability: Availability = Availability.NOT_STATED

    @property
    def today(self) -> dt.date:
        """The day of intake in the operator's zone."""
        return _day_of(self.now, self.rules.zone)

    def around_of(self, name: str) -> Around:
        """What stood around the amount of a field."""
        return self.around.get(name, NOTHING)

    def text(self, name: str) -> str:
        """A field as text, "" where it is not stated."""
        said = self.said.get(name, "")
        return said if isinstance(said, str) else str(said)

    def named(self, start: str) -> tuple[str, ...]:
        """The fields of this record that begin like this, in the order of their names."""
        return _named(tuple(self.said), start)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The fields `ids.<scheme>` of this record, in the order of their names."""
        return self.named("ids.")

    def own_id(self, name: str) -> str:
        """An id as said; "" for what operators print where there is none ("0", "-", "null")."""
        said = self.text(name)
        return "" if said.strip().lower() in _NO_ID else said

    def refuse(self, reason: str, name: str, sentence: str, *, aside: bool = False) -> NoReturn:
        """End this record: it is no offer, for this reason, because of this field."""
        raise RecordFault(reason, name, self.said.get(name, ""), sentence, aside=aside)
