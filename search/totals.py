"""Totals: what every offer costs its party, in the site's currency, worked out for all at once.

The rule is `offers.price.total`; this is the same rule over columns, and a property test holds
the two together. An amount for each adult is converted as it stands and multiplied afterwards,
so that what is sorted, filtered and shown is one number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..catalog.fx import Rates
from ..offers import NO_CURRENCY, AgeBand, Basis, Money, Paid, Party, seats
from ..offers.faults import FairwindError
from ..offers.money import exponent
from .interned import Ints, first_of, ints, items, lists, pair, whole, words
from .parties import GOES, NAMED, NOBODY, PER_ADULT, UNCLEAR, Parties, Seated

_NEAR_HALF = 0.02


@dataclass(frozen=True, slots=True)
class Priced:
    """For each offer: the party its price is for, and its total (see columns.Departures)."""

    parties: Parties
    party: Ints
    total: Ints
    extra: Ints
    from_only: Any


def priced(offers: pa.Table, rates: Rates, currency: str, on: dt.date) -> Priced:
    """The party and the total of every offer."""
    amount = ints(offers["amount"], 0)
    code, names = words(offers["currency"])
    extra, missing, foreign = _parts(offers, code, names)
    basis, bases = words(offers["basis"])
    nights = ints(offers["nights_min"], 0)
    single = (nights == ints(offers["nights_max"], -1)) & (nights > 0)
    named, parties = _named(offers)
    is_basis = {
        b: basis == bases.index(b) if b in bases else np.zeros(len(basis), bool) for b in Basis
    }
    of_person, of_night = is_basis[Basis.PER_PERSON], is_basis[Basis.PER_NIGHT]
    adults = ints(offers["party_adults"], 0)
    children, _ = items(offers["party_children"])
    total = np.where(of_night, amount * np.maximum(nights, 1), amount)
    total = np.where(of_person & (adults > 0), total * adults, total)
    each = of_person & (adults == 0)
    party = np.where(adults > 0, named, NOBODY)
    party[of_person & (children > 0)] = NOBODY
    party[of_night & ~single] = NOBODY
    party[each] = PER_ADULT
    total, total_known = _converted(
        np.where(each, total, total + extra), code, names, rates, currency, on
    )
    extra, extra_known = _converted(np.where(each, extra, 0), code, names, rates, currency, on)
    unreadable = is_basis[Basis.UNKNOWN] | foreign | ~total_known | ~extra_known
    party[unreadable] = UNCLEAR
    party[amount == 0] = GOES
    unpriced = party <= NOBODY
    total[unpriced] = extra[unpriced] = 0
    return Priced(parties, party, total, extra, missing & ~unpriced)


def _parts(offers: pa.Table, currency: Ints, names: list[str]) -> tuple[Ints, Any, Any]:
    """What comes on top of each amount; whether a part is unknown, or in another currency."""
    lengths, parts = items(offers["components"])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    count = len(lengths)
    if not len(owner):
        return np.zeros(count, np.int64), np.zeros(count, bool), np.zeros(count, bool)
    known = np.asarray(parts.field("amount").is_valid())
    paid, ways = words(parts.field("paid"))
    inside = (
        paid == ways.index(Paid.IN_PRICE) if Paid.IN_PRICE in ways else np.zeros(len(paid), bool)
    )
    money, moneys = words(parts.field("currency"))
    same = np.array(moneys)[money] == np.array(names)[currency[owner]]
    top = known & ~inside
    on_top = np.zeros(count, np.int64)
    np.add.at(on_top, owner[top], ints(parts.field("amount"), 0)[top])
    missing = np.bincount(owner[~known], minlength=count) > 0
    foreign = np.bincount(owner[top & ~same], minlength=count) > 0
    return on_top, missing, foreign


def _named(offers: pa.Table) -> tuple[Ints, Parties]:
    """The code of each offer's stated party, children counted by the operator's bands."""
    adults = ints(offers["party_adults"], 0)
    lengths, ages = items(offers["party_children"])
    bands_lengths, bands = items(offers["bands"])
    edges = ints(bands.field("youngest"), 0) * 32 + ints(bands.field("oldest"), 0)
    with_children = np.where(lengths > 0, lists(bands_lengths, edges) + 1, 0)
    combination = pair(pair(lists(lengths, ints(ages, 0)), with_children), adults)
    rows, rank = first_of(combination)
    ages_column, bands_column = whole(offers["party_children"]), whole(offers["bands"])
    found: dict[Seated, int] = {}
    code_of = np.zeros(len(rows), np.int64)
    for n, row in enumerate(rows.tolist()):
        if adults[row]:
            party = Party(int(adults[row]), tuple(ages_column[row].as_py() or ()))
            own = tuple(AgeBand(**band) for band in bands_column[row].as_py() or ())
            seated = party.adults, seats(party, own)
            code_of[n] = NAMED + found.setdefault(seated, len(found))
    return code_of[rank], Parties(found)


def _converted(
    amount: Ints, code: Ints, names: list[str], rates: Rates, to: str, on: dt.date
) -> tuple[Ints, Any]:
    """Amounts in minor units of `to`, and which of them could be converted at all."""
    result = np.zeros(len(amount), np.int64)
    known = np.zeros(len(amount), bool)
    for n, currency in enumerate(names):
        rows = np.flatnonzero(code == n)
        if currency == to:
            result[rows] = amount[rows]
        elif currency in ("", NO_CURRENCY):
            continue
        else:
            try:
                result[rows] = _in_currency(amount[rows], currency, rates, to, on)
            except FairwindError:
                continue
        known[rows] = True
    return result, known


def _in_currency(amount: Ints, currency: str, rates: Rates, to: str, on: dt.date) -> Ints:
    """All amounts at one rate; those within a hair of half a unit are converted one by one."""
    scale = float(rates.rate(currency, to, on)[0].scaleb(exponent(to) - exponent(currency)))
    exact = amount * scale
    result: Ints = np.floor(exact + 0.5).astype(np.int64)
    near = np.flatnonzero(np.abs(exact - np.floor(exact) - 0.5) < _NEAR_HALF)
    for row in near.tolist():
        result[row] = rates.convert(Money(int(amount[row]), currency), to, on)[0].minor
    return result
