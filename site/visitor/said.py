"""Answers in words: on the page that checks them, in the lead's message and among one's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ...leads.questions import QUESTIONS, Value
from ..text import EN_DASH, Speech
from ..trade import nights as nights_said
from . import choices

Line = tuple[str, str, str]
"""Step, its name, the answer in words ("" where it was not asked yet)."""


def lines(answers: Mapping[str, Value], speech: Speech) -> tuple[Line, ...]:
    """Every question in its order with what was answered."""
    return tuple(
        (step, choices.short(step, speech), answer(step, answers[step], speech))
        if step in answers
        else (step, choices.short(step, speech), "")
        for step in QUESTIONS
    )


def message(answers: Mapping[str, Value], speech: Speech) -> str:
    """The answers as the lead's text, one a line."""
    told = ((name, words) for _, name, words in lines(answers, speech) if words)
    return "\n".join(f"{name}: {words}" for name, words in told)


def answer(step: str, value: Value, speech: Speech) -> str:
    """One answer (questions.py) in words."""
    if value is None:
        return speech._("Does not matter")
    if step == "dates":
        return _dates(value, speech)
    if step == "nights":
        return nights_said(value["min"], value["max"], speech)
    if step == "party":
        return _party(value, speech)
    if step == "budget":
        return choices.amount(value["from"], value["to"], value["currency"], speech)
    codes = value if isinstance(value, list) else [value]
    return ", ".join(choices.said(step, code, speech) for code in codes)


def _dates(value: Mapping[str, str], speech: Speech) -> str:
    first, last = (dt.date.fromisoformat(value[end]) for end in ("from", "to"))
    days = f"{speech.day_year(first)} {EN_DASH} {speech.day_year(last)}"
    return f"{days}; {choices.said('dates', value['flex'], speech)}"


def _party(value: Mapping[str, Value], speech: Speech) -> str:
    adults = value["adults"]
    parts = [speech.ngettext("%(n)s adult", "%(n)s adults", adults)]
    for code, number in value["children"].items():
        parts.append(f"{choices.band(code, speech)}: {number}")
    return ", ".join(parts)
