"""Step 80: whose offer it is and how to name it to them: ids, hash and link, untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ...catalog.places import slug
from ...offers import Availability, Included, OfferRef, Terms, Transport
from ...offers.terms import LONGEST_DAYS
from ..card import Card
from .draft import Draft
from .links import safe_link
from .words import folded

_BAG = re.compile(r"(\d{1,2})\s*(?:kg|кг)?\Z")
_COUNT = re.compile(
    r"(\d{1,3})(?:[.,]0+)?\s*(?:%|d|days?|nap|napok|дни?|дней|дня|dni|dnu|tage?)?\Z"
)
_TERMS = frozenset(("deposit", "balance_days", "free_cancellation_days"))
_YES = frozenset("true yes y 1 included igen tak ano ja да si x incl incl.".split())
_NO = frozenset("false no n 0 none nem nie ne nee nein нет не not included excluded".split())
_SEATS = {
    folded(word): seats
    for seats, words in {
        Availability.FREE_SALE: (
            "free_sale|free sale|available|free|in stock|instock|yes|true|dostepne|szabad|volno"
            "|beschikbaar|verfugbar|disponible|свободно|есть места|есть"
        ),
        Availability.ALLOTMENT: (
            "allotment|few left|last seats|limited|ostatnie miejsca|utolso helyek"
        ),
        Availability.ON_REQUEST: (
            "on_request|on request|request|na zapytanie|keresre|na dotaz|op aanvraag|auf anfrage"
            "|по заявка|по запросу|под запрос"
        ),
        Availability.STOP_SALE: (
            "stop_sale|stop sale|sold out|soldout|out of stock|outofstock|closed|wyprzedane"
            "|elfogyott|vyprodano|uitverkocht|ausverkauft|agotado|продадено|нет мест|no|false"
        ),
    }.items()
    for word in words.split("|")
}


def step(draft: Draft) -> None:
    """Name the offer, its operator, its link, its seats and what its price holds."""
    draft.ref = OfferRef(
        draft.rules.card.name, _ids(draft), _untouched(draft.said.get("hash")), _link(draft)
    )
    draft.operator = _operator(draft)
    draft.availability = _availability(draft)
    carried = None if draft.transport is None else draft.transport is not Transport.OWN
    draft.included = Included(carried, _yes_or_no(draft, "transfer"), _bag(draft))
    if not _TERMS.isdisjoint(draft.said):
        draft.terms = Terms(
            _whole(draft, "deposit", 100),
            _whole(draft, "balance_days", LONGEST_DAYS),
            _whole(draft, "free_cancellation_days", LONGEST_DAYS),
        )


def _untouched(said: Any) -> str:
    return said if isinstance(said, str) else "" if said is None else str(said)


def _ids(draft: Draft) -> tuple[tuple[str, str], ...]:
    """The operator's own ids, `id` first, then each scheme by name; 0 is "none" everywhere."""
    own = [("id", draft.own_id("id"))]
    own += [(name.removeprefix("ids."), draft.own_id(name)) for name in draft.schemes]
    return tuple((scheme, value) for scheme, value in own if value)


def _link(draft: Draft) -> str:
    """The deep link as said, if it is a safe http or https address; else none, and counted.

    A link without a host is completed by the page it stood on.
    """
    said = _untouched(draft.said.get("link"))
    if not said:
        return ""
    link = safe_link(said, draft.provenance.address)
    if not link:
        draft.odd.append("link_unsafe")
    return link


def _operator(draft: Draft) -> tuple[str, str]:
    """The tour operator's slug and printed name: the record's, else the card's."""
    own = draft.rules.operator
    name = draft.text("operator")
    if name and not (own and folded(own.name) == folded(name)):
        return _slug(name), name
    if own:
        return own.slug, own.name
    draft.refuse("no_operator", "operator", "names no tour operator, and the card names none")


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return slug(name).replace("-", "_") or "operator"


def seats_said(card: Card, said: Mapping[str, Any]) -> Availability:
    """What a record says of seats, also one that is no offer: NOT_STATED where no word is known."""
    words = folded(str(said.get("availability", "")))
    own = {folded(word): seats for word, seats in card.availability.items()}
    return own.get(words) or _SEATS.get(words) or Availability.NOT_STATED


def _availability(draft: Draft) -> Availability:
    words = folded(draft.text("availability"))
    if not words:
        return Availability.NOT_STATED
    seats = draft.rules.availability.get(words) or _SEATS.get(words)
    if seats is None:
        draft.unknown.append(("availability", words))
    return seats or Availability.NOT_STATED


def _yes_or_no(draft: Draft, name: str) -> bool | None:
    words = folded(draft.text(name))
    if words in _YES or words in _NO:
        return words in _YES
    if words:
        draft.unknown.append((name, words))
    return None


def _bag(draft: Draft) -> int | None:
    """Kilograms of luggage in the price; 0 is "none in it"."""
    words = folded(draft.text("bag"))
    if not words:
        return None
    found = _BAG.match(words)
    if found is None:
        draft.unknown.append(("bag", words))
        return None
    return int(found[1])


def _whole(draft: Draft, name: str, most: int) -> int | None:
    """A whole number with or without % or a word for days behind it; else not stated, counted."""
    words = folded(draft.text(name))
    if not words:
        return None
    found = _COUNT.match(words)
    if found is None or int(found[1]) > most:
        draft.unknown.append((name, words))
        return None
    return int(found[1])
