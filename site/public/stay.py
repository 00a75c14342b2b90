"""The stay page: this stay for your party, in the order of screens.md 2."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...offers import Offer, differences, like_for_like
from ...search.answer import Quote, StayAnswer
from ...search.query import Query, write_query
from .. import trade
from ..enquiry.form import EnquiryForm, form_for
from ..errors import error_page
from ..shell import page_language, render, shop_of
from ..sources import Sources, way_out
from ..text import Speech
from . import asked, cards, facts, links
from .asked import SearchForm
from .identity import identity
from .month import Month, months
from .prices import (
    Part,
    PriceBox,
    inclusions,
    price_box,
    printed,
    printed_amount,
    printed_for,
    seller,
)
from .results import asked_query

MOST_SELLERS = 12
MOST_OTHER_DATES = 8
NEAR = 6


@dataclass(frozen=True, slots=True)
class SellerRow:
    """One operator's offer: price, what it is, how it differs, and the ways to it."""

    operator: str
    source: str
    legal: str
    contract: str
    website: str
    price: str
    whom: str
    same: bool
    differences: str
    what: str
    seats: str
    checked: str
    checked_iso: str
    old: bool
    ask: str
    go: str


@dataclass(frozen=True, slots=True)
class StayPage:
    """Everything the stay template says."""

    name: str
    picture: str
    stars: str
    stars_said: str
    place: str
    text: str
    itinerary: tuple[str, ...]
    asked_who: str
    asked_when: str
    change: SearchForm
    dates: str
    price: PriceBox | None
    total: str
    sign: str
    included: tuple[Part, ...]
    chosen: SellerRow | None
    published: str
    published_by: str
    goes: str
    sellers: tuple[SellerRow, ...]
    other_dates: tuple[SellerRow, ...]
    unpriced: tuple[SellerRow, ...]
    months: tuple[Month, ...]
    facts: tuple[tuple[str, str], ...]
    results: str
    form: EnquiryForm


@dataclass(frozen=True, slots=True)
class GonePage:
    """A stay that was here: the error's words and stays near it that still are."""

    status: int
    heading: str
    sentence: str
    near: tuple[cards.Card, ...]


async def page(request: Request) -> Response:
    """One stay by its id; a wrong slug or an id it no longer has leads to the right address."""
    speech, shop = page_language(request), shop_of(request)
    slug, _, product_id = request.path_params["name"].rpartition("-")
    query = links.for_stay(asked_query(request))
    found = shop.finder.stay(product_id, query, shop.now())
    if found is None:
        return _elsewhere(request, product_id, query, speech)
    if slug != found.card.slug:
        right = links.stay(speech.lang, found.card.slug, product_id, query)
        return RedirectResponse(right, 301)
    found = chosen_first(found, request.query_params.get("offer", ""))
    first = found.card.quotes[0] if found.card.quotes else found.card.published
    form = await run_in_threadpool(form_for, request, found.card, first, query)
    rows = Rows(product_id, query, speech, shop.now(), shop.sources)
    told = stay_page(found, rows, form, shop.settings.currency)
    return render(request, "public/stay.html", told)


def _elsewhere(request: Request, product_id: str, query: Query, speech: Speech) -> Response:
    shop = shop_of(request)
    moved = shop.sources.moved(product_id)
    if moved is None:
        raise HTTPException(404)
    found = shop.finder.stay(moved, query, shop.now()) if moved else None
    if found:
        return RedirectResponse(links.stay(speech.lang, found.card.slug, moved, query), 301)
    answer = shop.finder.answer(query, shop.now())
    near = tuple(
        cards.card(one, query, query.group, shop.now(), speech, shop.photos)
        for one in answer.cards[:NEAR]
    )
    said = error_page(speech, 410)
    gone = GonePage(410, said.heading, said.sentence, near)
    return render(request, "public/gone.html", gone, status=410, indexed=False)


def chosen_first(found: StayAnswer, key: str) -> StayAnswer:
    """The answer with the offer of this key in front and every other compared with it.

    The card that led here showed that offer; where it is gone the engine's own order stands.
    """
    quotes = found.card.quotes
    chosen = next((quote for quote in quotes if quote.key == key and quote.total), None)
    if chosen is None:
        return found
    mine = like_for_like(chosen.offer)
    rest = [
        replace(quote, differences=differences(mine, like_for_like(quote.offer)))
        for quote in quotes
        if quote.key != key
    ]
    rest.sort(key=lambda quote: (quote.total is None, bool(quote.differences)))
    first = replace(chosen, differences=())
    return replace(found, card=replace(found.card, quotes=(first, *rest)))


def stay_page(found: StayAnswer, rows: Rows, form: EnquiryForm, currency: str) -> StayPage:
    """The page of one product for one party."""
    card, product = found.card, found.card.product
    query, speech = rows.query, rows.speech
    priced = [quote for quote in card.quotes if quote.total]
    best = priced[0] if priced else None
    shown = best or (card.quotes[0] if card.quotes else card.published)
    day = best.offer.departure.date if best else None
    action = f"/{speech.lang}/trip/{card.slug}-{card.product_id}"

    def on(date: dt.date) -> str:
        return links.stay(
            speech.lang,
            card.slug,
            card.product_id,
            replace(query, depart_from=date, depart_to=date),
        )

    return StayPage(
        name=product.name,
        picture=cards.picture(product),
        stars=cards.stars(product),
        stars_said=cards.stars_said(product, speech),
        place=facts.facts(product, None, speech)[0][1],
        text=product.text,
        itinerary=product.itinerary,
        asked_who=trade.party(query.party, speech),
        asked_when=asked.when(query, speech),
        change=replace(asked.search_form(query, speech, currency), action=action),
        dates=cards.when(best.offer, speech) if best else "",
        price=price_box(best, query.party, speech) if best else None,
        total=speech.amount(best.total, None) if best and best.total else "",
        sign=speech.sign(best.total.currency) if best and best.total else "",
        included=inclusions(best.offer, speech) if best else (),
        chosen=rows.row(best) if best else None,
        published=printed(card.published, speech) if card.published else "",
        published_by=card.published.offer.operator_name if card.published else "",
        goes=speech.listed([speech.day(date) for date in card.goes_dates[:6]]),
        sellers=rows.on_the_day(priced, day),
        other_dates=rows.other_days(priced, day),
        unpriced=rows.unpriced(card.quotes),
        months=months(found.calendar, day, on, speech),
        facts=facts.facts(product, shown.offer if shown else None, speech),
        results=links.trips(speech.lang, query),
        form=form,
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the rows of operators for one page."""

    product_id: str
    query: Query
    speech: Speech
    now: dt.datetime
    sources: Sources

    def on_the_day(self, priced: list[Quote], day: dt.date | None) -> tuple[SellerRow, ...]:
        """Those of the shown day: the same first, then the others, each by total."""
        today = [quote for quote in priced if quote.offer.departure.date == day]
        return tuple(self.row(quote, dated=False) for quote in today[:MOST_SELLERS])

    def other_days(self, priced: list[Quote], day: dt.date | None) -> tuple[SellerRow, ...]:
        """The cheapest of each operator on each other day, the first days."""
        first: dict[tuple[str, dt.date | None], Quote] = {}
        for quote in priced:
            if quote.offer.departure.date != day:
                first.setdefault((quote.offer.operator, quote.offer.departure.date), quote)
        by_day = sorted(first.values(), key=lambda quote: str(quote.offer.departure.date))
        return tuple(self.row(quote) for quote in by_day[:MOST_OTHER_DATES])

    def unpriced(self, quotes: tuple[Quote, ...]) -> tuple[SellerRow, ...]:
        """Those that go, or whose price cannot be read, one of each operator without a price."""
        priced = {quote.offer.operator for quote in quotes if quote.total}
        first: dict[str, Quote] = {}
        for quote in quotes:
            if quote.offer.operator not in priced:
                first.setdefault(quote.offer.operator, quote)
        return tuple(self.row(quote) for quote in first.values())

    def row(self, quote: Quote, dated: bool = True) -> SellerRow:
        """One offer; `dated` False where its dates stand above all of them."""
        offer, speech = quote.offer, self.speech
        other = cards.other_seller(quote, speech)
        told = seller(quote, self.now, speech)
        source = self.sources.of(offer.ref.source)
        who = identity(offer, source, speech)
        return SellerRow(
            operator=told.operator,
            source=source.title if source and source.title != told.operator else "",
            legal=who.legal,
            contract=who.contract,
            website=who.website,
            price=other.price or printed_amount(quote, speech),
            whom="" if other.price else printed_for(quote, speech),
            same=not quote.differences,
            differences=other.differences,
            what=self._what(offer, dated),
            seats=told.seats,
            checked=told.checked,
            checked_iso=told.checked_iso,
            old=told.old,
            ask=self._ask(quote),
            go=f"/go/{quote.key}" if way_out(offer, source) else "",
        )

    def _what(self, offer: Offer, dated: bool) -> str:
        speech = self.speech
        when = cards.when if dated else cards.length_and_board
        said = (when(offer, speech), trade.room(offer, speech), cards.how(offer, speech))
        return " · ".join(filter(None, said))

    def _ask(self, quote: Quote) -> str:
        pairs = [("trip", self.product_id), ("offer", quote.key), *write_query(self.query)]
        return f"/{self.speech.lang}/ask?{urlencode(pairs)}"
