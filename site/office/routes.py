"""Every address of the office and who may use it: one table, walked by a test."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ...store.users import Role
from ..errors import answer_error
from ..posted import Posted, posted
from ..shell import render
from . import inbox, kit, lead, lead_deeds, login, system
from .roles import EVERYBODY, LEADS, SYSTEM
from .visit import Visit, session_of, who

View = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Address:
    """One address behind the login. A POST must bring the session's form token."""

    method: str
    path: str
    view: View
    roles: frozenset[Role]


ADDRESSES = (
    Address("GET", "/office/", inbox.inbox_page, LEADS),
    Address("GET", "/office/leads/{reference}", lead.lead_page, LEADS),
    Address("POST", "/office/leads/{reference}/on-it", lead_deeds.on_it, LEADS),
    Address("POST", "/office/leads/{reference}/answered", lead_deeds.answer, LEADS),
    Address("POST", "/office/leads/{reference}/real", lead_deeds.look_over, LEADS),
    Address("GET", "/office/system", system.system_page, SYSTEM),
    Address("GET", "/office/_kit", kit.kit_page, EVERYBODY),
    Address("POST", "/office/logout", login.leave, EVERYBODY),
)
"""web.md 3.2: the route-permission matrix. The administrator has no business data."""

router = APIRouter(include_in_schema=False)


def _guarded(address: Address) -> Callable[[Request], Awaitable[Response]]:
    """The view behind login, role and (for what changes something) the form token."""

    async def answer(request: Request) -> Response:
        form = await posted(request) if address.method == "POST" else Posted([])
        return await run_in_threadpool(_admit, address, request, form)

    return answer


def _admit(address: Address, request: Request, form: Posted) -> Response:
    session = session_of(request)
    if session is None:
        after = quote(request.url.path, safe="/") if address.method == "GET" else ""
        return RedirectResponse(f"/office/login{'?next=' + after if after else ''}", 303)
    if not session.user.roles & address.roles:
        if address.path == login.HOME:
            return RedirectResponse("/office/system", 303)
        page = who(session)
        return render(request, "office/forbidden.html", page, status=403, indexed=False)
    if address.method == "POST":
        sent = form.get("token", "").encode()
        if not hmac.compare_digest(sent, session.form_token.encode()):
            return answer_error(request, 403)
    return address.view(Visit(request, session, form))


@router.get("/office/login")
def login_form(request: Request) -> Response:
    return login.form(request)


@router.post("/office/login")
async def login_enter(request: Request) -> Response:
    return await run_in_threadpool(login.enter, request, await posted(request))


@router.get("/office")
def door() -> Response:
    return RedirectResponse(login.HOME, 303)


for _address in ADDRESSES:
    router.add_route(_address.path, _guarded(_address), methods=[_address.method])
