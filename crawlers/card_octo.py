"""The connector kind of the open tours-and-activities standard, OCTO (docs.octo.travel)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from .card_connector import Connector
from .card_terms import Currency, PartySaid

LONGEST_WINDOW = 365

STANDARD: Mapping[str, Any] = {
    "product_kind": "tour",
    "fields": {
        "id": "id",
        "ids.octo": "product.id",
        "name": "name",
        "country": "country",
        "resort": "town",
        "lat": "lat",
        "lon": "lon",
        "text": "text",
        "facts": "facts",
        "itinerary": "places",
        "photos": "photos",
        "room": "words",
        "date": "date",
        "nights": "nights",
        "price": "price",
        "price_was": "was",
        "currency": "currency",
        "basis": "basis",
        "adults": "adults",
        "children_ages": "ages",
        "adult_prices": "adult_prices",
        "child_prices": "child_prices",
        "availability": "seats",
        "free_cancellation_days": "free_days",
        "sale_ends": "sale_ends",
    },
}
"""What an OCTO card need not say: the standard says where everything stands."""


class Octo(Connector):
    """OCTO, the open standard of tours and activities: products, options, units, availability.

    `start` is the operator's endpoint; `/capabilities`, `/products` and `/availability` are asked
    below it. Each departure of each option within the window is one record, priced by its adult
    unit (per person) or, where the operator prices a booking, for `party`. The fields are the
    standard's own; a card names one only to change it: `product`, `option`, `availability` and
    `unit` hold what was answered.
    """

    describes: ClassVar[str] = "an octo connector"
    standard: ClassVar[Mapping[str, Any]] = STANDARD
    kind: Literal["octo"]
    """The kind of this connector."""
    capabilities: tuple[str, ...] | None = None
    """Capabilities to ask with, such as octo/pricing. Without it the operator is asked what it has,
    and `octo/content` and `octo/pricing` are used where they are there."""
    products: tuple[str, ...] = ()
    """Ids of the products to ask for; all where none is named."""
    first_day: int = Field(default=1, ge=0, le=LONGEST_WINDOW)
    """How many days from today the window begins; 0 is today."""
    days: int = Field(default=90, ge=1, le=LONGEST_WINDOW)
    """How many days the window is long."""
    days_a_request: int = Field(default=31, ge=1, le=LONGEST_WINDOW)
    """How many days one availability question asks for."""
    calendar: bool = False
    """Ask the calendar first, and then only for the days that it calls open."""
    party: PartySaid = PartySaid(adults=2)
    """The party asked for. With children each person's own price makes the total."""
    currency: Currency | None = None
    """Currency to ask for, where the operator has it; else its own default."""
    trailing_slash: bool = False
    """Whether addresses end with a slash: `/products/` instead of `/products`."""

    @property
    def asks_what_changed(self) -> bool:
        return self.revalidate is True

    @model_validator(mode="after")
    def _no_shards(self) -> Octo:
        if self.shards:
            raise ValueError("shards: products, options and days are asked one by one already")
        return self
