"""What was asked, in words: where, when, how long; and the names of a search's values."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from ...search.answer import Facet
from ...search.query import Query
from .. import trade
from ..text import Speech


def label_of(facets: Sequence[Facet], name: str, value: str, speech: Speech) -> str:
    """The words of a facet's value, or the value itself where the facet does not hold it."""
    labels = (v.label for f in facets if f.name == name for v in f.values if v.value == value)
    said = next(labels, value.rpartition("/")[2])
    return trade.place_name(name, value, said, speech)


def when(query: Query, speech: Speech) -> str:
    """The asked start days: 3-24 July, Sat 4 July ± 3 days, July 2026, the cheapest month."""
    said = [_days(query, speech)]
    if query.flex:
        around = speech.ngettext("± %(n)s day", "± %(n)s days", query.flex)
        said = [f"{said[0]} {around}"]
    if query.weekend:
        said.append(speech._("at a weekend"))
    return ", ".join(said)


def _days(query: Query, speech: Speech) -> str:
    first, last = query.depart_from, query.depart_to
    if query.cheapest_month:
        return speech._("cheapest month")
    if first and last:
        return speech.month(first) if whole_month(query) else speech.span(first, last)
    if first:
        return speech._("from %(date)s on", date=speech.day(first))
    return speech._("until %(date)s", date=speech.day(last)) if last else speech._("any date")


def whole_month(query: Query) -> dt.date | None:
    """The first day of the month that was asked for, where it was just a month."""
    first, last = query.depart_from, query.depart_to
    if first is None or last is None or first.day != 1 or query.flex:
        return None
    end = calendar.monthrange(first.year, first.month)[1]
    return first if last == first.replace(day=end) else None


def nights(query: Query, speech: Speech) -> str:
    """The asked length, "" where none was named."""
    least, most = query.nights_min, query.nights_max
    if least is not None and most is not None:
        return trade.nights(least, most, speech)
    if least is not None:
        return speech._("%(n)s nights or more", n=least)
    return speech._("up to %(n)s nights", n=most) if most is not None else ""


def summary(query: Query, speech: Speech, facets: Sequence[Facet]) -> str:
    """The search in one line: Crete · 3-24 July · 7 nights · 2 adults, children 4 and 11."""
    where = [label_of(facets, "to", key, speech) for key in query.to]
    said = [
        speech.listed(where) or query.words or speech._("Anywhere"),
        when(query, speech),
        nights(query, speech),
        trade.party(query.party, speech),
    ]
    if query.rooms > 1:
        said.append(trade.rooms(query.rooms, speech))
    if query.origins:
        names = [label_of(facets, "from", code, speech) for code in query.origins]
        said.append(speech._("from %(place)s", place=", ".join(names)))
    return " · ".join(filter(None, said))
