"""The visitor's own pages in sentences: what they agree to, and what is wrong with a field."""

from __future__ import annotations

from ...leads.questions import MOST_ADULTS, MOST_CHILDREN, MOST_COUNTRIES, MOST_NIGHTS
from ...store.settings import Settings
from ..text import Speech


def profile_consent(settings: Settings, speech: Speech) -> str:
    """What is agreed to when wishes are sent; kept word by word."""
    return speech._(
        "I agree that %(agency)s keeps these wishes to find trips for me and to answer me, "
        "for at most 36 months after I last changed them. I can take this back at any time.",
        agency=settings.agency_name,
    )


def newsletter_consent(settings: Settings, speech: Speech) -> str:
    """What is agreed to by confirming the newsletter."""
    return speech._(
        "I would like to get the newsletter of %(agency)s by e-mail. "
        "I can end it at any time with the link in every mail.",
        agency=settings.agency_name,
    )


def need_consents(settings: Settings, speech: Speech) -> dict[str, str]:
    """Purpose -> what is agreed to explicitly, each by a tick of its own."""
    agency = settings.agency_name
    return {
        "use_for_trip": speech._(
            "I explicitly agree that %(agency)s uses what I wrote here to plan and arrange my "
            "trip. It is deleted 30 days after my return.",
            agency=agency,
        ),
        "share_with_operator": speech._(
            "I explicitly agree that %(agency)s passes it on to the tour operator of my trip, "
            "as far as the operator needs it.",
            agency=agency,
        ),
        "remember_next_time": speech._(
            "I explicitly agree that %(agency)s keeps it for my next trips, for at most two years.",
            agency=agency,
        ),
    }


def fault(code: str, speech: Speech) -> str:
    """Why an answer cannot be kept."""
    _ = speech._
    sentences = {
        "choose": _("Please choose one of these answers"),
        "countries_many": _("Please choose at most %(n)s countries", n=MOST_COUNTRIES),
        "dates_missing": _("Please give both days"),
        "dates_unreadable": _("Please write the days like 2026-07-03"),
        "dates_turned": _("The last day lies before the first one"),
        "flex_missing": _("Please say how far the dates may move"),
        "nights": _("Please give from 1 to %(n)s nights, the smaller number first", n=MOST_NIGHTS),
        "number": _("Please write whole numbers"),
        "adults": _("From 1 to %(n)s adults can travel together here", n=MOST_ADULTS),
        "children": _("At most %(n)s children can travel together here", n=MOST_CHILDREN),
        "smoking_both": _("Please choose a smoking or a non-smoking room, not both"),
        "phone_unreadable": _("This is not a telephone number"),
        "email_missing": _("Please give your e-mail address"),
        "email_unreadable": _("This is not an e-mail address"),
        "consent_profile": _("Please agree that we may keep your wishes, or we cannot use them"),
        "unfinished": _("Some questions are still open"),
        "need_consent": _(
            "Please tick that we may use it, or empty the fields: without your agreement we "
            "keep nothing of this"
        ),
        "need_long": _("Please say it in at most 2,000 characters"),
        "name_missing": _("Please give your name"),
        "retype": _("Please type the word exactly as shown"),
    }
    return sentences[code]
