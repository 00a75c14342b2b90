"""Identity: when two records are the same offer, and when two offers are like for like."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from .board import Board, fold
from .departure import Departure, Nights, Transport
from .offer import Offer
from .room import RoomClass


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else ""


def offer_key(offer: Offer) -> str:
    """Sixteen hex characters that name the offer from run to run, whatever its price.

    Made of source, operator, the operator's own ids (else name and place), room, board, date,
    nights, airport and the priced party: the same offer tomorrow has the same key.
    """
    price = offer.departure.price
    party = price.party if price else None
    nights = offer.departure.nights
    said = (
        offer.ref.source,
        offer.operator,
        *(f"{scheme}={value}" for scheme, value in offer.ref.ids),
        *(() if offer.ref.ids else (fold(offer.product.name), fold(offer.product.place.resort))),
        fold(offer.room.raw),
        fold(offer.board.raw) or (offer.board.board.code if offer.board.board else ""),
        _day(offer.departure.date),
        f"{nights.least}-{nights.most}" if nights else "",
        offer.departure.origin,
        f"{party.adults}+{party.child_ages}" if party else "",
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """What must be equal before two operators' totals may stand in one range (product.md)."""

    nights: Nights | None
    transport: Transport | None
    board: Board | None
    room_class: RoomClass | None
    origin: str
    transfer: bool | None
    bag_kg: int | None


def like_for_like(offer: Offer) -> LikeForLike:
    """The offer's key for comparison; the party is given by the search."""
    departure: Departure = offer.departure
    return LikeForLike(
        departure.nights,
        departure.transport,
        offer.board.board,
        offer.room.room_class,
        departure.origin,
        offer.included.transfer,
        offer.included.bag_kg,
    )


def differences(one: LikeForLike, other: LikeForLike) -> tuple[str, ...]:
    """The names of the parts in which `other` is not the same as `one`, in the key's order."""
    names = ("nights", "transport", "board", "room_class", "origin", "transfer", "bag_kg")
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


_STARS = re.compile(r"\s*(?:\*{1,5}|★{1,5}|\b\d(?:[.,]5)?\s*(?:\*|★)+)\s*")
_FORMER = re.compile(r"[(\[]\s*(?:ex|x|former(?:ly)?)\b[.:]?\s*([^)\]]+)[)\]]", re.IGNORECASE)
_NOISE = re.compile(r"\b(?:hotel|hotels|resort|spa|and|the|by)\b|[^\w\s]")


def former_names(name: str) -> tuple[str, tuple[str, ...]]:
    """The present name and the former ones an operator prints behind it: "X (ex Y)"."""
    return _FORMER.sub("", name).strip(), tuple(old.strip() for old in _FORMER.findall(name))


def bare_name(name: str) -> str:
    """A name without stars, former names, punctuation and words every hotel has, folded."""
    present, _ = former_names(name)
    flat = fold(_STARS.sub(" ", present)).replace("&", " and ")
    bare = " ".join(_NOISE.sub(" ", flat).split())
    return bare or " ".join(flat.split())
