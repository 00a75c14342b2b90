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
        if too_fast(request, request.app.state.machine_pace):
            raise HTTPException(429, headers={"Retry-After": "1"})
        return await view(request)

    return asked


def too_fast(request: Request, pace: Pace) -> bool:
    """Whether the asker's address is over a pace; never where the settings put limits off."""
    settings = shop_of(request).settings
    return settings.limits and not pace.allows(address_of(request, settings))
