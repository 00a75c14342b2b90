"""What the link that led here showed: where the price is another now, both are said (W-38)."""

from __future__ import annotations

import re

from ...offers import Money
from ...search.answer import Quote
from ..text import Speech

_SEEN = re.compile(r"(?P<minor>[1-9]\d{0,11})(?P<currency>[A-Z]{3})\Z")


def read_seen(said: str) -> Money | None:
    """The total in an address; None for anything that is none."""
    found = _SEEN.match(said)
    return Money(int(found["minor"]), found["currency"]) if found else None


def since_seen(key: str, said: str, shown: Quote | None, speech: Speech) -> str:
    """What became of the offer that a link named, in words; "" where it is as it was.

    `shown` is the quote the page now shows first.
    """
    seen = read_seen(said)
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
