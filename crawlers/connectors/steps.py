"""The way through a site: from sitemap to list to page, never off the card's hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ..card import Card
from ..card_connector import good_address, host_of
from ..card_web import WebPages
from .page import Ask

SITEMAP, LIST, PAGE = "sitemap", "list", "page"
MOST_LINKS = 2000


def step_of(card: Card, ask: Ask | None) -> str:
    """What the answer to this ask is: a sitemap, a list of links, or a page with records."""
    connector = card.connector
    assert isinstance(connector, WebPages)
    if ask is not None and ask.step:
        return ask.step
    if connector.sitemap is not None:
        return SITEMAP
    return LIST if connector.follow else PAGE


def behind_sitemap(card: Card) -> str:
    """What stands behind the addresses of a sitemap."""
    connector = card.connector
    assert isinstance(connector, WebPages)
    return LIST if connector.follow else PAGE


def led(
    card: Card, ask: Ask, addresses: Iterable[str], warnings: Counter[str], step: str, page: int = 0
) -> tuple[Ask, ...]:
    """The asks that these addresses make, each once; one off the card's hosts is counted."""
    asks: dict[str, Ask] = {}
    for address in addresses:
        address = address.partition("#")[0]
        if fault := off_limits(card, address):
            warnings[fault] += 1
        elif address != ask.address and len(asks) < MOST_LINKS:
            asks.setdefault(address, replace(ask, address=address, step=step, page=page))
        elif address != ask.address and address not in asks:
            warnings[f"a page with more than {MOST_LINKS} links; the rest is not asked"] += 1
    return tuple(asks.values())


def off_limits(card: Card, address: str) -> str:
    """Why this address is not asked, or "" where it may be."""
    try:
        host = host_of(good_address(address))
    except ValueError:
        return "a link is no address"
    return "" if host in card.hosts else f"a link leads to {host}, which is not in allow"
