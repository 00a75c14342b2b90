"""Mandatory parts: what every buyer pays on top of an operator's prices, where a rule says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from itertools import combinations
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ..offers import Paid
from ..offers.party import OLDEST_CHILD
from .card_part import CardPart
from .card_terms import Country, Currency
from .card_words import did_you_mean
from .card_yaml import read_yaml

Per = Literal["party", "room", "room_and_night", "person", "person_and_night"]
Month = Annotated[int, Field(ge=1, le=12)]
Star = Annotated[int, Field(ge=1, le=5)]


class MandatoryPart(CardPart):
    """A part that every buyer pays and the records do not state.

    Several of one `kind` are its tariff: of those for the place, the one is taken that is for
    the stars and for the night (or, where it is not paid by the night, for the start). Where a
    record states that kind itself, the record counts. Without an `amount` nobody states it, and
    each total is told as a "from" one.
    """

    kind: str = Field(pattern=r"^[a-z][a-z_]{1,30}$")
    """What it is: `fuel`, `visa`, `tourist_tax`, `climate_fee`, `resort_fee`, `service` ..."""
    amount: Decimal | None = Field(default=None, gt=0, le=100_000)
    """How much, in major units; without it the amount is not known."""
    currency: Currency | None = None
    """Currency of the amount."""
    per: Per = "party"
    """What the amount is for."""
    from_age: int = Field(default=0, ge=0, le=OLDEST_CHILD + 1)
    """Youngest age that pays, where it is for a person; 18 is adults alone."""
    paid: Literal["with_booking", "locally"] = "with_booking"
    """Where it is paid: `with_booking`, or `locally` on the spot."""
    countries: tuple[Country, ...] = ()
    """Countries in which it is paid; everywhere where not given."""
    places: tuple[str, ...] = ()
    """Regions or resorts in which it is paid, as the site names them."""
    stars: tuple[Star, ...] = ()
    """Whole stars for which this amount is; for all where not given."""
    months: tuple[Month, ...] = ()
    """Months, 1 to 12, for which this amount is."""
    valid_from: dt.date
    """Day from which the rule is in force; shown with the amount."""
    valid_until: dt.date | None = None
    """Last day of it, where it ends."""
    source: str = Field(min_length=3, max_length=120)
    """Who says so: a law, the operator's terms, an embassy. Shown with the amount."""

    @model_validator(mode="after")
    def _whole(self) -> MandatoryPart:
        if self.amount is not None and self.currency is None:
            raise ValueError(f"an amount of {self.amount} needs its currency")
        if self.from_age and not self.per.startswith("person"):
            raise ValueError("from_age says which persons pay; it goes with per: person")
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} is before {self.valid_from}")
        return self

    @property
    def where(self) -> Paid:
        return Paid(self.paid)

    @property
    def by_night(self) -> bool:
        return self.per.endswith("_and_night")

    def in_force(self, day: dt.date) -> bool:
        """Whether this amount is for this day."""
        begun = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return begun and (not self.months or day.month in self.months)


Tariff = tuple[MandatoryPart, ...]
"""The lines of one kind for one place: amounts by stars, months and days."""


def tariffs(parts: Iterable[MandatoryPart]) -> dict[str, tuple[Tariff, ...]]:
    """The tariffs of each kind, the narrowest first: for places, for countries, for all."""
    found: dict[str, dict[tuple[object, object], list[MandatoryPart]]] = {}
    for part in parts:
        lines = found.setdefault(part.kind, {})
        lines.setdefault((part.countries, part.places), []).append(part)
    return {
        kind: tuple(sorted(map(tuple, lines.values()), key=_width)) for kind, lines in found.items()
    }


def _width(tariff: Tariff) -> tuple[bool, bool]:
    return not tariff[0].places, not tariff[0].countries


def overlap(one: MandatoryPart, other: MandatoryPart) -> bool:
    """Whether two lines of a tariff are for one night and the same stars."""
    stars = not one.stars or not other.stars or set(one.stars) & set(other.stars)
    months = not one.months or not other.months or set(one.months) & set(other.months)
    ends = [part.valid_until or dt.date.max for part in (one, other)]
    days = max(one.valid_from, other.valid_from) <= min(ends)
    return bool(stars and months and days)


def disagreement(tariff: Tariff) -> str:
    """What lines of one tariff must have in common and have not; "" where all is well."""
    for name in ("currency", "per", "paid", "from_age"):
        said = {getattr(part, name) for part in tariff if name != "currency" or part.amount}
        if len(said) > 1:
            return f"{name} differs between lines of one tariff: {sorted(map(str, said))}"
    for one, other in combinations(tariff, 2):
        if overlap(one, other):
            return f"two lines are for the same stars and days ({one.source}; {other.source})"
    return ""


@cache
def laws() -> dict[str, tuple[MandatoryPart, ...]]:
    """Fees by law that are shipped, each a tariff with its source and day."""
    with as_file(files("fairwind.catalog") / "data" / "fees_by_law.yml") as path:
        said = read_yaml(path).value
    return {
        name: tuple(MandatoryPart.model_validate(part) for part in parts)
        for name, parts in said.items()
    }


def good_law(name: str) -> str:
    if name not in laws():
        known = ", ".join(sorted(laws()))
        raise ValueError(f"{name!r} is none of {known}{did_you_mean(name, laws())}")
    return name


Law = Annotated[str, AfterValidator(good_law)]
