"""The wish of "find me something": its fields, read in the visitor's words, wrong ones named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...leads.enquiry import Faults, one_line
from ...leads.offer_seen import OfferSeen
from ...leads.wish import EXTRAS, Wish
from ...offers import Party
from ...offers.faults import GenerationFault, QueryFault
from ...search.query import Per, Query, read_query
from ..posted import Posted
from ..public.search_form import amount
from ..public.whom_form import WhomForm, whom_form
from ..shell import Shop
from ..text import Speech
from . import words

LONGEST_WHERE = 200


@dataclass(frozen=True, slots=True)
class WishForm:
    """The fields with what was typed. `whom` holds the choices of the party, `extras` are
    (code, words, ticked), `sign` is that of the budget's currency."""

    where: str
    depart_from: str
    depart_to: str
    whom: WhomForm
    budget: str
    sign: str
    extras: tuple[tuple[str, str, bool], ...]


def wish_form(query: Query, shop: Shop, speech: Speech) -> WishForm:
    """The fields as the search at hand fills them."""
    currency = query.currency or shop.settings.currency
    budget = query.price_max if query.per is Per.PARTY else None
    return WishForm(
        where=_places_said(query, shop, speech),
        depart_from=query.depart_from.isoformat() if query.depart_from else "",
        depart_to=query.depart_to.isoformat() if query.depart_to else "",
        whom=whom_form("", query),
        budget=amount(budget, currency),
        sign=speech.sign(currency),
        extras=_extras(("transfer",) if query.transfer else (), speech),
    )


def typed_again(form: Posted, shop: Shop, speech: Speech) -> WishForm:
    """The fields as they were sent, right or wrong."""
    ages = [age for age in form.all("child_age") if age]
    whom = whom_form("", Query())
    places = (*ages, *[""] * (len(whom.ages) - len(ages)))[: len(whom.ages)]
    return WishForm(
        where=form.get("where", ""),
        depart_from=form.get("depart_from", ""),
        depart_to=form.get("depart_to", ""),
        whom=replace(whom, adults=form.get("adults", whom.adults), ages=places),
        budget=form.get("budget", ""),
        sign=speech.sign(shop.settings.currency),
        extras=_extras(form.all("extra"), speech),
    )


def _extras(ticked: Sequence[str], speech: Speech) -> tuple[tuple[str, str, bool], ...]:
    return tuple((code, words.extra(code, speech), code in ticked) for code in EXTRAS)


def _places_said(query: Query, shop: Shop, speech: Speech) -> str:
    """The places of a search by their names, the first one first."""
    try:
        nodes = [shop.finder.places.node(key) for key in query.to]
    except GenerationFault:
        return ""
    return ", ".join(node.name(speech.lang) for node in nodes if node)


def read_wish(form: Posted, shop: Shop) -> tuple[Wish, Faults]:
    """The wish as typed, and what is wrong with which field. A day alone is both ends."""
    faults: Faults = {}
    where = one_line(form.get("where", ""))
    if len(where) > LONGEST_WHERE:
        faults["where"] = "where_long"
    first, last = (_day(form, field, faults) for field in ("depart_from", "depart_to"))
    first, last = first or last, last or first
    if first and last and last < first:
        faults["depart_to"] = "depart_to_before"
    party = _party(form, faults)
    if not (where or first or form.get("message", "").strip() or faults):
        faults["where"] = "where_missing"
    wish = Wish(
        countries=_countries(where, shop),
        where=where,
        depart_from=first,
        depart_to=last,
        adults=party.adults,
        child_ages=party.child_ages,
        budget=_budget(form, shop.settings.currency, faults),
        currency=shop.settings.currency,
        extras=tuple(code for code in EXTRAS if code in form.all("extra")),
    )
    return wish, faults


def _one(form: Mapping[str, str], field: str, key: str) -> Query:
    """The search of one typed value; QueryFault where it cannot be meant."""
    return read_query([(key, one_line(form.get(field, "")))])


def _day(form: Posted, field: str, faults: Faults) -> dt.date | None:
    try:
        return _one(form, field, "depart_from").depart_from
    except QueryFault:
        faults[field] = "day_unreadable"
        return None


def _party(form: Posted, faults: Faults) -> Party:
    ages = [("child_age", age) for age in form.all("child_age")]
    try:
        return read_query([("adults", form.get("adults", "")), *ages]).party
    except QueryFault:
        faults["party"] = "party_unreadable"
        return Query().party


def _budget(form: Posted, currency: str, faults: Faults) -> int | None:
    """Minor units of the whole party; spaces and points of thousands may stand between."""
    typed = "".join(form.get("budget", "").split())
    try:
        return read_query([("currency", currency), ("price_max", typed)]).price_max
    except QueryFault:
        faults["budget"] = "budget_unreadable"
        return None


def _countries(where: str, shop: Shop) -> tuple[str, ...]:
    """The countries of the places that were named, by any of their names, comma between."""
    try:
        keys = [key for name in where.split(",") for key in shop.finder.places.named(name)]
    except GenerationFault:
        return ()
    return tuple(sorted({key.partition("/")[0] for key in keys}))


def wish_around(
    query: Query, offers: Sequence[OfferSeen], party: Party | None, countries: Sequence[str]
) -> Wish | None:
    """The wish of a question: the days and party of what it is about, else those of the search.

    `query`, `offers` and `party` are what is left when the unticked lines stay behind.
    """
    days = [seen.date for seen in offers if seen.date]
    places = {key.partition("/")[0] for key in query.to if len(key.partition("/")[0]) == 2}
    budget = query.price_max if query.per is Per.PARTY else None
    wish = Wish(
        countries=tuple(sorted({*places, *(countries if offers else ())} - {""})),
        depart_from=min(days, default=query.depart_from),
        depart_to=max(days, default=query.depart_to),
        adults=party.adults if party else None,
        child_ages=party.child_ages if party else (),
        budget=budget,
        currency=query.currency if budget is not None else "",
    )
    return wish if wish else None
