"""Logging in and out: argon2id, a code where one is set up, limits, a fresh session each time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import quote

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...store import audit, devices, invitations, rates, second_factor, sessions, users
from ...store.invitations import Purpose
from ...store.mail_address import as_kept
from ...store.sealing import read_ticket, ticket
from ...store.users import User
from ..client import address_of
from ..posted import Posted
from ..shell import Shop, language, render, shop_of
from ..text import Speech, speech_of
from . import account_mail, ended
from .ended import LoginPage
from .roles import SECOND_FACTOR
from .visit import Visit, agent_of, device_of, secret_of, session_of, set_cookie, set_device

HOME = "/office/"
HALF = dt.timedelta(minutes=10)
"""How long after the password the code may come."""
_HALF = "half a login"


@dataclass(frozen=True, slots=True)
class CodePage:
    """The second half: the code of an app, or a recovery code. `half` says whose, sealed."""

    half: str
    after: str
    typed: str
    fault: str = ""


def form(request: Request) -> Response:
    """The login form; who is in already goes on."""
    after = inside(request.query_params.get("next", ""))
    if session_of(request) is not None:
        return RedirectResponse(after or HOME, 303)
    return _page(request, LoginPage(after=after))


def enter(request: Request, sent: Posted) -> Response:
    """Log in: 303 into the office, 401 with one sentence for every wrong pair, 429 for too many.

    Who has a second factor and no trusted device is asked for a code first.
    """
    shop, email = shop_of(request), as_kept(sent.get("email", ""))
    speech, now = speech_of(language(request)), shop.now()
    page = LoginPage(email[:254], inside(sent.get("next", "")), typed=sent.get("typed", ""))
    wait = _spent(request, email)
    if wait is not None:
        return _slower(request, page, speech, wait)
    with shop.database.write() as conn:
        locked = rates.waits(conn, shop.settings, rates.WRONG_BY_MAIL, email, now)
    if locked is not None:
        return _page(request, replace(page, fault=_locked_said(speech)), 429, locked)
    with shop.database.read() as conn:
        user = users.authenticate(conn, email, sent.get("password", ""))
    if user is None:
        _note_wrong(shop, email)
        fault = speech._("E-mail or password is not right.")
        return _page(request, replace(page, fault=fault), 401)
    with shop.database.write() as conn:
        users.renew_hash(conn, user, sent.get("password", ""))
        coded = second_factor.is_set_up(conn, user.id)
        device = devices.find(conn, user.id, device_of(request), now)
    if coded and device is None:
        half = ticket(shop.settings, _HALF, user.id, now)
        return _code_page(request, CodePage(half, page.after, page.typed))
    return _welcome(request, user, page, device)


def enter_code(request: Request, sent: Posted) -> Response:
    """The second half of a login: a code that was not used before; 96 tries a day."""
    shop, speech = shop_of(request), speech_of(language(request))
    now, half = shop.now(), sent.get("half", "")
    user_id = read_ticket(shop.settings, _HALF, half, now, HALF)
    page = CodePage(half, inside(sent.get("next", "")), sent.get("typed", ""))
    with shop.database.read() as conn:
        account = users.account(conn, user_id) if user_id is not None else None
    if account is None or not account.active:
        return RedirectResponse("/office/login", 303)
    user = account.user
    with shop.database.write() as conn:
        wait = rates.spend(conn, shop.settings, rates.CODES_BY_USER, str(user.id), now)
        passed = wait is None and second_factor.passes(
            conn, shop.settings, user.id, sent.get("code", ""), now
        )
        if not passed:
            audit.note(conn, now, user.email, "code refused", "office")
    if wait is not None:
        fault, headers = waiting_said(speech, wait)
        return _code_page(request, replace(page, fault=fault), 429, headers)
    if not passed:
        fault = speech._("This code is not right, or was used before.")
        return _code_page(request, replace(page, fault=fault), 401)
    with shop.database.write() as conn:
        device, secret = None, ""
        if sent.get("trust"):
            device, secret = devices.trust(conn, user.id, agent_of(request), now)
            audit.note(conn, now, user.email, "device trusted", user.email)
    response = _welcome(request, user, LoginPage(after=page.after, typed=page.typed), device)
    if secret:
        set_device(response, shop.settings, secret)
    return response


def leave(visit: Visit) -> Response:
    """Log out: the session ends on the server, not in the browser only."""
    with visit.shop.database.write() as conn:
        sessions.end(conn, secret_of(visit.request), visit.now)
        audit.note(conn, visit.now, visit.actor, "logged out", "office")
    response = RedirectResponse("/office/login", 303)
    set_cookie(response, visit.shop.settings, "")
    return response


def inside(address: str) -> str:
    """The address if it is a plain path of the office, else ""; never another site."""
    plain = address.startswith(HOME) and "\\" not in address and "//" not in address
    return address if plain and address.isprintable() else ""


def waiting_said(speech: Speech, wait: dt.timedelta) -> tuple[str, dict[str, str]]:
    """How long to wait, as a sentence and as the header of a 429."""
    minutes = max(1, ceil(wait.total_seconds() / 60))
    said = speech.ngettext(
        "Too many tries. Please wait %(n)s minute.",
        "Too many tries. Please wait %(n)s minutes.",
        minutes,
    )
    return said, {"Retry-After": str(minutes * 60)}


def _spent(request: Request, email: str) -> dt.timedelta | None:
    """Count this try; how long to wait where there were too many."""
    shop = shop_of(request)
    now, address = shop.now(), address_of(request, shop.settings)
    with shop.database.write() as conn:
        waits = [
            rates.spend(conn, shop.settings, limit, value, now)
            for limit, value in ((rates.LOGIN_BY_MAIL, email), (rates.LOGIN_BY_ADDRESS, address))
        ]
    return max((wait for wait in waits if wait is not None), default=None)


def _note_wrong(shop: Shop, email: str) -> None:
    """Count a wrong password; the one that locks the account sends its user a link to open it."""
    now, limit = shop.now(), rates.WRONG_BY_MAIL
    with shop.database.write() as conn:
        audit.note(conn, now, "", "login refused", "office")
        rates.spend(conn, shop.settings, limit, email, now)
        if rates.waits(conn, shop.settings, limit, email, now) is None:
            return
        account = users.account_of(conn, email)
        if account is not None and account.active:
            token = invitations.invite(conn, account.user.id, Purpose.UNLOCK, now)
            account_mail.send(conn, shop.settings, account.user, Purpose.UNLOCK, token, now)
            audit.note(conn, now, "", "account locked", account.user.email)


def _locked_said(speech: Speech) -> str:
    return speech._(
        "Too many wrong passwords today. If this address belongs to a user, we have sent them a "
        "mail with a link that opens the login again."
    )


def _slower(request: Request, page: LoginPage, speech: Speech, wait: dt.timedelta) -> Response:
    fault, _ = waiting_said(speech, wait)
    return _page(request, replace(page, fault=fault), 429, wait)


def _page(
    request: Request, page: LoginPage, status: int = 200, wait: dt.timedelta | None = None
) -> Response:
    minutes = max(1, ceil(wait.total_seconds() / 60)) if wait else 0
    headers = {"Retry-After": str(minutes * 60)} if minutes else None
    return render(request, "office/login.html", page, status=status, indexed=False, headers=headers)


def _code_page(
    request: Request, page: CodePage, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return render(request, "office/code.html", page, status=status, indexed=False, headers=headers)


def _welcome(request: Request, user: User, page: LoginPage, device: int | None) -> Response:
    """A new session with a new secret; the one the browser came with ends (ASVS 7.2.4)."""
    shop, old = shop_of(request), secret_of(request)
    now = shop.now()
    with shop.database.write() as conn:
        if old:
            sessions.end(conn, old, now)
        secret = sessions.start(conn, user, now, device_id=device, agent=agent_of(request))
        audit.note(conn, now, user.email, "logged in", "office")
        typed = ended.take_back(conn, shop.settings, user, page.typed, now)
        after = typed or page.after or HOME
        if _should_set_up(conn, user):
            after = f"/office/second-factor?next={quote(after, safe='/')}"
    response = RedirectResponse(after, 303)
    set_cookie(response, shop.settings, secret)
    return response


def _should_set_up(conn: sa.Connection, user: User) -> bool:
    return bool(user.roles & SECOND_FACTOR) and not second_factor.is_set_up(conn, user.id)
