"""What a visitor does with their own data: correct, withdraw, show, take away, delete."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import behaviour, consent, links, needs, newsletter, people, profile
from ...leads.enquiry import LONGEST_NAME, one_line, read_phone
from ...leads.erase import erase_person
from ...leads.export import export
from ...leads.links import Link
from ...leads.names import name_key
from ...leads.tables import contacts, persons
from ...leads.value import value_person
from ...store import audit
from ..posted import Posted, posted
from ..shell import Shop, languages, page_language, render, shop_of
from ..text import Speech
from . import cookies, draft, words
from .holdings import visitors
from .my_data import DoorPage, centre, inside

router = APIRouter(include_in_schema=False)
ACTOR = "visitor"


@dataclass(frozen=True, slots=True)
class Deed:
    """One request of somebody who is inside; `person_id` is theirs."""

    request: Request
    shop: Shop
    speech: Speech
    mine: Link
    form: Posted

    @property
    def person_id(self) -> int:
        """The person; 404 where the mailbox opens its own enquiries only."""
        if self.mine.person_id is None:
            raise HTTPException(404)
        return self.mine.person_id

    @property
    def now(self) -> dt.datetime:
        return self.shop.clock.now()

    def back(self, done: str = "") -> Response:
        return centre(self.request, self.shop, self.speech, self.mine, done=done)

    def wrong(self, field: str, code: str) -> Response:
        faults = {field: words.fault(code, self.speech)}
        return centre(self.request, self.shop, self.speech, self.mine, faults=faults)


@router.post("/{lang}/my-data/do/{deed}")
async def do(request: Request, deed: str) -> Response:
    """Do it; without a living link one is asked for again."""
    speech = page_language(request)
    act = DEEDS.get(deed)
    if act is None:
        raise HTTPException(404)
    form = await posted(request)
    return await run_in_threadpool(_do, request, speech, act, form)


def _do(
    request: Request, speech: Speech, act: Callable[[Deed], Response], form: Posted
) -> Response:
    shop = shop_of(request)
    mine = inside(request, shop)
    if mine is None:
        return RedirectResponse(f"/{speech.lang}/my-data", 303)
    return act(Deed(request, shop, speech, mine, form))


def _correct(deed: Deed) -> Response:
    """Name, telephone and language; the mail address is who they are here and stays."""
    name = one_line(deed.form.get("name", ""))[:LONGEST_NAME]
    typed = deed.form.get("phone", "").strip()
    phone = read_phone(typed, deed.shop.settings.agency_country) if typed else ""
    language = deed.form.get("language", "")
    if not name:
        return deed.wrong("name", "name_missing")
    if typed and not phone:
        return deed.wrong("phone", "phone_unreadable")
    if language not in languages(deed.shop.settings):
        return deed.wrong("language", "choose")
    with deed.shop.database.write() as conn:
        _rename(conn, deed.person_id, name, language)
        _renumber(conn, deed.person_id, phone, deed.now)
        said = {"fields": "name phone language"}
        audit.note(conn, deed.now, ACTOR, "person corrected", f"person:{deed.person_id}", **said)
    return deed.back(deed.speech._("Your details are corrected."))


def _rename(conn: sa.Connection, person_id: int, name: str, language: str) -> None:
    row = {"name": name, "name_key": name_key(name), "language": language}
    which = persons.c.id == person_id
    conn.execute(persons.update().where(which).values(version=persons.c.version + 1, **row))


def _renumber(conn: sa.Connection, person_id: int, phone: str, now: dt.datetime) -> None:
    mine = sa.and_(contacts.c.person_id == person_id, contacts.c.kind == people.PHONE)
    known = set(conn.scalars(sa.select(contacts.c.value).where(mine)))
    if known == ({phone} if phone else set()):
        return
    conn.execute(contacts.delete().where(mine, contacts.c.value != phone))
    if phone and phone not in known:
        row = {"person_id": person_id, "kind": people.PHONE, "value": phone, "added_at": now}
        conn.execute(contacts.insert().values(**row, first=False))


def _withdraw(deed: Deed) -> Response:
    """Take one consent back, with what rests on it."""
    number = deed.form.get("consent", "")
    with deed.shop.database.write() as conn:
        ids = people.ids_of(conn, deed.person_id)
        held = [line for one in ids for line in consent.current(conn, one).values()]
        found = next((line for line in held if str(line.id) == number and line.granted), None)
        if found is None:
            raise HTTPException(404)
        said = (found.person_id, found.purpose, False, found.text, "my-data", deed.mine.proof)
        consent.record(conn, *said, deed.now, found.trip)
        _let_go(conn, deed, found.purpose, found.person_id)
        value_person(conn, deed.shop.settings, deed.person_id, deed.now)
    return deed.back(deed.speech._("You have taken that back."))


def _let_go(conn: sa.Connection, deed: Deed, purpose: str, person_id: int) -> None:
    """What may not be kept without the consent that was taken back."""
    if purpose == consent.PROFILE:
        profile.forget(conn, person_id)
    elif purpose == consent.MARKETING:
        newsletter.end(conn, deed.shop.settings, deed.mine.subject, deed.mine.proof, deed.now)
    elif purpose == consent.ANALYTICS:
        for visitor in visitors(conn, (person_id,)):
            behaviour.forget(conn, visitor)
    else:
        needs.drop_withdrawn(conn, person_id)


def _scoring(deed: Deed) -> Response:
    """No scoring: answered in the order of coming (Art. 21(2))."""
    off = deed.form.get("scoring") == "off"
    with deed.shop.database.write() as conn:
        which = persons.c.id == deed.person_id
        row = {"unscored": off, "version": persons.c.version + 1}
        conn.execute(persons.update().where(which).values(row))
        said = {"unscored": "yes" if off else "no"}
        audit.note(conn, deed.now, ACTOR, "scoring switched", f"person:{deed.person_id}", **said)
        value_person(conn, deed.shop.settings, deed.person_id, deed.now)
    _ = deed.speech._
    return deed.back(
        _("Scoring is off: we answer you in the order of coming.") if off else _("Scoring is on.")
    )


def _show_needs(deed: Deed) -> Response:
    """The needs in their own words, for this one answer; the reading is audited."""
    with deed.shop.database.write() as conn:
        said = (deed.now, ACTOR, "needs shown to their person", f"person:{deed.person_id}")
        audit.note(conn, *said)
    return centre(deed.request, deed.shop, deed.speech, deed.mine, shown=True)


def _remove_need(deed: Deed) -> Response:
    number = deed.form.get("need", "")
    with deed.shop.database.write() as conn:
        ids = people.ids_of(conn, deed.person_id) if number.isdecimal() else ()
        gone = any([needs.remove(conn, one, int(number)) for one in ids])
        if not gone:
            raise HTTPException(404)
    return deed.back(deed.speech._("It is deleted."))


def _tell_needs(deed: Deed) -> Response:
    """On to the page of needs, whose link is made for this person."""
    with deed.shop.database.write() as conn:
        token = links.make(conn, "needs", deed.person_id, "", deed.now)
    return RedirectResponse(f"/{deed.speech.lang}/needs/{token}", 303)


def _change_wishes(deed: Deed) -> Response:
    """The wizard with the wishes we keep; what is sent from there changes them."""
    with deed.shop.database.read() as conn:
        kept = profile.profile(conn, deed.person_id)
        person = people.person(conn, deed.person_id)
    assert person is not None, "whoever is inside is there"
    contact = {
        "name": person.name,
        "email": deed.mine.subject,
        "phone": next(iter(person.phones), ""),
    }
    fresh = replace(
        draft.new(deed.now),
        answers=dict(kept.answers) if kept else {},
        contact=contact,
        email=deed.mine.subject,
        person_id=deed.person_id,
    )
    answer = RedirectResponse(f"/{deed.speech.lang}/profile/check", 303)
    return draft.keep(answer, deed.shop.settings, fresh)


def _end_newsletter(deed: Deed) -> Response:
    with deed.shop.database.write() as conn:
        newsletter.end(conn, deed.shop.settings, deed.mine.subject, deed.mine.proof, deed.now)
    return deed.back(deed.speech._("The newsletter has ended."))


def _download(deed: Deed) -> Response:
    """All that the page shows as JSON; noted in the audit, never kept anywhere."""
    with deed.shop.database.write() as conn:
        whom = (deed.person_id, deed.now, deed.mine.subject)
        found = export(conn, deed.shop.settings, *whom)
        audit.note(conn, deed.now, ACTOR, "person exported", f"person:{deed.person_id}")
    body = json.dumps(found, ensure_ascii=False, indent=1)
    sent = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(
        body, headers={**sent, "Cache-Control": "no-store"}, media_type="application/json"
    )


def _delete(deed: Deed) -> Response:
    """Delete everything, once the word is typed: this cannot be taken back."""
    if one_line(deed.form.get("word", "")).casefold() != deed.speech._("DELETE").casefold():
        return deed.wrong("word", "retype")
    erase_person(deed.shop.database, deed.shop.settings, deed.person_id, ACTOR, deed.now)
    page = DoorPage(gone=True)
    answer = render(deed.request, "visitor/my_data.html", page, indexed=False)
    cookies.give(answer, deed.shop.settings, cookies.DRAFT, "")
    cookies.give(answer, deed.shop.settings, cookies.CENTRE, "")
    return answer


def _leave(deed: Deed) -> Response:
    """Close the half hour before its time."""
    with deed.shop.database.write() as conn:
        links.end(conn, cookies.given(deed.request, cookies.CENTRE), deed.now)
    answer = RedirectResponse(f"/{deed.speech.lang}/my-data", 303)
    cookies.give(answer, deed.shop.settings, cookies.CENTRE, "")
    return answer


DEEDS: dict[str, Callable[[Deed], Response]] = {
    "correct": _correct,
    "withdraw": _withdraw,
    "scoring": _scoring,
    "show-needs": _show_needs,
    "remove-need": _remove_need,
    "tell-needs": _tell_needs,
    "wishes": _change_wishes,
    "end-newsletter": _end_newsletter,
    "download": _download,
    "delete": _delete,
    "leave": _leave,
}
