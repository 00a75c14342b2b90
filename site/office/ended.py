"""After the session's end: what a form brought waits, sealed, until its writer has logged in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...leads import drafts
from ...store import sessions
from ...store.sealing import read_ticket, ticket
from ...store.settings import Settings
from ...store.users import User
from ..posted import Posted
from ..shell import language, render, shop_of
from ..text import speech_of
from .visit import secret_of

LASTS = dt.timedelta(hours=12)
_PURPOSE = "typed"


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form; `fault` says why the last try was refused, `typed` carries what was not sent."""

    email: str = ""
    after: str = ""
    fault: str = ""
    typed: str = ""
    note: str = ""


def login_again(request: Request, form: Posted) -> Response:
    """The login with what was typed, for whoever's session it was; else to the plain login."""
    shop, secret = shop_of(request), secret_of(request)
    with shop.database.read() as conn:
        user = sessions.last_user(conn, secret) if secret else None
    fields = drafts.fit(request.url.path, pairs(form))
    if user is None or not any(value for _, value in fields):
        return RedirectResponse("/office/login", 303)
    said = {"user": user, "form": request.url.path, "fields": fields}
    note = speech_of(language(request))._(
        "Your session has ended. What you typed is kept: log in and send it."
    )
    page = LoginPage(typed=ticket(shop.settings, _PURPOSE, said, shop.now()), note=note)
    return render(request, "office/login.html", page, status=401, indexed=False)


def take_back(
    conn: sa.Connection, settings: Settings, user: User, typed: str, now: dt.datetime
) -> str:
    """Keep what was typed as a draft of its writer: its address, "" for nobody's."""
    said = read_ticket(settings, _PURPOSE, typed, now, LASTS) if typed else None
    if said is None or said["user"] != user.id:
        return ""
    fields = [(name, value) for name, value in said["fields"]]
    kept = drafts.keep(conn, user.id, said["form"], fields, now)
    return f"/office/drafts/{kept}" if kept is not None else ""


def pairs(form: Posted) -> list[tuple[str, str]]:
    """All that a form brought, a field sent twice as two."""
    return [(name, value) for name in form for value in form.all(name)]
