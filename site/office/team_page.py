"""The team: who answers how much in which languages, when they are there and when away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...leads import access, members, routing
from ...leads.doubts import Doubt, doubts
from ...leads.members import CONTACT_CENTRE, PRIORITY, TEAMS, Absence, Member
from ...leads.turns import one_at_a_time
from ...offers.faults import StoreFault
from ...store import audit, users
from ..posted import Posted
from ..shell import languages, render
from ..text import Speech
from .moments import moment_said
from .score_said import label
from .visit import Visit, Who, who


@dataclass(frozen=True, slots=True)
class Away:
    """One absence of a member."""

    address: str
    said: str


@dataclass(frozen=True, slots=True)
class Person:
    """One member as the form shows them; `fault` says what of it was not taken."""

    number: int
    name: str
    teams: tuple[tuple[str, str], ...]
    team: str
    capacity: str
    quota: str
    languages: tuple[tuple[str, str, bool], ...]
    hours: str
    active: bool
    absences: tuple[Away, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Doubted:
    """A line of a lead's score that somebody says is not right."""

    reference: str
    line: str
    why: str
    said: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """All members, the users who may become one, and what they doubt in the score."""

    who: Who
    people: tuple[Person, ...]
    others: tuple[tuple[str, str], ...]
    usual_hours: str
    done: str
    doubted: tuple[Doubted, ...]


def team_page(visit: Visit) -> Response:
    """The page."""
    return _page(visit)


def add(visit: Visit) -> Response:
    """Make a user a member, with the usual figures."""
    number = _number(visit.form.get("user", ""))
    with visit.shop.database.write() as conn:
        account = users.account(conn, number)
        if account is None or not account.active:
            raise HTTPException(422)
        if number not in {one.user_id for one in members.members(conn)}:
            one_at_a_time(conn)
            members.set_member(conn, number)
            routing.rerun(conn, visit.shop.settings, visit.now)
            audit.note(conn, visit.now, visit.actor, "member added", account.user.email)
    return _done("added")


def change(visit: Visit) -> Response:
    """Change a member; leads that wait may fit now, so the queue is run again."""
    member, form = _member(visit), visit.form
    try:
        with visit.shop.database.write() as conn:
            one_at_a_time(conn)
            _keep(conn, member, form)
            routing.rerun(conn, visit.shop.settings, visit.now)
            audit.note(conn, visit.now, visit.actor, "member changed", member.email)
    except (StoreFault, ValueError):
        fault = visit.speech._(
            "Please look at the figures (0 to 1000) and the hours, such as Mon-Fri 09:00-17:00."
        )
        return _page(visit, member.user_id, fault)
    return _done("changed")


def away(visit: Visit) -> Response:
    """Note that a member is away, from the first day to the last."""
    member, form, zone = _member(visit), visit.form, visit.shop.settings.zone
    try:
        first, last = (dt.date.fromisoformat(form.get(name, "")) for name in ("from", "to"))
        begins = dt.datetime.combine(first, dt.time(), zone)
        ends = dt.datetime.combine(last, dt.time(), zone) + dt.timedelta(days=1)
        with visit.shop.database.write() as conn:
            members.absent(conn, member.user_id, begins, ends, form.get("reason", "").strip())
            audit.note(conn, visit.now, visit.actor, "absence noted", member.email)
    except (StoreFault, ValueError, OverflowError):
        fault = visit.speech._("An absence has a first day and a last day that is not before it.")
        return _page(visit, member.user_id, fault)
    return _done("away")


def back(visit: Visit) -> Response:
    """Take an absence away again."""
    member, number = _member(visit), _number(visit.request.path_params["absence"])
    with visit.shop.database.write() as conn:
        own = {one.id for one in members.absences_of(conn, visit.now) if _of(one, member)}
        if number not in own:
            raise HTTPException(404)
        members.back(conn, number)
        routing.rerun(conn, visit.shop.settings, visit.now)
        audit.note(conn, visit.now, visit.actor, "absence removed", member.email)
    return _done("back")


def reassign(visit: Visit) -> Response:
    """Give all open leads of a member to others."""
    member = _member(visit)
    with visit.shop.database.write() as conn:
        number = routing.reassign_all(
            conn, visit.shop.settings, member.user_id, visit.actor, visit.now
        )
        audit.note(
            conn, visit.now, visit.actor, "leads reassigned", member.email, leads=str(number)
        )
    return _done("reassigned")


def _keep(conn: sa.Connection, member: Member, form: Posted) -> None:
    """Write what the form says of a member; ValueError where a figure is none."""
    members.set_member(
        conn,
        member.user_id,
        team=CONTACT_CENTRE if form.get("team") == CONTACT_CENTRE else PRIORITY,
        capacity_open=int(form.get("capacity", "")),
        daily_quota=int(form.get("quota", "")),
        languages=form.all("language"),
        skills=member.skills,
        hours=form.get("hours", "").strip()[:200],
        active=form.get("active") == "yes",
    )


def _of(absence: Absence, member: Member) -> bool:
    return absence.user_id == member.user_id


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _member(visit: Visit) -> Member:
    number = _number(visit.request.path_params["number"])
    with visit.shop.database.read() as conn:
        found = next((one for one in members.members(conn) if one.user_id == number), None)
    if found is None:
        raise HTTPException(404)
    return found


def _done(what: str) -> Response:
    return RedirectResponse(f"/office/team?done={what}", 303)


def _page(visit: Visit, wrong: int = 0, fault: str = "") -> Response:
    with visit.shop.database.read() as conn:
        people = members.members(conn)
        gone = members.absences_of(conn, visit.now)
        accounts = users.accounts(conn)
        doubted = doubts(conn, access.visible(visit.session.user))
    known = {one.user_id for one in people}
    shown = (_person(visit, one, gone) for one in people)
    page = TeamPage(
        who=who(visit.session),
        people=tuple(_as_typed(visit, one, fault) if one.number == wrong else one for one in shown),
        others=tuple(
            (str(one.user.id), one.user.name)
            for one in accounts
            if one.active and one.user.id not in known
        ),
        usual_hours=visit.shop.settings.working_hours,
        done=visit.request.query_params.get("done", ""),
        doubted=tuple(_doubted(visit, one) for one in doubted),
    )
    status = 422 if fault else 200
    return render(visit.request, "office/team.html", page, status=status, indexed=False)


def _doubted(visit: Visit, one: Doubt) -> Doubted:
    said = f"{one.actor}, {moment_said(visit, one.at)}"
    return Doubted(one.reference, label(one.rule, visit.speech), one.why, said)


def _person(visit: Visit, member: Member, gone: tuple[Absence, ...]) -> Person:
    return Person(
        number=member.user_id,
        name=member.name,
        teams=tuple((team, _team_said(visit.speech, team)) for team in TEAMS),
        team=member.team,
        capacity=str(member.capacity_open),
        quota=str(member.daily_quota),
        languages=tuple(
            (code, code.upper(), code in member.languages)
            for code in languages(visit.shop.settings)
        ),
        hours=member.hours,
        active=member.active,
        absences=tuple(
            Away(f"/office/team/{member.user_id}/absences/{one.id}/end", _away_said(visit, one))
            for one in gone
            if _of(one, member)
        ),
    )


def _as_typed(visit: Visit, person: Person, fault: str) -> Person:
    """The member with what was typed for them, which was not taken."""
    form = visit.form
    return replace(
        person,
        capacity=form.get("capacity", person.capacity),
        quota=form.get("quota", person.quota),
        hours=form.get("hours", person.hours),
        fault=fault,
    )


def _away_said(visit: Visit, absence: Absence) -> str:
    span = f"{moment_said(visit, absence.from_)} \u2013 {moment_said(visit, absence.to)}"
    return f"{span} {absence.reason}".strip()


def _team_said(speech: Speech, team: str) -> str:
    return speech._("priority team") if team == PRIORITY else speech._("contact centre")
