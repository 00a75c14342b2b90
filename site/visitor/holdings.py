"""What we hold about a person, in plain words, for the page that is theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from ...leads import behaviour, consent, needs, newsletter, people, profile
from ...leads.people import Person
from ...leads.status import status
from ...leads.tables import leads
from ..shell import Shop
from ..text import Speech
from ..trade import N_
from . import said

STATES = {
    "checking": N_("being looked at"),
    "waiting": N_("waits for our answer"),
    "on_it": N_("somebody is on it"),
    "tried": N_("we tried to reach you"),
    "answered": N_("answered"),
    "closed": N_("closed"),
}
KINDS = {
    "question": N_("Question"),
    "call_me": N_("Call me"),
    "option": N_("Hold an offer"),
    "compare": N_("Comparison"),
    "find_me": N_("Find me something"),
    "profile": N_("Travel wishes"),
    "phone": N_("By telephone"),
    "walk_in": N_("In our office"),
    "outbound": N_("We called you"),
}
PURPOSES = {
    "answer": N_("Answering what you ask"),
    "profile": N_("Keeping your travel wishes"),
    "marketing_email": N_("Newsletter by e-mail"),
    "analytics": N_("Remembering your visits to this site"),
    "use_for_trip": N_("Using your needs for your trip"),
    "share_with_operator": N_("Passing your needs on to the tour operator"),
    "remember_next_time": N_("Remembering your needs for the next trip"),
}
SEEN = {
    "compared": N_("compared stays"),
    "returned": N_("came back"),
    "saved": N_("saved a stay"),
}
NEEDS = {
    "dietary": N_("Food and drink"),
    "health": N_("Health"),
    "mobility": N_("Moving about"),
    "religious_practice": N_("Religious practice"),
}


@dataclass(frozen=True, slots=True)
class HeldEnquiry:
    """One enquiry; `message` "" where it came from another mailbox."""

    reference: str
    kind: str
    day: str
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class HeldConsent:
    """A consent that holds now, or was taken back; its very words."""

    id: int
    purpose: str
    text: str
    day: str
    granted: bool


@dataclass(frozen=True, slots=True)
class HeldNeed:
    """A need; `text` "" until it was asked for by POST."""

    id: int
    day: str
    until: str
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the profile with where and when it was given."""

    name: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything; `person` None where the mailbox opens its own enquiries only (decision 0025)."""

    email: str
    person: Person | None
    enquiries: tuple[HeldEnquiry, ...]
    wishes: tuple[Told, ...]
    needs: tuple[HeldNeed, ...]
    consents: tuple[HeldConsent, ...]
    newsletter: str
    behaviour: tuple[str, ...]


def holdings(
    conn: sa.Connection,
    shop: Shop,
    speech: Speech,
    email: str,
    person_id: int | None,
    shown: bool = False,
) -> Holdings:
    """What this mailbox may see; `shown` opens the needs in their own words."""
    person = people.person(conn, person_id) if person_id is not None else None
    mine = people.ids_of(conn, person.id) if person else ()
    known = newsletter.subscription(conn, email)
    return Holdings(
        email=email,
        person=person,
        enquiries=_enquiries(conn, shop, speech, email, mine),
        wishes=_wishes(conn, speech, person),
        needs=needs_held(conn, shop, speech, mine, shown),
        consents=_consents(conn, speech, mine),
        newsletter=known.state if known else "",
        behaviour=_behaviour(conn, speech, visitors(conn, mine, email)),
    )


def visitors(conn: sa.Connection, ids: tuple[int, ...], email: str = "") -> tuple[str, ...]:
    """The names under which this person's browsers are remembered; with `email` those from which
    this mailbox asked: another browser beside the same telephone number may be anybody's."""
    mine = sa.select(leads.c.visitor).where(leads.c.person_id.in_(ids), leads.c.visitor != "")
    if email:
        mine = mine.where(leads.c.email == email)
    return tuple(conn.scalars(mine.distinct()))


def _enquiries(
    conn: sa.Connection, shop: Shop, speech: Speech, email: str, mine: tuple[int, ...]
) -> tuple[HeldEnquiry, ...]:
    which = sa.or_(leads.c.email == email, leads.c.person_id.in_(mine))
    rows = conn.execute(
        sa.select(leads).where(which, leads.c.practice.is_(False)).order_by(leads.c.id.desc())
    ).all()
    found = []
    for row in rows:
        now = status(conn, row.reference, shop.clock.now())
        state = speech._(STATES[now.state]) if now else ""
        kind = speech._(KINDS.get(row.kind, KINDS["question"]))
        message = row.message if row.email == email else ""
        day = _day(row.created_at, shop, speech)
        found.append(HeldEnquiry(row.reference, kind, day, state, message))
    return tuple(found)


def _wishes(conn: sa.Connection, speech: Speech, person: Person | None) -> tuple[Told, ...]:
    kept = profile.profile(conn, person.id) if person else None
    if kept is None:
        return ()
    sources = {"website": speech._("by you, on this site"), "office": speech._("by our office")}
    return tuple(
        Told(
            name,
            words,
            f"{sources.get(kept.sources[step].source, sources['office'])}, "
            f"{speech.day_year(kept.sources[step].at.date())}",
        )
        for step, name, words in said.lines(kept.answers, speech)
        if words
    )


def needs_held(
    conn: sa.Connection, shop: Shop, speech: Speech, mine: tuple[int, ...], shown: bool
) -> tuple[HeldNeed, ...]:
    """The needs of these persons: that there are some, or (`shown`) in their own words."""
    now = shop.clock.now()
    if not shown:
        kept = [need for one in mine for need in needs.masked(conn, one, now)]
        return tuple(
            HeldNeed(n.id, _day(n.created_at, shop, speech), _day(n.expires_at, shop, speech))
            for n in kept
        )
    own = [pair for one in mine for pair in needs.own(conn, shop.settings, one, now)]
    return tuple(
        HeldNeed(
            need.id,
            _day(need.created_at, shop, speech),
            _day(need.expires_at, shop, speech),
            speech._(NEEDS[need.kind.value]),
            text,
        )
        for need, text in own
    )


def _consents(
    conn: sa.Connection, speech: Speech, mine: tuple[int, ...]
) -> tuple[HeldConsent, ...]:
    lines = [line for one in mine for line in consent.current(conn, one).values()]
    return tuple(
        HeldConsent(
            line.id,
            speech._(PURPOSES[line.purpose]),
            line.text,
            speech.day_year(line.at.date()),
            line.granted,
        )
        for line in sorted(lines, key=lambda line: line.id)
    )


def _behaviour(conn: sa.Connection, speech: Speech, own: tuple[str, ...]) -> tuple[str, ...]:
    seen = [one for visitor in own for one in behaviour.of(conn, visitor)]
    return tuple(
        f"{speech.day_year(one.at.date())}: {speech._(SEEN.get(one.kind, SEEN['returned']))}"
        for one in seen
    )


def _day(at: dt.datetime, shop: Shop, speech: Speech) -> str:
    return speech.day_year(at.astimezone(shop.settings.zone).date())
