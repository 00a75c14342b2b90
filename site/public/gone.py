"""A stay that is offered no more: HTTP 410, its name where it is known, and near ones (W-48)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pyarrow.compute as pc
from starlette.requests import Request
from starlette.responses import Response

from ...catalog.generations import generations_of
from ...catalog.home import Home
from ...catalog.places import place_key
from ...offers.faults import GenerationFault
from ...search.answer import StayCard
from ...search.query import Query
from ..errors import error_page
from ..shell import Shop, render, shop_of
from ..text import Speech
from . import cards

NEAR = 6


@dataclass(frozen=True, slots=True)
class GonePage:
    """A stay that was here: the error's words and stays near it that still are."""

    status: int
    heading: str
    sentence: str
    name: str
    near: tuple[cards.Card, ...]


def gone(request: Request, product_id: str, query: Query, speech: Speech) -> Response:
    """The page of an id that this generation has no more."""
    shop = shop_of(request)
    was = remembered(Home(shop.settings.home), product_id)
    near = tuple(
        cards.card(one, query, query.group, shop.now(), speech, shop.photos)
        for one in nearest(shop, query, was)
    )
    said = error_page(speech, 410)
    page = GonePage(410, said.heading, said.sentence, was["name"] if was else "", near)
    return render(request, "public/gone.html", page, status=410, indexed=False)


def remembered(home: Home, product_id: str) -> dict[str, Any] | None:
    """The product's row in the newest kept generation that still had it."""
    for generation in reversed(generations_of(home)):
        try:
            products = generation.products()
        except GenerationFault:
            continue
        at = pc.index(products["id"], product_id).as_py()
        if at >= 0:
            columns = ["name", "country", "region", "stars", "kind"]
            row: dict[str, Any] = products.select(columns).slice(at, 1).to_pylist()[0]
            return row
    return None


def nearest(shop: Shop, query: Query, was: dict[str, Any] | None) -> list[StayCard]:
    """Six that still are: of its region and stars first, then of its country, then any."""
    found: dict[str, StayCard] = {}
    for wider in _wider(query, was):
        for one in shop.finder.answer(wider, shop.now()).cards:
            found.setdefault(one.product_id, one)
        if len(found) >= NEAR:
            break
    return list(found.values())[:NEAR]


def _wider(query: Query, was: dict[str, Any] | None) -> Iterator[Query]:
    """Searches from the narrowest to the widest; the last one knows nothing of the dates."""
    if was and was["country"]:
        country, region = was["country"], was["region"] or ""
        places = [place_key(country, region)] if region else []
        for place in (*places, country):
            if was["stars"]:
                yield replace(query, to=(place,), stars_min=was["stars"])
            yield replace(query, to=(place,))
    yield query
    yield Query(party=query.party)
