"""The score opened: each line with its points, what shows it and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...leads.score import FIT, INTENT, Line
from ..text import Speech
from .lead_words import moment
from .visit import Visit


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One line; `takes` where it takes away, `doubted` who said that it is not right."""

    rule: str
    label: str
    points: str
    shown_by: str
    takes: bool
    doubted: str


@dataclass(frozen=True, slots=True)
class ScorePart:
    """Intent or fit: its lines."""

    name: str
    lines: tuple[ScoreLine, ...]


@dataclass(frozen=True, slots=True)
class ScoreSaid:
    """The score with its parts; `strongest` are the lines that weigh most, in one line of text."""

    total: int
    version: str
    parts: tuple[ScorePart, ...]
    strongest: str


def score_said(
    total: int, version: str, lines: Sequence[Line], doubts: dict[str, str], visit: Visit
) -> ScoreSaid:
    """The lines in words; `doubts` maps a rule to who doubted it."""
    _ = visit.speech._
    names = {INTENT: _("What they do and say"), FIT: _("How well we fit")}
    parts = tuple(
        ScorePart(name, tuple(_said(line, doubts, visit) for line in lines if line.part == part))
        for part, name in names.items()
    )
    weighty = sorted(lines, key=lambda line: -abs(line.tenths))[:3]
    strongest = " · ".join(
        f"{label(line.rule, visit.speech)} {points(line, visit.speech)}" for line in weighty
    )
    return ScoreSaid(total, version, tuple(part for part in parts if part.lines), strongest)


def _said(line: Line, doubts: dict[str, str], visit: Visit) -> ScoreLine:
    speech = visit.speech
    said = [evidence(line.evidence, speech), moment(line.at, visit) if line.at else ""]
    return ScoreLine(
        rule=line.rule,
        label=label(line.rule, speech),
        points=points(line, speech),
        shown_by=", ".join(filter(None, said)),
        takes=line.tenths < 0,
        doubted=doubts.get(line.rule, ""),
    )


def history(chance: Fraction | None, speech: Speech) -> str:
    """What the agency's own decided enquiries say, beside the points; "" while they are few."""
    if chance is None:
        return ""
    return speech._(
        "Of enquiries like this one about %(share)s of 100 were booked here. "
        "This stands beside the points and changes nothing.",
        share=round(chance * 100),
    )


def points(line: Line, speech: Speech) -> str:
    """Points with one decimal in the language's own sign, what takes away with a minus."""
    whole, tenth = divmod(abs(line.tenths), 10)
    comma = speech.point
    sign = "\N{MINUS SIGN}" if line.tenths < 0 else ""
    return f"{sign}{whole}{comma}{tenth}"


def label(rule: str, speech: Speech) -> str:
    """A rule's name in words; an unknown one is shown as it is."""
    _ = speech._
    words = {
        "asked": _("asked to be called or for an option"),
        "soon": _("departure within 60 days"),
        "compared": _("compared three or more"),
        "returned": _("came back on another day"),
        "dates": _("gave dates"),
        "party": _("said who travels"),
        "budget": _("gave a budget"),
        "answered": _("answered a call or letter"),
        "clicked": _("clicked an offer in the newsletter"),
        "family": _("family or three and more"),
        "budget_high": _("budget at or above the priority threshold"),
        "extras": _("wants extras"),
        "client": _("travelled with us before"),
        "cap_intent": _("at most 60 for what they do and say"),
        "cap_fit": _("at most 40 for how well we fit"),
    }
    return words.get(rule, rule)


def evidence(code: str, speech: Speech) -> str:
    """What shows a line: "lead:12", "touch:3" and the like as one reads them."""
    _ = speech._
    kind = code.partition(":")[0]
    words = {
        "lead": _("this enquiry"),
        "enquiry": _("an enquiry"),
        "wish": _("the wish"),
        "touch": _("a call or letter"),
        "visit": _("visits to the site"),
        "visits": _("visits to the site"),
        "booking": _("a booking"),
        "person": _("the client's card"),
        "profile": _("the profile"),
        "newsletter": _("the newsletter"),
        "query": _("the search"),
    }
    return words.get(kind, code) if kind else ""
