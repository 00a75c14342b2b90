"""Ask again now: a manager asks the operator for the price that a lead saw."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from ...catalog.price_checks import Cause
from ...search.query import Query
from ...store import audit
from .. import price_again
from ..price_again import Wanted
from .lead import found
from .lead_price import now_of
from .visit import Visit


def ask_price(visit: Visit) -> Response:
    """Ask for the offer of the lead; what came of it stands beside the price on its page."""
    with visit.shop.database.read() as conn:
        one = found(visit, conn)
    seen = one.offer
    quote = now_of(seen, visit.shop) if seen else None
    if seen and quote:
        party = seen.party or Query().party
        wanted = Wanted(quote, party, seen.product_id, Cause.OFFICE, visit.actor, one.id)
        way, _check = price_again.again(visit.shop, wanted)
        with visit.shop.database.write() as conn:
            audit.note(conn, visit.now, visit.actor, "price asked", one.reference, way=way.value)
    return RedirectResponse(f"/office/leads/{one.reference}#price", 303)
