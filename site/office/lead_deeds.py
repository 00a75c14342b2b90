"""What is done with a lead from its page: each deed one transaction, audited, to be taken back."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from starlette.responses import RedirectResponse, Response

from ...leads import arrival, attempts, profile, routing, stage_notes, stages, temperature, touches
from ...leads.enquiry import one_line
from ...leads.lead_card import LeadCard
from ...leads.score import RULES
from ...leads.tables import leads, persons, score_doubts
from ...leads.temperature import Temperature
from ...leads.turns import one_at_a_time
from ...offers.faults import StoreFault
from ...store import audit
from . import lead_words as words
from .conflict import Both, conflict, stale
from .lead import draw, found
from .lead_call import FIELDS, Said, moment, read_call
from .lead_undo import kept, remembered
from .visit import Visit

Deed = Callable[[sa.Connection, LeadCard], None]
LONGEST = 200


class Unfit(Exception):
    """What was typed will not do; its text is the sentence that says why."""


def on_it(visit: Visit) -> Response:
    """ "I'm on it": holds the lead for 15 minutes; refused where somebody else was first."""
    with visit.shop.database.write() as conn:
        one = found(visit, conn)
        user = visit.session.user
        done = routing.claim(conn, one.id, user.id, visit.actor, visit.now)
        if done:
            audit.note(conn, visit.now, visit.actor, "lead claimed", one.reference)
    if not done and visit.form.get("from") == "today":
        return RedirectResponse("/office/?refused=1", 303)
    return _back(one, "" if done else "?refused=1")


def reached(visit: Visit) -> Response:
    """Somebody spoke with them: the profile, the notes and the next step are kept with the call."""
    settings = visit.shop.settings
    said = read_call(visit.form, settings, visit.speech)
    if not isinstance(said, Said):
        typed = {name: visit.form.get(name, "") for name in FIELDS}
        return draw(visit, status=422, typed=typed, faults=said)

    def keep(conn: sa.Connection, one: LeadCard) -> None:
        touches.log(
            conn, settings, one.id, "call", "out", "reached", visit.actor, visit.now, said.note
        )
        if one.person_id is not None and said.answers:
            profile.keep(conn, one.person_id, said.answers, "office", visit.now)
        stage_notes.keep(conn, one.id, said.notes, visit.actor, visit.now)
        stage_notes.plan_next(conn, one.id, said.step, said.step_at)

    return _do(visit, "reached", keep)


def no_answer(visit: Visit) -> Response:
    """Nobody picked up: the next attempt is planned."""
    return _called(visit, "no_answer")


def wrong_number(visit: Visit) -> Response:
    """The number is not theirs."""
    return _called(visit, "wrong_number")


def _called(visit: Visit, outcome: str) -> Response:
    def log(conn: sa.Connection, one: LeadCard) -> None:
        settings, now = visit.shop.settings, visit.now
        touches.log(conn, settings, one.id, "call", "out", outcome, visit.actor, now)

    return _do(visit, outcome, log)


def again(visit: Visit) -> Response:
    """Call at another time than the plan says."""
    form, settings = visit.form, visit.shop.settings
    at = moment(form.get("day", ""), form.get("time", ""), settings)

    def change(conn: sa.Connection, one: LeadCard) -> None:
        if at is None or at <= visit.now or not attempts.change(conn, one.id, at, visit.now):
            raise Unfit(visit.speech._("Please give a day and a time that are still to come"))

    return _do(visit, "attempt moved", change)


def close(visit: Visit) -> Response:
    """Lost, no question for us, or asked again later; always with the reason."""
    how, reason = visit.form.get("how", ""), one_line(visit.form.get("reason", ""))[:LONGEST]

    def shut(conn: sa.Connection, one: LeadCard) -> None:
        way = next((way for way in stages.WAYS_OUT if way == how), None)
        if way is None or not reason:
            raise Unfit(visit.speech._("Please say why this enquiry is closed"))
        stages.close(conn, one.id, way, reason, visit.actor, visit.now)
        routing.rerun(conn, visit.shop.settings, visit.now)

    return _do(visit, "closed", shut)


def hand_over(visit: Visit) -> Response:
    """Give the lead to another member."""
    member = visit.form.get("member", "")

    def give(conn: sa.Connection, one: LeadCard) -> None:
        if not member.isdecimal():
            raise Unfit(visit.speech._("Please choose a member"))
        settings, now = visit.shop.settings, visit.now
        routing.assign(conn, settings, one.id, int(member), visit.actor, now)

    return _do(visit, "handed over", give)


def priority(visit: Visit) -> Response:
    """A person confirms that this is a priority client: stage 3 (backoffice.md 6)."""

    def confirm(conn: sa.Connection, one: LeadCard) -> None:
        if one.person_id is not None:
            which = persons.c.id == one.person_id
            more = {"segment": "priority", "version": persons.c.version + 1}
            conn.execute(persons.update().where(which).values(more))
        facts = {"confirmed": visit.actor}
        stages.forward(conn, one.id, "qualified", visit.actor, visit.now, facts)

    return _do(visit, "priority confirmed", confirm)


def another_temperature(visit: Visit) -> Response:
    """A manager knows better than the table, for 14 days."""
    said, reason = visit.form.get("temperature", ""), one_line(visit.form.get("reason", ""))

    def override(conn: sa.Connection, one: LeadCard) -> None:
        if said not in set(Temperature) or not reason:
            raise Unfit(visit.speech._("Please say why the temperature is another"))
        temperature.override(conn, one.id, Temperature(said), reason, visit.actor, visit.now)

    return _do(visit, "temperature overridden", override)


def doubt(visit: Visit) -> Response:
    """A line of the score is not right; the score stays until the rules are looked at."""
    rule, why = visit.form.get("rule", ""), one_line(visit.form.get("why", ""))[:LONGEST]
    with visit.shop.database.write() as conn:
        one = found(visit, conn)
        if rule in RULES:
            row = {"lead_id": one.id, "rule": rule, "at": visit.now, "actor": visit.actor}
            conn.execute(score_doubts.insert().values(**row, why=why))
            audit.note(conn, visit.now, visit.actor, "score doubted", one.reference, rule=rule)
    return _back(one)


def look_over(visit: Visit) -> Response:
    """A doubtful enquiry is a real one: it is given out like the others."""
    with visit.shop.database.write() as conn:
        one = found(visit, conn)
        done = arrival.accept(conn, visit.shop.settings, one.id, visit.actor, visit.now)
        if done:
            audit.note(conn, visit.now, visit.actor, "lead accepted", one.reference)
    return _back(one, "" if done else "?refused=1")


def _do(visit: Visit, name: str, deed: Deed) -> Response:
    """Do it to the version that was shown, write it down, and offer to take it back.

    409 with both versions where somebody else changed the lead meanwhile, 422 where what was
    typed will not do.
    """
    try:
        with visit.shop.database.write() as conn:
            one_at_a_time(conn)
            one = found(visit, conn)
            if stale(visit.form, one.version):
                return _both(visit, one)
            before = kept(conn, one)
            deed(conn, one)
            _step_version(conn, one)
            audit.note(conn, visit.now, visit.actor, f"lead {name}", one.reference)
            undo = remembered(conn, one, name, before, visit)
    except Unfit as fault:
        return draw(visit, status=422, fault=str(fault))
    except StoreFault as fault:
        return draw(visit, status=422, fault=str(fault))
    return _back(one, f"?undo={undo}")


def _both(visit: Visit, one: LeadCard) -> Response:
    """Somebody changed the lead since the page was drawn: how it stands beside what was typed."""
    speech, _ = visit.speech, visit.speech._
    step_at = one.next_step_at.astimezone(visit.shop.settings.zone) if one.next_step_at else None
    theirs = {
        "next_step": (_("Next step"), one.next_step),
        "next_day": (_("On"), step_at.date().isoformat() if step_at else ""),
        "reason": (_("Why"), one.lost_reason),
        "temperature": (_("Temperature"), one.temperature),
    }
    fields = [
        Both(name, label, now, visit.form[name])
        for name, (label, now) in theirs.items()
        if name in visit.form
    ]
    known = _("%(who)s (stage: %(stage)s)", who=one.name, stage=words.stage(one.stage, speech))
    return conflict(visit, known, f"/office/leads/{one.reference}", one.version, fields)


def _step_version(conn: sa.Connection, one: LeadCard) -> None:
    """What was drawn before this deed is an old version from now on."""
    which = sa.and_(leads.c.id == one.id, leads.c.version == one.version)
    conn.execute(leads.update().where(which).values(version=one.version + 1))


def _back(one: LeadCard, more: str = "") -> Response:
    return RedirectResponse(f"/office/leads/{one.reference}{more}", 303)
