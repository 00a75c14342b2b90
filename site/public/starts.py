"""Starts: the cheapest total of the next weeks from each airport with most to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from ...search.answer import Answer
from ...search.query import Query, Sort
from ..text import Speech
from ..trade import place_name
from . import links
from .prices import roughly

MOST_STARTS = 6
DAYS = 30
"""How far the next weeks reach, today included."""


@dataclass(frozen=True, slots=True)
class Start:
    """One airport: its cheapest total for two adults, and the search that shows it first."""

    name: str
    price: str
    link: str


def starts(
    answer: Answer, ask: Callable[[Query], Answer], today: dt.date, speech: Speech
) -> tuple[Start, ...]:
    """The airports of the empty search, those with most stays first; without a price left out."""
    values = [v for facet in answer.facets if facet.name == "from" for v in facet.values if v.count]
    values.sort(key=lambda value: -value.count)
    found = []
    for value in values[:MOST_STARTS]:
        last = today + dt.timedelta(days=DAYS - 1)
        query = Query(origins=(value.value,), depart_from=today, depart_to=last, sort=Sort.TOTAL)
        told = ask(query)
        if told.lowest:
            name = place_name("from", value.value, value.label, speech)
            known = told.lowest_converted, speech, told.lowest_from_only
            price = roughly(told.lowest, *known)
            found.append(Start(name, price, links.trips(speech.lang, query)))
    return tuple(found)
