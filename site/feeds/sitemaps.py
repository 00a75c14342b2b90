"""Sitemaps: an index, one map of the site's own pages, and maps of all stays and tours (W-102).

Only addresses that search engines may keep stand here: no searches past one place, no comparisons.
`lastmod` is the day a product last said something else (catalog.changed), nothing invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...catalog.generations import Generation, current
from ...catalog.home import Home
from ...search.query import Query
from ..public import destination_links, links
from ..public.operator_page import with_page
from ..shell import Shop, languages, shop_of
from . import xml

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST_PRODUCTS = 5_000
"""Products in one file. Each stands once a language with all its translations beside it, so that
a file stays below the 50,000 addresses and 50 MB of the protocol with ten languages."""
KEEP = "public, max-age=3600"
OWN_PAGES = ("", "trips", "destinations", "how-we-rank")


async def index(request: Request) -> Response:
    """The index: the map of pages and those of the products."""
    shop = shop_of(request)
    base, served = shop.settings.base_address, current(Home(shop.settings.home))
    root = xml.root(NAMESPACE, "sitemapindex")
    _place(root, "sitemap", f"{base}/sitemaps/pages.xml")
    for number, newest in enumerate(_newest(served) if served else (), start=1):
        _place(root, "sitemap", f"{base}/sitemaps/trips-{number}.xml", newest)
    return xml.answer(root, "application/xml", KEEP)


async def pages(request: Request) -> Response:
    """The site's own pages, and the results and the page of each place that has stays."""
    shop = shop_of(request)
    root = xml.root(NAMESPACE, "urlset", xhtml=XHTML)
    for page in OWN_PAGES:
        _everywhere(root, shop, {lang: f"/{lang}/{page}" for lang in languages(shop.settings)})
    for slug in with_page(shop.sources):
        every = languages(shop.settings)
        _everywhere(root, shop, {lang: f"/{lang}/operators/{slug}" for lang in every})
    for node in shop.finder.places.nodes:
        query = Query(to=(node.key,))
        told = {lang: links.trips(lang, query) for lang in languages(shop.settings)}
        _everywhere(root, shop, told)
    for key in destination_links.keys_with_page(shop.finder.places):
        every = languages(shop.settings)
        _everywhere(root, shop, {lang: destination_links.destination(lang, key) for lang in every})
    return xml.answer(root, "application/xml", KEEP)


async def trips(request: Request) -> Response:
    """One part of the stays and tours, in every language."""
    shop, number = shop_of(request), int(request.path_params["number"])
    served = current(Home(shop.settings.home))
    parts = _parts(served) if served else ()
    if not 1 <= number <= len(parts):
        raise HTTPException(404)
    root = xml.root(NAMESPACE, "urlset", xhtml=XHTML)
    for id, slug, changed in parts[number - 1]:
        told = {lang: f"/{lang}/trip/{slug}-{id}" for lang in languages(shop.settings)}
        _everywhere(root, shop, told, changed)
    return xml.answer(root, "application/xml", KEEP)


Part = tuple[tuple[str, str, dt.date | None], ...]


@lru_cache(maxsize=2)
def _parts(served: Generation) -> tuple[Part, ...]:
    """Each product's id, slug and day of change, cut into files; a generation never changes."""
    products, changed = served.products(), served.changed()
    days: list[dt.date | None] = [None] * products.num_rows
    if changed is not None:
        days = [at.date() for at in changed["changed_at"].to_pylist()]
    rows = tuple(zip(products["id"].to_pylist(), products["slug"].to_pylist(), days, strict=True))
    return tuple(rows[n : n + MOST_PRODUCTS] for n in range(0, len(rows), MOST_PRODUCTS))


def _newest(served: Generation) -> list[dt.date | None]:
    """The day of the last change within each file."""
    return [_last(day for _, _, day in part) for part in _parts(served)]


def _last(days: Iterable[dt.date | None]) -> dt.date | None:
    return max(filter(None, days), default=None)


def _place(
    root: etree._Element, tag: str, address: str, changed: dt.date | None = None
) -> etree._Element:
    place = xml.add(root, tag)
    xml.add(place, "loc", address)
    if changed:
        xml.add(place, "lastmod", changed.isoformat())
    return place


def _everywhere(
    root: etree._Element, shop: Shop, told: dict[str, str], changed: dt.date | None = None
) -> None:
    """One page in every language, each naming all the others."""
    base = shop.settings.base_address
    for path in told.values():
        place = _place(root, "url", base + path, changed)
        for lang, other in told.items():
            link = etree.SubElement(place, etree.QName(XHTML, "link"))
            link.set("rel", "alternate")
            link.set("hreflang", lang)
            link.set("href", base + other)
