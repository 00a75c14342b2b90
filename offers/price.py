"""Price: an amount, what it is for, what is in it and how we know each part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .faults import MoneyFault
from .money import NO_CURRENCY, Money
from .party import AgeBands, Party, same_party


class Basis(StrEnum):
    """What the amount is for."""

    PER_PERSON = "per_person"
    PER_PARTY = "per_party"
    PER_ROOM = "per_room"
    PER_NIGHT = "per_night"
    UNKNOWN = "unknown"


class Knowledge(StrEnum):
    """How we know a part of the price."""

    STATED = "stated"
    DERIVED = "derived"
    UNKNOWN = "unknown"


class Paid(StrEnum):
    """Where the visitor pays a part."""

    IN_PRICE = "in_price"
    WITH_BOOKING = "with_booking"
    LOCALLY = "locally"


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the total, for the whole party.

    `kind` is a word of the trade (adult, child, fuel, tourist_tax, visa, transfer, bag, addon,
    base); `amount` is None only where `knowledge` is UNKNOWN: a mandatory part nobody states.
    `rule` names the source of a derived part in one line.
    """

    kind: str
    amount: Money | None
    knowledge: Knowledge = Knowledge.STATED
    paid: Paid = Paid.IN_PRICE
    label: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if (self.amount is None) != (self.knowledge is Knowledge.UNKNOWN):
            raise MoneyFault(f"part {self.kind}: an amount stands exactly where it is known")


@dataclass(frozen=True, slots=True)
class Price:
    """One published amount for one departure.

    `amount` is what the operator prints. `basis` says for whom. `party` is the party the amount
    is for, where stated: with PER_PARTY it is needed to compare, with PER_PERSON it may be None
    (any adults). `components` are parts of the *total*: those paid IN_PRICE lie inside `amount`,
    the others (WITH_BOOKING, LOCALLY) come on top and belong to the total.
    `was` is the operator's own struck-out amount; it is not a price.
    """

    amount: Money
    basis: Basis
    party: Party | None = None
    components: tuple[Component, ...] = ()
    was: Money | None = None

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise MoneyFault(f"price {self.amount}: nothing costs nothing")

    @property
    def readable(self) -> bool:
        """Whether this amount can become somebody's total: its basis and currency are known."""
        return self.basis is not Basis.UNKNOWN and self.amount.currency != NO_CURRENCY

    @property
    def complete(self) -> bool:
        """Whether every mandatory part has an amount; otherwise the total is a "from" one."""
        return all(part.amount is not None for part in self.components)


def total(
    price: Price, asked: Party, bands: AgeBands = (), nights: int | None = None
) -> Money | None:
    """The asked party's total, or None where this price is not a price for that party.

    Per person becomes a total for adults only, by multiplication (product.md, "Party match"):
    with children the operator's child prices are needed, which a per-person amount does not hold.
    Per room and per party want the priced party to be the same one; per night also the nights.
    """
    amount = _base_total(price, asked, bands, nights)
    if amount is None:
        return None
    for part in price.components:
        if part.amount is not None and part.paid is not Paid.IN_PRICE:
            amount = amount + part.amount
    return amount


def _base_total(price: Price, asked: Party, bands: AgeBands, nights: int | None) -> Money | None:
    if not price.readable:
        return None
    if price.basis is Basis.PER_PERSON:
        if not asked.adults_only or (price.party and price.party != asked):
            return None
        return price.amount * asked.adults
    if price.party is None or not same_party(price.party, asked, bands):
        return None
    if price.basis is Basis.PER_NIGHT:
        return price.amount * nights if nights else None
    return price.amount
