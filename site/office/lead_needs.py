"""A need's words on a lead's page: for who may, after asking, written down each time."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...leads import access, needs
from ...offers.faults import StoreFault
from .lead import draw, found
from .number import number
from .visit import Visit


def show(visit: Visit) -> Response:
    """The page with this one need opened; the reading is audited in the same transaction."""
    with visit.shop.database.write() as conn:
        one = found(visit, conn)
        if one.person_id is None or not access.cares_for(conn, visit.session.user, one.person_id):
            raise HTTPException(404)
        own, asked = needs.masked(conn, one.person_id, visit.now), number(visit)
        if asked not in {need.id for need in own}:
            raise HTTPException(404)
        try:
            text = needs.show(conn, visit.shop.settings, asked, visit.actor, visit.now)
        except StoreFault as fault:
            raise HTTPException(404) from fault
    return draw(visit, shown={asked: text})
