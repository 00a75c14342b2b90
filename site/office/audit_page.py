"""The audit to be searched: who did what to which thing, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from ...store import audit
from ...store.audit import PAGE, Entry, Search
from ...store.database import Database
from ..shell import render
from .csv_out import csv_answer
from .moments import moment_said
from .visit import Visit, Who, who

_FIELDS = ("actor", "action", "subject", "from", "to")


@dataclass(frozen=True, slots=True)
class Line:
    """One deed."""

    at: str
    actor: str
    action: str
    subject: str
    facts: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What was found, with the search as it was asked."""

    who: Who
    asked: dict[str, str]
    actions: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    count: int
    page: int
    before: str
    after: str


def audit_page(visit: Visit) -> Response:
    """One page of what was looked for, the newest first."""
    said = visit.request.query_params
    asked = {name: said.get(name, "")[:254] for name in _FIELDS}
    number = int(said["page"]) if said.get("page", "").isdecimal() else 1
    number = min(max(number, 1), 100_000)
    with visit.shop.database.read() as conn:
        entries, count = audit.found(conn, _search(visit, asked), number)
        actions = audit.actions(conn)
    page = AuditPage(
        who=who(visit.session),
        asked=asked,
        actions=(("", visit.speech._("any")), *((one, one) for one in actions)),
        lines=tuple(_line(visit, entry) for entry in entries),
        count=count,
        page=number,
        before=_address(asked, number - 1) if number > 1 else "",
        after=_address(asked, number + 1) if number * PAGE < count else "",
    )
    return render(visit.request, "office/audit.html", page, indexed=False)


def export(visit: Visit) -> Response:
    """All that was looked for as CSV; that it was exported stands in the audit as well."""
    asked = {name: visit.form.get(name, "")[:254] for name in _FIELDS}
    search = _search(visit, asked)
    with visit.shop.database.write() as conn:
        kept = {f"by_{name}": value for name, value in asked.items() if value}
        audit.note(conn, visit.now, visit.actor, "audit exported", "audit", **kept)
    header = ("at", "actor", "action", "subject", "facts")
    return csv_answer("audit.csv", header, _rows(visit.shop.database, search))


def _rows(database: Database, search: Search) -> Iterator[tuple[str, ...]]:
    with database.read() as conn:
        for entry in audit.all_found(conn, search):
            at = entry.at.isoformat(timespec="seconds")
            yield at, entry.actor, entry.action, entry.subject, _facts(entry)


def _search(visit: Visit, asked: dict[str, str]) -> Search:
    until = _midnight(visit, asked["to"])
    return Search(
        actor=asked["actor"].strip(),
        action=asked["action"],
        subject=asked["subject"].strip(),
        from_=_midnight(visit, asked["from"]),
        to=until + dt.timedelta(days=1) if until else None,
    )


def _midnight(visit: Visit, said: str) -> dt.datetime | None:
    """The beginning of a day in the agency's zone; None where no day is said."""
    try:
        day = dt.date.fromisoformat(said)
    except ValueError:
        return None
    if not 2000 <= day.year < 2200:
        return None
    return dt.datetime.combine(day, dt.time(), visit.shop.settings.zone)


def _line(visit: Visit, entry: Entry) -> Line:
    at = moment_said(visit, entry.at)
    return Line(at, entry.actor, entry.action, entry.subject, _facts(entry))


def _facts(entry: Entry) -> str:
    return ", ".join(f"{name} {value}" for name, value in entry.facts.items())


def _address(asked: dict[str, str], page: int) -> str:
    kept = [(name, value) for name, value in asked.items() if value]
    return f"/office/audit?{urlencode([*kept, ('page', page)])}"
