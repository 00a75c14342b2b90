"""Step 30: start, return, nights, further dates, end of sale, and when it was last seen."""

from __future__ import annotations

import datetime as dt

from ...offers import Nights
from ...offers.departure import LONGEST_NIGHTS
from ...offers.product import Kind
from .days import NotADay, listed, read_day, read_length, read_moment
from .draft import Draft


def step(draft: Draft) -> None:
    """Read the dates; a day that is gone, or that does not exist, is no offer."""
    _checked_at(draft)
    _sale(draft)
    draft.date = _day(draft, "date")
    _period(draft)
    draft.back_on = back = _day(draft, "return_date")
    if draft.date and back and back < draft.date:
        said = f"the return on {back} is before the start on {draft.date}"
        draft.refuse("return_before_outward", "return_date", said, aside=True)
    _flights(draft)
    if draft.date and draft.date < draft.today:
        draft.refuse("departed", "date", f"started on {draft.date}, before {draft.today}")
    _nights(draft, back)
    _further(draft)


def _day(draft: Draft, name: str) -> dt.date | None:
    if name not in draft.said:
        return None
    said = draft.said[name]
    try:
        return read_day(_plain(said), draft.rules.date_patterns, draft.rules.zone)
    except NotADay as fault:
        draft.refuse("date_unreadable", name, f"{name} {str(said)[:60]!r} {fault}")


def _period(draft: Draft) -> None:
    """A rate for a period of days: of one day it is that day's, of more it is no day's price.

    Of such a rate the days are kept and shown as words; a price never gets a day nobody stated.
    """
    first, last = _day(draft, "valid_from"), _day(draft, "valid_to")
    if last and last < draft.today:
        draft.refuse("departed", "valid_to", f"was a rate until {last}, before {draft.today}")
    if first and last and last < first:
        said = f"a rate from {first} to {last} is for no day"
        draft.refuse("date_unreadable", "valid_to", said, aside=True)
    if draft.date is None and first and last:
        draft.date = first if first == last else None
        draft.period = None if first == last else (first, last)


def _flights(draft: Draft) -> None:
    """A flight back that leaves before the outward one does is a slip of whoever wrote it."""
    out, back = _flown(draft, "out_from"), _flown(draft, "back_from")
    if out and back and back < out:
        said = f"the return flight on {back} is before the outward flight on {out}"
        draft.refuse("return_before_outward", "back_from", said, aside=True)


def _flown(draft: Draft, name: str) -> dt.date | None:
    """The day of a flight, where more than its clock time is printed."""
    if name not in draft.said:
        return None
    try:
        return read_day(_plain(draft.said[name]), draft.rules.date_patterns, draft.rules.zone)
    except NotADay:
        return None


def _plain(said: object) -> object:
    """A value that a cache can hold."""
    return said if isinstance(said, str | int | float | dt.date) else str(said)


def _checked_at(draft: Draft) -> None:
    """When the source last saw it; a time to come or none that can be read is none."""
    draft.checked_at = draft.provenance.read_at
    if "checked_at" not in draft.said:
        return
    said = draft.said["checked_at"]
    try:
        seen = read_moment(_plain(said), draft.rules.date_patterns, draft.rules.zone)
    except NotADay:
        draft.unknown.append(("checked_at", str(said)[:60]))
        return
    if seen > draft.now:
        draft.odd.append("checked_at_to_come")
    else:
        draft.checked_at = seen


def _sale(draft: Draft) -> None:
    """A sale that ended refuses; one whose end is words ("until sold out") has no known end."""
    if "sale_ends" not in draft.said:
        return
    said = draft.said["sale_ends"]
    try:
        last = read_day(_plain(said), draft.rules.date_patterns, draft.rules.zone)
    except NotADay:
        draft.unknown.append(("sale_ends", str(said)[:60]))
        return
    if last < draft.today:
        draft.refuse("sale_ended", "sale_ends", f"was sold until {last}, before {draft.today}")


def _nights(draft: Draft, back: dt.date | None) -> None:
    """Nights as stated; else days less one; else the days between start and return."""
    nights = _length(draft, "nights")
    days = _length(draft, "days")
    if nights == 0 and not (days == 1 or _is_tour(draft)):
        nights = None
    if nights is None and days:
        nights = days - 1
    if nights is None and draft.date and back:
        nights = (back - draft.date).days
    if nights is None:
        return
    if nights <= LONGEST_NIGHTS:
        draft.nights = Nights(nights, nights)
    else:
        draft.unknown.append(("nights", str(nights)))


def _length(draft: Draft, name: str) -> int | None:
    """The length in words that are understood; others are counted, and the length not stated."""
    if name not in draft.said:
        return None
    length = read_length(draft.said[name], name)
    if length is None:
        draft.unknown.append((name, str(draft.said[name])[:60]))
    return length


def _is_tour(draft: Draft) -> bool:
    return draft.rules.card.product_kind is Kind.TOUR


def _further(draft: Draft) -> None:
    """Dates and lengths the source lists without a price of their own: each once, none gone."""
    days = set()
    for said in listed(draft.said.get("dates", ())):
        try:
            days.add(read_day(_plain(said), draft.rules.date_patterns, draft.rules.zone))
        except NotADay:
            draft.unknown.append(("dates", str(said)[:60]))
    draft.goes_on = tuple(sorted(d for d in days if d >= draft.today and d != draft.date))
    lengths = {read_length(said) for said in listed(draft.said.get("nights_options", ()))}
    known = sorted(n for n in lengths if n is not None and 0 < n <= LONGEST_NIGHTS)
    draft.goes_nights = Nights(known[0], known[-1]) if known else None
