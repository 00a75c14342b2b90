"""Typed: the words and place names of a query, understood against one generation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from ..offers.faults import MoneyFault
from . import phrases
from .opened import Opened
from .query import Query
from .word_text import line


@dataclass(frozen=True, slots=True)
class Typed:
    """The query with the filters of its words, and the place numbers it asks for.

    `names` are the words for the search of names; the query's own words hold as well those of
    children whose ages are missing. `understood` are the place keys that words named, `unmatched`
    what means nothing here.
    """

    query: Query
    places: tuple[int, ...]
    names: str
    understood: tuple[str, ...]
    unmatched: tuple[str, ...]
    ages_missing: int


def typed(opened: Opened, query: Query, today: dt.date, known: Collection[str] = ()) -> Typed:
    """Everything a visitor typed in words, in the places and filters of this generation.

    `known` are the names of its stays and tours: no filter is made of a part of one.
    """
    keys: dict[str, None] = {}
    unmatched = []
    for to in query.to:
        found = (to,) if opened.tree.under(to) else opened.tree.find(to)
        keys.update(dict.fromkeys(found or (to,)))
        if not found:
            unmatched.append(to)
    if not query.words and tuple(sorted(keys)) == query.to:  # nothing typed: most searches
        places = tuple(sorted({n for key in keys for n in opened.tree.under(key)}))
        return Typed(query, places, "", (), tuple(unmatched), 0)
    asked_for = replace(query, to=tuple(keys))
    written = line(query.words) in known and _is_written(opened, query.words)
    said = phrases.read(query.words, asked_for, opened.tree, today, known, written)
    asked, priceless = _payable(opened, query, said)
    named = (key for chip in said.chips if chip.key == "to" for key in chip.value.split(","))
    numbers = tuple(sorted({n for key in asked.to for n in opened.tree.under(key)}))
    return Typed(
        query=query if asked == query else asked,
        places=numbers,
        names=said.left,
        understood=tuple(dict.fromkeys(named)),
        unmatched=(*unmatched, *priceless),
        ages_missing=said.ages_missing,
    )


def _is_written(opened: Opened, text: str) -> bool:
    """Whether a stay or tour is called so to the letter."""
    return bool(pc.any(pc.equal(opened.products["name"], text.strip())).as_py())


def _payable(
    opened: Opened, query: Query, said: phrases.Understood
) -> tuple[Query, tuple[str, ...]]:
    """Without a typed budget whose currency nobody converts; its words are then told."""
    currency = said.query.currency
    if currency in (query.currency, opened.currency):
        return said.query, ()
    try:
        opened.rates.rate(currency, opened.currency, opened.built.date())
    except MoneyFault:
        limits = {name: getattr(query, name) for name in ("price_min", "price_max", "per")}
        words = tuple(chip.said for chip in said.chips if chip.key == "price")
        return replace(said.query, currency=query.currency, **limits), words
    return said.query, ()
