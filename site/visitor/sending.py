"""Sending the wishes: profile, consent and lead; or a link by mail, to go on another day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...leads import consent, links, newsletter, people, profile, visitor_mail
from ...leads.enquiry import Around, Enquiry, check, read_email
from ...leads.promise import Promise
from ...leads.take import Receipt, Visit, take
from ...leads.value import value_person
from ...offers.faults import StoreFault
from ...store import outbox, rates
from ..client import address_of
from ..enquiry.promises import promises_now
from ..enquiry.words import promised
from ..posted import Posted, posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import draft, said, words
from .draft import Draft
from .newsletter_page import QUIET, dead_link
from .said import Line

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("fairwind.visitor")

FASTEST = dt.timedelta(seconds=10)
"""A person needs longer than this for twelve questions (W-66)."""
SAVE_BY_MAIL = rates.Limit("save-mail", 3, dt.timedelta(days=1))
SAVE_BY_ADDRESS = rates.Limit("save-address", 10, dt.timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class CheckPage:
    """All answers with the links that change them. `open` are the steps without an answer.

    `known`: these wishes are kept already, sending changes them and makes no new enquiry.
    """

    lines: tuple[Line, ...]
    contact: tuple[tuple[str, str], ...]
    open: tuple[str, ...]
    promise: str
    shown: str
    consent: str
    known: bool
    unkept: bool = False
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentPage:
    """After sending; without a reference the wishes of somebody we know were changed."""

    reference: str
    promise: str
    email: str


@dataclass(frozen=True, slots=True)
class SavePage:
    """Where the link goes to; `sent` after it was asked for."""

    email: str
    sent: bool = False
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BackPage:
    """The link from the mail: a button, so that reading the mail uses nothing up."""

    token: str


@router.get("/{lang}/profile/check")
async def look(request: Request) -> Response:
    """Every answer, to be checked before it is sent."""
    speech, shop = page_language(request), shop_of(request)
    kept = draft.draft_of(request, shop.now())
    page = await run_in_threadpool(_check_page, shop, speech, kept)
    return render(request, "visitor/check.html", page, indexed=False)


@router.post("/{lang}/profile/check")
async def send(request: Request) -> Response:
    """Keep the profile and make the lead, then tell the promise; 422 where something is open."""
    speech, form = page_language(request), await posted(request)
    return await run_in_threadpool(_send, request, shop_of(request), speech, form)


def _check_page(shop: Shop, speech: Speech, kept: Draft) -> CheckPage:
    window = _promise_now(shop, kept)
    return CheckPage(
        lines=said.lines(kept.answers, speech),
        contact=_contact(kept, speech),
        open=kept.open_steps(),
        promise=_promise_said(shop, speech, window),
        shown=draft.seal_shown(shop.settings, window),
        consent=words.profile_consent(shop.settings, speech),
        known=kept.person_id is not None,
    )


def _promise_now(shop: Shop, kept: Draft) -> Promise:
    """The window of somebody who sends these wishes now."""
    ((_, window),) = promises_now(shop, ("profile",), profile.wish(kept.answers), None, False)
    return window


def _promise_said(shop: Shop, speech: Speech, window: Promise) -> str:
    return promised(window, "profile", "", shop.settings, shop.now(), speech)


def _contact(kept: Draft, speech: Speech) -> tuple[tuple[str, str], ...]:
    _ = speech._
    named = {"name": _("Name"), "email": _("E-mail"), "phone": _("Telephone")}
    return tuple((named[field], kept.contact.get(field, "")) for field in draft.FIELDS)


def _send(request: Request, shop: Shop, speech: Speech, form: Posted) -> Response:
    kept = draft.draft_of(request, shop.now())
    page = _check_page(shop, speech, kept)
    faults = _faults(kept, form, speech)
    if faults:
        again = replace(page, faults=faults)
        return render(request, "visitor/check.html", again, status=422, indexed=False)
    try:
        receipt, kept = _keep(request, shop, speech, kept, form)
    except StoreFault as fault:
        log.error("profile not kept", fault=str(fault))
        again = replace(page, unkept=True)
        return render(request, "visitor/check.html", again, status=503, indexed=False)
    ends = draft.ends_of(receipt.promise) if receipt else None
    kept = replace(kept, sent=receipt.reference if receipt else "", promise=ends)
    answer = RedirectResponse(f"/{speech.lang}/profile/sent", 303)
    return draft.keep(answer, shop.settings, kept)


def _faults(kept: Draft, form: Posted, speech: Speech) -> dict[str, str]:
    faults = {}
    if kept.open_steps():
        faults["answers"] = words.fault("unfinished", speech)
    if form.get("consent") != "yes":
        faults["consent"] = words.fault("consent_profile", speech)
    return faults


def _keep(
    request: Request, shop: Shop, speech: Speech, kept: Draft, form: Posted
) -> tuple[Receipt | None, Draft]:
    """Write the profile, then take the lead; no receipt where a known profile was changed only."""
    enquiry = _enquiry(shop, speech, kept)
    known = False
    try:
        with shop.database.write() as conn:
            known, mine = _keep_profile(conn, shop, enquiry, kept, speech)
        kept = replace(kept, person_id=mine)
    except StoreFault as fault:
        # The lead tells the wishes in words and goes to the spool, if need be.
        log.warning("profile waits in its lead", fault=str(fault))
    if known and form.get("again") != "yes":
        return None, kept
    shown = draft.shown(shop.settings, form.get("shown", ""))
    visit = Visit(address_of(request, shop.settings), shown, _doubts(shop, kept, form))
    return take(shop.database, shop.settings, shop.clock, enquiry, visit), kept


def _enquiry(shop: Shop, speech: Speech, kept: Draft) -> Enquiry:
    around = Around(
        language=speech.lang,
        country=shop.settings.agency_country,
        form_key=f"profile-{kept.key}",
        consent_text=words.profile_consent(shop.settings, speech),
        wish=profile.wish(kept.answers),
    )
    told = {**kept.contact, "message": said.message(kept.answers, speech), "consent": "yes"}
    found = check(told, around)
    assert isinstance(found, Enquiry), "the contact was checked before the draft took it"
    return replace(found, kind="profile")


def _keep_profile(
    conn: sa.Connection, shop: Shop, enquiry: Enquiry, kept: Draft, speech: Speech
) -> tuple[bool, int | None]:
    """Keep the answers as a person's: whether some were kept before, and whose this browser's are.

    Whoever types a stranger's name and address does not change the stranger's profile: that
    takes the link that only the mailbox gets (decision 0024).
    """
    now = shop.clock.now()
    person_id, proved = _person(conn, enquiry, kept, now)
    before = profile.profile(conn, person_id)
    if before is not None and not proved:
        _mail_back(conn, shop, enquiry.email, speech.lang, kept, now)
        return False, None
    profile.keep(conn, person_id, kept.answers, "website", now)
    text, proof = enquiry.consent_text, f"profile form {kept.key}"
    consent.record(conn, person_id, consent.PROFILE, True, text, "profile", proof, now)
    value_person(conn, shop.settings, person_id, now)
    return before is not None, person_id if proved else None


def _person(
    conn: sa.Connection, enquiry: Enquiry, kept: Draft, now: dt.datetime
) -> tuple[int, bool]:
    """Whose wishes these are, and whether this browser may speak for that person."""
    mine = people.person(conn, kept.person_id) if kept.person_id is not None else None
    if mine is not None and mine.erased_at is None and mine.merged_into_id is None:
        return mine.id, True
    who = (enquiry.name, enquiry.phone, enquiry.email, enquiry.language)
    found = people.attach(conn, *who, now)
    proved = bool(kept.email) and people.speaks_for(conn, found.person_id, kept.email)
    return found.person_id, found.new or proved


def _doubts(shop: Shop, kept: Draft, form: Posted) -> tuple[str, ...]:
    doubts = ["honeypot"] if form.get("website") else []
    if dt.timedelta(0) < shop.now() - kept.at < FASTEST and not kept.email:
        doubts.append("fast")
    return tuple(doubts)


@router.get("/{lang}/profile/sent")
async def sent(request: Request) -> Response:
    """What happens next and by when."""
    speech, shop = page_language(request), shop_of(request)
    kept = draft.draft_of(request, shop.now())
    if not kept.answers:
        return RedirectResponse(f"/{speech.lang}/profile", 303)
    told = ""
    if kept.promise:
        told = _promise_said(shop, speech, draft.window_of(kept.promise))
    page = SentPage(kept.sent, told, kept.contact.get("email", ""))
    return render(request, "visitor/sent.html", page, indexed=False)


@router.get("/{lang}/profile/save")
async def save_page(request: Request) -> Response:
    """Save and return: where shall the link go?"""
    page_language(request)
    kept = draft.draft_of(request, shop_of(request).now())
    page = SavePage(kept.contact.get("email", ""))
    return render(request, "visitor/save.html", page, indexed=False)


@router.post("/{lang}/profile/save")
async def save(request: Request) -> Response:
    """Mail the link behind which the answers wait for two weeks."""
    speech, form = page_language(request), await posted(request)
    return await run_in_threadpool(_save, request, shop_of(request), speech, form)


def _save(request: Request, shop: Shop, speech: Speech, form: Posted) -> Response:
    email = read_email(form.get("email", ""))
    if not email:
        typed = form.get("email", "").strip()
        code = "email_unreadable" if typed else "email_missing"
        page = SavePage(typed, faults={"email": words.fault(code, speech)})
        return render(request, "visitor/save.html", page, status=422, indexed=False)
    kept, now = draft.draft_of(request, shop.now()), shop.clock.now()
    spent = ((SAVE_BY_MAIL, email), (SAVE_BY_ADDRESS, address_of(request, shop.settings)))
    with shop.database.write() as conn:
        waits = [rates.spend(conn, shop.settings, limit, value, now) for limit, value in spent]
        if not any(waits):
            _mail_back(conn, shop, email, speech.lang, kept, now)
    return render(request, "visitor/save.html", SavePage(email, sent=True), indexed=False)


def _mail_back(
    conn: sa.Connection, shop: Shop, email: str, language: str, kept: Draft, now: dt.datetime
) -> None:
    """The link to these answers, to the mailbox alone."""
    if not email:
        return
    token = links.make(conn, "profile", None, email, now, held=draft.held(kept))
    mail = visitor_mail.profile(shop.settings, email, language, token)
    outbox.put(conn, "profile", newsletter.cause("profile", token), mail, now)


@router.get("/{lang}/profile/back/{token}")
async def back(request: Request, token: str) -> Response:
    """The link from the mail; looking at it uses nothing up."""
    page_language(request)
    return await run_in_threadpool(_back, request, shop_of(request), token)


def _back(request: Request, shop: Shop, token: str) -> Response:
    with shop.database.read() as conn:
        link = links.look(conn, token, "profile", shop.clock.now())
    if link is None:
        return dead_link(request)
    return render(request, "visitor/back.html", BackPage(token), indexed=False, headers=QUIET)


@router.post("/{lang}/profile/back/{token}")
async def come_back(request: Request, token: str) -> Response:
    """Give the answers to this browser, whose mailbox is proved by now."""
    speech = page_language(request)
    return await run_in_threadpool(_come_back, request, shop_of(request), speech, token)


def _come_back(request: Request, shop: Shop, speech: Speech, token: str) -> Response:
    now = shop.clock.now()
    with shop.database.write() as conn:
        link = links.use(conn, token, "profile", now)
    if link is None:
        return dead_link(request)
    kept = draft.returned(link.held, link.subject, now)
    left = kept.open_steps()
    step = left[0] if left else "check"
    answer = RedirectResponse(f"/{speech.lang}/profile/{step}", 303)
    return draft.keep(answer, shop.settings, kept)
