"""The filter panel: every value of a facet a link with its true count (W-04 to W-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...offers import board_of
from ...search.answer import Facet, FacetValue
from ...search.query import Group, Query
from .. import trade
from ..text import Speech
from ..trade import N_
from . import links

FIRST = 8
TITLES = {
    "to": N_("Place"),
    "board_min": N_("Board or better"),
    "stars_min": N_("Stars or better"),
    "from": N_("From"),
    "operator": N_("Operator"),
    "nights": N_("Nights"),
}
FIELDS = {"to": "to", "from": "origins", "operator": "operators"}


@dataclass(frozen=True, slots=True)
class Option:
    """One value: its words, its count, the link that takes or leaves it; `link` "" is dead."""

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
    priced = query.group is Group.PRICED
    return tuple(
        _section(facet, query, speech)
        for facet in facets
        if facet.name in TITLES and any(v.count or (priced and v.selected) for v in facet.values)
    )


def _section(facet: Facet, query: Query, speech: Speech) -> Section:
    values = list(facet.values)
    if not facet.single:
        values.sort(key=lambda value: (not value.selected, -value.count))
    options = tuple(_option(facet, value, query, speech) for value in values)
    cut = len(options) if len(options) <= FIRST + 2 else FIRST
    return Section(facet.name, speech._(TITLES[facet.name]), options[:cut], options[cut:])


def _option(facet: Facet, value: FacetValue, query: Query, speech: Speech) -> Option:
    dead = not value.count and not value.selected
    link = "" if dead else links.changed(speech.lang, query, **_toggled(facet, value, query))
    return Option(
        label(facet.name, value, speech), speech.number(value.count), value.selected, link
    )


def label(name: str, value: FacetValue, speech: Speech) -> str:
    """The words of a value: ours for boards and stars, else the trade's own name."""
    if name == "board_min" and (board := board_of(value.value)):
        return speech._(trade.BOARDS[board])
    if name == "stars_min":
        return speech._("%(stars)s stars", stars=value.value)
    if name == "nights":
        return trade.nights(int(value.value), int(value.value), speech)
    return trade.place_name(name, value.value, value.label, speech)


def _toggled(facet: Facet, value: FacetValue, query: Query) -> dict[str, Any]:
    if facet.name in FIELDS:
        field = FIELDS[facet.name]
        chosen: tuple[str, ...] = getattr(query, field)
        if value.selected:
            return {field: tuple(one for one in chosen if one != value.value)}
        return {field: (*chosen, value.value)}
    if facet.name == "board_min":
        return {"board_min": None if value.selected else board_of(value.value)}
    if facet.name == "nights":
        length = None if value.selected else int(value.value)
        return {"nights_min": length, "nights_max": length}
    halves = None if value.selected else int(float(value.value) * 2)
    return {"stars_min": halves}
