"""What a visitor may count on: how data are kept, and that everybody can use the site."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from ...leads.retention import RULES, Rule
from ..shell import page_language, render
from ..text import Speech
from ..trade import N_

router = APIRouter(include_in_schema=False)
YEAR, MONTH = 365.25, 365.25 / 12

SAID = {
    "needs": (
        N_("What you need on your journey: health, food, moving about, religious practice"),
        N_("To arrange your trip, with your explicit consent"),
        N_("%(time)s after your return"),
    ),
    "doubtful": (
        N_("Enquiries that look like spam"),
        N_("Somebody checks whether they are real"),
        N_("%(time)s after they came"),
    ),
    "leads": (
        N_("Your enquiries, with name, address and telephone"),
        N_("To answer you, also when you come back to it next season"),
        N_("%(time)s after the last contact"),
    ),
    "clients": (
        N_("Who travelled with us"),
        N_("To know you when you come again"),
        N_("%(time)s after the last trip or contact"),
    ),
    "profiles": (
        N_("Your travel wishes"),
        N_("To find trips for you, with your consent"),
        N_("%(time)s after the last change"),
    ),
    "bookings": (
        N_("Figures of bookings"),
        N_("The law wants accounts kept"),
        N_("%(time)s after departure"),
    ),
    "newsletter_asked": (
        N_("An address for the newsletter that was not confirmed"),
        N_("To wait for your confirmation"),
        N_("%(time)s after it was given"),
    ),
    "newsletter_ended": (
        N_("An address that ended the newsletter"),
        N_("An unreadable mark stays, so that nothing is sent again"),
        N_("%(time)s after the end"),
    ),
    "behaviour": (
        N_("Stays that you compared, and days on which you came back"),
        N_("To understand what you look for, only with your consent"),
        N_("%(time)s after each visit"),
    ),
    "mails": (
        N_("The text of mails to you"),
        N_("To answer questions about them"),
        N_("%(time)s after they were sent"),
    ),
    "links": (
        N_("Links from our mails"),
        N_("To let you in, and nobody else; we keep an unreadable mark of them"),
        N_("%(time)s after they end"),
    ),
}
"""Rule of `leads.retention` -> what, why and how long, as a visitor reads it. Rules about
colleagues, and about mails that never left, are not told here."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    why: str
    long: str


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """The table of what is kept, made from the rules that are carried out."""

    lines: tuple[Line, ...]


@router.get("/{lang}/privacy")
async def privacy(request: Request) -> Response:
    """What we keep, why and how long."""
    speech = page_language(request)
    lines = tuple(_line(rule, speech) for rule in RULES if rule.name in SAID)
    return render(request, "visitor/privacy.html", PrivacyPage(lines))


@router.get("/{lang}/accessibility")
async def accessibility(request: Request) -> Response:
    """What the site is held to, and whom to tell where it fails."""
    page_language(request)
    return render(request, "visitor/accessibility.html", None)


def _line(rule: Rule, speech: Speech) -> Line:
    what, why, long = SAID[rule.name]
    return Line(speech._(what), speech._(why), speech._(long, time=time_said(rule.after, speech)))


def time_said(span: dt.timedelta, speech: Speech) -> str:
    """A span as people say it: 30 days, 24 months, 8 years."""
    days = span.days
    if days >= 5 * YEAR:
        return speech.ngettext("%(n)s whole year", "%(n)s years", round(days / YEAR))
    if days >= 4 * MONTH:
        return speech.ngettext("%(n)s month", "%(n)s months", round(days / MONTH))
    return speech.ngettext("%(n)s day", "%(n)s days", days)
