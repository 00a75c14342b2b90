"""A client's card: who it is, what they asked and booked, what they like and what they allowed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...leads import access, bookings, consent, listing, merge, needs, people, profile, suppression
from ...leads import clients as room
from ...leads.clients import Change
from ...leads.lead_card import cards
from ...leads.people import Person
from ...leads.tables import leads
from ..shell import render
from ..text import own_name
from ..visitor import said
from . import client_words as words
from . import inbox_words
from .clients import segment
from .lead_words import moment, wish_said
from .number import number
from .roles import TEAM
from .visit import Visit, Who, who
from .visits_said import visits_said


@dataclass(frozen=True, slots=True)
class Asked:
    """One enquiry of theirs: the offer it is about, what they wish, the stays they compared."""

    reference: str
    address: str
    came: str
    kind: str
    offer: str
    wish: str
    compared: str
    warmth: str
    state: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the profile, with where it came from and when."""

    step: str
    name: str
    answer: str
    source: str
    at: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line of the ledger of consents."""

    purpose: str
    status: str
    at: str
    source: str
    proof: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """A need without its words; `kind` is "" for who may not know it, `text` "" until shown."""

    id: int
    kind: str
    until: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who may be the same person, or was merged into this one; `id` is the suggestion's
    or the merge's."""

    address: str
    name: str
    why: str
    id: int


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client's card; `change` is what the form holds, `conflict` what somebody else kept."""

    who: Who
    id: int
    person: Person
    segment: str
    manager: str
    referrer: tuple[str, str]
    marks: tuple[tuple[str, bool], ...]
    earned: int
    asked: tuple[Asked, ...]
    visits: str
    booked: tuple[tuple[str, ...], ...]
    profile: tuple[Told, ...]
    profile_allowed: str
    consents: tuple[Allowed, ...]
    needs: tuple[Need, ...]
    shows_needs: bool
    suppressed: tuple[str, ...]
    others: tuple[Other, ...]
    merged: tuple[Other, ...]
    merges: bool
    segments: tuple[tuple[str, str], ...]
    managers: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    change: Change
    referred: str
    faults: dict[str, str]
    conflict: tuple[tuple[str, str, str], ...]


def client_page(visit: Visit) -> Response:
    """The card."""
    return show(visit, seen(visit))


def seen(visit: Visit) -> int:
    """The person of the address; 404 for nobody, and for whom the visitor does not see."""
    asked = number(visit)
    with visit.shop.database.read() as conn:
        if not room.sees(conn, visit.session.user, asked):
            raise HTTPException(404)
    return asked


def show(
    visit: Visit,
    person_id: int,
    *,
    status: int = 200,
    typed: tuple[Change, str] | None = None,
    faults: dict[str, str] | None = None,
    conflict: tuple[tuple[str, str, str], ...] = (),
    opened: tuple[int, str] | None = None,
) -> Response:
    """The card with what was typed, what is wrong with it, or the need that was opened."""
    with visit.shop.database.read() as conn:
        page = _page(conn, visit, person_id, typed, faults or {}, conflict, opened)
    return render(visit.request, "office/client.html", page, status=status, indexed=False)


def _page(
    conn: sa.Connection,
    visit: Visit,
    person_id: int,
    typed: tuple[Change, str] | None,
    faults: dict[str, str],
    conflict: tuple[tuple[str, str, str], ...],
    opened: tuple[int, str] | None,
) -> ClientPage:
    speech, user = visit.speech, visit.session.user
    found = people.person(conn, person_id)
    if found is None:
        raise HTTPException(404)
    ids = people.ids_of(conn, person_id)
    booked = bookings.of(conn, ids)
    marks = bookings.marks(conn, ids, booked)
    names = listing.owners(conn)
    referrer = _referrer(conn, visit, found)
    change, referred = typed or (kept(found), _contact(referrer))
    return ClientPage(
        who=who(visit.session),
        id=person_id,
        person=found,
        segment=segment(found.segment, speech),
        manager=dict(names).get(found.account_manager_id or 0, ""),
        referrer=(referrer.name, f"/office/clients/{referrer.id}") if referrer else ("", ""),
        marks=words.marks(marks, speech),
        earned=marks.count,
        asked=_asked(conn, visit, ids),
        visits=visits_said(conn, person_id, visit),
        booked=tuple(words.booking(one, visit) for one in booked),
        profile=_profile(conn, visit, person_id),
        profile_allowed=_allowed(conn, visit, person_id),
        consents=_consents(conn, visit, person_id),
        needs=_needs(conn, visit, person_id, opened),
        shows_needs=access.cares_for(conn, user, person_id),
        suppressed=_suppressed(conn, visit, found),
        others=_others(conn, visit, person_id),
        merged=_merged(conn, visit, person_id),
        merges=bool(user.roles & TEAM),
        segments=tuple((code, segment(code, speech)) for code in room.SEGMENTS),
        managers=(("", speech._("nobody")), *((str(n), name) for n, name in names)),
        languages=tuple((code, own_name(code)) for code in visit.shop.settings.languages),
        change=change,
        referred=referred,
        faults=faults,
        conflict=conflict,
    )


def kept(found: Person) -> Change:
    """What the form holds of somebody as they are kept."""
    return Change(
        found.name,
        found.language,
        found.segment,
        found.account_manager_id,
        found.referred_by_id,
        found.unscored,
        found.note,
    )


def _referrer(conn: sa.Connection, visit: Visit, found: Person) -> Person | None:
    """Who told them about us, as far as the visitor sees that person."""
    told = found.referred_by_id
    seen = told is not None and room.sees(conn, visit.session.user, told)
    return people.person(conn, told) if seen and told is not None else None


def _contact(found: Person | None) -> str:
    return next(iter((*found.phones, *found.emails)), "") if found else ""


def _asked(conn: sa.Connection, visit: Visit, ids: tuple[int, ...]) -> tuple[Asked, ...]:
    """Their enquiries that the visitor sees, the newest first."""
    mine = sa.and_(leads.c.person_id.in_(ids), access.visible(visit.session.user))
    speech, currency = visit.speech, visit.shop.settings.currency
    return tuple(
        Asked(
            one.reference,
            f"/office/leads/{one.reference}",
            moment(one.created_at, visit),
            inbox_words.kind(one.kind, speech),
            one.offer.product if one.offer else "",
            wish_said(one, speech, currency),
            speech.listed([seen.product for seen in one.compared]),
            inbox_words.warmth(one.temperature, speech),
            inbox_words.stands(one.state, " ".join(one.review), speech),
            one.practice,
        )
        for one in reversed(cards(conn, mine))
    )


def _profile(conn: sa.Connection, visit: Visit, person_id: int) -> tuple[Told, ...]:
    """Every question of the profile with its answer, "" where it was never asked."""
    found = profile.profile(conn, person_id)
    told = found.sources if found else {}
    speech = visit.speech
    return tuple(
        Told(
            step,
            name,
            answer,
            words.source(told[step].source, speech) if step in told else "",
            moment(told[step].at, visit) if step in told else "",
        )
        for step, name, answer in said.lines(found.answers if found else {}, speech)
    )


def _allowed(conn: sa.Connection, visit: Visit, person_id: int) -> str:
    """Since when the profile may be kept, "" where nobody agreed to it."""
    line = consent.current(conn, person_id).get((consent.PROFILE, ""))
    return moment(line.at, visit) if line and line.granted else ""


def _consents(conn: sa.Connection, visit: Visit, person_id: int) -> tuple[Allowed, ...]:
    speech = visit.speech
    return tuple(
        Allowed(
            words.purpose(line.purpose, speech),
            words.consent(line, speech),
            moment(line.at, visit),
            words.source(line.source, speech),
            line.proof,
            line.text_version,
            line.text,
        )
        for line in reversed(consent.ledger(conn, person_id))
    )


def _needs(
    conn: sa.Connection, visit: Visit, person_id: int, opened: tuple[int, str] | None
) -> tuple[Need, ...]:
    may = access.cares_for(conn, visit.session.user, person_id)
    number_, text = opened or (0, "")
    return tuple(
        Need(
            one.id,
            words.need(one.kind, visit.speech) if may else "",
            visit.speech.day_year(one.expires_at.date()),
            text if one.id == number_ else "",
        )
        for one in needs.masked(conn, person_id, visit.now)
    )


def _suppressed(conn: sa.Connection, visit: Visit, found: Person) -> tuple[str, ...]:
    values = (*found.emails, *found.phones)
    reasons = suppression.reasons(conn, visit.shop.settings, values)
    return tuple(words.suppressed(one, visit.speech) for one in reasons)


def _others(conn: sa.Connection, visit: Visit, person_id: int) -> tuple[Other, ...]:
    """Who may be the same person, as far as the visitor sees them."""
    _ = visit.speech._
    why = {"contact": _("same telephone or e-mail"), "name": _("same name")}
    found = []
    for pair in merge.suggested(conn, person_id):
        other = people.person(
            conn, pair.other_id if pair.person_id == person_id else pair.person_id
        )
        if other is not None and room.sees(conn, visit.session.user, other.id):
            address = f"/office/clients/{person_id}/merge/{other.id}"
            found.append(Other(address, other.name, why.get(pair.why, pair.why), pair.id))
    return tuple(found)


def _merged(conn: sa.Connection, visit: Visit, person_id: int) -> tuple[Other, ...]:
    """Who was merged into this person and may be taken out again."""
    return tuple(
        Other("", one.name, moment(one.at, visit), one.id)
        for one in room.merged_in(conn, person_id, visit.now)
    )
