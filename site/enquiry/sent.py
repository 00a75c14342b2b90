"""The page after sending: how far the enquiry is, what was promised and what was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...catalog.price_checks import of_lead
from ...leads import inbox, links, spool
from ...leads.enquiry import Enquiry
from ...leads.offer_seen import OfferSeen
from ...leads.status import Status, status
from ...leads.status_link import LASTS, Sent, seal_sent, unseal_sent
from ...leads.tables import leads
from ...leads.wish import Wish
from ...offers import Money
from ...offers.faults import StoreFault
from ...search.query import read_query
from ...store.settings import Settings
from .. import trade
from ..posted import posted
from ..price_words import confirmed as asked_said
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import words
from .carried import offer_said, price_said
from .seen import search_said

SHOWN = dt.timedelta(days=1)
"""How long the link shows name, contacts and message: later it may have been passed on."""
_QUIET = {"Referrer-Policy": "no-referrer"}

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SentPage:
    """The page after sending; `ended` where its link is too old to say more.

    `state` is how far it is in plain words, `seal` lets the visitor go on to their needs. `price`
    is what the operator said when the price was asked for again.
    """

    reference: str
    heading: str
    state: str
    promise: str
    lines: tuple[Line, ...]
    back: str
    seal: str
    needs: bool
    ended: bool = False
    price: str = ""


async def page(request: Request) -> Response:
    """What happens next and by when; only with the seal that sending gave, for 14 days."""
    speech, shop = page_language(request), shop_of(request)
    told = _told(request, shop, request.query_params.get("seal", ""))
    if shop.now() - told.at > LASTS:
        ended = SentPage(told.reference, "", "", "", (), "", "", False, ended=True)
        return _quiet(request, ended, 410)
    return _quiet(request, await run_in_threadpool(_page, shop, speech, told), 200)


async def needs(request: Request) -> Response:
    """Lead the visitor to the page of their needs, by a link made for this one time."""
    speech, shop = page_language(request), shop_of(request)
    form = await posted(request)
    told = _told(request, shop, form.get("seal", ""))
    token = await run_in_threadpool(_needs_token, shop, told.reference)
    if not token or shop.now() - told.at > LASTS:
        raise HTTPException(404)
    return RedirectResponse(f"/{speech.lang}/needs/{token}", 303, headers=_QUIET)


def _quiet(request: Request, told: SentPage, status: int) -> Response:
    return render(request, "enquiry/sent.html", told, status=status, indexed=False, headers=_QUIET)


def _told(request: Request, shop: Shop, seal: str) -> Sent:
    """What the seal says; 404 for none, or one of another enquiry."""
    told = unseal_sent(shop.settings, seal)
    if told is None or told.reference != request.path_params["reference"]:
        raise HTTPException(404)
    return told


def _needs_token(shop: Shop, reference: str) -> str:
    """A link to the needs of who sent the enquiry; "" where nobody is known yet."""
    with shop.database.write() as conn:
        found = status(conn, reference, shop.now())
        if found is None or found.person_id is None:
            return ""
        return links.make(conn, "needs", found.person_id, reference, shop.now())


def _page(shop: Shop, speech: Speech, told: Sent) -> SentPage:
    settings = shop.settings
    found, lead = _kept(shop, told.reference)
    offer = lead.offer if lead else None
    return SentPage(
        reference=told.reference,
        heading=words.sent_heading(told.kind, speech),
        state=state_said(found, settings.zone, speech),
        promise=words.promised(told.promise, told.kind, told.who, settings, shop.now(), speech),
        lines=_lines(lead, found, shop.now() - told.at < SHOWN, speech, settings) if lead else (),
        back=offer.page if offer else "",
        seal=seal_sent(settings, told),
        needs=bool(found and found.person_id),
        price=_price_said(shop, told.reference, offer, speech) if offer else "",
    )


def _price_said(shop: Shop, reference: str, offer: OfferSeen, speech: Speech) -> str:
    """What the operator said of the price since; "" before anybody asked."""
    if not offer.key:
        return ""
    try:
        with shop.database.read() as conn:
            lead_id = conn.scalar(sa.select(leads.c.id).where(leads.c.reference == reference))
            check = of_lead(conn, lead_id) if lead_id else None
    except StoreFault:
        return ""
    return asked_said(check, offer.operator, shop.now(), speech) if check else ""


def state_said(found: Status | None, zone: dt.tzinfo, speech: Speech) -> str:
    """How far it is in plain words; what waits in the spool waits like any other."""
    _ = speech._
    state = found.state if found else "waiting"
    if state in ("answered", "closed"):
        return _("Answered. If something is still open, call us and say your reference.")
    if state == "on_it":
        return _("Somebody is on it now.")
    if found and found.tried:
        at = found.tried[-1].astimezone(zone)
        said = dict(day=speech.day(at.date()), time=speech.clock(at.time()))
        return _("We tried to reach you on %(day)s at %(time)s. We try again.", **said)
    return _("It waits its turn with us.")


def _kept(shop: Shop, reference: str) -> tuple[Status | None, inbox.Lead | Enquiry | None]:
    """How far it is and what was sent, in the database or still in the spool."""
    try:
        with shop.database.read() as conn:
            found, lead = status(conn, reference, shop.now()), inbox.lead(conn, reference)
    except StoreFault:
        found, lead = None, None
    if lead is not None:
        return found, lead
    waiting = spool.find(shop.settings.home, reference)
    if waiting is None:
        return None, None
    enquiry = waiting.enquiry
    return Status("waiting", (), None, enquiry.compared, enquiry.wish), enquiry


def _lines(
    lead: inbox.Lead | Enquiry, found: Status | None, own: bool, speech: Speech, settings: Settings
) -> tuple[Line, ...]:
    """What was sent, name and value; `own` with the visitor's name, contacts and words."""
    said = _own(lead, speech) if own else []
    if lead.offer:
        said.append((speech._("Offer"), offer_said(lead.offer, speech)))
        said.append((speech._("Price you saw"), price_said(lead.offer, speech)))
    for seen in found.compared if found else ():
        both = filter(None, (offer_said(seen, speech), price_said(seen, speech)))
        said.append((speech._("Compared"), ": ".join(both)))
    if lead.party:
        said.append((speech._("Travellers"), trade.party(lead.party, speech)))
    if lead.kind == "find_me" and found and found.wish:
        said += _wished(found.wish, speech)
    if lead.query:
        search = search_said(read_query(lead.query), speech, settings.currency)
        said.append((speech._("Search"), search))
    return tuple((name, value) for name, value in said if value)


def _own(lead: inbox.Lead | Enquiry, speech: Speech) -> list[Line]:
    _ = speech._
    return [
        (_("Name"), lead.name),
        (_("Telephone"), lead.phone),
        (_("E-mail"), lead.email),
        (_("When to call"), lead.when),
        (_("Message"), lead.message),
    ]


def _wished(wish: Wish, speech: Speech) -> list[Line]:
    _ = speech._
    first, last = wish.depart_from, wish.depart_to or wish.depart_from
    budget = wish.budget is not None and speech.money(Money(wish.budget, wish.currency), None)
    return [
        (_("Where to or what"), wish.where),
        (_("Start"), speech.span(first, last) if first and last else ""),
        (_("Budget"), budget or ""),
        (_("Also wished"), speech.listed([words.extra(code, speech) for code in wish.extras])),
    ]
