"""What every answer carries and every request must show: headers (web.md 5.3) and CSRF (5.4)."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REPORTS = "/csp-report"
ONE_CLICK = "/unsubscribe/"
"""Below it a signed token is enough: mail programmes end a newsletter from there (RFC 8058)."""

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types htmx; report-uri " + REPORTS
)
_ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class SecurityHeaders:
    """Give each request an id and a fresh nonce, and each answer the headers of web.md 5.3.

    A handler's own header wins. The office is told apart by its path: it keeps no copies
    and sends no referrer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["nonce"] = secrets.token_urlsafe(16)
        state["request_id"] = secrets.token_hex(6)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _put(MutableHeaders(scope=message), scope["path"], state, message["status"])
            await send(message)

        await self.app(scope, receive, guarded)


def _put(headers: MutableHeaders, path: str, state: dict[str, str], status: int) -> None:
    office = path.startswith("/office")
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault(
        "Referrer-Policy", "no-referrer" if office else "strict-origin-when-cross-origin"
    )
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("X-Request-Id", state["request_id"])
    if status != 304:  # a new nonce on a kept page would stop its scripts
        policy = _POLICY.format(nonce=state["nonce"])
        headers.setdefault("Content-Security-Policy", policy)


def crosses_site(method: str, headers: Headers, own: tuple[str, ...]) -> bool:
    """Whether a request that changes something was sent by another site's page (web.md 5.4).

    `own` are this site's origins: the one asked, and the one visitors type (a proxy may end TLS).
    """
    if method in SAFE_METHODS:
        return False
    fetched_by = headers.get("sec-fetch-site")
    if fetched_by is not None:
        return fetched_by not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:  # no browser: it carries no cookie of somebody else
        return False
    return _triple(origin) not in {_triple(one) for one in own}


def _triple(origin: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(origin)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ("", "", None)
    return (parts.scheme, parts.hostname or "", port)


class CrossSiteGuard:
    """Refuse a changing request that another site's page sent; `refuse` draws the 403 page.

    The browser's own violation reports change nothing but a counter and pass; so does whatever
    brings a signed token that ends a newsletter.
    """

    def __init__(
        self,
        app: ASGIApp,
        homes: tuple[str, ...],
        refuse: Callable[[Request], Awaitable[Response]],
    ) -> None:
        self.app = app
        self.homes = homes
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _open_to_others(scope["path"]):
            headers = Headers(scope=scope)
            here = f"{scope['scheme']}://{headers.get('host', '')}"
            if crosses_site(scope["method"], headers, (here, *self.homes)):
                response = await self.refuse(Request(scope, receive))
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _open_to_others(path: str) -> bool:
    return path == REPORTS or path.startswith(ONE_CLICK)


def safe_url(address: str) -> str:
    """The address if it leads to a plain web page, else "" (web.md 5.7: Jinja lets all pass)."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return address.strip() if plain else ""
