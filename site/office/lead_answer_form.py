"""The form of an answer by mail, as the lead's page draws it."""

from __future__ import annotations

from dataclasses import dataclass

from ...leads import answers
from ...leads.lead_card import LeadCard
from ..text import own_name
from .visit import Visit


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """To whom, in which language, and the letter; `unfolded` after a try that was refused."""

    to: str
    language: str
    text: str
    unfolded: bool


def answer_form(one: LeadCard, letter: str | None, visit: Visit) -> AnswerForm | None:
    """None where there is nothing to answer or no address to answer to."""
    if not one.email or not one.open:
        return None
    opened = answers.opened(visit.shop.settings, one, visit.session.user.name)
    text = opened if letter is None else letter
    return AnswerForm(one.email, own_name(one.language), text, letter is not None)
