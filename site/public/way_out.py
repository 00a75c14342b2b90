"""/go/{offer}: the one door through which a visitor leaves for an operator (W-37)."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ...offers import Party
from ..shell import shop_of
from ..sources import way_out


async def go(request: Request) -> Response:
    """Lead to the operator's page of an offer; 404 where we sell it or the host is not its own."""
    shop = shop_of(request)
    quote = shop.finder.quote(request.path_params["key"], Party(2))
    if quote is None:
        raise HTTPException(404)
    address = way_out(quote.offer, shop.sources.of(quote.offer.ref.source))
    if not address:
        raise HTTPException(404)
    return RedirectResponse(
        address, 303, {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow"}
    )
