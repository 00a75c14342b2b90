"""The enquiry's words: the promise, the consent and what is wrong with a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from ...leads.enquiry import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_WHEN, Faults
from ...leads.promise import Promise
from ...store.settings import Settings
from ..text import Speech
from .seal import Sealed

WISHED = ("where", "depart_from", "depart_to", "party", "budget")
"""The fields of a wish, in the order of the form."""


def window(promise: Promise, settings: Settings, now: dt.datetime, speech: Speech) -> str:
    """When somebody calls, in the agency's time: "on Mon 8 June between 09:00 and 09:15"."""
    begins, ends, today = (at.astimezone(settings.zone) for at in (promise.from_, promise.to, now))
    first, last = speech.clock(begins.time()), speech.clock(ends.time())
    day = speech.day(ends.date())
    if begins.date() != ends.date():
        return speech._("by %(day)s, %(time)s at the latest", day=day, time=last)
    if ends.date() == today.date():
        return speech._("today between %(first)s and %(last)s", first=first, last=last)
    return speech._("on %(day)s between %(first)s and %(last)s", day=day, first=first, last=last)


def promised(
    promise: Promise, kind: str, who: str, settings: Settings, now: dt.datetime, speech: Speech
) -> str:
    """The promise as a sentence; the same before and after sending. `who` is a first name of
    somebody on duty, "" for nobody by name."""
    said = dict(
        agency=settings.agency_name, window=window(promise, settings, now, speech), name=who
    )
    if kind == "call_me":
        if who:
            return speech._("%(name)s or a colleague calls you %(window)s.", **said)
        return speech._("Somebody at %(agency)s calls you %(window)s.", **said)
    if who:
        return speech._("%(name)s or a colleague answers you %(window)s.", **said)
    return speech._("Somebody at %(agency)s answers you %(window)s.", **said)


def kind_said(kind: str, speech: Speech) -> str:
    """What the visitor asks us to do."""
    _ = speech._
    said = {
        "question": _("Answer my question"),
        "option": _("Hold this offer for me and tell me how to book it"),
        "call_me": _("Please call me"),
        "compare": _("Help me choose between these"),
        "find_me": _("Find me something"),
    }
    return said.get(kind, said["question"])


def way_said(way: str, speech: Speech) -> str:
    """What a promise depends on; "" for nothing."""
    if way == "find_me":
        return speech._("If you tell us when:")
    return speech._("Without dates:") if way == "find_open" else ""


def heading(sealed: Sealed, speech: Speech) -> str:
    """What the form is about."""
    if sealed.offer:
        return speech._("Ask about %(stay)s", stay=sealed.offer.product)
    if sealed.compared:
        return speech._("Ask about your comparison")
    return speech._("Find me something") if "find_open" in sealed.ways else speech._("Ask us")


def sent_heading(kind: str, speech: Speech) -> str:
    """What is with us now."""
    _ = speech._
    if kind in ("question", "compare"):
        return _("Your question is with us")
    return _("Your wish is with us") if kind == "find_me" else _("Your request is with us")


def extra(code: str, speech: Speech) -> str:
    """Something wished beside the journey."""
    _ = speech._
    said = {
        "transfer": _("Transfer to the hotel"),
        "excursions": _("Excursions"),
        "driver": _("Car with driver"),
        "childrens_room": _("Children's room"),
    }
    return said[code]


def consent(ways: Collection[str], settings: Settings, speech: Speech) -> str:
    """What the visitor agrees to; kept word by word with the lead."""
    agency = settings.agency_name
    if "find_open" in ways:
        return speech._(
            "I agree that %(agency)s uses what I send here to look for a trip for me and to "
            "answer me, and keeps it for at most 24 months.",
            agency=agency,
        )
    if "option" in ways:
        return speech._(
            "I agree that %(agency)s uses what I send here to answer me and to ask the operator "
            "about this offer, and keeps it for at most 24 months.",
            agency=agency,
        )
    return speech._(
        "I agree that %(agency)s uses what I send here to answer my question, "
        "and keeps it for at most 24 months.",
        agency=agency,
    )


def behaviour(settings: Settings, speech: Speech) -> str:
    """What the visitor agrees to by letting us remember; kept word by word with the lead."""
    return speech._(
        "Remember on this site what I compare, so that %(agency)s can help me better. "
        "It is kept for 180 days, stays with %(agency)s, and I can end it at any time.",
        agency=settings.agency_name,
    )


def fault_sentences(faults: Faults, typed: dict[str, str], speech: Speech) -> dict[str, str]:
    """Field -> sentence, in the order of the form, naming what was typed."""
    order = (*WISHED, "name", "phone", "email", "when", "message", "consent")
    found = (field for field in order if field in faults)
    return {field: _sentence(faults[field], typed.get(field, ""), speech) for field in found}


def _sentence(code: str, typed: str, speech: Speech) -> str:
    _, typed = speech._, typed.strip()[:60]
    sentences = {
        "name_missing": _("Please tell us your name"),
        "name_long": _("A name may have at most %(n)s characters", n=LONGEST_NAME),
        "contact_missing": _("Please give us a telephone number or an e-mail address"),
        "phone_missing": _("To call you we need your telephone number"),
        "phone_unreadable": _("“%(typed)s” is not a telephone number", typed=typed),
        "phone_impossible": _(
            "No telephone has the number “%(typed)s”; please check its digits", typed=typed
        ),
        "email_unreadable": _("“%(typed)s” is not an e-mail address", typed=typed),
        "when_long": _("Please say when to call in at most %(n)s characters", n=LONGEST_WHEN),
        "message_long": _(
            "A message may have at most %(n)s characters; please shorten it",
            n=speech.number(LONGEST_MESSAGE),
        ),
        "when_tells": _("Please say when to call without words of health, diet or belief"),
        "message_tells": _(
            "Your message says something of health, diet or belief. Such needs have a page of "
            "their own after sending, where you decide who may know them"
        ),
        "where_tells": _("Please name the place without words of health, diet or belief"),
        "where_long": _("Please say where to in at most 200 characters"),
        "where_missing": _("Please tell us where, when or what you wish for"),
        "day_unreadable": _(
            "“%(typed)s” is not a day; please write it like 2027-07-04", typed=typed
        ),
        "depart_to_before": _("The latest start is before the earliest; please check both days"),
        "party_unreadable": _("Please check how many travel and the ages of the children"),
        "budget_unreadable": _(
            "“%(typed)s” is not an amount; please write a number such as 2500", typed=typed
        ),
        "consent_missing": _("Please agree that we may use what you send to answer you"),
    }
    return sentences[code]
