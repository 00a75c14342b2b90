"""Home: the search form, who answers, and where one can go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...search.answer import Answer
from ...search.query import Query
from ..shell import PUBLIC, language, page_language, render, shop_of
from ..text import Speech
from ..trade import place_name
from . import asked, links
from .asked import SearchForm

MOST_TILES = 12


@dataclass(frozen=True, slots=True)
class Destination:
    """A place with the number of stays priced for two adults there."""

    name: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything the home template says; the figures are those of the offers served now."""

    form: SearchForm
    operators: int
    stays: int
    last_check: str
    countries: tuple[Destination, ...]
    regions: tuple[Destination, ...]


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
    told = home_page(answer, speech, shop.settings.currency, shop.now())
    return render(request, "public/home.html", told, keep=PUBLIC)


def home_page(answer: Answer, speech: Speech, currency: str, now: dt.datetime) -> HomePage:
    """The page over the answer to the empty search."""
    places = _destinations(answer, speech)
    checks = [source.at for source in answer.sources if source.at]
    names = tuple(sorted({place.name for _, place in places}))
    return HomePage(
        form=asked.search_form(answer.query, speech, currency, answer.facets, names),
        operators=sum(source.at is not None for source in answer.sources),
        stays=answer.counts.all,
        last_check=speech.ago(max(checks), now) if checks else "",
        countries=tuple(place for key, place in places if "/" not in key)[:MOST_TILES],
        regions=tuple(place for key, place in places if "/" in key)[:MOST_TILES],
    )


def _destinations(answer: Answer, speech: Speech) -> list[tuple[str, Destination]]:
    found = [value for facet in answer.facets if facet.name == "to" for value in facet.values]
    return [
        (
            value.value,
            Destination(
                place_name("to", value.value, value.label, speech),
                value.count,
                links.trips(speech.lang, Query(to=(value.value,))),
            ),
        )
        for value in sorted(found, key=lambda value: -value.count)
        if value.count
    ]
