"""What the visitor let us remember: the cookie after a yes, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from starlette.requests import Request
from starlette.responses import Response

from ...leads import behaviour
from ...leads.behaviour import Noted
from ...offers.faults import StoreFault
from ...store.settings import Settings
from ..shell import shop_of
from ..text import Speech

log = structlog.get_logger("fairwind.behaviour")


def cookie_name(settings: Settings) -> str:
    """`__Host-v`; without its prefix on plain loopback, where no cookie can be Secure."""
    return "__Host-v" if settings.base_address.startswith("https:") else "v"


def set_cookie(response: Response, settings: Settings, key: str) -> None:
    """Give the browser its key; "" takes it away."""
    lasts = int(behaviour.KEPT.total_seconds())
    response.set_cookie(
        cookie_name(settings),
        key,
        max_age=lasts if key else 0,
        path="/",
        secure=settings.base_address.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def visitor_of(request: Request) -> str:
    """The name under which this browser's key is kept, "" without a cookie."""
    settings = shop_of(request).settings
    return behaviour.visitor_of(settings, request.cookies.get(cookie_name(settings), ""))


def note_visit(request: Request, ids: Sequence[str] = ()) -> bool:
    """Note that the visitor came back and what they compare; whether they let us.

    Nothing without their yes. A store that is away is no reason to keep back the page.
    """
    if not has_agreed(request):
        return False
    visitor, shop = visitor_of(request), shop_of(request)
    try:
        with shop.database.write() as conn:
            behaviour.came(conn, visitor, shop.now())
            behaviour.compared(conn, visitor, tuple(ids), shop.now())
    except StoreFault as fault:
        log.warning("visit not noted", fault=str(fault))
    return True


def noted(request: Request) -> tuple[Noted, ...]:
    """What is remembered of this browser; nothing where the store is away."""
    visitor = visitor_of(request)
    if not visitor:
        return ()
    try:
        with shop_of(request).database.read() as conn:
            return behaviour.of(conn, visitor)
    except StoreFault:
        return ()


def has_agreed(request: Request) -> bool:
    """Whether this browser's visitor said yes."""
    visitor, shop = visitor_of(request), shop_of(request)
    if not visitor:
        return False
    try:
        with shop.database.read() as conn:
            return behaviour.agreed(conn, visitor, shop.now())
    except StoreFault:
        return False


def remembered_said(request: Request, speech: Speech) -> str:
    """What would go along with a question, in one sentence; "" for nothing."""
    found = noted(request)
    parts = []
    if stays := {one.subject for one in found if one.kind == "compared"}:
        parts.append(speech.ngettext("%(n)s stay compared", "%(n)s stays compared", len(stays)))
    if stays := {one.subject for one in found if one.kind == "saved"}:
        parts.append(speech.ngettext("%(n)s stay saved", "%(n)s stays saved", len(stays)))
    zone = shop_of(request).settings.zone
    if days := {one.at.astimezone(zone).date() for one in found if one.kind == "returned"}:
        said = speech.listed([speech.day(day) for day in sorted(days)])
        parts.append(speech._("came back on %(days)s", days=said))
    if not parts:
        return ""
    return speech._("What this site remembers: %(what)s", what=", ".join(parts))
