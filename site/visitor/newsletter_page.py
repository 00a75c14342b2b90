"""The newsletter's pages: ask, confirm from the mail, end; the same answer to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...leads import links, newsletter
from ...leads.enquiry import read_email
from ..client import address_of
from ..posted import posted
from ..shell import Shop, page_language, render, shop_of
from ..text import Speech
from . import words

router = APIRouter(include_in_schema=False)
QUIET = {"Referrer-Policy": "no-referrer"}
"""For pages whose address holds a token."""


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form of an address; `sent` says that a mail is on its way, to whomever."""

    email: str
    consent: str = ""
    sent: bool = False
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TokenPage:
    """A page with one button; `done` after it was pressed."""

    token: str
    consent: str = ""
    done: bool = False


@router.get("/{lang}/newsletter")
async def ask(request: Request) -> Response:
    """What the newsletter is, and where it shall go."""
    speech = page_language(request)
    page = AskPage("", words.newsletter_consent(shop_of(request).settings, speech))
    return render(request, "visitor/newsletter.html", page)


@router.post("/{lang}/newsletter")
async def asked(request: Request) -> Response:
    """Mail the link that confirms; the page says the same for every address."""
    speech, form = page_language(request), await posted(request)
    page, email = _typed(form.get("email", ""), speech, shop_of(request))
    if page.faults:
        return render(request, "visitor/newsletter.html", page, status=422, indexed=False)
    if not form.get("website"):
        await run_in_threadpool(_ask, request, shop_of(request), speech, email)
    return render(request, "visitor/newsletter.html", page, indexed=False)


def _typed(typed: str, speech: Speech, shop: Shop) -> tuple[AskPage, str]:
    email, agreed = read_email(typed), words.newsletter_consent(shop.settings, speech)
    if email:
        return AskPage(email, agreed, sent=True), email
    code = "email_unreadable" if typed.strip() else "email_missing"
    return AskPage(typed.strip(), agreed, faults={"email": words.fault(code, speech)}), ""


def _ask(request: Request, shop: Shop, speech: Speech, email: str) -> None:
    text = words.newsletter_consent(shop.settings, speech)
    where = address_of(request, shop.settings)
    now = shop.clock.now()
    with shop.database.write() as conn:
        newsletter.ask(conn, shop.settings, email, speech.lang, text, where, now)


@router.get("/{lang}/newsletter/confirm/{token}")
async def confirm_page(request: Request, token: str) -> Response:
    """The link from the mail: a button, for scanners read mails as well."""
    page_language(request)
    return await run_in_threadpool(_confirm_page, request, shop_of(request), token)


def _confirm_page(request: Request, shop: Shop, token: str) -> Response:
    with shop.database.read() as conn:
        link = links.look(conn, token, "newsletter", shop.clock.now())
    if link is None:
        return dead_link(request)
    page = TokenPage(token, link.held["text"])
    return render(request, "visitor/confirm.html", page, indexed=False, headers=QUIET)


@router.post("/{lang}/newsletter/confirm/{token}")
async def confirm(request: Request, token: str) -> Response:
    """The mailbox agrees."""
    page_language(request)
    return await run_in_threadpool(_confirm, request, shop_of(request), token)


def _confirm(request: Request, shop: Shop, token: str) -> Response:
    with shop.database.write() as conn:
        kept = newsletter.confirm(conn, shop.settings, token, shop.clock.now())
    if kept is None:
        return dead_link(request)
    return render(request, "visitor/confirm.html", TokenPage("", kept.text, True), indexed=False)


def dead_link(request: Request) -> Response:
    """The page of every link that opens nothing: used, too old, foreign or made up."""
    return render(request, "visitor/dead_link.html", None, status=410, indexed=False, headers=QUIET)


@router.get("/unsubscribe")
async def leave_page(request: Request) -> Response:
    """For whoever has no link at hand: which address is it?"""
    return render(request, "visitor/leave.html", AskPage(""), indexed=False)


@router.post("/unsubscribe")
async def ask_to_leave(request: Request) -> Response:
    """Mail the link that ends it, to subscribers; the page says the same for every address."""
    form, shop = await posted(request), shop_of(request)
    typed = form.get("email", "").strip()
    email = read_email(typed)
    where = address_of(request, shop.settings)
    if email:
        await run_in_threadpool(_mail_leaving, shop, email, where)
    return render(request, "visitor/leave.html", AskPage(typed, sent=True), indexed=False)


def _mail_leaving(shop: Shop, email: str, where: str) -> None:
    with shop.database.write() as conn:
        newsletter.mail_leaving(conn, shop.settings, email, where, shop.clock.now())


@router.get("/unsubscribe/{token}")
async def end_page(request: Request, token: str) -> Response:
    """The link of every newsletter: a button, nothing ends by looking at it."""
    page = TokenPage(token)
    return render(request, "visitor/end.html", page, indexed=False, headers=QUIET)


@router.post("/unsubscribe/{token}")
async def end(request: Request, token: str) -> Response:
    """End it, by the button or by a mail programme's one click (RFC 8058).

    The signed token is all it takes: no cookie, no session; the guard against other sites'
    forms lets it pass (security.py). A token that ends nothing is told the same.
    """
    await run_in_threadpool(_end, shop_of(request), token)
    return render(request, "visitor/end.html", TokenPage("", done=True), indexed=False)


def _end(shop: Shop, token: str) -> None:
    with shop.database.write() as conn:
        known = newsletter.left(conn, shop.settings, token)
        if known is not None:
            now = shop.clock.now()
            newsletter.end(conn, shop.settings, known.email, "unsubscribe link", now)


@router.get("/{lang}/unsubscribe")
async def leave_here(request: Request) -> Response:
    """The address as one might type it."""
    page_language(request)
    return RedirectResponse("/unsubscribe", 303)
