"""Matches: pairs that may be the same stay; somebody says what they are, and may take it back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ...catalog.generations import generations_of
from ...catalog.home import Home
from ...catalog.matching import decisions as room
from ...catalog.matching.decisions import DIFFERENT, PAGE, REVIEW, SAME, Contradiction, Match
from ..shell import render
from . import match_words as words
from .match_sides import Sides, operators, sides, titles
from .moments import moment_said
from .number import number, number_in
from .visit import Visit, Who, who

PATH = "/office/matches"


@dataclass(frozen=True, slots=True)
class Line:
    """One pair in a list."""

    id: int
    names: tuple[str, str]
    operators: str
    note: str
    decided: bool


@dataclass(frozen=True, slots=True)
class MatchesPage:
    """The queue, or what was decided; `unpublished` while decisions are not on the site yet."""

    who: Who
    waiting: int
    shows_decided: bool
    lines: tuple[Line, ...]
    before: str
    after: str
    unpublished: bool


@dataclass(frozen=True, slots=True)
class MatchPage:
    """One pair; `worth` says why it stands where it stands in the queue. `last` is the pair decided
    just before it, with what was said, to be taken back."""

    who: Who
    id: int
    open: bool
    gone: bool
    sides: Sides
    worth: str
    score: str
    state: str
    by: str
    note: str
    next: str
    left: int
    last: Line | None
    fault: str
    against: str


def matches_page(visit: Visit) -> Response:
    """The pairs that wait, most worth first, or those decided, the newest first."""
    asked = visit.request.query_params
    page = max(1, number_in(asked.get("page", ""), 1))
    shows = asked.get("state", "") == "decided"
    with visit.shop.database.read() as conn:
        found = room.decided(conn, page=page) if shows else room.queue(conn, page)
        waiting = room.waiting(conn)
        unpublished = _unpublished(visit, room.stamp(conn))
    way = f"{PATH}?state=decided&page=" if shows else f"{PATH}?page="
    shown = MatchesPage(
        who=who(visit.session),
        waiting=waiting,
        shows_decided=shows,
        lines=tuple(_line(one, visit) for one in found),
        before=f"{way}{page - 1}" if page > 1 else "",
        after=f"{way}{page + 1}" if len(found) == PAGE else "",
        unpublished=unpublished,
    )
    return render(visit.request, "office/matches.html", shown, indexed=False)


def match_page(visit: Visit) -> Response:
    """One pair, side by side."""
    return _shown(visit, _found(visit))


def decide(visit: Visit) -> Response:
    """Keep what somebody says of a pair, and show the next one; 409 where it cannot be so."""
    found, said = _found(visit), visit.form.get("said", "")
    if said not in (SAME, DIFFERENT):
        raise HTTPException(400)
    note = " ".join(visit.form.get("note", "").split())
    try:
        with visit.shop.database.write() as conn:
            after = room.following(conn, found.id)
            room.decide(conn, found.id, said, visit.actor, note, visit.now)
    except Contradiction as refused:
        return _shown(visit, _found(visit), refused)
    place = f"{PATH}/{after}?last={found.id}" if after else f"{PATH}?state=decided"
    return RedirectResponse(place, 303)


def undo(visit: Visit) -> Response:
    """Take a decision back; the pair waits again."""
    found = _found(visit)
    with visit.shop.database.write() as conn:
        room.undo(conn, found.id, visit.actor, visit.now)
    return RedirectResponse(f"{PATH}/{found.id}", 303)


def _shown(visit: Visit, found: Match, refused: Contradiction | None = None) -> Response:
    with visit.shop.database.read() as conn:
        after = room.following(conn, found.id)
        left = room.waiting(conn)
        last = room.find(conn, _asked(visit))
    against = refused.match if refused and refused.match != found.id else 0
    page = MatchPage(
        who=who(visit.session),
        id=found.id,
        open=found.state == REVIEW,
        gone=found.gone_at is not None,
        sides=sides(found, visit.shop, visit.speech),
        worth=" · ".join(words.worth(found, visit.speech)),
        score=words.percent(found.score),
        state=words.state(found.state, visit.speech),
        by=_by(found, visit),
        note=found.note,
        next=f"{PATH}/{after}" if after else "",
        left=left,
        last=_line(last, visit) if last and last.state != REVIEW else None,
        fault=_why(refused, visit),
        against=f"{PATH}/{against}" if against else "",
    )
    status = 409 if refused else 200
    return render(visit.request, "office/match.html", page, status=status, indexed=False)


def _why(refused: Contradiction | None, visit: Visit) -> str:
    if refused is None:
        return ""
    return visit.speech._(
        "This contradicts what was decided before. Take the other decision back first."
    )


def _asked(visit: Visit) -> int:
    return number_in(visit.request.query_params.get("last", ""), 0)


def _found(visit: Visit) -> Match:
    with visit.shop.database.read() as conn:
        found = room.find(conn, number(visit))
    if found is None:
        raise HTTPException(404)
    return found


def _unpublished(visit: Visit, stamp: str) -> bool:
    made = generations_of(Home(visit.shop.settings.home))
    return bool(made) and made[-1].stamp() != stamp


def _line(match: Match, visit: Visit) -> Line:
    speech = visit.speech
    if match.state != REVIEW:
        note = f"{words.state(match.state, speech)} · {_by(match, visit)}"
    else:
        likely = speech._("%(percent)s likely the same", percent=words.percent(match.score))
        note = " · ".join((*words.worth(match, speech), likely))
    decided = match.state != REVIEW
    return Line(match.id, titles(match), operators(match, visit.shop), note, decided)


def _by(match: Match, visit: Visit) -> str:
    at = moment_said(visit, match.decided_at) if match.decided_at else ""
    return ", ".join(filter(None, (match.decided_by, at)))
