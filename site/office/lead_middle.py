"""The middle of a lead's page: the call, its form, and where the lead goes from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...leads import drafts
from ...leads.attempts import ahead
from ...leads.calendar import calendar_of
from ...leads.lead_card import LeadCard
from ...leads.members import members
from ...leads.profile import profile
from ...leads.stage_notes import notes
from . import lead_words as words
from .lead_call import FIELDS, CallForm, call_form, drawn
from .lead_script import script
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Middle:
    """`open` says that the lead may still be worked on, `unfolded` that the form stands open;
    `next` is the planned attempt with `next_day` and `next_time` to change it. `restored` says
    that the form holds what was typed and not sent. `confirms`: priority may be confirmed.
    """

    stage: str
    open: bool
    unfolded: bool
    script: tuple[str, ...]
    form: CallForm
    restored: bool
    attempt: str
    then: str
    next_day: str
    next_time: str
    step: str
    members: tuple[tuple[str, str], ...]
    confirms: bool
    lost_reason: str


def middle(
    conn: sa.Connection,
    card: LeadCard,
    typed: Mapping[str, str] | None,
    faults: Mapping[str, str],
    visit: Visit,
) -> Middle:
    """The middle of the page; `typed` wins over a draft, a draft over what is known."""
    speech, settings = visit.speech, visit.shop.settings
    kept = drafts.of(conn, visit.session.user.id, f"/office/leads/{card.reference}/reached")
    said = profile(conn, card.person_id) if card.person_id else None
    form = call_form(card, said, notes(conn, card.id), settings, speech)
    if typed is None and kept is not None:
        typed = {name: kept.get(name) for name in FIELDS}
    if typed is not None:
        form = drawn({**form.values, **typed}, settings, speech, faults)
    again = card.next_attempt.astimezone(settings.zone) if card.next_attempt else None
    return Middle(
        stage=words.stage(card.stage, speech),
        open=card.open,
        unfolded=bool(faults) or kept is not None,
        script=script(card.stage, speech),
        form=form,
        restored=kept is not None and not faults,
        attempt=words.attempt_said(card, visit) if card.attempts else "",
        then=_then(card, visit),
        next_day=again.date().isoformat() if again else "",
        next_time=again.strftime("%H:%M") if again else "",
        step=_step(card, visit),
        members=_members(conn, card),
        confirms=card.open and card.stage in ("captured", "contacted"),
        lost_reason=card.lost_reason,
    )


def _then(card: LeadCard, visit: Visit) -> str:
    """The calls that would follow the planned one if nobody answered those either."""
    if card.next_attempt is None or card.attempted_at is None:
        return ""
    calendar, made = calendar_of(visit.shop.settings), card.attempts + 1
    later = ahead(calendar, card.temperature, made, card.attempted_at, card.next_attempt)
    moments = [words.moment(one.at, visit) for one in later]
    return visit.speech._("then %(moments)s", moments=", ".join(moments)) if moments else ""


def _step(card: LeadCard, visit: Visit) -> str:
    if not card.next_step:
        return ""
    if card.next_step_at is None:
        return card.next_step
    return f"{card.next_step}, {words.moment(card.next_step_at, visit)}"


def _members(conn: sa.Connection, card: LeadCard) -> tuple[tuple[str, str], ...]:
    """Whom the lead may be handed to: every active member but who has it."""
    found = (one for one in members(conn) if one.active and one.user_id != card.owner_id)
    return tuple((str(one.user_id), one.name) for one in found)
