"""The stay page: this stay for your party, in the order of screens.md 2."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import quote as quoted
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...catalog.home import Home
from ...offers import differences, like_for_like
from ...offers.product import Kind
from ...search.answer import Quote, StayAnswer, WithFlight
from ...search.query import Query
from .. import trade
from ..enquiry.form import EnquiryForm, form_for
from ..enquiry.remembered import note_visit
from ..enquiry.saved import is_saved
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import asked, cards, linked_data, links
from .departures import Departures, departures
from .facts import Fact, Told, facts, where
from .gone import gone
from .history import History, history_of
from .ics import MEDIA, Trip, calendar_file
from .month_page import Month, month_of
from .photos import Shot, shots
from .prices import Part, PriceBox, inclusions, price_box, printed
from .results import asked_query
from .search_form import SearchForm, search_form
from .seen import since_seen
from .sellers import GoneRow, Rows, SellerRow, Wish, language_of
from .verified import Overlay, corrected, with_answers


@dataclass(frozen=True, slots=True)
class Ways:
    """Links to keep and pass on what is shown."""

    ics: str
    here: str
    address: str
    mail: str
    json: str


@dataclass(frozen=True, slots=True)
class FlightLine:
    """A fly-and-go product beside its hotel: `price` and `whom` are "" where it has no price for
    this party on these dates."""

    name: str
    address: str
    operator: str
    price: str
    whom: str


@dataclass(frozen=True, slots=True)
class StayPage:
    """Everything the stay template says; `tour` where it is a guided tour, not a stay."""

    id: str
    saved: bool
    name: str
    tour: bool
    picture: str
    shots: tuple[Shot, ...]
    stars: str
    stars_said: str
    place: str
    map_link: str
    point: str
    text: str
    lang: str
    itinerary: tuple[str, ...]
    by_day: bool
    days: str
    asked_who: str
    asked_when: str
    change: SearchForm
    dates: str
    since: str
    price: PriceBox | None
    total: str
    sign: str
    included: tuple[Part, ...]
    chosen: SellerRow | None
    published: str
    published_by: str
    goes: str
    again: str
    sellers: tuple[SellerRow, ...]
    gone: tuple[GoneRow, ...]
    flights: tuple[FlightLine, ...]
    departures: Departures | None
    unpriced: tuple[SellerRow, ...]
    month: Month | None
    facts: tuple[Fact, ...]
    history: History | None
    results: str
    ways: Ways
    form: EnquiryForm


async def page(request: Request) -> Response:
    """One stay by its id; a wrong slug or an id it no longer has leads to the right address."""
    speech, shop = page_language(request), shop_of(request)
    slug, _, product_id = request.path_params["name"].rpartition("-")
    query = links.for_stay(asked_query(request))
    found = shop.finder.stay(product_id, query, shop.now())
    if found is None:
        return await run_in_threadpool(_elsewhere, request, product_id, query, speech)
    if slug != found.card.slug:
        right = links.stay(speech.lang, found.card.slug, product_id, query)
        return RedirectResponse(right, 301)
    listed = found
    found, over = await as_it_stands(request, listed, query)
    first = found.card.quotes[0] if found.card.quotes else found.card.published
    await run_in_threadpool(note_visit, request)
    form = await run_in_threadpool(form_for, request, found.card, first, query)
    saved = await run_in_threadpool(is_saved, request, product_id)
    past = await run_in_threadpool(_history, shop, found, query, speech)
    told = Page(request, shop, found, query, speech, over, listed, past).told(form, saved)
    return render(
        request,
        "public/stay.html",
        told,
        linked=_linked(found, told, shop, speech),
        picture=f"/og/{speech.lang}/{product_id}.png",
    )


async def as_it_stands(
    request: Request, listed: StayAnswer, query: Query
) -> tuple[StayAnswer, Overlay]:
    """The stay with what its operators answered since their lists, the asked offer first."""
    answered, over = await run_in_threadpool(with_answers, shop_of(request), listed, query)
    return chosen_first(answered, _first_key(request, listed, answered)), over


def _history(shop: Shop, found: StayAnswer, query: Query, speech: Speech) -> History | None:
    """What the trip shown first has cost so far."""
    best = next((quote for quote in found.card.quotes if quote.total), None)
    source = shop.sources.of(best.offer.ref.source) if best else None
    period = source.period_minutes if source else None
    home = Home(shop.settings.home)
    return history_of(best, query.party, home, shop.now(), period, speech)


def _first_key(request: Request, listed: StayAnswer, found: StayAnswer) -> str:
    """The offer that stands first: the one asked for, else a new first one, with which all others
    are compared anew; "" where the engine's order stands."""
    key = request.query_params.get("offer", "")
    now, before = found.card.quotes, listed.card.quotes
    if any(quote.key == key and quote.total for quote in now):
        return key
    return now[0].key if now and now[0].key != before[0].key else ""


def _linked(
    found: StayAnswer, told: StayPage, shop: Shop, speech: Speech
) -> tuple[linked_data.Data, ...]:
    """The trip and the way to it, for search engines."""
    base, lang = shop.settings.base_address, speech.lang
    trip = linked_data.trip(found, base, speech, [base + shot.src for shot in told.shots])
    steps = [(shop.settings.agency_name, f"/{lang}/"), (speech._("All trips"), f"/{lang}/trips")]
    here = links.stay(lang, found.card.slug, found.card.product_id, Query())
    return trip, linked_data.breadcrumbs([*steps, (told.name, here)], base)


async def calendar(request: Request) -> Response:
    """The dates of one offer of a stay as a calendar file; 404 where it has no day."""
    speech, shop = page_language(request), shop_of(request)
    slug, _, product_id = request.path_params["name"].rpartition("-")
    query = links.for_stay(asked_query(request))
    found = shop.finder.stay(product_id, query, shop.now())
    if found is None or slug != found.card.slug:
        raise HTTPException(404)
    key = request.query_params.get("offer", "")
    quotes = chosen_first(found, key).card.quotes
    if not quotes or (key and quotes[0].key != key):
        raise HTTPException(404)
    base = shop.settings.base_address
    link = base + links.stay(speech.lang, slug, product_id, query, quotes[0].key)
    host = urlsplit(base).hostname or "localhost"
    trip = Trip(found.card.product, quotes[0], link, host, shop.settings.agency_name, shop.now())
    body = calendar_file(trip, speech)
    if body is None:
        raise HTTPException(404)
    headers = {
        "Content-Disposition": f'attachment; filename="{slug[:60]}.ics"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type=MEDIA, headers=headers)


def _elsewhere(request: Request, product_id: str, query: Query, speech: Speech) -> Response:
    """Where a product went that this generation has not: joined, gone, or never there."""
    shop = shop_of(request)
    moved = shop.sources.moved(product_id)
    if moved is None:
        raise HTTPException(404)
    found = shop.finder.stay(moved, query, shop.now()) if moved else None
    if found:
        return RedirectResponse(links.stay(speech.lang, found.card.slug, moved, query), 301)
    return gone(request, product_id, query, speech)


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


@dataclass(frozen=True, slots=True)
class Page:
    """One stay under way to its page."""

    request: Request
    shop: Shop
    found: StayAnswer
    query: Query
    speech: Speech
    over: Overlay
    listed: StayAnswer
    past: History | None = None

    def told(self, form: EnquiryForm, saved: bool = False) -> StayPage:
        """The page of one product for one party."""
        card, speech, query = self.found.card, self.speech, self.query
        product, rows = card.product, self._rows()
        priced = [quote for quote in card.quotes if quote.total]
        best = priced[0] if priced else None
        day = best.offer.departure.date if best else None
        price = price_box(best, query.party, speech) if best else None
        asked_for = self.request.query_params
        return StayPage(
            id=card.product_id,
            saved=saved,
            name=product.name,
            tour=product.kind is Kind.TOUR,
            picture=cards.picture(product),
            shots=shots(product, self.shop.photos, speech),
            stars=cards.stars(product),
            stars_said=cards.stars_said(product, speech),
            place=where(product, speech),
            map_link=_map_link(product.place.point),
            point=_point(product.place.point),
            text=product.text,
            lang=self._language(),
            itinerary=product.itinerary,
            by_day=len(product.itinerary) == _days(best),
            days=_days_said(best, speech) if product.kind is Kind.TOUR else "",
            asked_who=trade.party(query.party, speech),
            asked_when=asked.when(query, speech),
            change=replace(
                search_form(
                    query, speech, self.shop.settings.currency, today=self.shop.now().date()
                ),
                action=f"/{speech.lang}/trip/{card.slug}-{card.product_id}",
            ),
            dates=cards.when(best.offer, speech) if best else "",
            since=self._since(best),
            price=price,
            total=_total(best, speech),
            sign=speech.sign(best.total.currency) if best and best.total else "",
            included=inclusions(best.offer, speech) if best else (),
            chosen=rows.row(best) if best else None,
            published=printed(card.published, speech) if card.published else "",
            published_by=card.published.offer.operator_name if card.published else "",
            goes=speech.listed([speech.day(date) for date in card.goes_dates[:6]]),
            again=f"/{speech.lang}/trip/{card.slug}-{card.product_id}/again?{self.request.url.query}",
            sellers=rows.on_the_day(priced, day),
            gone=rows.gone(self.listed.card.quotes),
            flights=tuple(self._flight(one) for one in self.found.flights),
            departures=departures(
                priced,
                best,
                (card.slug, card.product_id, query),
                asked_for.get("dsort", ""),
                speech,
            ),
            unpriced=rows.unpriced(card.quotes),
            month=self._month(day),
            facts=facts(self._facts_of(best, rows), speech),
            history=self.past,
            results=links.trips(speech.lang, query),
            ways=self._ways(best),
            form=form,
        )

    def _rows(self) -> Rows:
        shop, asked_for = self.shop, self.request.query_params
        wish = Wish(asked_for.get("asked", ""), asked_for.get("again", ""))
        known = (self.found.card.product_id, self.query, self.speech, shop.now(), shop.sources)
        return Rows(*known, self.over, wish)

    def _flight(self, one: WithFlight) -> FlightLine:
        """The line of a fly-and-go product, leading to its own page for the same party."""
        lang, best = self.speech.lang, one.best
        box = price_box(best, self.query.party, self.speech) if best else None
        return FlightLine(
            name=one.name,
            address=links.stay(lang, one.slug, one.product_id, self.query),
            operator=best.offer.operator_name if best else "",
            price=box.total if box else "",
            whom=box.whom if box else "",
        )

    def _since(self, best: Quote | None) -> str:
        """What became of the offer that a link named (W-38)."""
        said = self.request.query_params
        key = said.get("offer", "")
        gone = self.over.gone.get(key)
        return since_seen(key, said.get("seen", ""), best, self.speech, gone, self.shop.now())

    def _on(self, date: dt.date) -> str:
        """This page for one start day."""
        card = self.found.card
        day = replace(self.query, depart_from=date, depart_to=date, flex=0, weekend=False)
        return links.stay(self.speech.lang, card.slug, card.product_id, day)

    def _month(self, day: dt.date | None) -> Month | None:
        """The asked month, else that of the day shown, of the first price, of today."""
        shop, card = self.shop, self.found.card
        first = next((cell.date for cell in self.found.calendar if cell.total), shop.now().date())
        month = asked_month(self.request.query_params.get("cal", "")) or day or first
        whole = replace(self.query, weekend=False)  # a day's link leads to that very day
        found = shop.finder.month(
            whole, shop.now(), month.replace(day=1), product_id=card.product_id
        )
        if found is None:
            return None
        if self.over.priced or self.over.gone:
            listed, stands = self.listed.card.quotes, self.found.card.quotes
            found = corrected(found, listed, stands)
        return month_of(found, self.speech, self._on, self._turned, day)

    def _turned(self, month: dt.date) -> str:
        """This page with another month in its calendar."""
        card = self.found.card
        address = links.stay(self.speech.lang, card.slug, card.product_id, self.query)
        return f"{address}{'&' if '?' in address else '?'}cal={month:%Y-%m}#calendar"

    def _language(self) -> str:
        """The language of the product's own words, where all that describe it share one."""
        sources = {quote.offer.ref.source for quote in self.found.card.quotes}
        spoken = {language_of(self.shop.sources.of(name)) for name in sources}
        return spoken.pop() if len(spoken) == 1 else ""

    def _facts_of(self, best: Quote | None, rows: Rows) -> Told:
        card = self.found.card
        first = best or (card.quotes[0] if card.quotes else card.published)
        return Told(
            product=card.product,
            offer=first.offer if first else None,
            total=best.total if best else None,
            contract=rows.row(first).contract if first else "",
            lang=language_of(self.shop.sources.of(first.offer.ref.source)) if first else "",
            shared=self._language(),
            today=self.shop.now().date(),
        )

    def _ways(self, best: Quote | None) -> Ways:
        card, speech = self.found.card, self.speech
        key = best.key if best else ""
        here = links.stay(
            speech.lang, card.slug, card.product_id, self.query, key, best.total if best else None
        )
        address = f"{self.shop.settings.base_address}{here}"
        dated = best is not None and best.offer.departure.date is not None
        path, _, tail = links.stay(
            speech.lang, card.slug, card.product_id, self.query, key
        ).partition("?")
        subject, body = quoted(card.product.name, safe=""), quoted(address, safe="")
        return Ways(
            ics=f"{path}.ics?{tail}" if dated else "",
            here=here,
            address=address,
            mail=f"mailto:?subject={subject}&body={body}",
            json=links.stay_data(speech.lang, card.slug, card.product_id, self.query),
        )


def asked_month(said: str) -> dt.date | None:
    """The first day of 2027-05; None for anything that is no month."""
    try:
        return dt.date.fromisoformat(f"{said}-01") if len(said) == 7 else None
    except ValueError:
        return None


def _days(best: Quote | None) -> int:
    """How many days the trip touches; 0 where its length is open or not stated."""
    length = best.offer.departure.nights if best else None
    return length.least + 1 if length and length.least == length.most else 0


def _days_said(best: Quote | None, speech: Speech) -> str:
    days = _days(best)
    return speech.ngettext("%(n)s day", "%(n)s days", days) if days else ""


def _total(best: Quote | None, speech: Speech) -> str:
    """The sum of the table in the operator's currency; a lower bound says so."""
    if best is None or best.total is None:
        return ""
    figure = speech.amount(best.total, None)
    return speech._("from %(price)s", price=figure) if best.from_only else figure


def _point(point: tuple[float, float] | None) -> str:
    return f"{point[0]:.4f}, {point[1]:.4f}" if point else ""


def _map_link(point: tuple[float, float] | None) -> str:
    """The place on a map that anybody may look at; nothing is asked there before the click."""
    if point is None:
        return ""
    at = f"{point[0]:.5f}&mlon={point[1]:.5f}#map=14/{point[0]:.5f}/{point[1]:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at}"
