"""The offer at its stages: as it was said (RawOffer), and as it was understood (Offer)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .board import BoardTerm
from .departure import Departure, Nights
from .faults import DomainFault
from .party import AgeBands
from .product import Product
from .room import Room
from .terms import Terms


class Availability(StrEnum):
    """What the operator says of seats; NOT_STATED is not "free"."""

    FREE_SALE = "free_sale"
    ALLOTMENT = "allotment"
    ON_REQUEST = "on_request"
    STOP_SALE = "stop_sale"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record was read: the card, the address, its place in the answer, when (UTC)."""

    source: str
    address: str
    position: int
    read_at: dt.datetime

    def __str__(self) -> str:
        return f"{self.source}: {self.address} record {self.position + 1}"


UNREADABLE = "unreadable"
"""The one entry of `RawOffer.said` where a row or record is broken as a whole: its raw text."""


@dataclass(frozen=True, slots=True)
class RawOffer:
    """What was said: the card's fields with the operator's own values, nothing understood yet."""

    said: Mapping[str, Any]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that was set aside: why (a short code), which field, and its raw value."""

    reason: str
    field: str
    value: str
    provenance: Provenance
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class OfferRef:
    """The operator's own name for the offer, untouched from RawOffer to page, JSON and lead."""

    source: str
    ids: tuple[tuple[str, str], ...] = ()
    hash: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Included:
    """What the price holds; None means "not stated by the operator", which is not "no"."""

    transport: bool | None = None
    transfer: bool | None = None
    bag_kg: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The bookable leaf: operator, product, room, board, departure and its price.

    `operator` is the tour operator's slug, `operator_name` its printed name; the source stands in
    `ref.source`. `departure` carries the price where one is published. `goes_on` are further
    start dates that the source lists for this offer without a price of their own.
    `bands` are the operator's child bands, by which its price is compared with an asked party.
    `checked_at` is aware, UTC: when the operator was last heard saying so.
    """

    ref: OfferRef
    operator: str
    operator_name: str
    product: Product
    departure: Departure
    checked_at: dt.datetime
    room: Room = Room()
    board: BoardTerm = BoardTerm(None)
    goes_on: tuple[dt.date, ...] = ()
    goes_nights: Nights | None = None
    availability: Availability = Availability.NOT_STATED
    included: Included = Included()
    terms: Terms = Terms()
    bands: AgeBands = ()
    provenance: Provenance | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.checked_at.tzinfo is None:
            raise DomainFault(f"{self.ref}: a time without its zone")
        if not self.operator:
            raise DomainFault(f"{self.ref}: an offer belongs to an operator")
