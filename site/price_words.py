"""What an operator answered when a price was asked for again, in the words of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..catalog.price_checks import PriceCheck, State
from ..catalog.price_reasons import Reason, Why, read
from ..offers import Money
from . import trade
from .text import Speech

_PLAIN = {
    Why.FX: trade.N_("now in another currency"),
    Why.BOARD_CHANGED: trade.N_("another board"),
    Why.ROOM_CHANGED: trade.N_("another room"),
    Why.TRANSFER_MISSING: trade.N_("without the transfer"),
    Why.BAG_MISSING: trade.N_("with less luggage"),
    Why.ORIGIN_CHANGED: trade.N_("from another airport"),
    Why.STOP_SALE: trade.N_("sold out"),
    Why.WITHDRAWN: trade.N_("no longer in its operator's list"),
    Why.DEPARTED: trade.N_("has departed"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as it is read. `tone` is good, warn, bad or quiet; `clock` its time of the day."""

    text: str
    tone: str
    clock: str
    iso: str


def told(
    check: PriceCheck, operator: str, listed_at: dt.datetime, now: dt.datetime, speech: Speech
) -> Told:
    """The answer in one line: "same, €2,536, 14:02", "now €2,590: fuel added", "sold out".

    `listed_at` is when the operator's list was last read; `now` gives the zone.
    """
    at = moment(check.asked_at, now, speech)
    text, tone = _said(check, operator, moment(listed_at, now, speech), at, speech)
    return Told(text, tone, at, check.asked_at.isoformat(timespec="seconds"))


def _said(
    check: PriceCheck, operator: str, listed: str, at: str, speech: Speech
) -> tuple[str, str]:
    price = speech.money(check.verified, None) if check.verified else ""
    if check.state is State.CONFIRMED and check.shown is None:
        return speech._("%(price)s for your party, %(at)s", price=price, at=at), "good"
    if check.state is State.CONFIRMED:
        return speech._("same, %(price)s, %(at)s", price=price, at=at), "good"
    if check.state is State.CHANGED:
        moved = reasons_said(check.reason, speech)
        return speech._("now %(price)s: %(reason)s", price=price, reason=moved), "warn"
    if check.state is State.GONE:
        return reasons_said(check.reason, speech), "bad"
    if check.state is State.UNANSWERED:
        return speech._("%(operator)s did not answer", operator=operator), "quiet"
    return _not_asked(check, operator, listed, speech), "quiet"


def _not_asked(check: PriceCheck, operator: str, listed: str, speech: Speech) -> str:
    whys = {reason.why for reason in read(check.reason)}
    if Why.BUDGET in whys:
        said = trade.N_("%(operator)s was asked too often just now; try again in a minute")
        return speech._(said, operator=operator)
    if Why.OTHER_PARTY in whys:
        said = trade.N_("%(operator)s does not answer for other parties than it lists")
        return speech._(said, operator=operator)
    if Why.NOT_LISTED in whys:
        return speech._("no longer in its operator's list")
    return speech._("this operator cannot be asked, its list is from %(when)s", when=listed)


def reasons_said(line: str, speech: Speech) -> str:
    """Why a price is another: "fuel added, package price +€54"."""
    return ", ".join(_reason(reason, speech) for reason in read(line))


def _reason(reason: Reason, speech: Speech) -> str:
    if plain := _PLAIN.get(reason.why):
        return speech._(plain)
    change = _signed(reason.by, speech) if reason.by else ""
    if reason.why is Why.PACKAGE:
        return speech._("package price %(change)s", change=change)
    part = speech._(trade.PARTS.get(reason.kind, trade.PARTS["addon"]))
    if reason.why is Why.ADDED:
        return speech._("%(part)s added", part=part)
    if reason.why is Why.DROPPED:
        return speech._("%(part)s no longer in it", part=part)
    return f"{part} {change}"


def _signed(by: Money, speech: Speech) -> str:
    said = speech.money(Money(abs(by.minor), by.currency), None)
    return f"+{said}" if by.minor > 0 else f"\N{MINUS SIGN}{said}"


def moment(at: dt.datetime, now: dt.datetime, speech: Speech) -> str:
    """The time of the day in the zone of `now`; with its day where that is another."""
    there = at.astimezone(now.tzinfo)
    clock = speech.clock(there.time())
    return clock if there.date() == now.date() else f"{speech.short_day(there.date())} {clock}"


def confirmed(check: PriceCheck, operator: str, now: dt.datetime, speech: Speech) -> str:
    """The answer after an enquiry in one sentence: "Sun Tours confirmed the price at 14:02"."""
    at = moment(check.asked_at, now, speech)
    price = speech.money(check.verified, None) if check.verified else ""
    said = dict(operator=operator, at=at, price=price, reason=reasons_said(check.reason, speech))
    if check.state is State.CONFIRMED:
        return speech._("%(operator)s confirmed the price at %(at)s.", **said)
    if check.state is State.CHANGED:
        return speech._("%(operator)s said at %(at)s: now %(price)s: %(reason)s.", **said)
    if check.state is State.GONE:
        return speech._("%(operator)s said at %(at)s: %(reason)s.", **said)
    if check.state is State.UNANSWERED:
        return speech._("%(operator)s did not answer at %(at)s; we ask again.", **said)
    if check.state is State.ASKING:
        return speech._("We are asking %(operator)s for the price now.", **said)
    return speech._("%(operator)s cannot be asked from here; we check the price for you.", **said)
