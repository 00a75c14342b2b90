"""Carried: the wish of an enquiry, completed by what went along with it and was shown before.

What somebody said in the form weighs most, then the offer asked about, then the search that led
there. Nothing else is inferred.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from ..offers import Money, Party
from ..offers.faults import MoneyFault
from .enquiry import Enquiry
from .wish import Wish

_COUNTRY = re.compile(r"([A-Za-z]{2})(/|$)")
MOST_COUNTRIES = 10


def wish_of(enquiry: Enquiry, currency: str) -> Wish:
    """Everything the enquiry declares; `currency` is the one amounts without a name are in."""
    said = enquiry.wish or Wish()
    search = dict(enquiry.query)
    party = _party(enquiry)
    first, last = _dates(enquiry, search)
    if said.depart_from or said.depart_to:
        first, last = said.depart_from, said.depart_to
    if not said.adults and party:
        said = replace(said, adults=party.adults, child_ages=party.child_ages)
    if said.budget is None:
        said = _with_budget(said, search, currency)
    elif not said.currency:
        said = replace(said, currency=currency)
    countries = said.countries or _countries(enquiry)
    return replace(said, countries=countries, depart_from=first, depart_to=last)


def _party(enquiry: Enquiry) -> Party | None:
    seen = (offer.party for offer in (enquiry.offer, *enquiry.compared) if offer)
    return enquiry.party or next(filter(None, seen), None)


def _dates(enquiry: Enquiry, search: Mapping[str, str]) -> tuple[dt.date | None, dt.date | None]:
    """The offer's start, else the days that were searched for."""
    if enquiry.offer and enquiry.offer.date:
        return enquiry.offer.date, enquiry.offer.date
    compared = [offer.date for offer in enquiry.compared if offer.date]
    if compared:
        return min(compared), max(compared)
    return _day(search.get("depart_from", "")), _day(search.get("depart_to", ""))


def _countries(enquiry: Enquiry) -> tuple[str, ...]:
    places = (_COUNTRY.match(value) for key, value in enquiry.query if key == "to")
    found = dict.fromkeys(place[1].upper() for place in places if place)
    return tuple(found)[:MOST_COUNTRIES]


def _with_budget(said: Wish, search: Mapping[str, str], currency: str) -> Wish:
    """The highest total searched for; a share of it (`per`) for the whole party, a night's not."""
    currency = search.get("currency", "") or currency
    share = search.get("per", "party")
    persons = (said.adults or 0) + len(said.child_ages)
    times = {"party": 1, "person": persons}.get(share, 0)
    try:
        budget = Money.of(Decimal(search["price_max"]) * times, currency)
    except (KeyError, InvalidOperation, MoneyFault):
        return said
    return replace(said, budget=budget.minor, currency=currency) if budget.minor else said


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        return None
