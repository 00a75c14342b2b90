"""Answer: what a search found, typed for the page, the JSON and the command alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ..offers import Board, Money, Offer, Party, Product, SourceKind
from .query import TRAITS, Query

FACETS = (
    *("to", "board_min", "stars_min", "rating_min", "operator", "from", "nights", "facility"),
    *("room", "transport", *TRAITS, "weekend"),
)
"""Every facet of an answer, in its order; each name is the query key that it sets."""

CARD_ATTRIBUTES = {
    "name": "q",
    "place": "to",
    "stars": "stars_min",
    "rating": "rating_min",
    "facts": "facility",
    "start": "depart_from",
    "weekday": "weekend",
    "nights": "nights",
    "board": "board_min",
    "room": "room",
    "airport": "from",
    "transport": "transport",
    "flight_times": "day_flight",
    "stops": "direct",
    "bag": "bag",
    "transfer": "transfer",
    "total": "price_max",
    "operator": "operator",
    "availability": "free_sale",
    "terms": "cancel",
}
"""What a card may print -> the filter for it: a facet, or one of FIELDS (web.md, W-09)."""

FIELDS = ("q", "depart_from", "price_max")
"""Filters that the form has instead of a facet: words, dates and the budget."""


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
    `total` is that of `rooms` equal rooms; then it is derived, of each room's own total.
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
    rooms: int = 1


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

    `converted` says that its operator prints the amount in another currency, `within_budget`
    that the lowest total of the day is within the asked budget: a day above it stays in sight.
    `from_only` says that a mandatory part of it is unknown; such a day is `lowest` only where
    no day is whole.
    """

    date: dt.date
    state: CellState
    total: Money | None = None
    lowest: bool = False
    converted: bool = False
    within_budget: bool = True
    from_only: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: products it would give, counted without the facet's own selection.

    Where all chosen values are wanted together (facilities, traits) it counts what would remain
    when this one were chosen as well. A chosen value is there whatever its count.
    """

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
class Bucket:
    """How many products have their lowest total from `least` up to, not including, `most`.

    With a budget for each person or night it is that share of the total.
    """

    least: Money
    most: Money | None
    count: int


@dataclass(frozen=True, slots=True)
class Removal:
    """What the search would give without one of its filters: `query` is that search.

    `key` and `value` are as in the address; value "" where all values of the key would go, and
    for "dates", "nights" and "price". `priced` is None where there was no time to count.
    """

    key: str
    value: str
    priced: int | None
    query: Query


@dataclass(frozen=True, slots=True)
class NearPlace:
    """The place around an asked one and the priced products that it would give instead."""

    key: str
    instead_of: str
    priced: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """What lies next to a search that gives nothing: the nearest start dates with a price (the
    nearest first), the lowest total above the budget, and the places around the asked ones."""

    dates: tuple[Cell, ...] = ()
    over_budget: Money | None = None
    places: tuple[NearPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """A filter that some operators cannot answer: none of their offers that match all else
    states it. `operators` are their slugs, ascending; `names` as they print themselves."""

    key: str
    operators: tuple[str, ...]
    names: tuple[str, ...]


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
    another, `lowest_from_only` whether a mandatory part of it is unknown; `oldest` the oldest
    check among the priced ones. `query` has the place keys that its words named;
    `understood` are those keys, `unmatched` words found nowhere.
    `ages_missing` counts children that the words name without an age; they are not priced.

    `month` is the first day of the cheapest month where that was asked, `near` the airports taken
    in for being near. `room` is the party of each room where several were asked, None also where
    the party cannot be divided into equal rooms (`uneven_rooms`), and then nothing is priced.
    `beyond_budget` counts the products whose own totals all lie outside the budget. `histogram`
    counts lowest totals without regard to the budget. `removals` are told where fewer than five
    products are priced, `nearest` where none is. Without `counts_available` there was no time to
    count: facets hold the chosen values only, and their counts mean nothing.
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
    ages_missing: int = 0
    lowest_converted: bool = False
    lowest_from_only: bool = False
    month: dt.date | None = None
    near: tuple[str, ...] = ()
    room: Party | None = None
    uneven_rooms: bool = False
    beyond_budget: int = 0
    histogram: tuple[Bucket, ...] = ()
    removals: tuple[Removal, ...] = ()
    nearest: Nearest | None = None
    silent: tuple[Silence, ...] = ()
    counts_available: bool = True


@dataclass(frozen=True, slots=True)
class WithFlight:
    """A fly-and-go product that leads to a hotel: an offer of its own, in no price order with the
    hotel's. `best` is its cheapest quote for the asked party and dates, None where it has none."""

    product_id: str
    slug: str
    name: str
    best: Quote | None


@dataclass(frozen=True, slots=True)
class StayAnswer:
    """One product for one party: all quotes (priced first), its calendar and its neighbours;
    `flights` are the fly-and-go products beside it."""

    generation: str
    query: Query
    card: StayCard
    calendar: tuple[Cell, ...]
    sources: tuple[SourceAnswer, ...]
    boards: tuple[Board, ...] = ()
    flights: tuple[WithFlight, ...] = ()
