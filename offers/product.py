"""Product: what is sold, a stay at a hotel or a guided tour, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .faults import DomainFault


class Kind(StrEnum):
    """A stay (hotel product) or a guided tour (a trip with an itinerary)."""

    STAY = "stay"
    TOUR = "tour"


class Form(StrEnum):
    """How the stay is put together; only equal forms may be the same stay."""

    PLAIN = "plain"
    FLY_AND_GO = "fly_and_go"
    COMBINATION = "combination"
    ROULETTE = "roulette"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a product is. `country` is ISO 3166-1 alpha-2, or "" where it was not recognised.

    `region` and `resort` are the gazetteer's names where it knows the operator's words, else
    those words themselves; `said` is what the operator printed, untouched. `point` is latitude
    and longitude in degrees, where stated.
    """

    country: str = ""
    region: str = ""
    resort: str = ""
    said: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A stay or tour as one source describes it.

    `ids` are hard identifiers as (scheme, value), such as ("giata", "1284") or
    ("operator:sunny_tours", "9953"). `stars` counts half stars: 9 is 4.5; None is not stated.
    `facts` are short plain words ("sand beach", "kids club"); `text` is plain text, no markup.
    """

    kind: Kind
    name: str
    place: Place = Place()
    ids: tuple[tuple[str, str], ...] = ()
    stars: int | None = None
    form: Form = Form.PLAIN
    former_names: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    text: str = ""
    itinerary: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    """Addresses of its photos at the source, the best first; only where the card allows copies."""
    rating: int | None = None
    """The source's rating in tenths of ten: 87 is 8.7 of 10; None is not stated."""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise DomainFault("a product without a name cannot be shown or found")
        if self.stars is not None and not 0 <= self.stars <= 14:
            raise DomainFault(f"{self.name}: {self.stars / 2} stars do not exist")
