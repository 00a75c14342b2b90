"""Small files under names that programs know: security.txt, humans.txt, the app manifest."""

from __future__ import annotations

import datetime as dt

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ..shell import language, languages, shop_of

KEEP = {"Cache-Control": "public, max-age=86400"}
VALID_DAYS = 180
"""RFC 9116 wants a date less than a year ahead; the page is written anew at each request."""


async def security(request: Request) -> Response:
    """Whom to tell of a hole (RFC 9116); no page where the agency names no mail of its own."""
    shop = shop_of(request)
    settings = shop.settings
    until = (shop.now().astimezone(dt.UTC) + dt.timedelta(days=VALID_DAYS)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    mail = settings.agency_mail or settings.sender
    if not mail:
        raise HTTPException(404)
    lines = [
        f"Contact: mailto:{mail}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages(settings))}",
        f"Canonical: {settings.base_address}/.well-known/security.txt",
    ]
    return PlainTextResponse("\n".join(lines) + "\n", headers=KEEP)


async def humans(request: Request) -> Response:
    """Who is behind the site."""
    agency = shop_of(request).settings.agency_name
    return PlainTextResponse(f"Agency: {agency}\nSoftware: Fairwind\n", headers=KEEP)


async def manifest(request: Request) -> Response:
    """Name, colours and mark for a home screen; no service worker, for stale prices mislead."""
    settings = shop_of(request).settings
    said = {
        "name": settings.agency_name,
        "short_name": settings.agency_name[:12],
        "lang": language(request),
        "start_url": f"/{language(request)}/",
        "display": "browser",
        "background_color": "#F7F5F0",
        "theme_color": "#0B5C6B",
        "icons": [{"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return JSONResponse(said, media_type="application/manifest+json", headers=KEEP)
