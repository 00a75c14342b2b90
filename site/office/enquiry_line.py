"""New enquiry: somebody calls or comes in; one line is read, looked at, and kept as a lead."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from starlette.responses import RedirectResponse, Response

from ...leads import people, routing
from ...leads.enquiry import Around, Enquiry, Kind, check, one_line
from ...leads.enquiry_line import LONGEST, read_line
from ...leads.lead_card import card
from ...leads.tables import persons
from ...leads.take import take
from ...offers.faults import FairwindError
from ...search.query import Query, write_query
from ...store import audit
from ..enquiry.seen import carried_query
from ..enquiry.sensitive import tells_a_need
from ..enquiry.words import fault_sentences
from ..public import asked
from ..shell import render
from ..text import Speech
from .visit import Visit, Who, who

FIELDS = ("name", "phone", "email", "wish", "kind", "told", "practice")
KINDS: tuple[Kind, ...] = ("phone", "walk_in")
_NEVER_SAID = Query()


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the number or the mail belongs to already."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The line taken apart: what the site understood of the wish as `chips`, what it did not as
    `left`, and who the number belongs to."""

    who: Who
    line: str
    typed: Mapping[str, str]
    key: str
    read: bool
    chips: tuple[str, ...]
    left: str
    known: tuple[Known, ...]
    kinds: tuple[tuple[str, str], ...]
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.typed.get(name, "")

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


def new_page(visit: Visit) -> Response:
    """The empty line."""
    return _draw(visit, {}, "", read=False)


def read(visit: Visit) -> Response:
    """The line taken apart, to be looked at; nothing is kept yet."""
    line = visit.form.get("line", "")[:LONGEST]
    said = read_line(line, visit.shop.settings.agency_country)
    typed = {"name": said.name, "phone": said.phone, "email": said.email, "wish": said.wish}
    known = _known(visit, typed)
    if known and not typed["name"]:
        typed["name"] = known[0].name
    return _draw(visit, {**typed, "kind": "phone"}, line, read=True)


def read_again(visit: Visit) -> Response:
    """The fields as corrected, the wish understood anew."""
    return _draw(visit, {name: visit.form.get(name, "") for name in FIELDS}, "", read=True)


def keep(visit: Visit) -> Response:
    """Keep the lead with the one who typed it on it; 422 with what is wrong."""
    typed = {name: visit.form.get(name, "") for name in FIELDS}
    query = _understood(visit, typed["wish"])
    enquiry = check(_as_form(typed), _around(visit, query))
    faults = dict(_sensitive(typed, visit.speech))
    if not isinstance(enquiry, Enquiry):
        faults |= fault_sentences(enquiry, typed, visit.speech)
    if faults or not isinstance(enquiry, Enquiry):
        return _draw(visit, typed, "", read=True, faults=faults)
    told = one_line(typed["told"])[:200]
    enquiry = replace(
        enquiry,
        kind="walk_in" if typed["kind"] == "walk_in" else "phone",
        channel="word_of_mouth" if told else typed["kind"],
        source=told,
        practice=typed["practice"] == "yes",
    )
    receipt = take(visit.shop.database, visit.shop.settings, visit.shop.clock, enquiry)
    _take_on(visit, receipt.reference, told)
    return RedirectResponse(f"/office/leads/{receipt.reference}", 303)


def _take_on(visit: Visit, reference: str, told: str) -> None:
    """Who typed it speaks with them now; who told them is noted where one client is meant."""
    with visit.shop.database.write() as conn:
        one = card(conn, reference)
        if one is None:  # in the spool: nobody can be on it yet
            return
        routing.claim(conn, one.id, visit.session.user.id, visit.actor, visit.now)
        audit.note(conn, visit.now, visit.actor, "lead typed in", reference)
        if told and one.person_id is not None:
            _told_by(conn, one.person_id, told, visit.shop.settings.agency_country)


def _told_by(conn: sa.Connection, person_id: int, told: str, country: str) -> None:
    tellers = people.by_contact(conn, told, country)
    if len(tellers) == 1 and tellers[0].id != person_id:
        which = sa.and_(persons.c.id == person_id, persons.c.referred_by_id.is_(None))
        conn.execute(persons.update().where(which).values(referred_by_id=tellers[0].id))


def _around(visit: Visit, query: Query | None) -> Around:
    settings = visit.shop.settings
    consent = visit.speech._(
        "Asked %(agency)s by telephone or in person to answer; kept for at most 24 months.",
        agency=settings.agency_name,
    )
    pairs = tuple(write_query(replace(carried_query(query), party=Query().party))) if query else ()
    return Around(
        language=visit.speech.lang,
        country=settings.agency_country,
        form_key=visit.form.get("key", "")[:60] or "office",
        consent_text=consent,
        query=pairs,
        party=query.party if query and query.party != _NEVER_SAID.party else None,
    )


def _as_form(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields as the visitors' form has them; asking by telephone is agreeing to an answer."""
    same = {name: typed[name] for name in ("name", "phone", "email")}
    return {**same, "message": typed["wish"], "consent": "yes"}


def _sensitive(typed: Mapping[str, str], speech: Speech) -> dict[str, str]:
    if not tells_a_need(typed["wish"]):
        return {}
    said = speech._("Please leave out health and belief: they have a page of their own")
    return {"wish": said}


def _understood(visit: Visit, wish: str) -> Query | None:
    """What the site's search makes of the wish; None where it is empty or nothing is published."""
    if not wish.strip():
        return None
    try:
        return visit.shop.finder.answer(Query(words=wish[:200]), visit.now).query
    except FairwindError:
        return None


def _known(visit: Visit, typed: Mapping[str, str]) -> tuple[Known, ...]:
    country = visit.shop.settings.agency_country
    with visit.shop.database.read() as conn:
        found = {
            one.id: one
            for text in (typed.get("phone", ""), typed.get("email", ""))
            if text
            for one in people.by_contact(conn, text, country)
        }
    return tuple(Known(one.name, f"/office/clients/{one.id}") for one in found.values())


def _draw(
    visit: Visit,
    typed: Mapping[str, str],
    line: str,
    *,
    read: bool,
    faults: Mapping[str, str] | None = None,
) -> Response:
    speech, _ = visit.speech, visit.speech._
    query = _understood(visit, typed.get("wish", "")) if read else None
    plain = replace(query, words="") if query else None
    currency = visit.shop.settings.currency
    page = NewPage(
        who=who(visit.session),
        line=line,
        typed=typed,
        key=visit.form.get("key", "") or secrets.token_urlsafe(16),
        read=read,
        chips=tuple(chip.label for chip in asked.chips(plain, speech, currency, ()))
        if plain
        else (),
        left=query.words if query else "",
        known=_known(visit, typed) if read else (),
        kinds=(("phone", _("They called")), ("walk_in", _("They came in"))),
        faults=faults or {},
    )
    status = 422 if faults else 200
    return render(visit.request, "office/new.html", page, status=status, indexed=False)
