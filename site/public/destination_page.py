"""Destinations: what is offered where and when, for the visitor's party, from the offers alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ...search.destination import Choice, Destination
from ...search.grid import Grid
from ...search.query import Query
from .. import trade
from ..shell import PUBLIC, Shop, page_language, render, shop_of
from ..text import Speech
from . import cards, links
from .calendar_links import calendar
from .data import KEEP
from .destination_links import (
    destination,
    destinations,
    for_whom,
    key_of,
    keys_with_page,
    meant,
    pairs,
    slug_of,
)
from .grid_table import GridTable, grid_said, grid_table
from .results import asked_query
from .whom import asked_whom
from .whom_form import WhomForm, whom_form

TOP = 6
MOST_NAMED = 12
BOARDS = {board.code: board for board in trade.BOARDS}


@dataclass(frozen=True, slots=True)
class Way:
    """A fact that leads to the results with it."""

    name: str
    link: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts: plain words, or ways to results."""

    name: str
    said: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class DestinationsPage:
    """All destinations by month."""

    whom: str
    form: WhomForm
    grid: GridTable
    asked_whom: str
    json: str


@dataclass(frozen=True, slots=True)
class DestinationPage:
    """One destination: facts, months, the best trips for the party, ways to more."""

    name: str
    above: tuple[Way, ...]
    description: str
    facts: tuple[Fact, ...]
    whom: str
    form: WhomForm
    grid: GridTable
    asked_whom: str
    top: tuple[cards.Card, ...]
    results: str
    calendar: str
    json: str


@dataclass(frozen=True, slots=True)
class NoDestinationPage:
    """A destination that nobody offers, and those that somebody does."""

    places: tuple[Way, ...]


async def every(request: Request) -> Response:
    """The page of all destinations."""
    speech, shop = page_language(request), shop_of(request)
    query = for_whom(asked_query(request))
    grid = shop.finder.grid(query, shop.now())
    path = f"/{speech.lang}/destinations"
    told = DestinationsPage(
        whom=trade.party(query.party, speech),
        form=whom_form(path, query),
        grid=grid_table(grid, speech),
        asked_whom=asked_whom(grid.sources, shop.now(), speech),
        json=destinations(speech.lang, query).replace("/destinations", "/destinations.json", 1),
    )
    alone = query == Query()
    return render(
        request,
        "public/destinations.html",
        told,
        keep=PUBLIC,
        canonical=pairs(query),
        indexed=alone,
    )


async def every_as_json(request: Request) -> Response:
    """The grid of any search, its places and filters kept, as JSON."""
    speech, shop = page_language(request), shop_of(request)
    grid = shop.finder.grid(asked_query(request), shop.now())
    return JSONResponse(grid_said(grid, speech), headers=KEEP)


async def page(request: Request) -> Response:
    """One destination; another name of it leads to its own address."""
    speech, shop = page_language(request), shop_of(request)
    said = request.path_params["slug"]
    query = for_whom(asked_query(request))
    found = _found(shop, key_of(said, shop.finder.places))
    if found is None:
        return _elsewhere(request, said, query, speech)
    told = _page(shop, found, query, speech)
    return render(
        request,
        "public/destination.html",
        told,
        keep=PUBLIC,
        canonical=pairs(query),
        indexed=query == Query(),
    )


async def as_json(request: Request) -> Response:
    """One destination as JSON: its facts and its grid."""
    speech, shop = page_language(request), shop_of(request)
    found = _found(shop, key_of(request.path_params["slug"], shop.finder.places))
    if found is None:
        return JSONResponse({"status": 404, "error": "no such destination"}, 404)
    query = replace(for_whom(asked_query(request)), to=(found.key,))
    grid = shop.finder.grid(query, shop.now())
    return JSONResponse({**_facts_said(found), **grid_said(grid, speech)}, headers=KEEP)


def _found(shop: Shop, key: str | None) -> Destination | None:
    return shop.finder.destination(key, shop.now()) if key else None


def _elsewhere(request: Request, said: str, query: Query, speech: Speech) -> Response:
    """The address that is meant, or the page that says there is none."""
    tree = shop_of(request).finder.places
    key = meant(said[:80], tree)
    if key and slug_of(key) != said:
        return RedirectResponse(destination(speech.lang, key, query), 301)
    keys = (key for key in keys_with_page(tree) if "/" not in key)
    ways = [Way(_name(key, "", speech), destination(speech.lang, key)) for key in keys]
    told = NoDestinationPage(tuple(sorted(ways, key=lambda way: way.name)))
    return render(request, "public/no_destination.html", told, status=404, indexed=False)


def _page(shop: Shop, found: Destination, query: Query, speech: Speech) -> DestinationPage:
    there = replace(query, to=(found.key,))
    grid = shop.finder.grid(there, shop.now())
    answer = shop.finder.answer(there, shop.now())
    name = _name(found.key, found.said, speech)
    own = destination(speech.lang, found.key)
    return DestinationPage(
        name=name,
        above=_above(found.key, query, speech),
        description=_description(name, found, grid, speech),
        facts=_facts(found, there, speech),
        whom=trade.party(query.party, speech),
        form=whom_form(own, query),
        grid=grid_table(grid, speech),
        asked_whom=asked_whom(grid.sources, shop.now(), speech),
        top=tuple(
            cards.card(one, there, answer.query.group, shop.now(), speech, shop.photos)
            for one in answer.cards[:TOP]
        ),
        results=links.trips(speech.lang, there),
        calendar=calendar(speech.lang, there),
        json=destination(speech.lang, found.key, query).replace(own, f"{own}.json", 1),
    )


def _name(key: str, said: str, speech: Speech) -> str:
    return trade.place_name("to", key, said or key.rpartition("/")[2], speech)


def _above(key: str, query: Query, speech: Speech) -> tuple[Way, ...]:
    """The way up: all destinations, then the country of a region."""
    ways = [Way(speech._("Destinations"), destinations(speech.lang, query))]
    country, _, region = key.partition("/")
    if region:
        ways.append(Way(trade.country(country, speech), destination(speech.lang, country, query)))
    return tuple(ways)


def _description(name: str, found: Destination, grid: Grid, speech: Speech) -> str:
    stays = speech.ngettext("%(n)s stay", "%(n)s stays", found.stays)
    operators = speech.ngettext("%(n)s operator", "%(n)s operators", len(found.operators))
    return speech._(
        "%(place)s: %(stays)s of %(operators)s, the lowest total of each month for %(party)s.",
        place=name,
        stays=stays,
        operators=operators,
        party=trade.party(grid.query.party, speech),
    )


def _facts(found: Destination, there: Query, speech: Speech) -> tuple[Fact, ...]:
    """What the offers themselves say of the place, each a way to those results."""
    _ = speech._
    season = speech.span(found.first, found.last) if found.first and found.last else ""
    facts = (
        Fact(_("Stays"), speech.number(found.stays)),
        Fact(_("Published start days"), season),
        Fact(_("Operators"), "", _operators(found, there, speech)),
        Fact(_("From"), "", _airports(found, there, speech)),
        Fact(_("Board or better"), "", _boards(found, there, speech)),
    )
    return tuple(fact for fact in facts if fact.said or fact.ways)


def _operators(found: Destination, there: Query, speech: Speech) -> tuple[Way, ...]:
    return tuple(
        Way(
            one.said, links.changed(speech.lang, there, operators=(one.value,)), _stays(one, speech)
        )
        for one in found.operators[:MOST_NAMED]
    )


def _airports(found: Destination, there: Query, speech: Speech) -> tuple[Way, ...]:
    return tuple(
        Way(
            trade.airport(one.value, speech),
            links.changed(speech.lang, there, origins=(one.value,)),
            _stays(one, speech),
        )
        for one in found.airports[:MOST_NAMED]
    )


def _boards(found: Destination, there: Query, speech: Speech) -> tuple[Way, ...]:
    """The boards there are; a link asks for it or a better one, so no count stands beside it."""
    boards = (BOARDS[one.value] for one in found.boards)
    return tuple(
        Way(speech._(trade.BOARDS[board]), links.changed(speech.lang, there, board_min=board))
        for board in boards
    )


def _stays(choice: Choice, speech: Speech) -> str:
    return speech.ngettext("%(n)s stay", "%(n)s stays", choice.stays)


def _facts_said(found: Destination) -> dict[str, Any]:
    def counted(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
        return [{"value": one.value, "name": one.said, "stays": one.stays} for one in choices]

    return {
        "place": found.key,
        "stays": found.stays,
        "operators": counted(found.operators),
        "airports": counted(found.airports),
        "boards": counted(found.boards),
        "nights": counted(found.nights),
        "first_start": found.first.isoformat() if found.first else None,
        "last_start": found.last.isoformat() if found.last else None,
    }
