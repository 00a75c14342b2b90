"""Unchanged: what of an answer matters when two are compared, and what a sitemap says of a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from ..card import Card
from ..card_web import WebPages
from .page import Ask, Page
from .steps import behind_sitemap

SETTLED = dt.timedelta(days=1)
"""A `lastmod` is often a bare day: within it a page may change again and say the same."""


def digest(page: Page) -> bytes:
    """A digest of a page's records and of where it leads; not of its markup, which may hold a
    clock or a token.
    """
    records = [dict(record.said) for record in page.records]
    led = [(ask.method, ask.address, ask.body.hex(), ask.token) for ask in page.follow]
    text = json.dumps([records, led, page.reported], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def lastmod(card: Card, ask: Ask, now: dt.datetime) -> str:
    """When the sitemap says that this very page changed, "" where it says nothing certain of it.

    What stands behind a list, or is its second page, is not what the sitemap speaks of.
    """
    if ask.changed is None or not isinstance(card.connector, WebPages):
        return ""
    named = card.connector.sitemap and ask.step == behind_sitemap(card) and not ask.page
    return ask.changed.isoformat() if named and ask.changed + SETTLED <= now else ""
