"""Today: what this member does next, and nothing else (screens.md 3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from starlette.responses import Response

from ...catalog.catalogue import State
from ...leads import access
from ...leads.today import Month, Today, month, today
from ...offers.faults import GenerationFault
from ...store import outbox
from ..shell import render
from ..text import Speech
from .roles import SYSTEM, TEAM
from .today_lines import Line, line_of
from .visit import Visit, Who, who

UNFOLDED = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the day: its leads, and whether it stands open."""

    name: str
    title: str
    lines: tuple[Line, ...]
    unfolded: bool


@dataclass(frozen=True, slots=True)
class TodayPage:
    """The day of one member. `empty` is what to say when nothing is left."""

    who: Who
    day: str
    time: str
    name: str
    count: int
    sections: tuple[Section, ...]
    counter: tuple[tuple[str, str], ...]
    month: str
    empty: str
    refused: bool


def today_page(visit: Visit) -> Response:
    """The page, or with a script the day alone, to be put over the one that stands."""
    user, now = visit.session.user, visit.now
    with visit.shop.database.read() as conn:
        found = today(
            conn,
            user.id,
            access.visible(user),
            now.astimezone(dt.UTC),
            _midnight(now),
            late_of_all=bool(user.roles & TEAM),
        )
        done = month(conn, user.id, _first(now), now.astimezone(dt.UTC))
    page = TodayPage(
        who=who(visit.session),
        day=visit.speech.day(now.date()),
        time=visit.speech.clock(now.time()),
        name=user.name,
        count=sum(1 for card in (*found.call, *found.decide) if not card.practice),
        sections=_sections(found, visit),
        counter=_counter(visit) if user.roles & SYSTEM else (),
        month=_month(done, visit.speech),
        empty=_empty(found, visit.speech),
        refused=visit.request.query_params.get("refused") == "1",
    )
    return render(
        visit.request, "office/today.html", page, indexed=False, fragment="office/today_day.html"
    )


def _sections(found: Today, visit: Visit) -> tuple[Section, ...]:
    """Those that hold anything, the first three unfolded."""
    _ = visit.speech._
    named = (
        ("call", _("Call now"), found.call),
        ("wait", _("Waiting for an answer"), found.wait),
        ("decide", _("Decide"), found.decide),
    )
    held = [(name, title, cards) for name, title, cards in named if cards]
    return tuple(
        Section(
            name,
            title,
            tuple(line_of(card, found.given.get(card.id), name, visit) for card in cards),
            at < UNFOLDED,
        )
        for at, (name, title, cards) in enumerate(held)
    )


def _counter(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Behind the counter: what runs by itself, in words with the page that tells more."""
    speech, _ = visit.speech, visit.speech._
    said: list[tuple[str, str]] = []
    try:
        states = [source.state for source in visit.shop.sources.all()]
    except GenerationFault:
        states = []
    fresh, refused = states.count(State.FRESH), states.count(State.REFUSED)
    if states:
        told = speech.ngettext("%(n)s operator fresh", "%(n)s operators fresh", fresh)
        if refused:
            told += " · " + speech.ngettext("%(n)s refused", "%(n)s refused", refused)
        said.append((told, "/office/operators"))
    if waits := outbox.waiting(visit.shop.database):
        told = speech.ngettext("%(n)s mail waits", "%(n)s mails wait", waits)
        said.append((told, "/office/system"))
    return tuple(said) or ((_("Nothing has been published yet"), "/office/system"),)


def _month(done: Month, speech: Speech) -> str:
    """What this member did this month, counts only: a rate of three says nothing."""
    if not done.given:
        return ""
    return speech._(
        "answered in time %(kept)s of %(due)s · reached %(reached)s of %(given)s",
        kept=done.in_time,
        due=done.due,
        reached=done.reached,
        given=done.given,
    )


def _empty(found: Today, speech: Speech) -> str:
    if found.call or found.wait or found.decide:
        return ""
    if not found.tomorrow:
        return speech._("Nothing left today.")
    calls = speech.ngettext("%(n)s call", "%(n)s calls", found.tomorrow)
    return speech._("Nothing left today. Tomorrow: %(calls)s.", calls=calls)


def _midnight(now: dt.datetime) -> dt.datetime:
    """The end of the agency's day, in UTC."""
    tomorrow = now.date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), now.tzinfo).astimezone(dt.UTC)


def _first(now: dt.datetime) -> dt.datetime:
    """The beginning of the agency's month, in UTC."""
    return dt.datetime.combine(now.date().replace(day=1), dt.time(), now.tzinfo).astimezone(dt.UTC)
