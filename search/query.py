"""Query: what a visitor asks, one frozen value that the address, the page and the command share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from ..offers import Board, Party


class Sort(StrEnum):
    """The orders a visitor may choose; BEST is explained on the how-we-rank page."""

    BEST = "best"
    TOTAL = "total"
    START = "start"
    NIGHTS = "nights"
    RATING = "rating"


class Group(StrEnum):
    """The three groups of a result, never mixed (product.md, "A price for the visitor")."""

    PRICED = "priced"
    GOES = "goes"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Query:
    """One search. Empty tuples and None mean "any".

    `words` is free text (key `q`). `to` holds place keys: "GR", "GR/crete",
    "GR/crete/hersonissos". `origins` are IATA codes, `operators` operator slugs. Dates are local
    departure dates, both ends included. `stars_min` counts half stars. `price_min`/`price_max`
    bound the party's total in minor units of `currency`.
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
    currency: str = ""
    sort: Sort = Sort.BEST
    group: Group = Group.PRICED
    page: int = 1
