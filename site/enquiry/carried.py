"""What goes along with a question: shown line by line before sending, each line removable."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...leads.enquiry import Pairs
from ...leads.offer_seen import OfferSeen
from ...leads.wish import MarketSeen, Wish
from ...offers import Party
from ...search.query import read_query
from .. import trade
from ..text import Speech
from .seal import Sealed
from .seen import search_said
from .wished import wish_around


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of "We will send with your question"; unticked it stays behind."""

    name: str
    sentence: str
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the sealed state when the unticked lines stay behind."""

    offer: OfferSeen | None
    compared: tuple[OfferSeen, ...]
    query: Pairs
    party: Party | None
    market: MarketSeen | None
    wish: Wish | None
    behaviour: bool


def carried_lines(sealed: Sealed, speech: Speech, currency: str) -> tuple[Carried, ...]:
    """What goes along with the question, line by line."""
    lines = list(_about(sealed, speech))
    if sealed.party:
        lines.append(Carried("party", trade.party(sealed.party, speech)))
    if sealed.query:
        said = search_said(read_query(sealed.query), speech, currency)
        if said:
            lines.append(Carried("search", speech._("Your search: %(search)s", search=said)))
    if sealed.remembered:
        lines.append(Carried("remembered", sealed.remembered))
    return tuple(lines)


def _about(sealed: Sealed, speech: Speech) -> list[Carried]:
    lines = []
    if sealed.offer:
        lines.append(Carried("offer", offer_said(sealed.offer, speech)))
        if sealed.offer.total:
            price = price_said(sealed.offer, speech)
            lines.append(Carried("price", speech._("Price you saw: %(price)s", price=price)))
        if sealed.offer.others:
            others = others_said(sealed.offer, speech)
            lines.append(Carried("others", speech._("Also on the page: %(offers)s", offers=others)))
    for number, seen in enumerate(sealed.compared, 1):
        said = ": ".join(filter(None, (offer_said(seen, speech), price_said(seen, speech))))
        lines.append(Carried(f"compared_{number}", said))
    return lines


def offer_said(seen: OfferSeen, speech: Speech) -> str:
    """The offer in one line."""
    day = speech.day_year(seen.date) if seen.date else ""
    parts = (seen.product, seen.place, day, seen.nights, seen.board, seen.operator)
    return " · ".join(filter(None, parts))


def price_said(seen: OfferSeen, speech: Speech) -> str:
    """The price seen and for whom it was; "" where none was shown."""
    if seen.total is None:
        return ""
    amount = speech.money(seen.total, None)
    if seen.party is None:
        return amount
    return speech._("%(price)s for %(party)s", price=amount, party=trade.party(seen.party, speech))


def others_said(seen: OfferSeen, speech: Speech) -> str:
    """The offers that stood beside it."""
    names = [
        " ".join(filter(None, (other.operator, speech.money(other.total) if other.total else "")))
        for other in seen.others
    ]
    return ", ".join(names)


def left(sealed: Sealed, sent: frozenset[str]) -> Left:
    """What the ticked lines still carry; what was only guessed from the others goes too."""
    offer = _offer(sealed.offer, sent) if sealed.offer and "offer" in sent else None
    compared = tuple(
        _without_party(seen, sent)
        for number, seen in enumerate(sealed.compared, 1)
        if f"compared_{number}" in sent
    )
    query = sealed.query if "search" in sent else ()
    party = sealed.party if "party" in sent else None
    offers = (offer,) if offer else compared
    return Left(
        offer,
        compared,
        query,
        party,
        market=_market(sealed.market, offer, party or not sealed.party),
        wish=wish_around(read_query(query), offers, party, sealed.countries),
        behaviour=bool(sealed.remembered) and "remembered" in sent,
    )


def _offer(seen: OfferSeen, sent: frozenset[str]) -> OfferSeen:
    seen = _without_party(seen, sent)
    if "price" not in sent:
        seen = replace(seen, total=None, parts=(), checked_at=None)
    if "others" not in sent:
        seen = replace(seen, others=())
    return seen


def _without_party(seen: OfferSeen, sent: frozenset[str]) -> OfferSeen:
    seen = seen if "party" in sent else replace(seen, party=None)
    if not {"party", "search"} <= sent:
        seen = replace(seen, page=seen.page.partition("?")[0])
    return seen


def _market(market: MarketSeen | None, offer: OfferSeen | None, party: object) -> MarketSeen | None:
    """The market without the stay or the price that stay behind, none without the party."""
    if market is None or not party:
        return None
    if offer is None:
        return replace(market, stars=None, top_quarter=False)
    return market if offer.total else replace(market, top_quarter=False)
