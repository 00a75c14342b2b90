"""The addresses of the enquiry: ask and send; the page after sending stands in `sent`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...crawlers.recheck import ask_for_lead
from ...leads import spool
from ...leads.enquiry import Around, Enquiry, Faults, check
from ...leads.replay import replay
from ...leads.status_link import Sent, status_address
from ...leads.take import Receipt, Visit, take
from ...leads.wish import Wish
from ...offers import Party
from ...offers.faults import FairwindError, GenerationFault, QueryFault, StoreFault
from ...search.answer import Quote, StayCard
from ...search.compare import FEWEST, MOST, Column
from ...search.query import Query, read_query
from ..client import address_of
from ..posted import Posted, posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import remember, saved, sent, words
from .carried import Left, left
from .form import EnquiryForm, compare_form, draw, find_form, form_for, market_seen
from .promises import KIND_OF, WAYS_OF, named, promises_now, way_of
from .remembered import visitor_of
from .seal import Sealed, new_key, unseal
from .sensitive import tells_a_need, without_needs
from .wished import read_wish

router = APIRouter(include_in_schema=False)
router.add_route("/{lang}/ask/sent/{reference}", sent.page)
router.add_route("/{lang}/ask/sent/{reference}/needs", sent.needs, methods=["POST"])
router.add_route("/{lang}/remember", remember.page)
router.add_route("/{lang}/remember", remember.decide, methods=["POST"])
router.add_route("/{lang}/saved", saved.change, methods=["POST"])
log = structlog.get_logger("fairwind.enquiry")

FASTEST = dt.timedelta(seconds=3)
"""A person needs longer than this to fill in the form (W-66)."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page of the form by itself."""

    form: EnquiryForm
    unkept: bool = False


@router.get("/{lang}/ask")
async def ask(request: Request) -> Response:
    """The form by itself: about a stay (`trip`, `offer`), a comparison (`kind=compare`, `id`),
    "find me something" (`kind=find_me`), or in general."""
    page_language(request)
    form = await run_in_threadpool(_asked_form, request)
    return render(request, "enquiry/ask.html", AskPage(form), indexed=False)


def _asked_form(request: Request) -> EnquiryForm:
    said, shop = request.query_params, shop_of(request)
    try:
        query = read_query(said.multi_items())
    except QueryFault:
        query = Query()
    kind = said.get("kind", "")
    if kind == "find_me":
        return find_form(request, query)
    typed = {"kind": kind}
    if ids := said.getlist("id"):
        columns = _compared(shop, ids, query)
        if FEWEST <= len(columns) <= MOST:
            return compare_form(request, columns, query, typed=typed)
    card, quote = _asked_about(shop, said, query)
    return form_for(request, card, quote, query, typed=typed)


def _compared(shop: Shop, ids: list[str], query: Query) -> tuple[Column, ...]:
    """The stays of a comparison that are still there."""
    try:
        return shop.finder.compare(ids[:MOST], query, shop.now()).columns
    except GenerationFault:
        return ()


def _asked_about(
    shop: Shop, said: Mapping[str, str], query: Query
) -> tuple[StayCard | None, Quote | None]:
    """The stay and quote an address names; what is no longer there is asked about in general."""
    trip, key = said.get("trip", ""), said.get("offer", "")
    if not trip:
        return None, None
    try:
        found = shop.finder.stay(trip, query, shop.now())
    except GenerationFault:
        return None, None
    if found is None:
        return None, None
    quotes = found.card.quotes
    best = quotes[0] if quotes else found.card.published
    return found.card, next((quote for quote in quotes if quote.key == key), best)


@router.post("/{lang}/ask")
async def send(request: Request) -> Response:
    """Keep the enquiry, then answer: 303 to the page after sending, or 422 with what is wrong."""
    speech = page_language(request)
    form = await posted(request)
    shop = shop_of(request)
    return await run_in_threadpool(Sending(request, shop, speech, form).answer)


@dataclass(frozen=True, slots=True)
class Sending:
    """One form under way to its lead."""

    request: Request
    shop: Shop
    speech: Speech
    form: Posted

    def answer(self) -> Response:
        sealed = unseal(self.shop.settings, self.form.get("seal", ""))
        state = sealed or self._unsealed()
        ticked = frozenset(self.form.all("send"))
        found = self._checked(state, left(state, ticked), sealed is not None)
        if not isinstance(found, Enquiry):
            return self._again(state, ticked, found)
        doubts = _doubts(self.shop, sealed, self.form)
        way = way_of(found.kind, found.wish)
        shown = dict(state.promises).get(way)
        visit = Visit(address_of(self.request, self.shop.settings), shown, doubts)
        try:
            receipt = take(self.shop.database, self.shop.settings, self.shop.clock, found, visit)
        except StoreFault as fault:
            log.error("enquiry not kept", fault=str(fault))
            again = draw(self.shop, self.speech, state, typed=self.form, sent=ticked)
            page = AskPage(again, unkept=True)
            return render(self.request, "enquiry/ask.html", page, status=503, indexed=False)
        _bring_in_spool(self.shop)
        return self._to_sent(receipt, found, named(way, state.who))

    def _unsealed(self) -> Sealed:
        """The state of a form whose seal is broken or missing: nothing is known but the time."""
        ways = WAYS_OF.get(self.form.get("kind", ""), WAYS_OF["question"])
        windows = promises_now(self.shop, ways, None, None, False)
        return Sealed(new_key(), self.shop.now(), windows)

    def _checked(self, state: Sealed, carried: Left, signed: bool) -> Enquiry | Faults:
        """The enquiry, or what is wrong with which field; what tells a need is always wrong."""
        finds = "find_open" in state.ways
        wish, wrong = read_wish(self.form, self.shop) if finds else (carried.wish, {})
        form = {**self.form, "kind": self._kind(state), "message": self._message()}
        found = check(form, self._around(state, carried, wish, signed))
        wrong |= _told(form)
        if isinstance(found, Enquiry):
            return wrong or replace(found, party=_party(wish) if finds else found.party)
        return found | wrong

    def _kind(self, state: Sealed) -> str:
        """The kind that was chosen, of those the form offered."""
        offered = [KIND_OF.get(way, "question") for way in state.ways]
        asked = self.form.get("kind", "")
        return asked if asked in offered else offered[0]

    def _message(self) -> str:
        """What was written; without what it tells of a need where that was asked for."""
        message = self.form.get("message", "")
        return without_needs(message) if self.form.get("without") == "needs" else message

    def _around(self, state: Sealed, carried: Left, wish: Wish | None, signed: bool) -> Around:
        settings = self.shop.settings
        visitor = visitor_of(self.request) if carried.behaviour else ""
        market = carried.market
        if "find_open" in state.ways and (party := _party(wish)):
            market = market_seen(self.shop, Query(party=party), "")
        return Around(
            language=self.speech.lang,
            country=settings.agency_country,
            form_key=state.key if signed else "unsigned",
            consent_text=words.consent(state.ways, settings, self.speech),
            offer=carried.offer,
            query=carried.query,
            party=carried.party,
            compared=carried.compared,
            wish=wish,
            market=market,
            visitor=visitor,
            behaviour_text=words.behaviour(settings, self.speech) if visitor else "",
        )

    def _again(self, state: Sealed, ticked: frozenset[str], faults: Faults) -> Response:
        """The form once more, with what is wrong beside each field and all that was typed."""
        typed, tells = self.form, "message_tells" in faults.values()
        sentences = words.fault_sentences(faults, dict(typed), self.speech)
        form = draw(
            self.shop,
            self.speech,
            state,
            typed=typed,
            faults=sentences,
            sent=ticked,
            tells=tells,
        )
        page = AskPage(form)
        return render(self.request, "enquiry/ask.html", page, status=422, indexed=False)

    def _to_sent(self, receipt: Receipt, enquiry: Enquiry, who: str) -> Response:
        told = Sent(receipt.reference, receipt.promise, self.shop.now(), enquiry.kind, who)
        address = status_address(self.shop.settings, self.speech.lang, told)
        asking = BackgroundTask(_ask_price, self.shop, receipt.reference)
        return RedirectResponse(f"{address}#main", 303, background=asking)


def _ask_price(shop: Shop, reference: str) -> None:
    """Ask the operator for the price they saw, once the visitor has the answer.

    Where this fails or the process ends, the next tick asks (crawlers.recheck_leads).
    """
    try:
        ask_for_lead(shop.settings, shop.clock, shop.database, reference)
    except FairwindError as fault:
        log.warning("price not asked again", fault=str(fault))


def _told(form: Mapping[str, str]) -> Faults:
    """The fields that tell a need of health or belief: nothing of it is kept (W-62)."""
    return {
        field: f"{field}_tells"
        for field in ("where", "when", "message")
        if tells_a_need(form.get(field, ""))
    }


def _party(wish: Wish | None) -> Party | None:
    """Who travels by a wish that was typed."""
    return Party(wish.adults, wish.child_ages) if wish and wish.adults else None


def _bring_in_spool(shop: Shop) -> None:
    """Leads that a locked database left in the spool come in with the next one that is kept."""
    spool.prepare(shop.settings.home)
    try:
        replay(shop.database, shop.settings)
    except StoreFault as fault:
        log.warning("spool waits", fault=str(fault))


def _doubts(shop: Shop, sealed: Sealed | None, form: Posted) -> tuple[str, ...]:
    """Why somebody should look at this one first; nothing is ever refused for it (W-66)."""
    doubts = []
    if form.get("website"):
        doubts.append("honeypot")
    if sealed is None:
        doubts.append("unsigned")
    # A clock that stands still (demo, captures) says nothing about how fast somebody typed.
    elif dt.timedelta(0) < shop.now() - sealed.at < FASTEST:
        doubts.append("fast")
    return tuple(doubts)
