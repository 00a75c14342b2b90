"""Logging in and out: argon2id, limits by address and mail, a fresh session each time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...store import audit, rates, sessions, users
from ...store.users import User
from ..client import address_of
from ..posted import Posted
from ..shell import language, render, shop_of
from ..text import speech_of
from .visit import Visit, secret_of, session_of, set_cookie

HOME = "/office/"


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form; `fault` says why the last try was refused."""

    email: str = ""
    after: str = ""
    fault: str = ""


def form(request: Request) -> Response:
    """The login form; who is in already goes on."""
    after = _inside(request.query_params.get("next", ""))
    if session_of(request) is not None:
        return RedirectResponse(after or HOME, 303)
    return render(request, "office/login.html", LoginPage(after=after), indexed=False)


def enter(request: Request, sent: Posted) -> Response:
    """Log in: 303 into the office, 401 with one sentence for every wrong pair, 429 for too many."""
    shop, email = shop_of(request), sent.get("email", "").strip().lower()
    speech = speech_of(language(request))
    wait = _spent(request, email)
    if wait is not None:
        minutes = max(1, ceil(wait.total_seconds() / 60))
        fault = speech.ngettext(
            "Too many tries. Please wait %(n)s minute.",
            "Too many tries. Please wait %(n)s minutes.",
            minutes,
        )
        return _refused(request, sent, fault, 429, {"Retry-After": str(minutes * 60)})
    with shop.database.read() as conn:
        user = users.authenticate(conn, email, sent.get("password", ""))
    if user is None:
        with shop.database.write() as conn:
            audit.note(conn, shop.now(), "", "login refused", "office")
        fault = speech._("E-mail or password is not right.")
        return _refused(request, sent, fault, 401)
    return _welcome(request, user, sent)


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


def _refused(
    request: Request,
    sent: Posted,
    fault: str,
    status: int,
    headers: dict[str, str] | None = None,
) -> Response:
    page = LoginPage(sent.get("email", "")[:254], _inside(sent.get("next", "")), fault)
    return render(request, "office/login.html", page, status=status, indexed=False, headers=headers)


def _welcome(request: Request, user: User, sent: Posted) -> Response:
    """A new session with a new secret; the one the browser came with ends (ASVS 7.2.4)."""
    shop, old = shop_of(request), secret_of(request)
    with shop.database.write() as conn:
        if old:
            sessions.end(conn, old, shop.now())
        users.renew_hash(conn, user, sent.get("password", ""))
        secret = sessions.start(conn, user, shop.now())
        audit.note(conn, shop.now(), user.email, "logged in", "office")
    response = RedirectResponse(_inside(sent.get("next", "")) or HOME, 303)
    set_cookie(response, shop.settings, secret)
    return response


def leave(visit: Visit) -> Response:
    """Log out: the session ends on the server, not in the browser only."""
    with visit.shop.database.write() as conn:
        sessions.end(conn, secret_of(visit.request), visit.now)
        audit.note(conn, visit.now, visit.actor, "logged out", "office")
    response = RedirectResponse("/office/login", 303)
    set_cookie(response, visit.shop.settings, "")
    return response


def _inside(address: str) -> str:
    """The address if it is a plain path of the office, else ""; never another site."""
    plain = address.startswith(HOME) and "\\" not in address and "//" not in address
    return address if plain and address.isprintable() else ""
