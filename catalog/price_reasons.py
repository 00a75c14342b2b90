"""Price reasons: why a price that was asked for again is another, gone, or not to be had.

A reason is a code that each language has words for, with the part and the amount it is about; it
is kept as one line, such as `added fuel 5400 EUR; board_changed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..offers import Money

_NOT_PLAIN = re.compile(r"[^a-z0-9_]+")
_LINE = re.compile(
    r"(?P<code>[a-z_]+)(?: (?P<kind>[a-z0-9_]+))?(?: (?P<minor>-?\d{1,15}) (?P<cur>[A-Z]{3}))?\Z"
)


class Why(StrEnum):
    """Each code: of a changed price, of one that is gone, of no answer, of no question."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    PACKAGE = "package"
    FX = "fx"
    BOARD_CHANGED = "board_changed"
    ROOM_CHANGED = "room_changed"
    TRANSFER_MISSING = "transfer_missing"
    BAG_MISSING = "bag_missing"
    ORIGIN_CHANGED = "origin_changed"

    STOP_SALE = "stop_sale"
    WITHDRAWN = "withdrawn"
    DEPARTED = "departed"

    TIME = "time"
    NETWORK = "network"
    STATUS = "status"
    UNREADABLE = "unreadable"

    LIST_ONLY = "list_only"
    STOPPED = "stopped"
    PERMISSION = "permission"
    BUDGET = "budget"
    NO_CARD = "no_card"
    NOT_LISTED = "not_listed"
    NO_ID = "no_id"
    OTHER_PARTY = "other_party"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `kind` is the part of the price (fuel, tourist_tax), for STATUS the number;
    `by` how much the total moves with it, below zero where it falls."""

    why: Why
    kind: str = ""
    by: Money | None = None


def written(reasons: Iterable[Reason]) -> str:
    """The reasons as one line; `read` gives them back."""
    return "; ".join(map(_written, reasons))


def _written(reason: Reason) -> str:
    kind = _NOT_PLAIN.sub("_", reason.kind.lower())[:40].strip("_")
    by = (str(reason.by.minor), reason.by.currency) if reason.by else ()
    return " ".join(filter(None, (reason.why.value, kind, *by)))


def read(line: str) -> tuple[Reason, ...]:
    """The reasons of a line; what no code is known for is left out."""
    found = (_LINE.match(said) for said in line.split("; "))
    return tuple(_read(match) for match in found if match and match["code"] in set(Why))


def _read(match: re.Match[str]) -> Reason:
    by = Money(int(match["minor"]), match["cur"]) if match["cur"] else None
    return Reason(Why(match["code"]), match["kind"] or "", by)
