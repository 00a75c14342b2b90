"""Step 05: lists in a record: one of several prices is chosen, compulsory extras become fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...offers import Paid
from .draft import Draft
from .s10_text import plain
from .s20_numbers import MANDATORY
from .s50_currency import meant
from .words import folded

MOST_EXTRAS = 20
_OF_A_PRICE = ("currency", "price", "price_was", "total", "adult_prices", "child_prices", "extras")
_LOCALLY = frozenset(("local", "locally", "on spot", "on the spot", "at destination", "cash"))
_WITH_BOOKING = frozenset(("upfront", "up front", "prepaid", "with booking", "on booking"))


def step(draft: Draft) -> None:
    """Take over the price of the preferred currency, whole, and number the extras."""
    if "prices" in draft.said:
        _choose(draft, draft.said.pop("prices"))
    if "extras" in draft.said:
        _number(draft, draft.said.pop("extras"))


def _choose(draft: Draft, said: Any) -> None:
    """One entry of the list is the offer's price: nothing of the others is mixed into it."""
    entries = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    if not entries:
        draft.refuse("no_price", "prices", "prices states none: a list of mappings is looked for")
    entry = _preferred(draft, entries)
    for name in _OF_A_PRICE:
        draft.said.pop(name, None)
        if entry.get(name) is not None:
            draft.said[name] = entry[name]


def _preferred(draft: Draft, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The first in the order of the card, then the site; where they want none, the first said."""
    for currency in draft.rules.preferred:
        for entry in entries:
            if meant(draft, str(entry.get("currency") or "")) == (currency,):
                return entry
    return entries[0]


def _number(draft: Draft, said: Any) -> None:
    """Each extra as a field of its own, `mandatory.addon#01`; its name and where it is paid."""
    entries = said if isinstance(said, list) else [said]
    for number, entry in enumerate(entries[:MOST_EXTRAS], 1):
        if not isinstance(entry, dict):
            draft.odd.append("extras_unreadable")
            continue
        name = f"{MANDATORY}{_kind(entry)}#{number:02d}"
        draft.said[name] = _amount(entry)
        draft.extras[name] = (plain(str(entry.get("name") or "")), _paid(draft, entry))
    if len(entries) > MOST_EXTRAS:
        draft.refuse("price_unreadable", "extras", f"{len(entries)} extras cannot all be meant")


def _kind(entry: Mapping[str, Any]) -> str:
    kind = folded(str(entry.get("kind") or "")).replace(" ", "_")
    return kind if kind.isidentifier() else "addon"


def _amount(entry: Mapping[str, Any]) -> Any:
    """The number, with its own currency beside it where it has one; "?" where it is not stated."""
    price, currency = entry.get("price"), entry.get("currency")
    if price is None or price == "":
        return "?"
    return f"{price} {currency}" if currency else price


def _paid(draft: Draft, entry: Mapping[str, Any]) -> Paid | None:
    """Where it is paid by the card's words, then the usual ones; None where nothing is said."""
    words = folded(str(entry.get("paid") or ""))
    if not words:
        return None
    if own := draft.rules.paid_words.get(words):
        return own
    if words in _LOCALLY or words in _WITH_BOOKING:
        return Paid.LOCALLY if words in _LOCALLY else Paid.WITH_BOOKING
    draft.unknown.append(("paid", words))
    return None
