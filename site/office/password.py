"""Links that a mail brought: choosing a password, opening a locked login; and asking for one."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...offers.faults import StoreFault
from ...store import audit, devices, invitations, rates, sessions, users
from ...store.invitations import Purpose
from ...store.mail_address import as_kept
from ..client import address_of
from ..posted import Posted
from ..shell import language, render, shop_of
from ..text import speech_of
from . import account_mail

PASSWORD = frozenset({Purpose.INVITE, Purpose.RESET})


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    """Asks for the address, and says the same whether it is a user's or not."""

    asked: bool


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Asks for a new password, for the user of a link."""

    email: str
    token: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class UnlockPage:
    """Asks to open a locked login."""

    token: str


def forgotten(request: Request) -> Response:
    """The form, or what is said after it."""
    page = ForgottenPage(request.query_params.get("asked") == "1")
    return render(request, "office/forgotten.html", page, indexed=False)


def ask(request: Request, sent: Posted) -> Response:
    """Mail a link to the user of this address; whoever asks learns nothing about it."""
    shop, email = shop_of(request), as_kept(sent.get("email", ""))[:254]
    now, settings = shop.now(), shop.settings
    with shop.database.write() as conn:
        waits = [
            rates.spend(conn, settings, rates.RESET_BY_MAIL, email, now),
            rates.spend(conn, settings, rates.RESET_BY_ADDRESS, address_of(request, settings), now),
        ]
        account = users.account_of(conn, email)
        if account is not None and account.active and waits == [None, None]:
            token = invitations.invite(conn, account.user.id, Purpose.RESET, now)
            account_mail.send(conn, settings, account.user, Purpose.RESET, token, now)
            audit.note(conn, now, "", "password link asked for", account.user.email)
    return RedirectResponse("/office/forgotten?asked=1", 303)


def choose_page(request: Request) -> Response:
    """The form of a live link; 404 for any other."""
    email = _email(request, PASSWORD)
    return _choose(request, PasswordPage(email, request.path_params["token"]))


def choose(request: Request, sent: Posted) -> Response:
    """Set the password and end every session; the link is used up."""
    shop, token = shop_of(request), request.path_params["token"]
    email, now = _email(request, PASSWORD), shop.now()
    try:
        with shop.database.write() as conn:
            used = next(
                filter(None, (invitations.use(conn, token, one, now) for one in PASSWORD)), None
            )
            account = users.account(conn, used) if used is not None else None
            if account is None:
                raise HTTPException(404)
            users.set_password(conn, account.user.id, sent.get("new_password", ""))
            sessions.end_all(conn, account.user, now)
            devices.end_all(conn, account.user.id, now)
            rates.forgive(conn, shop.settings, rates.WRONG_BY_MAIL, email)
            audit.note(conn, now, email, "password set", email)
    except StoreFault:
        fault = speech_of(language(request))._(
            "Please take another password: 12 characters or more, and nothing that many people use."
        )
        return _choose(request, PasswordPage(email, token, fault), 422)
    return RedirectResponse("/office/login", 303)


def unlock_page(request: Request) -> Response:
    """The button of a live link; 404 for any other."""
    _email(request, frozenset({Purpose.UNLOCK}))
    page = UnlockPage(request.path_params["token"])
    return render(request, "office/unlock.html", page, indexed=False)


def unlock(request: Request, sent: Posted) -> Response:
    """Open the login again; the link is used up."""
    shop, token = shop_of(request), request.path_params["token"]
    email = _email(request, frozenset({Purpose.UNLOCK}))
    with shop.database.write() as conn:
        if invitations.use(conn, token, Purpose.UNLOCK, shop.now()) is None:
            raise HTTPException(404)
        rates.forgive(conn, shop.settings, rates.WRONG_BY_MAIL, email)
        rates.forgive(conn, shop.settings, rates.LOGIN_BY_MAIL, email)
        audit.note(conn, shop.now(), email, "login unlocked", email)
    return RedirectResponse("/office/login", 303)


def _email(request: Request, purposes: frozenset[Purpose]) -> str:
    """The address of a live link's user; 404 where it is not live."""
    shop, token = shop_of(request), request.path_params["token"]
    with shop.database.read() as conn:
        found = invitations.whose(conn, token, purposes, shop.now())
        account = users.account(conn, found[0]) if found else None
    if account is None:
        raise HTTPException(404)
    return account.user.email


def _choose(request: Request, page: PasswordPage, status: int = 200) -> Response:
    return render(request, "office/password.html", page, status=status, indexed=False)
