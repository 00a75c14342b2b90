"""What was asked: the summary line, the search form and the chips of its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...offers import Board, Money
from ...offers.party import OLDEST_CHILD
from ...search.answer import Facet
from ...search.query import Query
from .. import trade
from ..text import SIGNS, Speech
from . import links

MOST_CHILDREN_ASKED = 4
MOST_ADULTS_ASKED = 8
BOARDS_ASKED = (Board.BB, Board.HB, Board.FB, Board.AI, Board.UAI)

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of the search that the form keeps while it is ticked."""

    key: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The search form with the values of the search at hand."""

    action: str
    words: str
    places: tuple[Tick, ...]
    kept: tuple[Choice, ...]
    origin: str
    origins: tuple[Choice, ...]
    depart_from: str
    depart_to: str
    nights_min: str
    nights_max: str
    adults: str
    adult_choices: tuple[Choice, ...]
    ages: tuple[str, ...]
    age_choices: tuple[Choice, ...]
    board: str
    board_choices: tuple[Choice, ...]
    stars: str
    star_choices: tuple[Choice, ...]
    price_max: str
    sign: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One applied filter and the address without it."""

    label: str
    without: str


def _text(value: object) -> str:
    return "" if value is None else str(value)


def search_form(
    query: Query,
    speech: Speech,
    currency: str,
    facets: Sequence[Facet] = (),
    suggestions: tuple[str, ...] = (),
) -> SearchForm:
    """The form for this search; airports and names of places come from the facets."""
    ages = [str(age) for age in query.party.child_ages][:MOST_CHILDREN_ASKED]
    return SearchForm(
        action=f"/{speech.lang}/trips",
        words=query.words,
        places=tuple(Tick("to", key, label_of(facets, "to", key, speech)) for key in query.to),
        kept=tuple(("operator", name) for name in query.operators),
        origin=query.origins[0] if query.origins else "",
        origins=_origins(query, facets, speech),
        depart_from=_text(query.depart_from),
        depart_to=_text(query.depart_to),
        nights_min=_text(query.nights_min),
        nights_max=_text(query.nights_max),
        adults=str(query.party.adults),
        adult_choices=tuple((str(n), str(n)) for n in range(1, MOST_ADULTS_ASKED + 1)),
        ages=(*ages, *[""] * (MOST_CHILDREN_ASKED - len(ages))),
        age_choices=AGES,
        board=query.board_min.code if query.board_min else "",
        board_choices=_board_choices(speech),
        stars=f"{query.stars_min / 2:g}" if query.stars_min else "",
        star_choices=_star_choices(speech),
        price_max=str(query.price_max // 100) if query.price_max else "",
        sign=SIGNS.get(query.currency or currency, query.currency or currency),
        suggestions=suggestions,
    )


def label_of(facets: Sequence[Facet], name: str, value: str, speech: Speech) -> str:
    """The words of a facet's value, or the value itself where the facet does not hold it."""
    labels = (v.label for f in facets if f.name == name for v in f.values if v.value == value)
    said = next(labels, value.rpartition("/")[2])
    return trade.place_name(name, value, said, speech)


def _origins(query: Query, facets: Sequence[Facet], speech: Speech) -> tuple[Choice, ...]:
    values = (v for f in facets if f.name == "from" for v in f.values)
    found = [(v.value, trade.place_name("from", v.value, v.label, speech)) for v in values]
    missing = [
        (code, trade.airport(code, speech)) for code in query.origins if code not in dict(found)
    ]
    return (("", speech._("From anywhere")), *found, *missing)


NO_CHILD: Choice = ("", "\u2013")
AGES = (NO_CHILD, *((str(age), str(age)) for age in range(OLDEST_CHILD + 1)))


def _board_choices(speech: Speech) -> tuple[Choice, ...]:
    named = ((board.code, speech._(trade.BOARDS[board])) for board in BOARDS_ASKED)
    return (("", speech._("Any")), *named)


def _star_choices(speech: Speech) -> tuple[Choice, ...]:
    return (("", speech._("Any")), *((str(n), "★" * n) for n in (2, 3, 4, 5)))


def summary(query: Query, speech: Speech, facets: Sequence[Facet]) -> str:
    """The search in one line: Crete · 3-24 July · 7 nights · 2 adults, children 4 and 11."""
    where = [label_of(facets, "to", key, speech) for key in query.to]
    said = [
        speech.listed(where) or query.words or speech._("Anywhere"),
        when(query, speech),
        nights(query, speech),
        trade.party(query.party, speech),
    ]
    if query.origins:
        names = [label_of(facets, "from", code, speech) for code in query.origins]
        said.append(speech._("from %(place)s", place=", ".join(names)))
    return " · ".join(filter(None, said))


def when(query: Query, speech: Speech) -> str:
    """The asked start days."""
    first, last = query.depart_from, query.depart_to
    if first and last:
        return speech.span(first, last)
    if first:
        return speech._("from %(date)s on", date=speech.day(first))
    return speech._("until %(date)s", date=speech.day(last)) if last else speech._("any date")


def nights(query: Query, speech: Speech) -> str:
    least, most = query.nights_min, query.nights_max
    if least is not None and most is not None:
        return trade.nights(least, most, speech)
    if least is not None:
        return speech._("%(n)s nights or more", n=least)
    return speech._("up to %(n)s nights", n=most) if most is not None else ""


def chips(query: Query, speech: Speech, currency: str, facets: Sequence[Facet]) -> tuple[Chip, ...]:
    """Every applied filter with the address of the search without it."""
    named = _filters(query, speech, currency, facets)
    return tuple(Chip(label, links.changed(speech.lang, query, **parts)) for label, parts in named)


def without_each(query: Query, speech: Speech, currency: str) -> list[tuple[str, Query]]:
    """Each applied filter, and the search without it: what an empty page offers."""
    dates: list[tuple[str, dict[str, Any]]] = []
    if query.dated:
        dates = [(when(query, speech), {"depart_from": None, "depart_to": None})]
    named = [*dates, *_filters(query, speech, currency, ())]
    return [(label, replace(query, page=1, **parts)) for label, parts in named]


def _filters(
    query: Query, speech: Speech, currency: str, facets: Sequence[Facet]
) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if query.words:
        found.append((f"“{query.words}”", {"words": ""}))
    for name, key in (("to", "to"), ("origins", "from"), ("operators", "operator")):
        values: tuple[str, ...] = getattr(query, name)
        for value in values:
            label = label_of(facets, key, value, speech)
            if key == "from":
                label = speech._("from %(place)s", place=label)
            found.append((label, {name: tuple(v for v in values if v != value)}))
    if query.nights_min is not None or query.nights_max is not None:
        found.append((nights(query, speech), {"nights_min": None, "nights_max": None}))
    if query.board_min:
        label = speech._("%(board)s or better", board=speech._(trade.BOARDS[query.board_min]))
        found.append((label, {"board_min": None}))
    if query.stars_min:
        stars = f"{query.stars_min / 2:g}"
        found.append((speech._("%(stars)s stars or better", stars=stars), {"stars_min": None}))
    found += _budget(query, speech, currency)
    return found


def _budget(query: Query, speech: Speech, currency: str) -> list[tuple[str, dict[str, Any]]]:
    code = query.currency or currency
    found: list[tuple[str, dict[str, Any]]] = []
    if query.price_min is not None:
        amount = speech.money(Money(query.price_min, code), None)
        found.append((speech._("from %(price)s", price=amount), {"price_min": None}))
    if query.price_max is not None:
        amount = speech.money(Money(query.price_max, code), None)
        found.append((speech._("up to %(price)s", price=amount), {"price_max": None}))
    return found
