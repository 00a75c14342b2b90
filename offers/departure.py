"""Departure: one start date with its length, airport and transport, priced or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .faults import DateFault
from .price import Price

LONGEST_NIGHTS = 180


class Transport(StrEnum):
    """How the traveller gets there; OWN is the traveller's own way, nothing included."""

    FLIGHT = "flight"
    BUS = "bus"
    TRAIN = "train"
    SHIP = "ship"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Nights:
    """The lengths a departure is sold in, both ends included; equal ends are one length."""

    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= LONGEST_NIGHTS:
            raise DateFault(f"{self.least} to {self.most} nights is no length of a trip")


@dataclass(frozen=True, slots=True)
class Departure:
    """A start date (local, where it starts) and what leaves on it.

    `date` None: the source states none. `nights` None: not stated. `origin` is an IATA airport or
    city code, "" where not stated. `price` None: the source lists this date without a price of
    its own ("goes, price not stated"); it is never a number in a calendar, sort or history.
    `out` and `back` are local clock times of the flights as printed, ("06:10", "09:05").
    `stops` counts the landings on the way out: 0 is a direct flight, None is not stated.
    """

    date: dt.date | None
    nights: Nights | None = None
    origin: str = ""
    transport: Transport | None = None
    price: Price | None = None
    out: tuple[str, str] | None = None
    back: tuple[str, str] | None = None
    stops: int | None = None
