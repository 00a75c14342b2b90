"""The inbox: every lead in lists."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from ...leads.inbox import Inbox, Show, inbox
from ...store import outbox
from ..shell import render
from ..text import Speech
from .lead_line import Line, line_of
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class View:
    """One of the inbox's lists, with how many stand in it."""

    name: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox."""

    who: Who
    views: tuple[View, ...]
    lines: tuple[Line, ...]
    before: str
    after: str
    mail_waits: int


def inbox_page(visit: Visit) -> Response:
    """The list: newest first, what is late said in words."""
    said = visit.request.query_params
    show = Show(said["show"]) if said.get("show") in set(Show) else Show.OPEN
    number = int(said["page"]) if said.get("page", "").isdecimal() else 1
    with visit.shop.database.read() as conn:
        found = inbox(conn, show, min(number, 100_000))
    page = InboxPage(
        who=who(visit.session),
        views=_views(found, visit.speech),
        lines=tuple(line_of(one, visit) for one in found.leads),
        before=_address(show, found.page - 1) if found.page > 1 else "",
        after=_address(show, found.page + 1) if found.page < found.pages else "",
        mail_waits=outbox.waiting(visit.shop.database),
    )
    return render(visit.request, "office/inbox.html", page, indexed=False)


def _address(show: Show, page: int = 1) -> str:
    return f"/office/?show={show}" + (f"&page={page}" if page > 1 else "")


def _views(found: Inbox, speech: Speech) -> tuple[View, ...]:
    _ = speech._
    names = {
        Show.OPEN: _("Open"),
        Show.REVIEW: _("To check"),
        Show.ANSWERED: _("Answered"),
        Show.ALL: _("All"),
    }
    return tuple(
        View(name, found.counts[show], _address(show), show is found.show)
        for show, name in names.items()
    )
