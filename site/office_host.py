"""A host of its own for the office (ASVS 3.5.4): what breaks a public page reaches no manager."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

BOTH = ("/static/", "/favicon", "/healthz", "/readyz", "/csp-report", "/manifest.webmanifest")
"""What pages of either host need."""


class OfficeHost:
    """Answer /office on its own host only, and there nothing else; `refuse` draws the 404 page."""

    def __init__(
        self, app: ASGIApp, host: str, refuse: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self.app, self.host, self.refuse = app, host, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.host or self._at_home(scope):
            await self.app(scope, receive, send)
            return
        here = Headers(scope=scope).get("host", "").lower() == self.host
        if here and scope["path"] == "/":
            response: Response = RedirectResponse("/office/", 303)
        else:
            response = await self.refuse(Request(scope, receive))
        await response(scope, receive, send)

    def _at_home(self, scope: Scope) -> bool:
        path: str = scope["path"]
        host = Headers(scope=scope).get("host", "").lower()
        office = path == "/office" or path.startswith("/office/")
        return path.startswith(BOTH) or office == (host == self.host)
