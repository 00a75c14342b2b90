"""The privacy centre: an address is typed, its mailbox gets a link, behind it all is one's own."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...leads import links, newsletter, people, visitor_mail
from ...leads.enquiry import read_email
from ...leads.links import Link
from ...leads.tables import leads
from ...store import outbox, rates
from ..client import address_of
from ..posted import posted
from ..shell import Shop, languages, page_language, render, shop_of
from ..text import Speech, speech_of
from . import cookies, words
from .holdings import Holdings, holdings
from .newsletter_page import QUIET, dead_link

router = APIRouter(include_in_schema=False)
BY_MAIL = rates.Limit("my-data-mail", 3, rates.ENQUIRY_BY_ADDRESS.period)
BY_ADDRESS = rates.Limit("my-data-address", 10, rates.ENQUIRY_BY_ADDRESS.period)


@dataclass(frozen=True, slots=True)
class DoorPage:
    """Where an address is typed; `sent` says that a mail is on its way, to whomever."""

    email: str = ""
    sent: bool = False
    gone: bool = False
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CentrePage:
    """Everything we hold; `word` is what must be typed to delete it."""

    held: Holdings
    word: str
    languages: tuple[tuple[str, str], ...]
    shown: bool = False
    done: str = ""
    faults: dict[str, str] = field(default_factory=dict)


@router.get("/{lang}/my-data")
async def door(request: Request) -> Response:
    """One's own data where a link was used a moment ago, else the form for an address."""
    speech = page_language(request)
    return await run_in_threadpool(_door, request, shop_of(request), speech)


def _door(request: Request, shop: Shop, speech: Speech) -> Response:
    mine = inside(request, shop)
    if mine is None:
        return render(request, "visitor/my_data.html", DoorPage())
    return centre(request, shop, speech, mine)


def inside(request: Request, shop: Shop) -> Link | None:
    """The living right to see one's data, None without it."""
    secret = cookies.given(request, cookies.CENTRE)
    if not secret:
        return None
    with shop.database.read() as conn:
        found = links.look(conn, secret, "centre", shop.clock.now())
        if found is not None and found.person_id is not None:
            person = people.person(conn, found.person_id)
            if person is None or person.erased_at or person.merged_into_id:
                return None
    return found


def centre(
    request: Request,
    shop: Shop,
    speech: Speech,
    mine: Link,
    *,
    shown: bool = False,
    done: str = "",
    faults: dict[str, str] | None = None,
) -> Response:
    """The page of everything; 422 where something typed on it cannot be."""
    with shop.database.read() as conn:
        held = holdings(conn, shop, speech, mine.subject, mine.person_id, shown)
    page = CentrePage(held, speech._("DELETE"), _languages(request), shown, done, faults or {})
    status = 422 if faults else 200
    return render(request, "visitor/centre.html", page, status=status, indexed=False, headers=QUIET)


def _languages(request: Request) -> tuple[tuple[str, str], ...]:
    offered = languages(shop_of(request).settings)
    return tuple((lang, speech_of(lang).name) for lang in offered)


@router.post("/{lang}/my-data")
async def asked(request: Request) -> Response:
    """Mail the links; the page says the same for every address."""
    speech, form = page_language(request), await posted(request)
    typed = form.get("email", "").strip()
    email = read_email(typed)
    if not email:
        code = "email_unreadable" if typed else "email_missing"
        page = DoorPage(typed, faults={"email": words.fault(code, speech)})
        return render(request, "visitor/my_data.html", page, status=422, indexed=False)
    where = address_of(request, shop_of(request).settings)
    await run_in_threadpool(_mail_links, shop_of(request), speech, email, where)
    return render(request, "visitor/my_data.html", DoorPage(email, sent=True), indexed=False)


def _mail_links(shop: Shop, speech: Speech, email: str, where: str) -> None:
    """One mail to the mailbox, whether we know it or not: so no answer tells which."""
    now, spent = shop.clock.now(), ((BY_MAIL, email), (BY_ADDRESS, where))
    with shop.database.write() as conn:
        waits = [rates.spend(conn, shop.settings, limit, value, now) for limit, value in spent]
        if any(wait is not None for wait in waits):
            return
        found = tuple(
            (name, links.make(conn, "my_data", person_id, email, now))
            for name, person_id in opened_by(conn, email)
        )
        mail = visitor_mail.my_data(shop.settings, email, speech.lang, found)
        key = found[0][1] if found else f"{email}{now.isoformat()}"
        outbox.put(conn, "my_data", newsletter.cause("my_data", key), mail, now)


def opened_by(conn: sa.Connection, email: str) -> tuple[tuple[str, int | None], ...]:
    """Whose data a mailbox opens (name, person): whole where it speaks for the person, else
    (None) only what came from this very mailbox (decision 0025)."""
    known = people.by_contact(conn, email)
    whole = [one for one in known if people.speaks_for(conn, one.id, email)]
    found: list[tuple[str, int | None]] = [(one.name, one.id) for one in whole]
    sent = sa.select(leads.c.id).where(leads.c.email == email).limit(1)
    partly = len(whole) < len(known) or (
        not known
        and (newsletter.subscription(conn, email) or conn.execute(sent).first() is not None)
    )
    return (*found, (email, None)) if partly else tuple(found)


@router.get("/{lang}/my-data/{token}")
async def link_page(request: Request, token: str) -> Response:
    """The link from the mail: a button, for scanners read mails as well."""
    page_language(request)
    return await run_in_threadpool(_link_page, request, shop_of(request), token)


def _link_page(request: Request, shop: Shop, token: str) -> Response:
    with shop.database.read() as conn:
        link = links.look(conn, token, "my_data", shop.clock.now())
    if link is None:
        return dead_link(request)
    return render(request, "visitor/my_data_link.html", token, indexed=False, headers=QUIET)


@router.post("/{lang}/my-data/{token}")
async def open_link(request: Request, token: str) -> Response:
    """Use the link, this once: half an hour with one's own data, in this browser."""
    speech = page_language(request)
    return await run_in_threadpool(_open_link, request, shop_of(request), speech, token)


def _open_link(request: Request, shop: Shop, speech: Speech, token: str) -> Response:
    now = shop.clock.now()
    with shop.database.write() as conn:
        link = links.use(conn, token, "my_data", now)
        if link is None:
            return dead_link(request)
        secret = links.make(conn, "centre", link.person_id, link.subject, now)
    answer = RedirectResponse(f"/{speech.lang}/my-data", 303)
    cookies.give(answer, shop.settings, cookies.CENTRE, secret)
    return answer
