"""Atom: the answer of a search as a feed (RFC 4287), one entry a stay or tour."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode, urlsplit

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from ...search.answer import Answer, Quote, StayCard
from ...search.query import Query, write_query
from ..public import asked, cards, links
from ..public.data import KEEP
from ..public.listing import heading
from ..public.prices import price_box, printed
from ..public.results import asked_query
from ..shell import page_language, shop_of
from ..text import EN_DASH, Speech
from . import xml

NAMESPACE = "http://www.w3.org/2005/Atom"
TAGGED = "2026"
"""The year in every tag: address (RFC 4151); part of the entries' names, never to change."""


async def trips(request: Request) -> Response:
    """The feed of a search: what the page of the same address shows, the best first."""
    speech, shop = page_language(request), shop_of(request)
    query = asked_query(request)
    answer = shop.finder.answer(query, shop.now())
    base = shop.settings.base_address
    feed = Feed(answer, query, base, shop.settings.agency_name, speech, shop.now())
    return xml.answer(feed.document(), "application/atom+xml", KEEP["Cache-Control"])


class Feed:
    """One answer as an Atom document. `base` is the site's address without a slash behind it."""

    def __init__(
        self,
        answer: Answer,
        query: Query,
        base: str,
        agency: str,
        speech: Speech,
        now: dt.datetime,
    ) -> None:
        self.answer, self.query, self.base = answer, query, base
        self.agency, self.speech, self.now = agency, speech, now

    def document(self) -> etree._Element:
        """The feed; its time is that of its newest entry, so an unchanged answer stays the same."""
        pairs, lang = write_query(self.query), self.speech.lang
        tail = f"?{urlencode(pairs)}" if pairs else ""
        root = xml.root(NAMESPACE, "feed")
        root.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
        xml.add(root, "id", self._tag(f"trips/{lang}{tail}"))
        xml.add(root, "title", f"{heading(self.answer, self.speech)} {EN_DASH} {self.agency}")
        xml.add(root, "subtitle", asked.summary(self.query, self.speech, self.answer.facets))
        xml.add(root, "updated", self._updated())
        author = xml.add(root, "author")
        xml.add(author, "name", self.agency)
        alternate = f"{self.base}/{lang}/trips{tail}"
        xml.add(root, "link", rel="alternate", type="text/html", href=alternate)
        itself = f"{self.base}/{lang}/trips.atom{tail}"
        xml.add(root, "link", rel="self", type="application/atom+xml", href=itself)
        for card in self.answer.cards:
            self._entry(root, card)
        return root

    def _entry(self, root: etree._Element, card: StayCard) -> None:
        best = card.quotes[0] if card.quotes else card.published
        entry = xml.add(root, "entry")
        place = cards.place(card.product, self.speech)
        xml.add(entry, "id", self._tag(f"trip/{card.product_id}"))
        xml.add(entry, "title", ", ".join(filter(None, (card.product.name, place))))
        address = links.stay(self.speech.lang, card.slug, card.product_id, self.query)
        xml.add(entry, "link", rel="alternate", type="text/html", href=self.base + address)
        xml.add(entry, "updated", _moment(best.offer.checked_at if best else self.now))
        if best:
            xml.add(entry, "summary", self._said(best))

    def _said(self, quote: Quote) -> str:
        """The price with for whom and when, as the card has it; else what the source prints."""
        speech, offer = self.speech, quote.offer
        box = price_box(quote, self.query.party, speech) if quote.total else None
        price = f"{box.total} {box.whom}" if box else printed(quote, speech)
        who = offer.operator_name or offer.operator
        return " · ".join(filter(None, (price, cards.when(offer, speech), who)))

    def _updated(self) -> str:
        best = [card.quotes[0] for card in self.answer.cards if card.quotes]
        return _moment(max((quote.offer.checked_at for quote in best), default=self.now))

    def _tag(self, name: str) -> str:
        return f"tag:{urlsplit(self.base).hostname or 'localhost'},{TAGGED}:{name}"


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
