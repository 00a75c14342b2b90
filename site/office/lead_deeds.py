"""What is done with a lead from its page."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads.inbox import accept, answered, claim, lead
from ...store import audit
from .visit import Visit


def on_it(visit: Visit) -> Response:
    """ "I'm on it": holds the lead for 15 minutes."""
    return _done(visit, "claimed")


def answer(visit: Visit) -> Response:
    """The visitor was reached."""
    return _done(visit, "answered")


def look_over(visit: Visit) -> Response:
    """A doubtful enquiry is a real one."""
    return _done(visit, "accepted")


_DEEDS = {"claimed": claim, "answered": answered, "accepted": accept}


def _done(visit: Visit, kind: str) -> Response:
    """Do it and write it into the audit in one transaction, then show the lead."""
    reference = visit.request.path_params["reference"]
    with visit.shop.database.write() as conn:
        if lead(conn, reference) is None:
            raise HTTPException(404)
        done = _DEEDS[kind](conn, reference, visit.actor, visit.now)
        if done:
            audit.note(conn, visit.now, visit.actor, f"lead {kind}", reference)
    refused = "" if done else "?refused=1"
    return RedirectResponse(f"/office/leads/{reference}{refused}", 303)
