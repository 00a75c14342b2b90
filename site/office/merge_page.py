"""Two cards side by side: one person or two; of each field somebody chooses what stays."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import clients as room
from ...leads import listing, merge, people
from ...leads.people import Person
from ...offers.faults import StoreFault
from ..shell import render
from ..text import Speech
from .clients import segment
from .lead_words import moment
from .number import number
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Side:
    """One of two values of a field."""

    which: str
    said: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A field in which both differ; `field` is its code."""

    field: str
    name: str
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Card:
    """One of the two persons."""

    address: str
    name: str
    contacts: tuple[str, ...]
    known: str
    seen: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """Both persons; `suggestion` is the id of what somebody may decide, 0 for none."""

    who: Who
    id: int
    other: int
    cards: tuple[Card, Card]
    choices: tuple[Choice, ...]
    unscored: bool
    suggestion: int
    fault: str = ""


def merge_page(visit: Visit) -> Response:
    """Both, side by side."""
    kept, merged = _both(visit)
    return _shown(visit, kept, merged)


def do_merge(visit: Visit) -> Response:
    """Make the two one person."""
    kept, merged = _both(visit)
    form = visit.form
    chosen = {field: form[field] for field in merge.FIELDS if form.get(field)}
    shop = visit.shop
    try:
        with shop.database.write() as conn:
            merge.merge(conn, shop.settings, kept.id, merged.id, chosen, visit.actor, visit.now)
    except StoreFault:
        fault = visit.speech._("These two cannot be merged: one of them has changed since.")
        return _shown(visit, kept, merged, 409, fault)
    return RedirectResponse(f"/office/clients/{kept.id}", 303)


def keep_apart(visit: Visit) -> Response:
    """They are two persons: nobody is asked again."""
    kept, merged = _both(visit)
    with visit.shop.database.write() as conn:
        found = _suggestion(conn, kept.id, merged.id)
        if not found or not merge.apart(conn, found, visit.actor, visit.now):
            raise HTTPException(404)
    return RedirectResponse(f"/office/clients/{kept.id}", 303)


def part(visit: Visit) -> Response:
    """Undo a merge."""
    person_id, said = number(visit), visit.form.get("merge", "")
    shop = visit.shop
    with shop.database.read() as conn:
        mine = {str(one.id): one.id for one in room.merged_in(conn, person_id, visit.now)}
        if said not in mine or not room.sees(conn, visit.session.user, person_id):
            raise HTTPException(404)
    try:
        with shop.database.write() as conn:
            merge.unmerge(conn, shop.settings, mine[said], visit.actor, visit.now)
    except StoreFault:
        raise HTTPException(409) from None
    return RedirectResponse(f"/office/clients/{person_id}", 303)


def _both(visit: Visit) -> tuple[Person, Person]:
    """The two persons of the address, as far as the visitor sees them."""
    one, said = number(visit), visit.request.path_params["other"]
    if not (said.isascii() and said.isdecimal() and len(said) < 10) or int(said) == one:
        raise HTTPException(404)
    with visit.shop.database.read() as conn:
        found = [people.person(conn, n) for n in (one, int(said))]
        seen = all(room.sees(conn, visit.session.user, n) for n in (one, int(said)))
    kept, merged = found
    if kept is None or merged is None or not seen:
        raise HTTPException(404)
    return kept, merged


def _shown(
    visit: Visit, kept: Person, merged: Person, status: int = 200, fault: str = ""
) -> Response:
    with visit.shop.database.read() as conn:
        page = MergePage(
            who=who(visit.session),
            id=kept.id,
            other=merged.id,
            cards=(_card(kept, visit), _card(merged, visit)),
            choices=_choices(conn, kept, merged, visit.speech),
            unscored=kept.unscored or merged.unscored,
            suggestion=_suggestion(conn, kept.id, merged.id),
            fault=fault,
        )
    return render(visit.request, "office/merge.html", page, status=status, indexed=False)


def _card(person: Person, visit: Visit) -> Card:
    return Card(
        f"/office/clients/{person.id}",
        person.name,
        (*person.phones, *person.emails),
        moment(person.created_at, visit),
        moment(person.seen_at, visit),
    )


def _choices(
    conn: sa.Connection, kept: Person, merged: Person, speech: Speech
) -> tuple[Choice, ...]:
    """The fields in which they differ, each with what stays where nobody chooses."""
    usual, names = merge.usual(conn, kept.id, merged.id), dict(listing.owners(conn))
    _ = speech._
    called = {
        "name": _("Name"),
        "language": _("Language"),
        "time_zone": _("Time zone"),
        "segment": _("Segment"),
        "account_manager_id": _("Account manager"),
        "referred_by_id": _("Told by"),
        "note": _("Note"),
    }
    return tuple(
        Choice(
            field,
            called[field],
            (
                Side("kept", _value(conn, kept, field, names, speech), usual[field] == "kept"),
                Side(
                    "merged", _value(conn, merged, field, names, speech), usual[field] == "merged"
                ),
            ),
        )
        for field in merge.FIELDS
        if getattr(kept, field) != getattr(merged, field)
    )


def _value(
    conn: sa.Connection, person: Person, field: str, names: dict[int, str], speech: Speech
) -> str:
    value = getattr(person, field)
    if field == "segment":
        return segment(value, speech)
    if field == "account_manager_id":
        return names.get(value, "")
    if field == "referred_by_id":
        other = people.person(conn, value) if value else None
        return other.name if other else ""
    return str(value)


def _suggestion(conn: sa.Connection, one: int, other: int) -> int:
    pairs = merge.suggested(conn, one)
    return next((p.id for p in pairs if other in (p.person_id, p.other_id)), 0)
