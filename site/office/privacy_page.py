"""Privacy in the office: who asked for their data, one person taken home or erased, what is due."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import erase, ledger, people, retention
from ...leads.export import export
from ...leads.tables import links, persons
from ...offers.faults import StoreFault
from ...store import audit
from ...store.tables import audit as audit_table
from ..retention_words import retention_words
from ..shell import render
from ..text import Speech
from .moments import moment_said
from .visit import Visit, Who, who

MOST = 50
ASKED_BY = ("my_data", "centre")
"""The links by which somebody asks to see what is kept about them."""
DEEDS = ("person exported", erase.DONE)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asked by a mailed link."""

    person_id: int
    name: str
    at: str
    used: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done: from the audit."""

    said: str
    subject: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class Found:
    """One person who was looked for."""

    id: int
    name: str
    contacts: str
    since: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of retention with what is due."""

    what: str
    after: str
    why: str
    then: str
    count: int
    samples: str


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """The privacy officer's page. `found` is None until somebody was looked for."""

    who: Who
    requests: tuple[Request, ...]
    deeds: tuple[Deed, ...]
    rules: tuple[RuleLine, ...]
    ledger: int
    sought: str = ""
    found: tuple[Found, ...] | None = None
    erased: str = ""
    fault: str = ""


def privacy_page(visit: Visit) -> Response:
    """Requests, what was done, and the dry run of retention."""
    erased = visit.request.query_params.get("erased", "")
    return _page(visit, erased=erased if erased.isdecimal() else "")


def find(visit: Visit) -> Response:
    """Look a person up by mail address, telephone number or id; sent as a form, so that no
    address of theirs stands in a log."""
    sought = visit.form.get("sought", "").strip()[:254]
    with visit.shop.database.write() as conn:
        known = people.by_contact(conn, sought, visit.shop.settings.agency_country)
        if not known and sought.isdecimal() and len(sought) < 10:
            one = people.person(conn, int(sought))
            known = (one,) if one is not None and one.erased_at is None else ()
        ids = " ".join(str(one.id) for one in known)
        audit.note(conn, visit.now, visit.actor, "person looked up", "privacy", persons=ids)
    found = tuple(
        Found(
            one.id,
            one.name,
            ", ".join((*one.emails, *one.phones)),
            moment_said(visit, one.created_at),
        )
        for one in known
    )
    return _page(visit, sought=sought, found=found)


def take_home(visit: Visit) -> Response:
    """The export as a file; that it was made stands in the audit."""
    number = _number(visit)
    with visit.shop.database.write() as conn:
        found = export(conn, visit.shop.settings, number, visit.now)
        if found is None:
            raise HTTPException(404)
        audit.note(conn, visit.now, visit.actor, "person exported", f"person:{number}")
    body = json.dumps(found, ensure_ascii=False, indent=1)
    headers = {
        "Content-Disposition": f'attachment; filename="person-{number}.json"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type="application/json", headers=headers)


def erase_one(visit: Visit) -> Response:
    """Erase for good; the door asked for the password before. The tick says that it is meant."""
    number = _number(visit)
    if visit.form.get("sure", "") != "yes":
        return _page(visit, fault=visit.speech._("Tick that you mean it, then erase."), status=422)
    shop = visit.shop
    try:
        erase.erase_person(shop.database, shop.settings, number, visit.actor, visit.now)
    except StoreFault:
        raise HTTPException(404) from None
    return RedirectResponse(f"/office/privacy?erased={number}", 303)


def run_retention(visit: Visit) -> Response:
    """End now what the nightly job would end."""
    retention.run(visit.shop.database, visit.shop.settings, visit.now, visit.actor)
    return RedirectResponse("/office/privacy", 303)


def _page(visit: Visit, *, status: int = 200, **more: Any) -> Response:
    settings = visit.shop.settings
    with visit.shop.database.read() as conn:
        due = retention.due(conn, settings, visit.now)
        requests, deeds = _requests(conn, visit), _deeds(conn, visit)
    page = PrivacyPage(
        who=who(visit.session),
        requests=requests,
        deeds=deeds,
        rules=tuple(_rule(one, visit.speech) for one in due),
        ledger=sum(1 for _ in ledger.entries(settings)),
        **more,
    )
    return render(visit.request, "office/privacy.html", page, status=status, indexed=False)


def _number(visit: Visit) -> int:
    said = visit.request.path_params["person"]
    if not said.isdecimal() or len(said) > 9:
        raise HTTPException(404)
    return int(said)


def _requests(conn: sa.Connection, visit: Visit) -> tuple[Request, ...]:
    rows = conn.execute(
        sa.select(links.c.created_at, links.c.used_at, persons.c.id, persons.c.name)
        .join(persons, persons.c.id == links.c.person_id)
        .where(links.c.purpose.in_(ASKED_BY))
        .order_by(links.c.created_at.desc())
        .limit(MOST)
    )
    return tuple(
        Request(row.id, row.name, moment_said(visit, row.created_at), row.used_at is not None)
        for row in rows
    )


def _deeds(conn: sa.Connection, visit: Visit) -> tuple[Deed, ...]:
    names = {DEEDS[0]: visit.speech._("exported"), DEEDS[1]: visit.speech._("erased")}
    rows = conn.execute(
        sa.select(audit_table)
        .where(audit_table.c.action.in_(DEEDS))
        .order_by(audit_table.c.id.desc())
        .limit(MOST)
    )
    return tuple(
        Deed(names[row.action], row.subject, row.actor, moment_said(visit, row.at)) for row in rows
    )


def _rule(due: retention.Due, speech: Speech) -> RuleLine:
    rule, said = due.rule, retention_words(speech)
    after = speech._("%(days)s days after %(since)s", days=rule.after.days, since=said[rule.since])
    return RuleLine(
        what=said[rule.what],
        after=after,
        why=said[rule.why],
        then=said[rule.then],
        count=due.count,
        samples=", ".join(one[:12] for one in due.samples),
    )
