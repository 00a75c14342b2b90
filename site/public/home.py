"""Home: the search form, who answers, and where one can go."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..shell import PUBLIC, language, page_language, render


async def door(request: Request) -> Response:
    """Send the visitor to the language their browser asks for (W-90)."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{language(request)}/{query}", 303, {"Vary": "Accept-Language"})


async def page(request: Request) -> Response:
    page_language(request)
    return render(request, "public/home.html", None, keep=PUBLIC)
