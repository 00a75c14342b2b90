"""The filter panel: every value of a facet a link with its true count (W-04 to W-08)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...offers import RoomClass, Transport, board_of
from ...search.answer import Facet, FacetValue
from ...search.query import TRAITS, Group, Query
from .. import trade
from ..text import Speech
from ..trade import N_
from . import links

FIRST = 8
TITLES = {
    "to": N_("Place"),
    "board_min": N_("Board or better"),
    "stars_min": N_("Stars or better"),
    "facility": N_("What is there"),
    "ticks": N_("Flight and terms"),
    "from": N_("From"),
    "nights": N_("Nights"),
    "room": N_("Room"),
    "operator": N_("Operator"),
    "transport": N_("Way there"),
    "rating_min": N_("Rating"),
}
"""The sections in their order; a facet without a title is not shown."""
FIELDS = {
    "to": "to",
    "from": "origins",
    "operator": "operators",
    "facility": "facilities",
    "room": "room_classes",
    "transport": "transports",
}
"""Facets of which several values may be chosen, with the field of the search."""
TICKS = ("weekend", *TRAITS)
"""What is either wanted or not: each a facet of one value, all in one section."""
QUICK = (
    ("board_min", "AI"),
    ("direct", "1"),
    ("facility", "beach_300"),
    ("facility", "kids_club"),
    ("cancel", "1"),
)
"""W-08: the filters most families ask for, above the list as well as in the panel."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value: its words, its count, the link that takes or leaves it; `link` "" is dead."""

    id: str
    label: str
    count: str
    selected: bool
    link: str


@dataclass(frozen=True, slots=True)
class Section:
    """One facet; `rest` is folded away until asked for."""

    name: str
    title: str
    first: tuple[Option, ...]
    rest: tuple[Option, ...]


def panel(facets: Sequence[Facet], query: Query, speech: Speech) -> tuple[Section, ...]:
    """The sections of the panel, those that hold a choice.

    Counts are of priced stays; in the other groups a facet without any says nothing.
    """
    shown = [_section(name, _values(name, facets), query, speech) for name in TITLES]
    return tuple(section for section in shown if section)


def quick(facets: Sequence[Facet], query: Query, speech: Speech) -> tuple[Option, ...]:
    """The promoted filters that would leave something or are chosen."""
    held = {(f.name, v.value): (f, v) for f in facets for v in f.values}
    found = [held[pair] for pair in QUICK if pair in held]
    return tuple(
        _option(facet, value, query, speech, "q")
        for facet, value in found
        if value.count or value.selected
    )


Held = tuple[Facet, FacetValue]


def _values(name: str, facets: Sequence[Facet]) -> list[Held]:
    """A section's values, the chosen and the many first where they have no order of their own."""
    named = TICKS if name == "ticks" else (name,)
    held = [(facet, value) for facet in facets if facet.name in named for value in facet.values]
    if name == "ticks" or not all(facet.single for facet, _ in held):
        held.sort(key=lambda one: (not one[1].selected, -one[1].count))
    return held


def _section(name: str, held: list[Held], query: Query, speech: Speech) -> Section | None:
    priced = query.group is Group.PRICED
    if not any(value.count or (priced and value.selected) for _, value in held):
        return None
    options = tuple(_option(facet, value, query, speech, "f") for facet, value in held)
    cut = len(options) if len(options) <= FIRST + 2 else FIRST
    return Section(name, speech._(TITLES[name]), options[:cut], options[cut:])


def _option(facet: Facet, value: FacetValue, query: Query, speech: Speech, where: str) -> Option:
    dead = not value.count and not value.selected
    return Option(
        id=_id(where, facet.name, value.value),
        label=_capital(label(facet.name, value, speech)),
        count=speech.number(value.count),
        selected=value.selected,
        link="" if dead else links.changed(speech.lang, query, **_toggled(facet, value, query)),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _id(*parts: str) -> str:
    """A name for the control, the same in every answer, so that it keeps the focus."""
    return re.sub(r"[^\w/.-]", "_", "-".join(parts))


def label(name: str, value: FacetValue, speech: Speech) -> str:
    """The words of a value: ours for boards, facilities and the like, else the trade's own name."""
    match name:
        case "board_min" if board := board_of(value.value):
            return speech._(trade.BOARDS[board])
        case "stars_min":
            stars = value.value.replace(".", speech.point)
            return speech._("%(stars)s stars", stars=stars)
        case "nights":
            return trade.nights(int(value.value), int(value.value), speech)
        case "facility":
            return trade.facility(value.value, speech)
        case "room":
            return speech._(trade.ROOMS[RoomClass(value.value)])
        case "transport":
            return speech._(trade.WAYS[Transport(value.value)])
        case "rating_min":
            return trade.rating_or_better(round(float(value.value) * 10), speech)
    if name in TICKS:
        return trade.trait(name, speech)
    return trade.place_name(name, value.value, value.label, speech)


def _toggled(facet: Facet, value: FacetValue, query: Query) -> dict[str, Any]:
    """The parts of the search that taking or leaving a value changes."""
    if facet.name in FIELDS:
        field = FIELDS[facet.name]
        chosen: tuple[str, ...] = getattr(query, field)
        if value.selected:
            return {field: tuple(one for one in chosen if one != value.value)}
        return {field: (*chosen, value.value)}
    if facet.name in TICKS:
        return {facet.name: not value.selected}
    return dict(_single(facet.name, "" if value.selected else value.value))


def _single(name: str, value: str) -> Iterator[tuple[str, Any]]:
    """The fields of a facet with one value; "" takes it away."""
    match name:
        case "board_min":
            yield name, board_of(value) if value else None
        case "nights":
            length = int(value) if value else None
            yield from (("nights_min", length), ("nights_max", length))
        case "stars_min":
            yield name, int(float(value) * 2) if value else None
        case "rating_min":
            yield name, round(float(value) * 10) if value else None
