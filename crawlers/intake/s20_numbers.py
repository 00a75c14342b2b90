"""Step 20: every amount as an exact decimal, with the words that stood around it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...offers.faults import RecordFault
from .amounts import Amount, Unreadable, read_amount
from .around import read_around
from .draft import Draft

# The first stated one is the offer's amount: it decides whether the record is an offer.
AMOUNTS = ("total", "price")
LISTS = ("adult_prices", "child_prices")
MANDATORY = "mandatory."


def step(draft: Draft) -> None:
    """Read total and price, or refuse; read the parts, or leave them out and count them."""
    for name in AMOUNTS:
        if name in draft.said:
            _amount(draft, name)
    if "price_was" in draft.said:
        _extra(draft, "price_was")
    for name in draft.named(MANDATORY):
        _extra(draft, name)
    for name in LISTS:
        if name in draft.said:
            _list(draft, name)


def _amount(draft: Draft, name: str) -> None:
    spare = name == "total" and "price" in draft.said
    try:
        amount = _read(draft, draft.said[name])
    except Unreadable as fault:
        if spare:
            draft.odd.append(f"{name}_unreadable")
            return
        raise RecordFault(
            fault.reason, name, draft.said[name], f"{name} {str(draft.said[name])[:80]!r} {fault}"
        ) from fault
    if amount.value == 0:
        if not spare:
            draft.refuse("price_zero", name, f"{name} is 0, and nothing costs nothing")
        draft.odd.append(f"{name}_zero")
        return
    if rest := _keep(draft, name, amount):
        said = f"{name} has words around the number that are not known: {rest[:60]!r}"
        draft.refuse("price_unreadable", name, said)


def _extra(draft: Draft, name: str) -> None:
    try:
        amount = _read(draft, draft.said[name])
    except Unreadable:
        draft.odd.append(f"{name}_unreadable")
        return
    if _keep(draft, name, amount):
        del draft.amounts[name]
        draft.odd.append(f"{name}_unreadable")


def _list(draft: Draft, name: str) -> None:
    said = draft.said[name]
    every = said if isinstance(said, list | tuple) else [said]
    try:
        amounts = [_read(draft, one) for one in every]
    except Unreadable:
        draft.odd.append(f"{name}_unreadable")
        return
    around = read_around(
        tuple(word for amount in amounts for word in amount.words),
        draft.rules.currency_words,
        draft.rules.own_basis_words,
    )
    if around.rest:
        draft.odd.append(f"{name}_unreadable")
        return
    draft.each[name] = tuple(amount.value for amount in amounts)
    draft.around[name] = around
    if all(amount.whole for amount in amounts):
        draft.minor.add(name)


def _keep(draft: Draft, name: str, amount: Amount) -> str:
    """Keep an amount with the words around it; the words nobody knows are the answer."""
    draft.amounts[name] = amount.value
    if amount.whole:
        draft.minor.add(name)
    if not amount.words:
        return ""
    rules = draft.rules
    around = read_around(amount.words, rules.currency_words, rules.own_basis_words)
    draft.around[name] = around
    return around.rest


def _read(draft: Draft, said: Any) -> Amount:
    return read_amount(said, draft.rules.card.formats.decimal)


def major(draft: Draft, name: str, value: Decimal) -> bool:
    """Whether the value of this field is in major units, as the card and its own form say.

    A card may say that prices are cents; "844.00" in such a record is no number of cents.
    """
    return draft.rules.card.price.unit == "major" or name not in draft.minor
