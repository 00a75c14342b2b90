"""One quote as it is read: the price with for whom and when, its parts, who sells it, how old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from ...catalog.basis.pages import How
from ...offers import AgeBand, Basis, Component, Knowledge, Money, Offer, Party
from ...search.answer import Freshness, Quote
from .. import trade
from ..text import NBSP, Speech

PERSONS = frozenset({"adult", "child"})
PROVED = {
    How.TWIN_ROWS.value: trade.N_("for whom it is: proved from twin rows of %(day)s"),
    How.SHARED_ROW.value: trade.N_("for whom it is: proved from rows shared by pages of %(day)s"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of "What is in it"; `amount` "" is a compulsory part nobody states."""

    name: str
    amount: str
    known: str


@dataclass(frozen=True, slots=True)
class PriceBox:
    """A total as the visitor reads it.

    `total` is in the visitor's currency, with a ≈ where it was converted; `converted` then says
    from what, at which rate, of which day and source. `whom` says for whom and when.
    """

    total: str
    whom: str
    converted: str
    parts: tuple[Part, ...]
    caution: str


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells it, whether there are places, and when we last heard so."""

    operator: str
    seats: str
    checked: str
    checked_iso: str
    old: bool


def price_box(quote: Quote, asked: Party, speech: Speech) -> PriceBox | None:
    """The price of a quote for the asked party, or None where it has none for them."""
    if quote.total is None:
        return None
    return PriceBox(
        total=_headline(quote, speech),
        whom=whom(quote.offer, asked, speech),
        converted=_converted(quote, speech),
        parts=parts(quote, asked, speech),
        caution=_caution(quote, speech),
    )


def _headline(quote: Quote, speech: Speech) -> str:
    """The total as it stands above its parts: to the last cent, so that they sum to it."""
    if quote.shown or quote.total is None:
        money = quote.shown.money if quote.shown else quote.total
        return roughly(money, True, speech, quote.from_only) if money else ""
    exact = speech.money(quote.total, None)
    return speech._("from %(price)s", price=exact) if quote.from_only else exact


def roughly(money: Money, converted: bool, speech: Speech, from_only: bool = False) -> str:
    """An amount, with a ≈ where it was converted (W-31), and the word "from" where a compulsory
    part of it is unknown."""
    said = f"≈ {speech.money(money)}" if converted else speech.money(money)
    return speech._("from %(price)s", price=said) if from_only else said


def whom(offer: Offer, asked: Party, speech: Speech) -> str:
    """For whom and for when a total is."""
    date = offer.departure.date
    if date is None:
        return speech._("total for %(n)s, date not stated", n=asked.persons)
    return speech._("total for %(n)s on these dates", n=asked.persons)


def _converted(quote: Quote, speech: Speech) -> str:
    if quote.shown is None or quote.total is None:
        return ""
    return speech._(
        "%(amount)s at %(rate)s, %(source)s of %(date)s",
        amount=speech.money(quote.total, None),
        rate=_rate(
            Decimal(quote.shown.rate), quote.total.currency, quote.shown.money.currency, speech
        ),
        source=quote.shown.source,
        date=speech.day_year(quote.shown.on),
    )


def _rate(rate: Decimal, old: str, new: str, speech: Speech) -> str:
    """A rate as banks print it, one unit against many: €1 = 366.33 Ft, never 0.002729779161."""
    one, other, many = (old, new, rate) if rate >= 1 else (new, old, 1 / rate)
    figure = f"{many:.6g}".replace(".", speech.point)
    return f"{speech.money(Money.of(Decimal(1), one))} = {figure}{NBSP}{speech.sign(other)}"


def _caution(quote: Quote, speech: Speech) -> str:
    if quote.from_only:
        return speech._("A compulsory part has no published amount; ask us for the whole.")
    if quote.freshness is Freshness.STALE:
        return speech._("This price is old; we ask before you decide.")
    return ""


def parts(quote: Quote, asked: Party, speech: Speech) -> tuple[Part, ...]:
    """The parts of a total, which sum to it: what the operator names, and the package they leave.

    Empty where the operator prints one amount and names no part of it, or where its parts are
    more than the whole and so cannot be believed.
    """
    price, whole = quote.offer.departure.price, quote.total
    room = asked.divided(quote.rooms)
    if price is None or whole is None or room is None:
        return ()
    known = quote.rooms * sum(part.amount.minor for part in price.components if part.amount)
    rest = Money(whole.minor - known, whole.currency)
    if rest.minor < 0:
        return ()
    operator = quote.offer.operator_name
    in_a_room = _for_the_asked(price.components, quote.offer.bands, room)
    components = _of_all_rooms(in_a_room, quote.rooms)
    grouped = groupby(components, key=lambda part: part if part.kind == "adult" else id(part))
    rule = _per_person(quote, asked, speech)
    named = tuple(_named(list(alike), quote.offer, speech, rule) for _, alike in grouped)
    if not rest.minor:
        return named
    if not named and not quote.derived:
        return ()
    stated = Knowledge.DERIVED if quote.derived else Knowledge.STATED
    package = rule or trade.package(speech)
    first = Part(package, speech.amount(rest, None), _known(stated, "", operator, speech))
    return (first, *named)


def _for_the_asked(
    components: Sequence[Component], bands: Sequence[AgeBand], asked: Party
) -> list[Component]:
    """The parts, each child's with the asked age that pays it: one of the same band."""
    left, found = list(asked.child_ages), []
    for part in components:
        printed = int(part.label) if part.kind == "child" and part.label.isdigit() else None
        if printed is not None:
            band = _band(printed, bands)
            alike = [age for age in left if age == printed or (band and _band(age, bands) == band)]
            own = min(alike, key=lambda age: abs(age - printed), default=None)
            if own is not None:
                left.remove(own)
                part = replace(part, label=str(own))
        found.append(part)
    return found


def _of_all_rooms(parts: Sequence[Component], rooms: int) -> list[Component]:
    """The parts of so many equal rooms, like beside like; what is no person's is multiplied."""
    if rooms == 1:
        return list(parts)
    each = [replace(part) for part in parts if part.kind in PERSONS for _ in range(rooms)]
    others = [
        replace(part, amount=part.amount * rooms if part.amount else None)
        for part in parts
        if part.kind not in PERSONS
    ]
    return [*each, *others]


def _band(age: int, bands: Sequence[AgeBand]) -> AgeBand | None:
    return next((band for band in bands if band.youngest <= age <= band.oldest), None)


def _named(alike: list[Component], offer: Offer, speech: Speech, per_person: str) -> Part:
    """One part of a price; the adults who pay the same stand together."""
    first, count = alike[0], len(alike)
    name = per_person if first.kind == "base" and per_person else trade.part(first, speech)
    if count > 1:
        name = speech.ngettext("%(n)s adult", "%(n)s adults", count)
    amount = speech.amount(first.amount * count, None) if first.amount else ""
    known = _known(first.knowledge, first.rule, offer.operator_name, speech)
    band = _band(int(first.label), offer.bands) if first.label.isdigit() else None
    if band and first.kind == "child":
        ages = f"{band.youngest}\u2013{band.oldest}"
        known = speech._("%(known)s, child price %(ages)s", known=known, ages=ages)
    return Part(name, amount, known)


def _per_person(quote: Quote, asked: Party, speech: Speech) -> str:
    price = quote.offer.departure.price
    if not (quote.derived and price and price.basis is Basis.PER_PERSON):
        return ""
    return speech._(
        "%(n)s x %(amount)s per person",
        n=asked.adults,
        amount=speech.amount(price.amount, None),
    )


def _known(knowledge: Knowledge, rule: str, operator: str, speech: Speech) -> str:
    if knowledge is Knowledge.UNKNOWN:
        unknown = speech._("not stated by the operator")
        return f"{unknown} ({rule})" if rule else unknown
    if knowledge is Knowledge.STATED:
        return speech._("stated by %(operator)s", operator=operator)
    if proved := _proof(rule, speech):
        return proved
    return speech._("worked out: %(rule)s", rule=rule) if rule else speech._("worked out by us")


def _proof(rule: str, speech: Speech) -> str:
    """How a basis was proved, where that is the rule (catalog.basis); else ""."""
    how, _, rest = rule.partition(", ")
    if how not in PROVED:
        return ""
    day = speech.day_year(dt.date.fromisoformat(rest.partition(", ")[0]))
    return speech._(PROVED[how], day=day)


def seller(quote: Quote, now: dt.datetime, speech: Speech) -> Seller:
    """The line under the price: operator, places, when we last heard it."""
    offer = quote.offer
    return Seller(
        operator=offer.operator_name or offer.operator,
        seats=trade.seats(offer, speech),
        checked=speech._("checked %(ago)s", ago=speech.ago(offer.checked_at, now)),
        checked_iso=offer.checked_at.isoformat(timespec="seconds"),
        old=quote.freshness in (Freshness.STALE, Freshness.HIDDEN),
    )


def printed(quote: Quote, speech: Speech, basis: bool = True) -> str:
    """The price as its source prints it, for the date and party it is for.

    `basis` False leaves out that its basis is not known, where the sentence around it says so.
    """
    price = quote.offer.departure.price
    if price is None:
        return ""
    amount = speech.money(price.amount, None)
    for_whom = printed_for(quote, speech) if basis or price.basis is not Basis.UNKNOWN else ""
    date = quote.offer.departure.date
    said = " ".join(filter(None, (amount, for_whom)))
    return ", ".join(filter(None, (said, speech.day_year(date) if date else "")))


def printed_for(quote: Quote, speech: Speech) -> str:
    """For whom a source prints its price; "" where it prints none."""
    price = quote.offer.departure.price
    if price is None:
        return ""
    if price.basis is Basis.PER_PERSON:
        return speech._("per person")
    if price.basis is Basis.UNKNOWN:
        return speech._("(per person or total not clear)")
    return speech._("for %(party)s", party=trade.party(price.party, speech)) if price.party else ""


def printed_amount(quote: Quote, speech: Speech) -> str:
    """The amount alone as its source prints it."""
    price = quote.offer.departure.price
    return speech.money(price.amount, None) if price else ""


def inclusions(offer: Offer, speech: Speech) -> tuple[Part, ...]:
    """Bag and transfer as the operator states them, where they are no parts of the price."""
    price = offer.departure.price
    priced = {part.kind for part in price.components} if price else set()
    bag, transfer = offer.included.bag_kg, offer.included.transfer
    name = trade.bag(offer, speech) if bag else speech._(trade.PARTS["bag"])
    rows = (
        ("bag", name, None if bag is None else bag > 0),
        ("transfer", speech._(trade.PARTS["transfer"]), transfer),
    )
    return tuple(_inclusion(n, has, offer, speech) for k, n, has in rows if k not in priced)


def _inclusion(name: str, has: bool | None, offer: Offer, speech: Speech) -> Part:
    if has is None:
        return Part(name, "", speech._("not stated by the operator"))
    said = f"0, {speech._('included')}" if has else speech._("not included")
    return Part(name, said, _known(Knowledge.STATED, "", offer.operator_name, speech))
