"""Machine views: the same answers as data, at a pace one address may keep (web.md 5.5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..client import address_of
from ..shell import shop_of
from .pace import Pace

View = Callable[[Request], Awaitable[Response]]


def paced(view: View) -> View:
    """The view, for addresses that ask no faster than they may; 429 with `Retry-After` for others.

    Programs that read whole catalogues page by page must not slow those who search for themselves.
    """

    async def asked(request: Request) -> Response:
        pace: Pace = request.app.state.machine_pace
        settings = shop_of(request).settings
        if settings.limits and not pace.allows(address_of(request, settings)):
            raise HTTPException(429, headers={"Retry-After": "1"})
        return await view(request)

    return asked
