"""The inbox's words: names of lists, of what can be chosen, and of what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...leads.listing import Listed, View
from ..text import Speech
from .lead_words import kind, team, warmth

Words = Callable[[str, Speech], str]
__all__ = ["Words", "channel", "done", "kind", "stands", "state", "team", "view", "warmth"]


def view(code: View, speech: Speech) -> str:
    """The name of a list."""
    _ = speech._
    return {
        View.OPEN: _("Open"),
        View.MINE: _("Mine"),
        View.QUEUE: _("Queue"),
        View.HOT: _("Hot"),
        View.CHECK: _("To check"),
        View.WAITING: _("Waiting for an answer"),
        View.ANSWERED: _("Answered"),
        View.CLOSED: _("Closed"),
        View.PRACTICE: _("Practice"),
        View.ALL: _("All"),
    }[code]


def channel(code: str, speech: Speech) -> str:
    """By which way somebody came; what the agency named itself stays as it is."""
    _ = speech._
    words = {
        "website": _("website"),
        "telephone": _("telephone"),
        "phone": _("telephone"),
        "walk_in": _("walk-in"),
        "newsletter": _("newsletter"),
        "word_of_mouth": _("word of mouth"),
        "repeat": _("came again"),
        "outbound": _("our call"),
    }
    return words.get(code, code.replace("_", " "))


def state(lead: Listed, held: str, speech: Speech) -> str:
    """How a lead stands, in one word or two."""
    _ = speech._
    if held:
        return _("%(who)s is on it", who=held)
    return stands(lead.state, lead.review, speech)


def stands(code: str, review: str, speech: Speech) -> str:
    """A lead's state; one with doubts waits to be checked."""
    _ = speech._
    if code == "open" and review:
        return _("to check")
    return {"open": _("open"), "answered": _("answered"), "closed": _("closed")}[code]


def done(said: Mapping[str, str], speech: Speech) -> str:
    """What the form that led here has done, "" for nothing."""
    number = said.get("done", "")
    if said.get("name") == "refused":
        return speech._("A list needs a name, and you may keep 20 of them.")
    if said.get("name") == "kept":
        return speech._("The list is kept under its name.")
    if said.get("choose") == "1":
        return speech._("Nothing was changed: choose enquiries and what to do with them.")
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        return ""
    return speech.ngettext(
        "%(n)s enquiry was changed.", "%(n)s enquiries were changed.", int(number)
    )
