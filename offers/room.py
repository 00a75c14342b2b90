"""Room: its class (what it is) apart from placement (who sleeps where in it)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .board import fold


class RoomClass(StrEnum):
    """What the room is; two classes are never the same offer."""

    STANDARD = "standard"
    FAMILY = "family"
    SUITE = "suite"
    APARTMENT = "apartment"
    BUNGALOW = "bungalow"
    STUDIO = "studio"
    DELUXE = "deluxe"
    ON_REQUEST = "run_of_house"


class Placement(StrEnum):
    """Who sleeps in it (product.md, "Room and placement")."""

    SGL = "SGL"
    DBL = "DBL"
    TWN = "TWN"
    TRPL = "TRPL"
    QDPL = "QDPL"


@dataclass(frozen=True, slots=True)
class Room:
    """A room as said (`raw`), with what is known of its class and placement."""

    raw: str = ""
    room_class: RoomClass | None = None
    placement: Placement | None = None


# Whole words or stems, folded; the first row that is found decides the class.
_CLASSES: tuple[tuple[RoomClass, str], ...] = (
    (RoomClass.ON_REQUEST, r"run of (the )?house|\broh\b"),
    (RoomClass.SUITE, r"\bsuit(e|a)s?\b|junior suit|lakosztaly|апартамент люкс"),
    (RoomClass.FAMILY, r"\bfamil|csaladi|rodinn|rodzinn|familien|семе|семей"),
    (RoomClass.BUNGALOW, r"bungal|бунгало"),
    (RoomClass.STUDIO, r"\bstudio|garsonier|студио"),
    (RoomClass.APARTMENT, r"\bap(p)?artment|apartman|apartament|апартамент"),
    (RoomClass.DELUXE, r"de ?luxe|deluxe|superior|premium"),
    (RoomClass.STANDARD, r"standard|szabvany|estandar|стандарт|economy|classic|clasic"),
)
_PLACEMENTS: tuple[tuple[Placement, str], ...] = (
    (Placement.SGL, r"\bsgl\b|\bsingle\b|\begyagyas|jednoluzk|einzelzimmer|1 os\b|единичн"),
    (Placement.TWN, r"\btwn\b|\btwin\b"),
    (Placement.QDPL, r"\bqdpl\b|quadruple|negyagyas|ctyrluzk|4 os\b"),
    (Placement.TRPL, r"\btrpl\b|\btriple\b|haromagyas|triluzk|dreibett|3 os\b|тройн"),
    (Placement.DBL, r"\bdbl\b|\bdouble\b|ketagyas|dvouluzk|doppelzimmer|2 os\b|двойн|двухмест"),
)


def read_room(raw: str, own: dict[str, str] | None = None) -> Room:
    """The room an operator's words mean; `own` is the card's table (raw words -> class)."""
    words = fold(raw)
    placement = next((p for p, stem in _PLACEMENTS if re.search(stem, words)), None)
    if own and (named := {fold(k): v for k, v in own.items()}.get(words)):
        return Room(raw, RoomClass(named), placement)
    return Room(raw, next((c for c, stem in _CLASSES if re.search(stem, words)), None), placement)
