"""One lead: what they want, the call itself, and everything that happened (screens.md 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...leads import access
from ...leads.lead_card import LeadCard, card
from ...leads.learned import learned
from ...leads.score import lines_of
from ...leads.tables import score_doubts
from ...leads.today import last_given
from ..enquiry.words import window
from ..shell import render
from . import lead_words as words
from .lead_answer_form import AnswerForm, answer_form
from .lead_blocks import Left, left
from .lead_line import doubts as doubts_said
from .lead_middle import Middle, middle
from .lead_right import Right, right
from .names import names
from .score_said import history
from .visit import Visit, Who, who
from .visits_said import visits_said


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One lead in three columns; on a telephone one below the other.

    `held` is who is on it, `claims` whether the reader may say so. `client` is the address of the
    client's card, "" for none.
    """

    who: Who
    address: str
    reference: str
    version: int
    name: str
    client: str
    state: str
    late: bool
    held: str
    claims: bool
    practice: bool
    doubts: str
    why: str
    history: str
    visits: str
    left: Left
    middle: Middle
    right: Right
    refused: bool
    fault: str
    answer: AnswerForm | None = None


def lead_page(visit: Visit) -> Response:
    """Everything about one lead."""
    return draw(visit)


def found(visit: Visit, conn: sa.Connection) -> LeadCard:
    """The lead of this address; 404 where there is none that this user may see."""
    one = card(conn, visit.request.path_params["reference"])
    if one is None or not access.sees(conn, visit.session.user, one.id):
        raise HTTPException(404)
    return one


def draw(
    visit: Visit,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    fault: str = "",
    shown: Mapping[int, str] | None = None,
    letter: str | None = None,
) -> Response:
    """The page with what was typed and what is wrong with it; `shown` are needs asked for,
    `letter` an answer that was not sent."""
    with visit.shop.database.read() as conn:
        one = found(visit, conn)
        page = _page(conn, one, visit, typed, faults or {}, fault, shown or {})
        page = replace(page, answer=answer_form(one, letter, visit))
    return render(visit.request, "office/lead.html", page, status=status, indexed=False)


def _page(
    conn: sa.Connection,
    one: LeadCard,
    visit: Visit,
    typed: Mapping[str, str] | None,
    faults: Mapping[str, str],
    fault: str,
    shown: Mapping[int, str],
) -> LeadPage:
    speech, held, named = visit.speech, one.held_by(visit.now), names(conn)
    given = last_given(conn, one.id)
    return LeadPage(
        who=who(visit.session),
        address=f"/office/leads/{one.reference}",
        reference=one.reference,
        version=one.version,
        name=one.name,
        client=f"/office/clients/{one.person_id}" if one.person_id else "",
        state=_state(one, named, visit),
        late=one.late(visit.now),
        held=speech._("you are on it") if held == visit.actor else named.get(held, held),
        claims=one.state == "open" and not held,
        practice=one.practice,
        doubts=doubts_said(one.review, speech),
        why=words.why_you(given, one, visit.session.user.id, speech),
        history=history(learned(conn, one.id), speech),
        visits=visits_said(conn, one.person_id, visit),
        left=left(one, lines_of(conn, one.id), _doubted(conn, one.id, named), visit),
        middle=middle(conn, one, typed, faults, visit),
        right=right(conn, one, shown, visit),
        refused=visit.request.query_params.get("refused") == "1",
        fault=fault,
    )


def _state(one: LeadCard, named: Mapping[str, str], visit: Visit) -> str:
    speech, _ = visit.speech, visit.speech._
    if one.state == "answered":
        return _("answered by %(who)s", who=named.get(one.answered_by, one.answered_by))
    if one.state == "closed":
        return _("closed")
    if one.late(visit.now):
        return _("late by %(age)s", age=speech.age(one.promise.to, visit.now))
    if one.attempts:
        return words.attempt_said(one, visit)
    settings = visit.shop.settings
    return _("promised %(window)s", window=window(one.promise, settings, visit.now, speech))


def _doubted(conn: sa.Connection, lead_id: int, named: Mapping[str, str]) -> dict[str, str]:
    """Rule -> who last said that its line is not right."""
    rows = conn.execute(
        sa.select(score_doubts.c.rule, score_doubts.c.actor)
        .where(score_doubts.c.lead_id == lead_id)
        .order_by(score_doubts.c.id)
    )
    return {row.rule: named.get(row.actor, row.actor) for row in rows}
