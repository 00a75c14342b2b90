"""The words of a client's card."""

from __future__ import annotations

from ...leads.bookings import Booking, Marks
from ...leads.consent import Consent
from ...leads.needs import NeedKind
from ...leads.suppression import Suppressed
from ..text import Speech
from .lead_words import money_said
from .visit import Visit


def marks(found: Marks, speech: Speech) -> tuple[tuple[str, bool], ...]:
    """The four marks and which of them somebody has."""
    _ = speech._
    return (
        (_("bought"), found.bought),
        (_("bought more"), found.more),
        (_("came again"), found.again),
        (_("brought somebody"), found.brought),
    )


def purpose(code: str, speech: Speech) -> str:
    """What a consent is for."""
    _ = speech._
    words = {
        "answer": _("to be answered"),
        "profile": _("to keep the profile"),
        "marketing_email": _("offers by e-mail"),
        "analytics": _("to remember what was looked at"),
        "use_for_trip": _("to use needs for the journey"),
        "share_with_operator": _("to tell needs to the operator"),
        "remember_next_time": _("to remember needs for next time"),
    }
    return words.get(code, code)


def source(code: str, speech: Speech) -> str:
    """Where something was said."""
    _ = speech._
    words = {
        "website": _("website"),
        "form": _("website"),
        "office": _("office"),
        "manager": _("manager"),
        "import": _("import"),
        "newsletter": _("newsletter"),
        "profile": _("profile"),
        "enquiry": _("enquiry"),
    }
    return words.get(code, code.replace("_", " "))


def consent(line: Consent, speech: Speech) -> str:
    _ = speech._
    return _("given") if line.granted else _("taken back")


def suppressed(one: Suppressed, speech: Speech) -> str:
    """Why somebody is not to be written to or called."""
    _ = speech._
    words = {
        "unsubscribed": _("unsubscribed"),
        "bounced": _("mail came back"),
        "complaint": _("complained"),
        "manual": _("asked not to be contacted"),
        "erased": _("was erased"),
    }
    return f"{words.get(one.reason, one.reason)}, {speech.day_year(one.at.date())}"


def need(kind: NeedKind, speech: Speech) -> str:
    """What a need is about; only for those who may know that."""
    _ = speech._
    return {
        NeedKind.DIETARY: _("food"),
        NeedKind.HEALTH: _("health"),
        NeedKind.MOBILITY: _("mobility"),
        NeedKind.RELIGIOUS_PRACTICE: _("religious practice"),
    }[kind]


def booking(one: Booking, visit: Visit) -> tuple[str, ...]:
    """A booking's cells: number, what, when, who, worth, how it stands."""
    speech = visit.speech
    days = speech.day_year(one.departure)
    if one.returns is not None:
        days = speech.span(one.departure, one.returns) + f" {one.returns.year}"
    what = ", ".join(filter(None, (one.product, one.operator)))
    return (
        one.number,
        what,
        days,
        _party(one, speech),
        money_said(one.value, speech) if one.value else "",
        booked(one.status, speech),
    )


def booked(status: str, speech: Speech) -> str:
    _ = speech._
    words = {
        "option": _("option"),
        "booked": _("booked"),
        "changed": _("changed"),
        "cancelled": _("cancelled"),
        "travelled": _("travelled"),
    }
    return words.get(status, status)


def _party(one: Booking, speech: Speech) -> str:
    if one.adults is None:
        return ""
    adults = speech.ngettext("%(n)s adult", "%(n)s adults", one.adults)
    if not one.child_ages:
        return adults
    ages = speech.listed([str(age) for age in one.child_ages])
    return f"{adults}, {speech._('children %(ages)s', ages=ages)}"
