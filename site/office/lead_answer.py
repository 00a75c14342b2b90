"""Answering a lead by mail, from its page: what was sent cannot be taken back, so no undo."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from ...leads import answers
from ...leads.turns import one_at_a_time
from ...offers.faults import StoreFault
from ...store import audit
from ..enquiry.sensitive import tells_a_need
from .lead import draw, found
from .visit import Visit


def answer(visit: Visit) -> Response:
    """Send the letter and log it; 422 with a sentence where it will not do."""
    text, speech = visit.form.get("letter", ""), visit.speech
    if tells_a_need(text):
        fault = speech._("Needs of health or belief do not go by mail: please leave them out.")
        return draw(visit, status=422, letter=text, fault=fault)
    try:
        with visit.shop.database.write() as conn:
            one_at_a_time(conn)
            one = found(visit, conn)
            unchanged = answers.opened(visit.shop.settings, one, visit.session.user.name)
            if text.replace("\r\n", "\n").strip() in ("", unchanged.strip()):
                raise StoreFault(speech._("Please write an answer between greeting and name"))
            answers.send(conn, visit.shop.settings, one, text, visit.actor, visit.now)
            audit.note(conn, visit.now, visit.actor, "lead answered by mail", one.reference)
    except StoreFault as fault:
        return draw(visit, status=422, letter=text, fault=str(fault))
    return RedirectResponse(f"/office/leads/{one.reference}", 303)
