"""The right of a lead's page: what happened, what was agreed to, and needs behind their mask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...leads import access, consent, needs
from ...leads.lead_card import LeadCard
from ...leads.lead_story import story
from ..text import Speech
from . import lead_words as words
from .lead_told import Step, told
from .names import names
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Agreed:
    """One purpose: granted or not, since when; `text` is what was agreed to."""

    purpose: str
    granted: bool
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """One need: that there is one. Its kind and its words only for who may and asked."""

    id: int
    said: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Right:
    """`shows` says whether this user may ask for the words of a need."""

    steps: tuple[Step, ...]
    agreed: tuple[Agreed, ...]
    consent_text: str
    needs: tuple[Need, ...]
    shows: bool


def right(conn: sa.Connection, card: LeadCard, shown: Mapping[int, str], visit: Visit) -> Right:
    """The right of the page; `shown` are the needs whose words were asked for."""
    user, person = visit.session.user, card.person_id
    shows = person is not None and access.cares_for(conn, user, person)
    return Right(
        steps=told(story(conn, card.id), names(conn), visit),
        agreed=_agreed(conn, card, visit),
        consent_text=card.consent_text,
        needs=_needs(conn, card, shown, shows, visit),
        shows=shows,
    )


def _agreed(conn: sa.Connection, card: LeadCard, visit: Visit) -> tuple[Agreed, ...]:
    if card.person_id is None:
        return ()
    current = consent.current(conn, card.person_id).values()
    return tuple(
        Agreed(
            purpose(one.purpose, visit.speech), one.granted, words.moment(one.at, visit), one.text
        )
        for one in sorted(current, key=lambda one: one.at)
    )


def _needs(
    conn: sa.Connection, card: LeadCard, shown: Mapping[int, str], shows: bool, visit: Visit
) -> tuple[Need, ...]:
    if card.person_id is None:
        return ()
    _ = visit.speech._
    return tuple(
        Need(
            one.id,
            _("A need, kept until %(day)s", day=words.moment(one.expires_at, visit)),
            _kind(one.kind.value, visit.speech) if shows else "",
            shown.get(one.id, ""),
        )
        for one in needs.masked(conn, card.person_id, visit.now)
    )


def _kind(code: str, speech: Speech) -> str:
    _ = speech._
    words = {
        "dietary": _("food"),
        "health": _("health"),
        "mobility": _("mobility"),
        "religious_practice": _("religious practice"),
    }
    return words.get(code, code)


def purpose(code: str, speech: Speech) -> str:
    """What somebody agreed to, in a few words."""
    _ = speech._
    words = {
        "answer": _("to be answered"),
        "profile": _("to keep the profile"),
        "marketing_email": _("newsletter"),
        "analytics": _("to remember what they looked at"),
        "use_for_trip": _("to use needs for the journey"),
        "share_with_operator": _("to tell needs to the operator"),
        "remember_next_time": _("to remember needs for next time"),
    }
    return words.get(code, code)
