"""What was asked: its chips, each with the search without it; its words and its form beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...offers import Money, RoomClass, Transport
from ...search.answer import Facet
from ...search.query import TRAITS, Per, Query
from .. import trade
from ..text import Speech
from . import links
from .said import label_of, nights, summary, when
from .search_form import SearchForm, search_form

__all__ = [
    "Chip",
    "SearchForm",
    "budget",
    "chips",
    "label_of",
    "nights",
    "search_form",
    "summary",
    "value_said",
    "when",
]

USUAL = Query()

Part = tuple[str, dict[str, Any]]
"""An applied filter: its words, and the parts of the search that take it away."""

VALUES = (
    ("to", "to"),
    ("origins", "from"),
    ("operators", "operator"),
    ("facilities", "facility"),
    ("room_classes", "room"),
    ("transports", "transport"),
)
"""The fields of a search that hold several values, with the key of each."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One applied filter and the address without it; `journey` says that it is when or who."""

    label: str
    without: str
    journey: bool = False


def chips(query: Query, speech: Speech, currency: str, facets: Sequence[Facet]) -> tuple[Chip, ...]:
    """Every applied filter with the address of the search without it."""
    filters, journey = _filters(query, speech, currency, facets), _journey(query, speech)
    return tuple(
        Chip(label, links.changed(speech.lang, query, **parts), journey=at >= len(filters))
        for at, (label, parts) in enumerate([*filters, *journey])
    )


def _journey(query: Query, speech: Speech) -> list[Part]:
    """When and who, as far as they are not the usual: typed words set them as well (W-13)."""
    found: list[Part] = []
    if query.dated:
        found.append((when(query, speech), {"depart_from": None, "depart_to": None, "flex": 0}))
    if query.party != USUAL.party:
        found.append((trade.party(query.party, speech), {"party": USUAL.party}))
    if query.rooms != USUAL.rooms:
        rooms = speech.ngettext("%(n)s room", "%(n)s rooms", query.rooms)
        found.append((rooms, {"rooms": USUAL.rooms}))
    return found


def _filters(query: Query, speech: Speech, currency: str, facets: Sequence[Facet]) -> list[Part]:
    found: list[Part] = [(f"“{query.words}”", {"words": ""})] if query.words else []
    found += _values(query, speech, facets)
    if query.nights_min is not None or query.nights_max is not None:
        found.append((nights(query, speech), {"nights_min": None, "nights_max": None}))
    if query.board_min:
        found.append((trade.board_or_better(query.board_min, speech), {"board_min": None}))
    if query.stars_min:
        found.append((trade.stars_or_better(query.stars_min, speech), {"stars_min": None}))
    if query.rating_min:
        found.append((trade.rating_or_better(query.rating_min, speech), {"rating_min": None}))
    return [*found, *_ticks(query, speech), *budget(query, speech, currency)]


def _values(query: Query, speech: Speech, facets: Sequence[Facet]) -> list[Part]:
    found: list[Part] = []
    for name, key in VALUES:
        values: tuple[str, ...] = getattr(query, name)
        for value in values:
            rest = tuple(other for other in values if other != value)
            found.append((value_said(key, value, speech, facets), {name: rest}))
    return found


def value_said(key: str, value: str, speech: Speech, facets: Sequence[Facet]) -> str:
    """One value of a search in words."""
    if key == "facility":
        return trade.facility(value, speech)
    if key == "room":
        return speech._(trade.ROOMS[RoomClass(value)])
    if key == "transport":
        return speech._(trade.WAYS[Transport(value)])
    label = label_of(facets, key, value, speech)
    return speech._("from %(place)s", place=label) if key == "from" else label


def _ticks(query: Query, speech: Speech) -> list[Part]:
    """What is either wanted or not."""
    wanted = [(name, trade.trait(name, speech)) for name in (*TRAITS, "weekend")]
    wanted.append(("near", speech._("airports nearby too")))
    wanted.append(("cheapest_month", speech._("cheapest month")))
    return [(label, {name: False}) for name, label in wanted if getattr(query, name)]


def budget(query: Query, speech: Speech, currency: str) -> list[Part]:
    """The two ends of the budget, as far as they were said."""
    code, found = query.currency or currency, []
    per = {
        Per.PARTY: "",
        Per.PERSON: speech._("per person"),
        Per.NIGHT: speech._("per night"),
    }[query.per]
    for name, minor in (("price_min", query.price_min), ("price_max", query.price_max)):
        if minor is None:
            continue
        price = speech.money(Money(minor, code), None)
        least = name == "price_min"
        least_said = trade.N_("from %(price)s")
        most_said = trade.N_("up to %(price)s")
        said = speech._(least_said if least else most_said, price=price)
        found.append((" ".join(filter(None, (said, per))), {name: None}))
    return found
