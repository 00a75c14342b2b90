"""Step 60: the price: the amount, what it is for, its parts and what comes on top."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from ...offers import Basis, Component, Knowledge, Money, Paid, Price
from .around import basis_of
from .draft import Draft
from .s20_numbers import MANDATORY, major
from .s50_currency import meant
from .words import folded

# Parts that are paid on the spot wherever they exist; the others come with the booking.
_LOCALLY = {"tourist_tax", "city_tax", "resort_fee", "visa", "local_tax", "green_tax"}


def step(draft: Draft) -> None:
    """Build the price, or none where the record states none and the card allows it."""
    basis = _basis(draft)
    chosen = _amount(draft, basis)
    if chosen is None:
        if draft.rules.requires("price"):
            _refuse(draft)
        return
    amount, basis = chosen
    if basis is Basis.PER_PERSON and draft.party_unclear:
        basis = Basis.UNKNOWN
    parts = _persons(draft)
    basis = _proved(amount, basis, parts)
    extras = _extras(draft, basis)
    parts, extras = _summed(draft, amount, basis, parts, extras)
    draft.price = Price(amount, basis, draft.party, (*parts, *extras), _was(draft, amount))


def _proved(amount: Money, basis: Basis, persons: tuple[Component, ...]) -> Basis:
    """The basis that the persons' own prices prove where nobody states it: they sum to the
    amount, or each adult's is the amount. One person proves nothing: both would be true."""
    if basis is not Basis.UNKNOWN or len(persons) < 2:
        return basis
    if _sum(persons) == amount:
        return Basis.PER_PARTY
    each = all(part.kind == "adult" and part.amount == amount for part in persons)
    return Basis.PER_PERSON if each else basis


def _refuse(draft: Draft) -> NoReturn:
    """Say why there is no amount: none is stated, or the persons' prices give none."""
    for name in ("adult_prices", "child_prices"):
        if name not in draft.said:
            continue
        raw = str(draft.said[name])[:80]
        if name not in draft.each:
            draft.refuse("price_unreadable", name, f"{name} {raw} cannot be read as prices")
        if not any(draft.each[name]):
            draft.refuse("price_zero", name, f"{name} {raw} are 0, and nothing costs nothing")
    if "adult_prices" in draft.said:
        said = f"adult_prices {draft.said['adult_prices']} do not price each of the party"
        draft.refuse("price_unreadable", "adult_prices", said[:160])
    draft.refuse("no_price", "price", "states no price")


def _money(draft: Draft, name: str, value: Decimal) -> Money:
    if major(draft, name, value):
        return Money.of(value, draft.currency)
    return Money(int(value), draft.currency)


def _amount(draft: Draft, basis: Basis) -> tuple[Money, Basis] | None:
    """The total where one is stated for a party, else the price, else the sum of the persons."""
    amounts = draft.amounts
    if "total" in amounts and (draft.party or "price" not in amounts):
        return _at_least_one(draft, "total"), Basis.PER_PARTY
    if "price" in amounts:
        return _at_least_one(draft, "price"), basis
    persons = _persons(draft)
    if persons and (money := _sum(persons)) and money.minor > 0:
        return money, Basis.PER_PARTY
    return None


def _at_least_one(draft: Draft, name: str) -> Money:
    money = _money(draft, name, draft.amounts[name])
    if money.minor <= 0:
        draft.refuse("price_zero", name, f"{name} is less than the smallest coin")
    return money


def _basis(draft: Draft) -> Basis:
    """What the amount is for: the record's word, the words around the number, the card."""
    if word := draft.text("basis"):
        own = draft.rules.basis_words.get(folded(word)) or basis_of(word)
        if own is None:
            draft.unknown.append(("basis", word))
        return own or Basis.UNKNOWN
    return draft.around_of("price").basis or draft.rules.card.price.basis


def _persons(draft: Draft) -> tuple[Component, ...]:
    """One part for each person, where the record prices each; a child's label is its age."""
    party, adults = draft.party, draft.each.get("adult_prices", ())
    children = draft.each.get("child_prices", ())
    if not party or len(adults) != party.adults or len(children) != len(party.child_ages):
        return ()
    if not (_same_money(draft, "adult_prices") and _same_money(draft, "child_prices")):
        return ()
    grown = [Component("adult", _money(draft, "adult_prices", value)) for value in adults]
    young = [
        Component("child", _money(draft, "child_prices", value), label=str(age))
        for value, age in zip(children, draft.ages or party.child_ages, strict=True)
    ]
    return (*grown, *young)


def _extras(draft: Draft, basis: Basis) -> tuple[Component, ...]:
    return tuple(_extra(draft, name, basis) for name in draft.named(MANDATORY))


def _extra(draft: Draft, name: str, basis: Basis) -> Component:
    """A mandatory part for the whole party; unknown where it cannot be read or multiplied."""
    kind = name.removeprefix(MANDATORY).partition("#")[0]
    called, paid = draft.extras.get(name, ("", None))
    paid = paid or (Paid.LOCALLY if kind in _LOCALLY else Paid.WITH_BOOKING)
    raw = called or draft.text(name)[:120]
    times = _times(draft, draft.around_of(name).basis or basis)
    if name not in draft.amounts or not times or not _same_money(draft, name):
        return Component(kind, None, Knowledge.UNKNOWN, paid, raw)
    return Component(kind, _money(draft, name, draft.amounts[name]) * times, paid=paid, label=raw)


def _times(draft: Draft, basis: Basis) -> int:
    """How often an extra of this basis is paid by the whole party; 0 where nobody knows."""
    if basis is Basis.PER_PERSON:
        return draft.party.persons if draft.party else 0
    if basis is Basis.PER_NIGHT:
        return draft.nights.least if draft.nights else 0
    return int(basis is not Basis.UNKNOWN)


def _same_money(draft: Draft, name: str) -> bool:
    """Whether a field's own sign, if it has one, is of the currency of the price."""
    return all(draft.currency in meant(draft, sign) for sign in draft.around_of(name).signs)


def _sum(parts: tuple[Component, ...]) -> Money | None:
    amounts = [part.amount for part in parts if part.amount is not None]
    return sum(amounts[1:], amounts[0]) if amounts else None


def _summed(
    draft: Draft,
    amount: Money,
    basis: Basis,
    parts: tuple[Component, ...],
    extras: tuple[Component, ...],
) -> tuple[tuple[Component, ...], tuple[Component, ...]]:
    """The parts, checked against the total; parts that do not add up are not shown as a sum.

    Where persons and extras together give the stated total, the extras lie in it.
    """
    persons = _sum(parts)
    if basis is not Basis.PER_PARTY or persons is None:
        return (), extras
    if persons == amount:
        return parts, extras
    above = _sum(extras)
    if above is not None and persons + above == amount:
        inside = (Component(e.kind, e.amount, e.knowledge, label=e.label) for e in extras)
        return parts, tuple(inside)
    draft.odd.append("sum_of_persons_differs")
    return (), extras


def _was(draft: Draft, amount: Money) -> Money | None:
    """The struck-out amount, where there is one and it was higher."""
    if "price_was" not in draft.amounts or not _same_money(draft, "price_was"):
        return None
    was = _money(draft, "price_was", draft.amounts["price_was"])
    return was if was > amount else None
