"""What the link that led here showed: where the price is another now, both are said (W-38)."""

from __future__ import annotations

import datetime as dt
import re

from ...catalog.price_checks import PriceCheck
from ...offers import Money
from ...search.answer import Quote
from ..price_words import moment, reasons_said
from ..text import Speech

_SEEN = re.compile(r"(?P<minor>[1-9]\d{0,11})(?P<currency>[A-Z]{3})\Z")


def read_seen(said: str) -> Money | None:
    """The total in an address; None for anything that is none."""
    found = _SEEN.match(said)
    return Money(int(found["minor"]), found["currency"]) if found else None


def since_seen(
    key: str,
    said: str,
    shown: Quote | None,
    speech: Speech,
    gone: PriceCheck | None = None,
    now: dt.datetime | None = None,
) -> str:
    """What became of the offer that a link named, in words; "" where it is as it was.

    `shown` is the quote the page now shows first. `gone` is the operator's own answer, where it
    said since its list was read that the offer is there no more; `now` gives the zone of its time.
    """
    seen = read_seen(said)
    if gone and now:
        return _taken_back(gone, seen, shown, now, speech)
    if not key or (shown is not None and shown.key == key and shown.total in (seen, None)):
        return ""
    total = shown.total if shown else None
    if shown is not None and shown.key == key and total is not None:
        return _moved(seen, total, speech) if seen else ""
    if seen is None:
        return speech._("The offer that led here is no longer in its operator's list.")
    was = speech._(
        "The offer that led here, %(then)s, is no longer in its operator's list.",
        then=speech.money(seen, None),
    )
    if total is None:
        return was
    return f"{was} {speech._('The first one now: %(now)s.', now=speech.money(total, None))}"


def _taken_back(
    gone: PriceCheck, seen: Money | None, shown: Quote | None, now: dt.datetime, speech: Speech
) -> str:
    """The operator's answer on the offer, and what stands first instead."""
    at, reason = moment(gone.asked_at, now, speech), reasons_said(gone.reason, speech)
    was = gone.shown or seen
    then = speech.money(was, None) if was else ""
    said = speech._(
        "The offer that led here (%(then)s): %(reason)s, asked %(at)s.",
        then=then,
        reason=reason,
        at=at,
    )
    if shown is None or shown.total is None:
        return said
    return f"{said} {speech._('The first one now: %(now)s.', now=speech.money(shown.total, None))}"


def _moved(seen: Money, total: Money, speech: Speech) -> str:
    then, now = speech.money(seen, None), speech.money(total, None)
    if seen.currency != total.currency:
        return speech._("You saw %(then)s; it is %(now)s now.", then=then, now=now)
    more = total.minor - seen.minor
    change = speech.money(Money(abs(more), total.currency), None)
    said = dict(then=then, now=now, change=change)
    if more > 0:
        return speech._("You saw %(then)s; it is %(now)s now, %(change)s more.", **said)
    return speech._("You saw %(then)s; it is %(now)s now, %(change)s less.", **said)
