"""Step 90: what the card requires, and what looks wrong though it can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from ...catalog.fx import Rates
from ...offers import NO_CURRENCY, Basis
from ...offers.faults import FairwindError
from ...offers.money import exponent
from .draft import Draft

# Euros for one person and one night: below is a teaser or a slip, above a slip or a yacht.
LEAST_A_NIGHT, MOST_A_NIGHT = Decimal(3), Decimal(3000)
USUAL = (3.1, 2990.0)
"""Between these the sum need not be exact to know that nothing is strange."""

# required (card) -> whether it is stated. `price` and `currency` are asked where they are read.
_STATED: dict[str, Callable[[Draft], object]] = {
    "identity": lambda draft: (
        draft.ref.ids or draft.ref.hash or draft.ref.link or _described(draft)
    ),
    "name": lambda draft: draft.product,
    "date": lambda draft: draft.date,
    "nights": lambda draft: draft.nights,
    "board": lambda draft: draft.board.board,
    "room": lambda draft: draft.room.raw,
    "place": lambda draft: draft.place.said,
    "origin": lambda draft: draft.origin,
}


def _described(draft: Draft) -> object:
    """A name with a place, room or date names an offer well enough to be found again."""
    return draft.place.said or draft.room.raw or draft.date


def step(draft: Draft) -> None:
    """Refuse what the card requires and the record lacks; count what looks wrong."""
    for name, stated in _STATED.items():
        if draft.rules.requires(name) and not stated(draft):
            field = "id" if name == "identity" else name
            read = f"{name}_unreadable" if draft.text(field) else f"no_{name}"
            draft.refuse(read, field, f"states no {name} we understand, which the card requires")
    _length(draft)
    _price_a_night(draft)


def _length(draft: Draft) -> None:
    """Stated nights against the days between start and return, a night's flight allowed."""
    if not (draft.date and draft.nights and "return_date" in draft.said):
        return
    back = draft.back_on
    if back and abs((back - draft.date).days - draft.nights.least) > 1:
        draft.odd.append("nights_differ_from_dates")


def _price_a_night(draft: Draft) -> None:
    """A price far out of what one person pays for one night is counted, never dropped."""
    price, persons = draft.price, _persons(draft)
    if price is None or not persons or price.amount.currency == NO_CURRENCY:
        return
    nights = draft.nights.least if draft.nights else 0
    rate = _euros(price.amount.currency, draft.today)
    if rate and USUAL[0] < price.amount.minor * rate / persons / max(nights, 1) < USUAL[1]:
        return
    try:
        euros = Rates.embedded().convert(price.amount, "EUR", draft.today)[0].major
    except FairwindError:
        return
    a_night = euros / persons / max(nights, 1)
    if not LEAST_A_NIGHT <= a_night <= MOST_A_NIGHT:
        draft.odd.append("price_a_night_strange")


@lru_cache(maxsize=1024)
def _euros(currency: str, on: dt.date) -> float:
    """About what one minor unit is worth in euros; 0 where nobody knows."""
    try:
        return float(Rates.embedded().rate(currency, "EUR", on)[0].scaleb(-exponent(currency)))
    except FairwindError:
        return 0.0


def _persons(draft: Draft) -> int:
    """How many the amount is for, where that is known."""
    if draft.price and draft.price.basis is Basis.PER_PERSON:
        return 1
    known = draft.price and draft.price.basis is Basis.PER_PARTY and draft.party
    return draft.party.persons if known and draft.party else 0
