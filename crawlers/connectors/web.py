"""Web pages: what one answer of a site is, the records in it, and where it leads."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

from ...offers import RawOffer
from ..card import Card
from ..card_web import Html, Structured, WebPages
from .asking import next_asks
from .documents import number_in
from .html import all_said, first_said, html_offers
from .markup import WebPage, joined, web_page
from .page import Ask, Page
from .sitemap import sitemap_page
from .steps import LIST, PAGE, SITEMAP, led, step_of
from .structured import structured_offers
from .texts import NotReadable


def read_web(
    card: Card,
    body: bytes,
    address: str,
    content_type: str,
    read_at: dt.datetime,
    ask: Ask | None,
) -> Page:
    """One answer of a web site. Without `ask` (a saved page) it is what it looks like.

    NotReadable: it is not shaped as the card says.
    """
    warnings: Counter[str] = Counter()
    asked = ask or Ask(address)
    step = step_of(card, ask) if ask else _looks_like(card, body)
    if step == SITEMAP:
        return sitemap_page(card, body, asked, warnings)
    page = web_page(card, body, address, content_type, warnings)
    if step == LIST or (ask is None and _is_list(card, page)):
        return _list(card, page, asked)
    offers = _offers(card, page, address, read_at)
    reported = _reported(card, page)
    if not offers and asked.page == 0 and not _honestly_none(card, page):
        raise NotReadable(_looked_for(card))
    follow = _next(card, page, ask, len(offers), reported) if ask else ()
    return Page(offers, follow, reported, warnings)


def _looks_like(card: Card, body: bytes) -> str:
    head = body[:1000].lstrip()
    if head.startswith((b"\x1f\x8b", b"<?xml", b"<urlset", b"<sitemapindex")) and (
        b"<html" not in head
    ):
        return SITEMAP if _web(card).sitemap is not None else PAGE
    return PAGE


def _is_list(card: Card, page: WebPage) -> bool:
    """Whether a saved page is one of the lists: it has their links and no record."""
    connector = _web(card)
    if connector.follow is None or not page.found(connector.follow):
        return False
    if isinstance(connector, Html) and connector.records:
        return not page.found(connector.records)
    name = card.fields["name"]
    return isinstance(connector, Structured) or not page.found(str(name.path))


def _web(card: Card) -> WebPages:
    assert isinstance(card.connector, WebPages)
    return card.connector


def _list(card: Card, page: WebPage, ask: Ask) -> Page:
    """A page of links: the pages behind them, and the next list."""
    connector = _web(card)
    links = _addresses(page, str(connector.follow))
    if not links and ask.page == 0 and not _honestly_none(card, page):
        raise NotReadable(f"follow {connector.follow} found no link in the page")
    asks = led(card, ask, links, page.warnings, PAGE)
    return Page((), (*asks, *_next(card, page, ask, len(asks), None)), None, page.warnings)


def _addresses(page: WebPage, path: str) -> list[str]:
    """The addresses of links: of elements their href, of texts the text."""
    said = all_said(page, page.found(path), "href") or ()
    return [joined(page.base, one) for one in said]


def _next(card: Card, page: WebPage, ask: Ask, count: int, reported: int | None) -> tuple[Ask, ...]:
    """The next page of this list, by its link or by its number."""
    paging = _web(card).paging
    if paging is None or ask.step == PAGE:
        return ()
    if paging.by != "next":
        return next_asks(card, ask, None, count, reported, page.warnings)
    if ask.page + 1 >= paging.most:
        page.warnings[f"paging.most: stopped after {paging.most} pages"] += 1
        return ()
    links = _addresses(page, str(paging.next))
    return led(card, ask, links, page.warnings, ask.step, ask.page + 1)


def _offers(card: Card, page: WebPage, address: str, read_at: dt.datetime) -> tuple[RawOffer, ...]:
    read = html_offers if isinstance(card.connector, Html) else structured_offers
    offers = tuple(read(card, page, address, read_at))
    return _named(card, page, address, offers) if _web(card).canonical else offers


def _named(
    card: Card, page: WebPage, address: str, offers: tuple[RawOffer, ...]
) -> tuple[RawOffer, ...]:
    """The records, named by the address that the page calls its own."""
    if not (own := page.canonical):
        page.warnings["the page names no canonical address; its own is taken"] += 1
        own = address.partition("#")[0]
    mine = {name: own for name in ("id", "link") if name not in card.fields}
    return tuple(replace(offer, said={**offer.said, **mine}) for offer in offers)


def _reported(card: Card, page: WebPage) -> int | None:
    path = getattr(card.connector, "total", None)
    return number_in(first_said(page, page.found(path))) if path else None


def _honestly_none(card: Card, page: WebPage) -> bool:
    empty = _web(card).empty
    return empty is not None and bool(page.found(empty))


def _looked_for(card: Card) -> str:
    connector = card.connector
    if isinstance(connector, Structured):
        return f"no {' or '.join(connector.types)} in the page's {', '.join(connector.syntaxes)}"
    return f"records {getattr(connector, 'records', '')} found nothing in the page"
