"""The parts of a total for machines: they sum to it, and each says how it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...offers import Component, Knowledge, Money
from ...search.answer import Quote
from .prices import PERSONS


def parts_said(quote: Quote) -> list[dict[str, Any]]:
    """What the total is made of; an `amount` of null is a compulsory part nobody states.

    The package ("base") is what the named parts leave of the total. Parts that are more than the
    whole cannot be believed: then the whole stands as one part.
    """
    price, whole = quote.offer.departure.price, quote.total
    if price is None or whole is None:
        return []
    named = [part for component in price.components for part in _in_all_rooms(component, quote)]
    rest = whole.minor - sum(part.amount.minor for part in named if part.amount)
    if rest < 0:
        named, rest = [], whole.minor
    return [_said(part) for part in (*_package(rest, quote, whole.currency), *named)]


def _package(rest: int, quote: Quote, currency: str) -> tuple[Component, ...]:
    known = Knowledge.DERIVED if quote.derived else Knowledge.STATED
    return (Component("base", Money(rest, currency), known, rule=_rule(quote)),) if rest else ()


def _rule(quote: Quote) -> str:
    """How the package was multiplied; "" where it stands as it is printed."""
    price = quote.offer.departure.price
    if price is None or not quote.derived:
        return ""
    each = f"{price.amount} {price.basis.value.replace('_', ' ')}"
    return f"{each}, {quote.rooms} rooms" if quote.rooms > 1 else each


def _in_all_rooms(part: Component, quote: Quote) -> list[Component]:
    """A person of each room for herself; what is no person's once, for all rooms."""
    if part.kind in PERSONS:
        return [part] * quote.rooms
    return [replace(part, amount=part.amount * quote.rooms if part.amount else None)]


def _said(part: Component) -> dict[str, Any]:
    amount = part.amount
    return {
        "kind": part.kind,
        "label": part.label or None,
        "amount": {"minor": amount.minor, "currency": amount.currency} if amount else None,
        "known": part.knowledge.value,
        "rule": part.rule or None,
        "paid": part.paid.value,
    }
