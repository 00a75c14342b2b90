"""Step 60: the price: the amount, what it is for, its parts and what comes on top."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from ...offers import Basis, Component, Knowledge, Money, Paid, Price
from .draft import Draft, folded
from .s20_numbers import MANDATORY, major
from .s50_currency import sign_of

# Whole phrases, folded; product.md "price basis". A card's price.basis_words win.
_BASIS_WORDS = {
    folded(word): basis
    for basis, words in {
        Basis.PER_PERSON: (
            "per_person|per person|pp|p.p.|p.p|per pers|per pers.|/person|/pers|per adult|/os|/os."
            "|os."
            "|za osobe|za os|za os.|na osobe|pro person|p. p.|/fo|/fő|fő|szemelyenkent|per persoon"
            "|por persona|на човек|за човек|на човека|с человека|за человека|на человека"
            "|/чел|per guest"
        ),
        Basis.PER_PARTY: (
            "per_party|total|party|per party|total price|for the party|gesamt|gesamtpreis|osszesen"
            "|celkem|razem|lacznie|cena calkowita|общо|всего|итого|in totaal|totaal|precio total"
        ),
        Basis.PER_ROOM: (
            "per_room|per room|room|/room|za pokoj|/pokoj|/szoba|szobankent|pro zimmer|per kamer"
            "|por habitacion|на стая|за стая|за номер"
        ),
        Basis.PER_NIGHT: (
            "per_night|per night|night|nightly|/night|/noc|za noc|/ej|pro nacht|per nacht"
            "|por noche|на нощ|за нощ|за ночь"
        ),
        Basis.UNKNOWN: "unknown|not stated",
    }.items()
    for word in words.split("|")
}
# Words that only announce a price: "Cena: 1 470 zł".
_ANNOUNCE = frozenset(
    "price cena preis prijs precio ar цена only csak tylko jen nur now"
    " total incl incl. inc inkl".split()
)
# Parts that are paid on the spot wherever they exist; the others come with the booking.
_LOCALLY = {"tourist_tax", "city_tax", "resort_fee", "visa", "local_tax", "green_tax"}
_TRIM = "()[]{}*:;,.!| -\u2013\u2014"


@lru_cache(maxsize=8192)
def _known_basis(word: str) -> Basis | None:
    bare = folded(word).replace("/ ", "/")
    return _BASIS_WORDS.get(bare) or _BASIS_WORDS.get(bare.strip(_TRIM))


def step(draft: Draft) -> None:
    """Build the price, or none where the record states none and the card allows it."""
    basis = _basis(draft)
    chosen = _amount(draft, basis)
    if chosen is None:
        if draft.rules.requires("price"):
            draft.refuse("no_price", "price", "states no price")
        return
    amount, basis = chosen
    if basis is Basis.PER_PERSON and draft.party_unclear:
        basis = Basis.UNKNOWN
    parts = _persons(draft)
    extras = _extras(draft, basis)
    parts, extras = _summed(draft, amount, basis, parts, extras)
    draft.price = Price(amount, basis, draft.party, (*parts, *extras), _was(draft, amount))


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
    around = _words_around(draft)
    if word := draft.text("basis"):
        own = draft.rules.basis_words.get(folded(word)) or _known_basis(word)
        if own is None:
            draft.unknown.append(("basis", word))
        return own or Basis.UNKNOWN
    return around or draft.rules.card.price.basis


def _words_around(draft: Draft) -> Basis | None:
    """The basis printed around the number. Words that nobody knows make it no price we can read."""
    found = None
    for words in draft.marks:
        left = words.strip(_TRIM)
        basis = _known_basis(words) or draft.rules.basis_words.get(folded(left))
        if not basis and left and not _harmless(draft, left):
            basis, rest = _apart(draft, left)
            if rest:
                said = f"has words around the number that are not known: {left[:60]!r}"
                draft.refuse("price_unreadable", "price", said)
        found = found or basis
    return found


def _apart(draft: Draft, words: str) -> tuple[Basis | None, str]:
    """A currency or an announcing word cut off at the front or back, then a basis: "zł/os."."""
    for cut in range(1, len(words)):
        head, tail = words[:cut], words[cut:]
        for sign, rest in ((head, tail), (tail, head)):
            if _harmless(draft, sign.strip(_TRIM + "/")) and (basis := _known_basis(rest.strip())):
                return basis, ""
    if all(_harmless(draft, word.strip(_TRIM)) for word in words.split()):
        return None, ""
    return None, words


def _harmless(draft: Draft, word: str) -> bool:
    bare = folded(word)
    known = not bare or bare in _ANNOUNCE or bare in draft.rules.currencies
    return known or sign_of(word) is not None


def _persons(draft: Draft) -> tuple[Component, ...]:
    """One part for each person, where the record prices each; a child's label is its age."""
    party, adults = draft.party, draft.each.get("adult_prices", ())
    children = draft.each.get("child_prices", ())
    if not party or len(adults) != party.adults or len(children) != len(party.child_ages):
        return ()
    grown = [Component("adult", _money(draft, "adult_prices", value)) for value in adults]
    young = [
        Component("child", _money(draft, "child_prices", value), label=str(age))
        for value, age in zip(children, draft.ages or party.child_ages, strict=True)
    ]
    return (*grown, *young)


def _extras(draft: Draft, basis: Basis) -> tuple[Component, ...]:
    names = sorted(name for name in draft.said if name.startswith(MANDATORY))
    return tuple(_extra(draft, name, basis) for name in names)


def _extra(draft: Draft, name: str, basis: Basis) -> Component:
    """A mandatory part for the whole party; unknown where it cannot be read or multiplied."""
    kind = name.removeprefix(MANDATORY)
    paid = Paid.LOCALLY if kind in _LOCALLY else Paid.WITH_BOOKING
    raw = draft.text(name)[:120]
    persons = draft.party.persons if draft.party else 0
    times = 1 if basis is not Basis.PER_PERSON else persons
    if name not in draft.amounts or not times:
        return Component(kind, None, Knowledge.UNKNOWN, paid, raw)
    return Component(kind, _money(draft, name, draft.amounts[name]) * times, paid=paid, label=raw)


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
    if "price_was" not in draft.amounts:
        return None
    was = _money(draft, "price_was", draft.amounts["price_was"])
    return was if was > amount else None
