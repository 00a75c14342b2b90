"""The client's network address, as far as it can be believed."""

from __future__ import annotations

from starlette.requests import Request

from ..store.settings import Settings


def address_of(request: Request, settings: Settings) -> str:
    """The peer's address, or the one the outermost trusted proxy wrote down (web.md 5.5).

    What stands further left in X-Forwarded-For was sent by the client and proves nothing.
    """
    peer = request.client.host if request.client else ""
    hops = [
        part.strip()
        for line in request.headers.getlist("x-forwarded-for")
        for part in line.split(",")
    ]
    if not settings.trusted_proxies or len(hops) < settings.trusted_proxies:
        return peer
    return hops[-settings.trusted_proxies]
