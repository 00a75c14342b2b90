"""Stays that a visitor saves: a button on the stay's page, listed with all that is remembered."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...leads import behaviour
from ...search.query import Query
from ..posted import posted
from ..shell import page_language, shop_of
from .remembered import has_agreed, noted, visitor_of

_BACK = re.compile(r"/[a-z]{2}/trip/[\w%.~-]+(\?[\w%&=.,+~-]*)?\Z", re.ASCII)
"""Where a saved stay may lead back to: pages of stays, and nowhere else."""


async def change(request: Request) -> Response:
    """Save a stay or let it go; who has not said yes to remembering is asked first."""
    speech, form = page_language(request), await posted(request)
    listed = f"/{speech.lang}/remember"
    if form.get("remove"):
        await run_in_threadpool(_let_go, request, form["remove"])
        return RedirectResponse(f"{listed}#main", 303)
    stay = form.get("stay", "")
    if not await run_in_threadpool(keep, request, stay):
        known = offered(request, stay)
        return RedirectResponse(f"{listed}?save={quote(stay)}" if known else listed, 303)
    back = form.get("back", "")
    return RedirectResponse(back if _BACK.match(back) else f"{listed}#main", 303)


def keep(request: Request, stay: str) -> bool:
    """Save a stay that is offered; False without the visitor's yes, or for any other."""
    if not has_agreed(request) or not offered(request, stay):
        return False
    shop = shop_of(request)
    with shop.database.write() as conn:
        behaviour.save(conn, visitor_of(request), stay, shop.now())
    return True


def offered(request: Request, stay: str) -> bool:
    """Whether there is such a stay now."""
    shop = shop_of(request)
    return bool(stay) and shop.finder.stay(stay, Query(), shop.now()) is not None


def is_saved(request: Request, stay: str) -> bool:
    """Whether this browser's visitor saved the stay."""
    return any(one.kind == "saved" and one.subject == stay for one in noted(request))


def _let_go(request: Request, stay: str) -> None:
    visitor, shop = visitor_of(request), shop_of(request)
    if visitor:
        with shop.database.write() as conn:
            behaviour.unsave(conn, visitor, stay)
