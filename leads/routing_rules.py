"""Routing rules: which team a lead belongs to and which of its members gets it; nothing by chance.

The rules are tried in order and the first that holds decides. Of the candidates the one with the
smallest share of their capacity in use gets the lead, then who was given one longest ago, then the
lower number (backoffice.md 5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from .members import CONTACT_CENTRE, PRIORITY, Member, Team

VERSION = "1"
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
Cause = Literal["new", "queue", "late", "hand", "claim", "reassign_all", "back", "earnest"]
Why = Literal[
    "inactive",
    "absent",
    "hours",
    "capacity",
    "language",
    "skill",
    "quota",
    "more_open",
    "later",
    "late",
    "older_waiting",
    "reassigned",
]
"""Why a member is passed over; the last three bar them from one lead only."""
Rejected = dict[str, str | int]
"""user, name, why; with `open` and `capacity` where the choice went against them."""


@dataclass(frozen=True, slots=True)
class Case:
    """What routing may know of a lead: nothing else of it reaches a rule."""

    temperature: str
    predicted: bool
    kind: str
    language: str
    countries: frozenset[str]
    account_manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table: where `holds` is true the lead goes to `team`."""

    name: str
    team: Team
    holds: Callable[[Case], bool]


RULES = (
    Rule("question", CONTACT_CENTRE, lambda case: case.kind == "question" and not case.predicted),
    Rule("hot", PRIORITY, lambda case: case.temperature == "hot"),
    Rule("profile", PRIORITY, lambda case: case.kind == "profile"),
    Rule("warm_predicted", PRIORITY, lambda case: case.temperature == "warm" and case.predicted),
    Rule("warm", CONTACT_CENTRE, lambda case: case.temperature == "warm"),
    Rule("cold", CONTACT_CENTRE, lambda case: case.temperature == "cold"),
)
OWN_MANAGER = "own_manager"
HOT_FULL = "hot_full"
NOT_ROUTED = "not_routed"
HAND: Final = "hand"
CLAIM: Final = "claim"


@dataclass(frozen=True, slots=True)
class Standing:
    """A member at this moment: leads open, leads given in 24 hours, whether they are there."""

    member: Member
    open: int
    given: int
    absent: bool = False
    at_work: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose a lead is: `user_id` None means that it waits in the team's queue.

    `open` of `capacity` they had when it was given to them.
    """

    team: str
    user_id: int | None
    rule: str
    rejected: tuple[Rejected, ...]
    cover: bool = False
    open: int | None = None
    capacity: int | None = None


def rule_of(case: Case) -> Rule | None:
    """The rule that decides; None for a lead that nobody is to approach."""
    return next((rule for rule in RULES if rule.holds(case)), None)


def choose(case: Case, standings: Iterable[Standing], barred: Mapping[int, Why]) -> Choice:
    """Whose this lead is. `barred` are members who may not get this one, with the reason."""
    everybody = tuple(standings)
    rule = rule_of(case)
    if rule is None:
        return Choice("", None, NOT_ROUTED, ())
    own = next((s for s in everybody if s.member.user_id == case.account_manager_id), None)
    passed: tuple[Rejected, ...] = ()
    if own is not None:
        why = barred.get(own.member.user_id) or _unable(own, case)
        if not why:
            return _to(own, own.member.team, OWN_MANAGER, (), cover=False)
        passed = (_rejected(own, why),)
    left = [s for s in everybody if s is not own]
    cover = case.account_manager_id is not None
    return _by_team(case, rule, left, barred, passed, cover)


def _by_team(
    case: Case,
    rule: Rule,
    standings: list[Standing],
    barred: Mapping[int, Why],
    passed: tuple[Rejected, ...],
    cover: bool,
) -> Choice:
    best, rejected = _of_team(case, rule.team, standings, barred)
    passed += rejected
    # Whoever is only not at work yet comes later: the queue keeps the lead for them.
    full = best is None and not any(one["why"] == "hours" for one in rejected)
    if rule.name == "hot" and full:
        other, rejected = _of_team(case, CONTACT_CENTRE, standings, barred)
        passed += rejected
        if other is not None:
            return _to(other, CONTACT_CENTRE, HOT_FULL, passed, cover)
    return _to(best, rule.team, rule.name, passed, cover)


def _to(
    best: Standing | None, team: str, rule: str, passed: tuple[Rejected, ...], cover: bool
) -> Choice:
    if best is None:
        return Choice(team, None, rule, passed, cover)
    member = best.member
    return Choice(team, member.user_id, rule, passed, cover, best.open, member.capacity_open)


def _of_team(
    case: Case, team: Team, standings: list[Standing], barred: Mapping[int, Why]
) -> tuple[Standing | None, tuple[Rejected, ...]]:
    """The member of a team who gets it, and all others of the team with the reason each."""
    mates = [s for s in standings if s.member.team == team]
    why = {s.member.user_id: barred.get(s.member.user_id) or refused(s, case) for s in mates}
    rejected = [_rejected(s, no) for s in mates if (no := why[s.member.user_id])]
    able = sorted((s for s in mates if not why[s.member.user_id]), key=_rank)
    if not able:
        return None, tuple(rejected)
    best = able[0]
    rejected += [_rejected(s, _behind(s, best), counted=True) for s in able[1:]]
    return best, tuple(rejected)


def refused(standing: Standing, case: Case) -> Why | None:
    """Why a member cannot get this lead, None where they can."""
    member = standing.member
    if why := _unable(standing, case):
        return why
    if member.languages and case.language not in member.languages:
        return "language"
    if member.skills and case.countries and not case.countries & member.skills:
        return "skill"
    return "quota" if standing.given >= member.daily_quota else None


def _unable(standing: Standing, case: Case) -> Why | None:
    """What keeps even a client's own manager from it: not there, or full."""
    if not standing.member.active:
        return "inactive"
    if standing.absent:
        return "absent"
    if case.temperature == "hot" and not standing.at_work:
        return "hours"
    return "capacity" if standing.open >= standing.member.capacity_open else None


def _rank(standing: Standing) -> tuple[Fraction, dt.datetime, int]:
    member = standing.member
    return (_load(standing), member.last_assigned_at or _LONG_AGO, member.user_id)


def _load(standing: Standing) -> Fraction:
    return Fraction(standing.open, standing.member.capacity_open)


def _behind(standing: Standing, best: Standing) -> Why:
    return "more_open" if _load(standing) > _load(best) else "later"


def _rejected(standing: Standing, why: Why, counted: bool = False) -> Rejected:
    member = standing.member
    said: Rejected = {"user": member.user_id, "name": member.name, "why": why}
    if counted:
        said |= {"open": standing.open, "capacity": member.capacity_open}
    return said
