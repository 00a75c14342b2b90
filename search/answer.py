"""Answer: what a search found, typed for the page, the JSON and the command alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ..offers import Board, Money, Offer, Product, SourceKind
from .query import Query


class Freshness(StrEnum):
    """How old a price is against its operator's own period (web.md, W-32)."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in another currency, with the rate, its date and its source."""

    money: Money
    rate: str
    on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One operator's offer for the asked party.

    `total` is in the operator's own currency; None in the groups *goes* and *unclear*.
    `shown` is the same in the visitor's currency where that differs, else None.
    `derived` says the total was multiplied from a per-person amount; `from_only` that a mandatory
    part is unknown. `differences` names how it is unlike the card's first quote (empty: the same).
    `row` finds the offer again within the generation; `key` finds it in every generation.
    """

    row: int
    key: str
    offer: Offer
    total: Money | None
    shown: Converted | None
    derived: bool
    from_only: bool
    freshness: Freshness
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of "why first": the ranking feature, its points and the fact it came from."""

    feature: str
    points: float
    fact: str


@dataclass(frozen=True, slots=True)
class StayCard:
    """One product of the result with the quotes of all its operators, the best first.

    `quotes` of a priced card: the best, then the same (equal like-for-like key) by total, then
    the others by total. `goes_dates` are the first dates within the asked window on which it goes
    without a price for this party; `published` is the price the source prints with its own date
    and party, for *goes* and *unclear*. `operators` counts distinct operators.
    """

    product_id: str
    slug: str
    product: Product
    quotes: tuple[Quote, ...]
    operators: int
    score: float
    reasons: tuple[Reason, ...] = ()
    goes_dates: tuple[dt.date, ...] = ()
    published: Quote | None = None


class CellState(StrEnum):
    """A calendar day: a price of this very date, a departure without one, or nothing; in a whole
    month or grid also NO_DATA, where nobody who sells there has published so far."""

    PRICED = "priced"
    GOES = "goes"
    NONE = "none"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Cell:
    """One start day of the calendar; `total` (site currency) only where PRICED.

    `converted` says that its operator prints the amount in another currency.
    """

    date: dt.date
    state: CellState
    total: Money | None = None
    lowest: bool = False
    converted: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: products it would give, counted without the facet's own selection."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """`name` is the query key it sets; `single` facets replace their value (board_min)."""

    name: str
    values: tuple[FacetValue, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Products per group for the query; `other_dates` match all but the dates."""

    priced: int
    goes: int
    unclear: int
    other_dates: int

    @property
    def all(self) -> int:
        return self.priced + self.goes + self.unclear


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """One source as the header names it: did it answer at its last turn, and when.

    `operators` are those whose offers it brought: itself, or for an AGGREGATOR those it lists.
    """

    name: str
    title: str
    answered: bool
    at: dt.datetime | None
    reason: str = ""
    kind: SourceKind = SourceKind.OPERATOR
    operators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole result of one query over one generation.

    `cards` are the page of the asked group, 20 to a page. `lowest` is the cheapest total of the
    priced group in the site's currency, `lowest_converted` whether its operator prints it in
    another; `oldest` the oldest check among the priced ones. `query` has the place keys
    that its words named; `understood` are those keys, `unmatched` words found nowhere.
    """

    generation: str
    query: Query
    counts: Counts
    cards: tuple[StayCard, ...]
    pages: int
    facets: tuple[Facet, ...]
    calendar: tuple[Cell, ...]
    sources: tuple[SourceAnswer, ...]
    lowest: Money | None
    oldest: dt.datetime | None
    did_you_mean: str = ""
    unmatched: str = ""
    understood: tuple[str, ...] = ()
    lowest_converted: bool = False


@dataclass(frozen=True, slots=True)
class StayAnswer:
    """One product for one party: all quotes (priced first), its calendar and its neighbours."""

    generation: str
    query: Query
    card: StayCard
    calendar: tuple[Cell, ...]
    sources: tuple[SourceAnswer, ...]
    boards: tuple[Board, ...] = ()
