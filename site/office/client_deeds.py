"""What is done from a client's card: changing, assigning, and opening a need."""

from __future__ import annotations

from dataclasses import fields

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import access, listing, needs, people, undo, value
from ...leads import clients as room
from ...leads.clients import SEGMENTS, Change
from ...leads.enquiry import LONGEST_NAME, one_line
from ...leads.tables import persons
from ...offers.faults import StoreFault
from ...store import audit
from ..text import Speech
from . import client
from .clients import segment
from .visit import Visit

LONGEST_NOTE = 2000


def change(visit: Visit) -> Response:
    """Keep what the form says; 422 for what cannot be, 409 where somebody else was quicker."""
    person_id = client.seen(visit)
    said, faults = _read(visit, person_id)
    typed = (said, visit.form.get("referred", ""))
    if faults:
        return client.show(visit, person_id, status=422, typed=typed, faults=faults)
    version = visit.form.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    with visit.shop.database.write() as conn:
        mine = persons.c.id == person_id
        before = undo.snapshot(conn, persons, mine)
        old = people.person(conn, person_id)
        if old is None:
            raise HTTPException(404)
        done = room.change(conn, person_id, number, said)
        if done:
            named = _changed(old, said)
            audit.note(
                conn, visit.now, visit.actor, "client changed", f"person:{person_id}", **named
            )
            if old.unscored != said.unscored:
                value.value_person(conn, visit.shop.settings, person_id, visit.now)
            after = undo.snapshot(conn, persons, mine)
            back = undo.remember(conn, "client changed", before, after, visit.actor, visit.now)
    if not done:
        beside = _beside(visit, client.kept(old), said)
        return client.show(visit, person_id, status=409, typed=typed, conflict=beside)
    return RedirectResponse(f"/office/clients/{person_id}?undo={back}", 303)


def show_need(visit: Visit) -> Response:
    """A need's words, once: the reading is written down, and nothing of it goes into an address."""
    person_id = client.seen(visit)
    said = visit.form.get("need", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    shop = visit.shop
    try:
        with shop.database.write() as conn:
            if not access.cares_for(conn, visit.session.user, person_id):
                raise HTTPException(404)
            mine = {one.id for one in needs.masked(conn, person_id, visit.now)}
            if number not in mine:
                raise HTTPException(404)
            text = needs.show(conn, shop.settings, number, visit.actor, visit.now)
    except StoreFault:
        raise HTTPException(404) from None
    return client.show(visit, person_id, opened=(number, text))


def _read(visit: Visit, person_id: int) -> tuple[Change, dict[str, str]]:
    """The form's change, and what is wrong with which field."""
    form, _ = visit.form, visit.speech._
    faults: dict[str, str] = {}
    name = one_line(form.get("name", ""))[:LONGEST_NAME]
    if not name:
        faults["name"] = _("Somebody has a name")
    note = "\n".join(map(one_line, form.get("note", "").splitlines()))
    if len(note) > LONGEST_NOTE:
        faults["note"] = _("A note has %(n)s characters at most", n=LONGEST_NOTE)
    manager, referrer = _manager(visit, faults), _referrer(visit, person_id, faults)
    languages = visit.shop.settings.languages
    return (
        Change(
            name=name,
            language=_one_of(form.get("language", ""), languages),
            segment=_one_of(form.get("segment", ""), SEGMENTS),
            account_manager_id=manager,
            referred_by_id=referrer,
            unscored=form.get("unscored") == "yes",
            note=note.strip(),
        ),
        faults,
    )


def _manager(visit: Visit, faults: dict[str, str]) -> int | None:
    said = visit.form.get("manager", "")
    if not said:
        return None
    with visit.shop.database.read() as conn:
        known = {str(number): number for number, _ in listing.owners(conn)}
    if said not in known:
        faults["manager"] = visit.speech._("Nobody of this name works here")
    return known.get(said)


def _referrer(visit: Visit, person_id: int, faults: dict[str, str]) -> int | None:
    """Who told them about us, by telephone number or mail address."""
    said = visit.form.get("referred", "").strip()
    if not said:
        return _unseen_referrer(visit, person_id)
    with visit.shop.database.read() as conn:
        found = people.by_contact(conn, said, visit.shop.settings.agency_country)
    others = [one.id for one in found if one.id != person_id]
    if len(others) != 1:
        faults["referred"] = visit.speech._("We know nobody else with this number or address")
        return None
    return others[0]


def _unseen_referrer(visit: Visit, person_id: int) -> int | None:
    """The teller whom this form could not show, and so cannot take away."""
    with visit.shop.database.read() as conn:
        found = people.person(conn, person_id)
        told = found.referred_by_id if found else None
        return told if told and not room.sees(conn, visit.session.user, told) else None


def _one_of(said: str, known: tuple[str, ...]) -> str:
    return said if said in known else known[0]


def _changed(old: people.Person, said: Change) -> dict[str, str]:
    """The names of the fields that changed; the audit keeps no values."""
    kept = client.kept(old)
    names = [f.name for f in fields(Change) if getattr(kept, f.name) != getattr(said, f.name)]
    return {"fields": " ".join(names)}


def _beside(visit: Visit, theirs: Change, ours: Change) -> tuple[tuple[str, str, str], ...]:
    """Field, what is kept now, what was typed: where both differ."""
    speech, _ = visit.speech, visit.speech._
    names = {
        "name": _("Name"),
        "language": _("Language"),
        "segment": _("Segment"),
        "account_manager_id": _("Account manager"),
        "referred_by_id": _("Told by"),
        "unscored": _("No scoring"),
        "note": _("Note"),
    }
    with visit.shop.database.read() as conn:
        people_ = dict(listing.owners(conn))
    return tuple(
        (
            name,
            _shown(field, getattr(theirs, field), people_, speech),
            _shown(field, getattr(ours, field), people_, speech),
        )
        for field, name in names.items()
        if getattr(theirs, field) != getattr(ours, field)
    )


def _shown(field: str, value: object, names: dict[int, str], speech: Speech) -> str:
    if field == "segment":
        return segment(str(value), speech)
    if field == "unscored":
        return speech._("yes") if value else speech._("no")
    if field == "account_manager_id":
        return names.get(value, "") if isinstance(value, int) else ""
    return str(value or "")
