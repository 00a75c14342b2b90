"""Taking back what was just done."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from ...leads import undo
from ...store import audit
from .login import HOME, inside
from .visit import Visit


def take_back(visit: Visit) -> Response:
    """Undo one change of one's own, and show the page it was done on."""
    named = visit.form.get("undo", "")
    with visit.shop.database.write() as conn:
        what = undo.said(conn, named)
        became = undo.undo(conn, named, visit.actor, visit.now)
        if became is undo.Undone.DONE:
            audit.note(conn, visit.now, visit.actor, "undone", what)
    page = inside(visit.form.get("next", "")).partition("?")[0] or HOME
    return RedirectResponse(f"{page}?undone={became}", 303)
