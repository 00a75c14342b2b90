"""The door of the office: login, second factor, role, form token and, where it weighs, a fresh
proof of who sits there; what was typed when the door closed is kept."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...leads import drafts, undo
from ...store.sessions import Session
from ...store.users import Role
from ..errors import answer_error
from ..posted import Posted, posted
from ..shell import render, shop_of
from . import ended
from .imports_upload import uploaded
from .roles import SECOND_FACTOR
from .visit import Visit, session_of, who

View = Callable[[Visit], Response]
SETTING_UP = ("/office/second-factor", "/office/logout")
"""What is open to somebody who has yet to set up the second factor that the agency requires."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address behind the login. A POST must bring the session's form token; with `proof` its
    visitor gave a password or code in the last ten minutes; with `upload` it may bring a file."""

    method: str
    path: str
    view: View
    roles: frozenset[Role]
    proof: bool = False
    upload: bool = False


def guarded(address: Address) -> Callable[[Request], Awaitable[Response]]:
    """The view of an address, behind the door."""

    async def answer(request: Request) -> Response:
        form = await _form(address, request)
        return await run_in_threadpool(_admit, address, request, form)

    return answer


async def _form(address: Address, request: Request) -> Posted:
    """What was sent; a file of nobody we let in is not even read."""
    if address.method != "POST":
        return Posted([])
    if not address.upload:
        return await posted(request)
    session = await run_in_threadpool(session_of, request)
    if session is None or not session.user.roles & address.roles:
        return Posted([])
    return await uploaded(request)


def _admit(address: Address, request: Request, form: Posted) -> Response:
    session = session_of(request)
    if session is None:
        return _outside(address, request, form)
    if _must_set_up(request, session) and not address.path.startswith(SETTING_UP):
        return RedirectResponse("/office/second-factor", 303)
    if not session.user.roles & address.roles:
        return _not_for_role(address, request, session)
    if address.method == "POST" and not _own_form(session, form):
        return answer_error(request, 403)
    visit = Visit(request, session, form)
    if address.proof and not session.proved(visit.now):
        return _prove_first(visit)
    _offer_undo(visit)
    response = address.view(visit)
    if address.method == "POST" and response.status_code == 303:
        _forget_draft(visit)
    return response


def _outside(address: Address, request: Request, form: Posted) -> Response:
    """To the login; what a form brought after the session's end is not lost."""
    if address.method == "POST":
        return ended.login_again(request, form)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/office/login?next={quote(asked, safe='/')}", 303)


def _must_set_up(request: Request, session: Session) -> bool:
    settings = shop_of(request).settings
    due = not session.second_factor and bool(session.user.roles & SECOND_FACTOR)
    return due and settings.second_factor == "require"


def _not_for_role(address: Address, request: Request, session: Session) -> Response:
    """403; at the first page of the office to what this role works with."""
    if address.path == "/office/":
        page = "/office/system" if Role.ADMIN in session.user.roles else "/office/privacy"
        return RedirectResponse(page, 303)
    seen = who(session)
    return render(request, "office/forbidden.html", seen, status=403, indexed=False)


def _own_form(session: Session, form: Posted) -> bool:
    sent = form.get("token", "").encode()
    return hmac.compare_digest(sent, session.form_token.encode())


def _prove_first(visit: Visit) -> Response:
    """Ask for the password or a code; afterwards the form is there again, to be sent."""
    path = visit.request.url.path
    if visit.request.method != "POST":
        return RedirectResponse(f"/office/prove?next={quote(path, safe='/')}", 303)
    with visit.shop.database.write() as conn:
        user = visit.session.user.id
        kept = drafts.keep(conn, user, path, ended.pairs(visit.form), visit.now)
    after = f"/office/drafts/{kept}" if kept is not None else ""
    return RedirectResponse(f"/office/prove?next={after}", 303)


def _offer_undo(visit: Visit) -> None:
    """Let the frame offer to take back what was just done, if it was done by this visitor."""
    asked, state = visit.request.query_params, visit.request.scope["state"]
    named = asked.get("undo", "")
    if named:
        with visit.shop.database.read() as conn:
            if undo.offered(conn, named, visit.actor, visit.now):
                state["undo"] = named
    said = asked.get("undone", "")
    state["undone"] = said if said in set(undo.Undone) else ""


def _forget_draft(visit: Visit) -> None:
    """A form that was taken needs its draft no more."""
    user, path = visit.session.user.id, visit.request.url.path
    with visit.shop.database.read() as conn:
        kept = drafts.of(conn, user, path)
    if kept is not None:
        with visit.shop.database.write() as conn:
            drafts.discard(conn, user, path)
