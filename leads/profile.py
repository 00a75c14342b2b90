"""Preference profile: what a person likes, each answer with where it came from and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..offers import Money
from .questions import ANYWHERE, NEEDED, QUESTIONS, Value, fit
from .tables import profiles
from .wish import Wish


@dataclass(frozen=True, slots=True)
class Told:
    """Where an answer came from ("website", "office") and when."""

    source: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's answers: question -> value (questions.py), None for "does not matter".

    A question that is not in `answers` was never answered.
    """

    person_id: int
    answers: Mapping[str, Value]
    sources: Mapping[str, Told]
    started_at: dt.datetime
    changed_at: dt.datetime
    completed_at: dt.datetime | None
    version: int


def profile(conn: sa.Connection, person_id: int) -> Profile | None:
    """The person's profile, None where there is none."""
    row = conn.execute(sa.select(profiles).where(_of(person_id))).one_or_none()
    return _profile(row) if row is not None else None


def answer(
    conn: sa.Connection,
    person_id: int,
    question: str,
    value: Value,
    source: str,
    now: dt.datetime,
) -> Profile:
    """Keep one answer; see `keep`."""
    return keep(conn, person_id, {question: value}, source, now)


def keep(
    conn: sa.Connection,
    person_id: int,
    answers: Mapping[str, Value],
    source: str,
    now: dt.datetime,
) -> Profile:
    """Keep answers; only those that changed get the new source and date, and count as a version.

    Unfit (a ValueError): an answer cannot be kept. KeyError: no such question.
    """
    given = {question: fit(question, value) for question, value in answers.items()}
    row = conn.execute(sa.select(profiles).where(_of(person_id)).with_for_update()).one_or_none()
    old = _profile(row) if row is not None else None
    changed = {q: v for q, v in given.items() if old is None or _differs(old.answers, q, v)}
    if old is not None and not changed:
        return old
    told = {question: {"source": source, "at": now.isoformat()} for question in changed}
    values = _values(row, {**(old.answers if old else {}), **changed}, told, now)
    if old is None:
        conn.execute(profiles.insert().values(person_id=person_id, started_at=now, **values))
    else:
        conn.execute(profiles.update().where(_of(person_id)).values(values))
    kept = profile(conn, person_id)
    assert kept is not None
    return kept


def forget(conn: sa.Connection, person_id: int) -> bool:
    """Delete the profile: its consent was withdrawn."""
    return conn.execute(profiles.delete().where(_of(person_id))).rowcount == 1


def complete(profile: Profile | Mapping[str, Value] | None) -> bool:
    """Whether every question was answered, "does not matter" being an answer but to those of
    `NEEDED`."""
    said = _answers(profile)
    return minimum(profile) and all(question in said for question in QUESTIONS)


def minimum(profile: Profile | Mapping[str, Value] | None) -> bool:
    """Whether countries, dates, party and budget are known: stage 3 may be left."""
    return not missing(profile)


def missing(profile: Profile | Mapping[str, Value] | None) -> tuple[str, ...]:
    """Which of countries, dates, party and budget are not known."""
    said = _answers(profile)
    return tuple(question for question in NEEDED if said.get(question) is None)


def wish(profile: Profile | Mapping[str, Value]) -> Wish:
    """The answers as a lead's wish: what was declared, nothing made up.

    The budget is the upper end of its band, of the open band the lower.
    """
    said = _answers(profile)
    dates, party, budget = (said.get(name) or {} for name in ("dates", "party", "budget"))
    amount = (budget["to"] or budget["from"]) if budget else None
    bands = party.get("children", {}) if party else {}
    return Wish(
        countries=tuple(code for code in said.get("countries") or () if code != ANYWHERE),
        depart_from=dt.date.fromisoformat(dates["from"]) if dates else None,
        depart_to=dt.date.fromisoformat(dates["to"]) if dates else None,
        adults=party["adults"] if party else None,
        child_bands=tuple(band for band, number in bands.items() for _ in range(number)),
        budget=Money.of(amount, budget["currency"]).minor if amount else None,
        currency=budget["currency"] if budget else "",
        extras=tuple(said.get("extras") or ()),
    )


def _values(
    row: Any, answers: Mapping[str, Value], told: Mapping[str, Any], now: dt.datetime
) -> dict[str, Any]:
    done = row.completed_at if row is not None else None
    return {
        "answers": dict(answers),
        "sources": {**(row.sources if row is not None else {}), **told},
        "changed_at": now,
        "completed_at": (done or now) if complete(answers) else None,
        "version": row.version + 1 if row is not None else 1,
    }


def _answers(profile: Profile | Mapping[str, Value] | None) -> Mapping[str, Value]:
    if profile is None:
        return {}
    return profile.answers if isinstance(profile, Profile) else profile


def _differs(answers: Mapping[str, Value], question: str, value: Value) -> bool:
    return question not in answers or answers[question] != value


def _of(person_id: int) -> sa.ColumnElement[bool]:
    return profiles.c.person_id == person_id


def _profile(row: sa.Row[Any]) -> Profile:
    sources = {
        question: Told(told["source"], dt.datetime.fromisoformat(told["at"]))
        for question, told in row.sources.items()
    }
    return Profile(
        row.person_id,
        row.answers,
        sources,
        row.started_at,
        row.changed_at,
        row.completed_at,
        row.version,
    )
