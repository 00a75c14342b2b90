"""Duty: who of a team a visitor may be told by name, before anybody is chosen to call."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ..store.settings import Settings
from .members import Member, at_work, away, members

FAMILY_FIRST = frozenset({"HU"})
"""Countries (ISO) where a name begins with the family's."""


def name_on_duty(
    conn: sa.Connection, settings: Settings, team: str, language: str, at: dt.datetime
) -> str:
    """The first name of who is on duty then, speaks the language and was given a lead longest
    ago; "" where nobody is."""
    gone = away(conn, at)
    there = [
        member
        for member in members(conn)
        if member.active
        and member.team == team
        and member.user_id not in gone
        and (not member.languages or language in member.languages)
        and at_work(settings, member, at)
    ]
    there.sort(key=_last_given)
    return first_name(there[0].name, settings.agency_country) if there else ""


def first_name(name: str, country: str) -> str:
    """The given name of a full one, as the agency's country orders them."""
    parts = name.split()
    if not parts:
        return ""
    return parts[-1] if country in FAMILY_FIRST else parts[0]


def _last_given(member: Member) -> tuple[float, int]:
    at = member.last_assigned_at
    return (at.timestamp() if at else 0.0, member.user_id)
