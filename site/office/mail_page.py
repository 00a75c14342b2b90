"""Mail as the office sees it: what waits, what failed and why; sent again or given up by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...store import audit, outbox_kept
from ...store.mail_words import words
from ...store.outbox_kept import Kept, MailState
from ..shell import render
from ..text import Speech
from .moments import moment_said
from .number import number
from .roles import TEAM
from .visit import Visit, Who, who

_SECRET = re.compile(r"(https?://[^\s\"'<>]*?[/=])[\w.\-]{20,}[^\s\"'<>]*")
"""A link that opens somebody's own page or login: not for whoever looks at the mail here."""
_ADDRESS = re.compile(r"[^\s<>@:;,]+@[^\s<>@:;,]+")


@dataclass(frozen=True, slots=True)
class Tab:
    """The mails in one state."""

    name: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail; readers and subject are for those who answer for all leads."""

    id: int
    kind: str
    subject: str
    to: str
    state: str
    when: str
    tries: int
    fault: str
    unsettled: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """The list."""

    who: Who
    tabs: tuple[Tab, ...]
    lines: tuple[MailLine, ...]
    before: str
    after: str
    reads: bool


@dataclass(frozen=True, slots=True)
class OneMailPage:
    """One mail, with its text for those who answer for all leads."""

    who: Who
    line: MailLine
    message_id: str
    text: tuple[str, ...]
    emptied: bool
    open: bool
    given_up: bool
    reads: bool


def mail_page(visit: Visit) -> Response:
    """The list of one state; without a choice, of the first state in which something is stuck."""
    asked = visit.request.query_params
    number = min(int(asked["page"]), 10_000) if asked.get("page", "").isdecimal() else 1
    with visit.shop.database.read() as conn:
        counts = outbox_kept.counts(conn)
        state = _chosen(asked.get("state", ""), counts)
        found = outbox_kept.kept(conn, state, max(1, number))
    full = counts[state] > outbox_kept.PAGE * number
    page = MailPage(
        who=who(visit.session),
        tabs=tuple(
            Tab(name, counts[one], _address(one), one is state)
            for one, name in _names(visit.speech).items()
        ),
        lines=tuple(_line(one, visit) for one in found),
        before=_address(state, number - 1) if number > 1 else "",
        after=_address(state, number + 1) if full else "",
        reads=_reads(visit),
    )
    return render(visit.request, "office/mail.html", page, indexed=False)


def one_mail(visit: Visit) -> Response:
    """One mail; links that open somebody's own page are not shown."""
    found = _found(visit)
    reads = _reads(visit)
    text = _SECRET.sub(r"\1…", words(found.message).text) if reads else ""
    page = OneMailPage(
        who=who(visit.session),
        line=_line(found, visit),
        message_id=found.message_id,
        text=tuple(text.splitlines()),
        emptied=found.emptied,
        open=found.sent_at is None,
        given_up=found.given_up_at is not None,
        reads=reads,
    )
    return render(visit.request, "office/mail_one.html", page, indexed=False)


def send_again(visit: Visit) -> Response:
    """With the next turn, under the same Message-ID."""
    found = _found(visit)
    with visit.shop.database.write() as conn:
        if outbox_kept.again(conn, found.id, visit.now):
            audit.note(conn, visit.now, visit.actor, "mail sent again", f"mail:{found.id}")
    return RedirectResponse(f"/office/mail/{found.id}", 303)


def give_up(visit: Visit) -> Response:
    """No more tries."""
    found = _found(visit)
    with visit.shop.database.write() as conn:
        if outbox_kept.give_up(conn, found.id, visit.now):
            audit.note(conn, visit.now, visit.actor, "mail given up", f"mail:{found.id}")
    return RedirectResponse(f"/office/mail/{found.id}", 303)


def _found(visit: Visit) -> Kept:
    with visit.shop.database.read() as conn:
        found = outbox_kept.one(conn, number(visit))
    if found is None:
        raise HTTPException(404)
    return found


def _reads(visit: Visit) -> bool:
    return bool(visit.session.user.roles & TEAM)


def _chosen(asked: str, counts: dict[MailState, int]) -> MailState:
    if asked in set(MailState):
        return MailState(asked)
    stuck = (MailState.UNSETTLED, MailState.FAILED, MailState.GIVEN_UP)
    return next((one for one in stuck if counts[one]), MailState.WAITING)


def _address(state: MailState, page: int = 1) -> str:
    return f"/office/mail?state={state}" + (f"&page={page}" if page > 1 else "")


def _names(speech: Speech) -> dict[MailState, str]:
    _ = speech._
    return {
        MailState.WAITING: _("Waiting"),
        MailState.FAILED: _("Failed, tried again"),
        MailState.UNSETTLED: _("Not known whether it arrived"),
        MailState.GIVEN_UP: _("Given up"),
        MailState.SENT: _("Sent"),
    }


def _line(found: Kept, visit: Visit) -> MailLine:
    said, reads = words(found.message), _reads(visit)
    return MailLine(
        id=found.id,
        kind=found.kind,
        subject=said.subject if reads else "",
        to=", ".join(said.to) if reads else "",
        state=_names(visit.speech)[found.state],
        when=moment_said(visit, found.sent_at or found.created_at),
        tries=found.attempts,
        fault=found.fault if reads else _ADDRESS.sub("…", found.fault),
        unsettled=found.unsettled_at is not None,
    )
