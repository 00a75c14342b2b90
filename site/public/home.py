"""Home: the search form, who answers, and where one can go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...search.answer import Answer
from ...search.grid import Grid
from ...search.places import PlaceTree
from ...search.query import Query
from ..shell import PUBLIC, agency, language, page_language, render, shop_of
from ..text import Speech
from ..trade import place_name
from . import asked, linked_data, links
from .asked import SearchForm
from .grid_table import GridTable, grid_table
from .starts import Start, starts
from .whom import operators_of

MOST_TILES = 12
MOST_LINES = 8
RESORT = 2
"""The level of a resort in the tree of places: too small for a tile."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A place with the number of stays there."""

    name: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home template says; the figures are those of the offers served now.

    `priced` says that the places count stays with a price for two adults; where no stay has
    one, they count all that go.
    """

    form: SearchForm
    operators: int
    stays: int
    last_check: str
    priced: bool
    countries: tuple[Destination, ...]
    regions: tuple[Destination, ...]
    months: GridTable
    starts: tuple[Start, ...] = ()


async def door(request: Request) -> Response:
    """Send the visitor to the language their browser asks for (W-90)."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{language(request)}/{query}", 303, {"Vary": "Accept-Language"})


async def step(request: Request) -> Response:
    """/hu is meant as /hu/."""
    page_language(request)
    return RedirectResponse(f"{request.url.path}/", 308)


async def page(request: Request) -> Response:
    """The first page of the site."""
    speech, shop = page_language(request), shop_of(request)
    answer = shop.finder.answer(Query(), shop.now())
    grid = shop.finder.grid(Query(), shop.now())
    told = home_page(answer, shop.finder.places, grid, speech, shop.settings.currency, shop.now())
    soon = starts(
        answer, lambda query: shop.finder.answer(query, shop.now()), shop.now().date(), speech
    )
    told = replace(told, starts=soon)
    said = linked_data.organization(agency(shop, speech), shop.settings.base_address)
    return render(request, "public/home.html", told, keep=PUBLIC, linked=(said,))


def home_page(
    answer: Answer, tree: PlaceTree, grid: Grid, speech: Speech, currency: str, now: dt.datetime
) -> HomePage:
    """The page over the answer to the empty search and the grid of it."""
    priced = answer.counts.priced > 0
    places = _priced(answer, speech) if priced else _offered(tree, speech)
    checks = [source.at for source in answer.sources if source.at]
    names = tuple(sorted({place.name for _, place in places}))
    return HomePage(
        form=asked.search_form(answer.query, speech, currency, answer.facets, names, now.date()),
        operators=len(operators_of([s for s in answer.sources if s.at is not None])),
        stays=answer.counts.all,
        last_check=speech.ago(max(checks), now) if checks else "",
        priced=priced,
        countries=tuple(place for key, place in places if "/" not in key)[:MOST_TILES],
        regions=tuple(place for key, place in places if "/" in key)[:MOST_TILES],
        months=grid_table(grid, speech, MOST_LINES),
    )


def _priced(answer: Answer, speech: Speech) -> list[tuple[str, Destination]]:
    """The places with a price for two adults, those with most stays first."""
    found = [value for facet in answer.facets if facet.name == "to" for value in facet.values]
    named = [(v.value, place_name("to", v.value, v.label, speech), v.count) for v in found]
    return _destinations(named, speech)


def _offered(tree: PlaceTree, speech: Speech) -> list[tuple[str, Destination]]:
    """All countries and regions with stays, those with most first."""
    nodes = [node for node in tree.nodes if node.level < RESORT]
    return _destinations([(n.key, n.name(speech.lang), n.products) for n in nodes], speech)


def _destinations(
    named: list[tuple[str, str, int]], speech: Speech
) -> list[tuple[str, Destination]]:
    return [
        (key, Destination(name, count, links.trips(speech.lang, Query(to=(key,)))))
        for key, name, count in sorted(named, key=lambda one: -one[2])
        if count
    ]
