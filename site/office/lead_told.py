"""What happened to a lead, each line in words; nothing of it is ever changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...leads.lead_card import Given
from ...leads.lead_story import Happened
from ..text import Speech
from . import lead_words as words
from .score_said import label
from .visit import Visit


@dataclass(frozen=True, slots=True)
class Step:
    """One line; `more` are the candidates passed over, `note` what somebody wrote."""

    at: str
    said: str
    note: str = ""
    more: tuple[str, ...] = ()
    undone: bool = False


def told(
    happened: tuple[Happened, ...], named: Mapping[str, str], visit: Visit
) -> tuple[Step, ...]:
    """The story in words, the newest first; `named` is login -> name."""
    return tuple(
        _step(replace(one, actor=named.get(one.actor, one.actor)), visit) for one in happened
    )


def _step(one: Happened, visit: Visit) -> Step:
    at, speech = words.moment(one.at, visit), visit.speech
    if one.kind == "given":
        rejected = tuple(words.rejected_said(who, speech) for who in one.facts["rejected"])
        return Step(at, _given(one, speech), more=rejected)
    if one.kind == "touch":
        note, undone = str(one.facts["note"]), bool(one.facts["undone"])
        return Step(at, _touch(one, speech), note=note, undone=undone)
    if one.kind == "stage":
        return Step(at, _stage(one, speech))
    if one.kind == "doubt":
        said = speech._("%(who)s doubts “%(line)s”", who=one.actor, line=label(one.code, speech))
        return Step(at, said, note=str(one.facts["why"]))
    return Step(at, _clock(one.code, speech) if one.kind == "clock" else _event(one, speech))


def _given(one: Happened, speech: Speech) -> str:
    _ = speech._
    given: Given = one.facts["given"]
    if not given.name:
        return _("Waits in the queue of the %(team)s", team=words.team(given.team, speech))
    why = words.why(given, speech)
    return _("Given to %(who)s: %(why)s", who=given.name, why=why)


def _touch(one: Happened, speech: Speech) -> str:
    _, who = speech._, one.actor
    said = {
        "reached": _("%(who)s reached them", who=who),
        "no_answer": _("%(who)s called: no answer", who=who),
        "wrong_number": _("%(who)s called: wrong number", who=who),
        "sent": _("%(who)s wrote", who=who),
        "came": _("They wrote or came"),
    }
    return said.get(one.code, one.code)


def _stage(one: Happened, speech: Speech) -> str:
    who, stage = one.actor, words.stage(one.code, speech)
    if not who:
        return speech._("Stage: %(stage)s", stage=stage)
    return speech._("Stage: %(stage)s, by %(who)s", stage=stage, who=who)


def _clock(code: str, speech: Speech) -> str:
    _ = speech._
    said = {
        "warned": _("Half of the promised time had passed: reminded"),
        "missed": _("The promised time passed without a call"),
        "reassigned": _("Given on once because the time had passed"),
        "escalated": _("The director was told"),
    }
    return said.get(code, code)


def _event(one: Happened, speech: Speech) -> str:
    _, who = speech._, one.actor
    said = {
        "came": _("The question came in"),
        "claimed": _("%(who)s is on it", who=who),
        "answered": _("%(who)s answered", who=who),
        "accepted": _("%(who)s checked it: a real question", who=who),
    }
    return said.get(one.code, one.code.replace("_", " "))
