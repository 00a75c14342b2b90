"""The enquiry's words: the promise, the consent and what is wrong with a field."""

from __future__ import annotations

import datetime as dt

from ...leads.enquiry import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_WHEN, Faults
from ...leads.promise import Promise
from ...store.settings import Settings
from ..text import Speech


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


def promised(promise: Promise, settings: Settings, now: dt.datetime, speech: Speech) -> str:
    """The promise as a sentence; the same before and after sending."""
    said = window(promise, settings, now, speech)
    return speech._(
        "Somebody at %(agency)s answers you %(window)s.", agency=settings.agency_name, window=said
    )


def consent(settings: Settings, speech: Speech) -> str:
    """What the visitor agrees to; kept word by word with the lead."""
    return speech._(
        "I agree that %(agency)s uses what I send here to answer my question, "
        "and keeps it for at most 24 months.",
        agency=settings.agency_name,
    )


def fault_sentences(faults: Faults, typed: dict[str, str], speech: Speech) -> dict[str, str]:
    """Field -> sentence, in the order of the form, naming what was typed."""
    order = ("name", "phone", "email", "when", "message", "consent")
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
        "consent_missing": _("Please agree that we may use what you send to answer you"),
    }
    return sentences[code]
