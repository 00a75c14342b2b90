"""What the visitor saw: the offer and its price at the moment of asking, frozen into the lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..offers import Money, Party


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One line of "what is in it", in the visitor's words."""

    label: str
    amount: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class OtherSeen:
    """Another operator's offer that stood beside it, with its difference in words."""

    operator: str
    total: Money | None
    differences: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """One offer as the page showed it.

    `total` is the party's total in the operator's currency, None where none was shown. `date` is
    the local start date. `page` is the path of the stay on our own site.
    """

    key: str
    product_id: str
    product: str
    place: str = ""
    operator: str = ""
    date: dt.date | None = None
    nights: str = ""
    board: str = ""
    room: str = ""
    party: Party | None = None
    total: Money | None = None
    parts: tuple[PartSeen, ...] = ()
    others: tuple[OtherSeen, ...] = ()
    checked_at: dt.datetime | None = None
    page: str = ""


def to_json(seen: OfferSeen) -> dict[str, Any]:
    """The offer as JSON; `from_json` gives the same offer back."""
    return {
        "key": seen.key,
        "product_id": seen.product_id,
        "product": seen.product,
        "place": seen.place,
        "operator": seen.operator,
        "date": seen.date.isoformat() if seen.date else None,
        "nights": seen.nights,
        "board": seen.board,
        "room": seen.room,
        "party": party_to_json(seen.party),
        "total": _money_to_json(seen.total),
        "parts": [[part.label, part.amount, part.known] for part in seen.parts],
        "others": [
            [other.operator, _money_to_json(other.total), other.differences, other.key]
            for other in seen.others
        ],
        "checked_at": seen.checked_at.isoformat() if seen.checked_at else None,
        "page": seen.page,
    }


def from_json(kept: Mapping[str, Any]) -> OfferSeen:
    """The offer that `to_json` wrote."""
    return OfferSeen(
        key=kept["key"],
        product_id=kept["product_id"],
        product=kept["product"],
        place=kept["place"],
        operator=kept["operator"],
        date=dt.date.fromisoformat(kept["date"]) if kept["date"] else None,
        nights=kept["nights"],
        board=kept["board"],
        room=kept["room"],
        party=party_from_json(kept["party"]),
        total=_money_from_json(kept["total"]),
        parts=tuple(PartSeen(*part) for part in kept["parts"]),
        others=tuple(
            OtherSeen(operator, _money_from_json(total), differences, key)
            for operator, total, differences, key in kept["others"]
        ),
        checked_at=dt.datetime.fromisoformat(kept["checked_at"]) if kept["checked_at"] else None,
        page=kept["page"],
    )


def party_to_json(party: Party | None) -> list[Any] | None:
    return [party.adults, list(party.child_ages)] if party else None


def party_from_json(kept: list[Any] | None) -> Party | None:
    return Party(kept[0], tuple(kept[1])) if kept else None


def _money_to_json(money: Money | None) -> list[Any] | None:
    return [money.minor, money.currency] if money else None


def _money_from_json(kept: list[Any] | None) -> Money | None:
    return Money(kept[0], kept[1]) if kept else None
