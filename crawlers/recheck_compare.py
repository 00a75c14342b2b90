"""Comparing again: what an operator's fresh answer says of an offer that was shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..catalog.price_reasons import Reason, Why
from ..offers import Availability, Basis, Money, Offer, Party, Price, fold, offer_key, total
from .card import Card

PERSONS = frozenset({"adult", "child", "base"})
"""Parts that are the package itself; every other one is named when it moves."""


def same_offer(shown: Offer, fresh: Sequence[Offer]) -> Offer | None:
    """The offer among fresh ones that is the shown one: its own key, else its ids, day and length.

    Two with the same ids, day and length differ in room, board or party; the one that is most
    like what was shown is compared with it.
    """
    key = offer_key(shown)
    alike = [offer for offer in fresh if _same_trip(shown, offer)]
    exact = [offer for offer in alike if offer_key(offer) == key]
    return min(exact or alike, key=lambda offer: _unlike(shown, offer), default=None)


def _same_trip(shown: Offer, fresh: Offer) -> bool:
    one, other = shown.departure, fresh.departure
    return _same_product(shown, fresh) and (one.date, one.nights) == (other.date, other.nights)


def _same_product(shown: Offer, fresh: Offer) -> bool:
    if shown.operator != fresh.operator:
        return False
    mine, theirs = dict(shown.ref.ids), dict(fresh.ref.ids)
    if "id" in mine and "id" in theirs:
        return mine["id"] == theirs["id"]
    if shared := mine.keys() & theirs.keys():
        return all(mine[scheme] == theirs[scheme] for scheme in shared)
    return fold(shown.product.name) == fold(fresh.product.name)


def _unlike(shown: Offer, fresh: Offer) -> int:
    price, other = shown.departure.price, fresh.departure.price
    same_party = bool(price and other and price.party == other.party)
    return 2 * len(list(terms_moved(shown, fresh))) + (not same_party)


def total_of(offer: Offer, party: Party) -> Money | None:
    """What the offer costs this party, or None where its price is not a price for them."""
    price, nights = offer.departure.price, offer.departure.nights
    length = nights.least if nights and nights.least == nights.most else None
    return total(price, party, offer.bands, length) if price else None


def as_proved(card: Card, shown: Offer) -> Card:
    """The card with the basis that was proved for the shown offer from its whole run.

    One record alone proves nothing where its card does not say the basis; what was proved for the
    records of this source holds for the one that is asked again. A record's own word still wins.
    """
    known = shown.departure.price
    if known is None or card.price.basis is not Basis.UNKNOWN:
        return card
    price = card.price.model_copy(update={"basis": known.basis})
    return card.model_copy(update={"price": price})


def sold_out(offer: Offer) -> bool:
    return offer.availability is Availability.STOP_SALE


def terms_moved(shown: Offer, fresh: Offer) -> Iterator[Reason]:
    """In what the fresh offer is another or a lesser one than what was shown, its price apart."""
    if shown.board.board != fresh.board.board:
        yield Reason(Why.BOARD_CHANGED)
    rooms = (shown.room.room_class, fresh.room.room_class)
    if rooms[0] != rooms[1] or fold(shown.room.raw) != fold(fresh.room.raw):
        yield Reason(Why.ROOM_CHANGED)
    if shown.departure.origin and shown.departure.origin != fresh.departure.origin:
        yield Reason(Why.ORIGIN_CHANGED)
    if shown.included.transfer and fresh.included.transfer is False:
        yield Reason(Why.TRANSFER_MISSING)
    bags = (shown.included.bag_kg, fresh.included.bag_kg)
    if bags[0] and bags[1] is not None and bags[1] < bags[0]:
        yield Reason(Why.BAG_MISSING)


def price_moved(shown: Price, before: Money, fresh: Price, after: Money) -> tuple[Reason, ...]:
    """Which parts of the total moved, the dearest first; nothing where the totals are equal."""
    if before.currency != after.currency:
        return (Reason(Why.FX),)
    if before == after:
        return ()
    mine, theirs = _parts(shown, after.currency), _parts(fresh, after.currency)
    found = [
        Reason(_how(kind, mine, theirs), kind, Money(theirs[kind] - mine[kind], after.currency))
        for kind in sorted(mine.keys() | theirs.keys())
        if mine[kind] != theirs[kind]
    ]
    named = sum(reason.by.minor for reason in found if reason.by)
    package = after.minor - before.minor - named
    if package:
        found.append(Reason(Why.PACKAGE, "", Money(package, after.currency)))
    return tuple(sorted(found, key=lambda reason: -abs(reason.by.minor if reason.by else 0)))


def _how(kind: str, mine: Counter[str], theirs: Counter[str]) -> Why:
    if kind not in mine:
        return Why.ADDED
    return Why.MOVED if kind in theirs else Why.DROPPED


def _parts(price: Price, currency: str) -> Counter[str]:
    """Minor units by the kind of part, those of the persons left out: they are the package."""
    found: Counter[str] = Counter()
    for part in price.components:
        known = part.amount
        if known and known.currency == currency and part.kind not in PERSONS:
            found[part.kind] += known.minor
    return found
