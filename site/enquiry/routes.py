"""The addresses of the enquiry: ask, send, sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import inbox, spool
from ...leads.enquiry import Around, Enquiry, check
from ...leads.replay import replay
from ...leads.take import Receipt, Visit, take
from ...offers.faults import GenerationFault, QueryFault, StoreFault
from ...search.answer import Quote, StayCard
from ...search.query import Query, read_query
from .. import trade
from ..client import address_of
from ..posted import Posted, posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import words
from .form import EnquiryForm, draw, form_for, offer_said, price_said, promise_now, stripped
from .seal import Sealed, SentSeal, new_key, seal_sent, unseal, unseal_sent
from .seen import search_said

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("fairwind.enquiry")

FASTEST = dt.timedelta(seconds=3)
"""A person needs longer than this to fill in the form (W-66)."""
SHOWN = dt.timedelta(days=1)
"""How long the link after sending shows what was sent; later only reference and promise."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page of the form by itself."""

    form: EnquiryForm
    unkept: bool = False


@dataclass(frozen=True, slots=True)
class SentPage:
    """The page after sending: the reference, the promise, and (for a day) what was sent."""

    reference: str
    promise: str
    lines: tuple[tuple[str, str], ...]
    back: str


@router.get("/{lang}/ask")
async def ask(request: Request) -> Response:
    """The form by itself, about `trip` (product id) and `offer` (quote key) where named."""
    page_language(request)
    pairs = request.query_params.multi_items()
    try:
        query = read_query(pairs)
    except QueryFault:
        query = Query()
    card, quote = _asked_about(shop_of(request), request.query_params, query)
    typed = {"kind": request.query_params.get("kind", "")}
    page = AskPage(await run_in_threadpool(form_for, request, card, quote, query, typed=typed))
    return render(request, "enquiry/ask.html", page, indexed=False)


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
    return await run_in_threadpool(_send, request, shop, speech, form)


def _send(request: Request, shop: Shop, speech: Speech, form: Posted) -> Response:
    sealed = unseal(shop.settings, form.get("seal", ""))
    state = sealed or _unsealed(shop)
    sent = frozenset(form.all("send"))
    seen, query, party = stripped(state, sent)
    around = Around(
        language=speech.lang,
        country=shop.settings.agency_country,
        form_key=state.key if sealed else "unsigned",
        consent_text=words.consent(shop.settings, speech),
        offer=seen,
        query=query,
        party=party,
    )
    enquiry = check(form, around)
    if not isinstance(enquiry, Enquiry):
        faults = words.fault_sentences(enquiry, dict(form), speech)
        again = draw(shop, speech, state, typed=form, faults=faults, sent=sent)
        return render(request, "enquiry/ask.html", AskPage(again), status=422, indexed=False)
    visit = Visit(address_of(request, shop.settings), state.promise, _doubts(shop, sealed, form))
    try:
        receipt = take(shop.database, shop.settings, shop.clock, enquiry, visit)
    except StoreFault as fault:
        log.error("enquiry not kept", fault=str(fault))
        again = draw(shop, speech, state, typed=form, sent=sent)
        page = AskPage(again, unkept=True)
        return render(request, "enquiry/ask.html", page, status=503, indexed=False)
    _bring_in_spool(shop)
    return _to_sent(shop, speech, receipt)


def _bring_in_spool(shop: Shop) -> None:
    """Leads that a locked database left in the spool come in with the next one that is kept."""
    spool.prepare(shop.settings.home)
    try:
        replay(shop.database, shop.settings)
    except StoreFault as fault:
        log.warning("spool waits", fault=str(fault))


def _unsealed(shop: Shop) -> Sealed:
    """The state of a form whose seal is broken or missing: nothing is known but the time."""
    return Sealed(new_key(), shop.now(), promise_now(shop), None, (), None)


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


def _to_sent(shop: Shop, speech: Speech, receipt: Receipt) -> Response:
    token = seal_sent(shop.settings, SentSeal(receipt.reference, receipt.promise, shop.now()))
    address = f"/{speech.lang}/ask/sent/{receipt.reference}?{urlencode({'seal': token})}#main"
    return RedirectResponse(address, 303)


@router.get("/{lang}/ask/sent/{reference}")
async def sent(request: Request, reference: str) -> Response:
    """What happens next and by when; only with the seal that sending gave."""
    speech = page_language(request)
    shop = shop_of(request)
    told = unseal_sent(shop.settings, request.query_params.get("seal", ""))
    if told is None or told.reference != reference:
        raise HTTPException(404)
    page = await run_in_threadpool(_sent_page, shop, speech, told)
    return render(request, "enquiry/sent.html", page, indexed=False, headers=_QUIET)


_QUIET = {"Referrer-Policy": "no-referrer"}


def _sent_page(shop: Shop, speech: Speech, told: SentSeal) -> SentPage:
    lead = _lead(shop, told.reference) if shop.now() - told.at < SHOWN else None
    offer = lead.offer if lead else None
    return SentPage(
        reference=told.reference,
        promise=words.promised(told.promise, shop.settings, shop.now(), speech),
        lines=_lines(lead, speech, shop.settings.currency) if lead else (),
        back=offer.page if offer else "",
    )


def _lead(shop: Shop, reference: str) -> inbox.Lead | Enquiry | None:
    """The enquiry as kept, in the database or still in the spool."""
    try:
        with shop.database.read() as conn:
            found = inbox.lead(conn, reference)
    except StoreFault:
        found = None
    if found is not None:
        return found
    waiting = spool.find(shop.settings.home, reference)
    return waiting.enquiry if waiting else None


def _lines(
    lead: inbox.Lead | Enquiry, speech: Speech, currency: str
) -> tuple[tuple[str, str], ...]:
    """What was sent, name and value; empty ones left out."""
    _ = speech._
    said = [
        (_("Name"), lead.name),
        (_("Telephone"), lead.phone),
        (_("E-mail"), lead.email),
        (_("When to call"), lead.when),
        (_("Message"), lead.message),
    ]
    if lead.offer:
        said.append((_("Offer"), offer_said(lead.offer, speech)))
        said.append((_("Price you saw"), price_said(lead.offer, speech)))
    if lead.party:
        said.append((_("Travellers"), trade.party(lead.party, speech)))
    if lead.query:
        said.append((_("Search"), search_said(read_query(lead.query), speech, currency)))
    return tuple((name, value) for name, value in said if value)
