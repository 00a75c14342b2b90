"""Terms in words: what is due when, and until when the trip is given back at no charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...offers import Component, Money, Offer, Paid
from ..text import Speech


def paying(offer: Offer, total: Money | None, today: dt.date, speech: Speech) -> tuple[str, str]:
    """Deposit and balance, each as a sentence with its amount and day; "" where not stated.

    What is paid there is part of neither: deposit, balance and it make the total.
    """
    percent = offer.terms.deposit_percent
    if percent is None:
        return "", _balance_day(offer, today, speech)
    if total is None:
        said = speech._("%(percent)s %% of the price with the booking", percent=percent)
        return said, _balance_day(offer, today, speech)
    deposit = Money((total.minor * percent + 50) // 100, total.currency)
    local = _local(offer.departure.price.components if offer.departure.price else ())
    rest = total.minor - deposit.minor - local
    if rest < 0:
        return speech._("%(percent)s %% of the price with the booking", percent=percent), ""
    first = speech._(
        "%(percent)s %% of the total with the booking: %(amount)s",
        percent=percent,
        amount=speech.money(deposit, None),
    )
    return first, _rest(Money(rest, total.currency), local, offer, today, speech)


def _local(parts: Sequence[Component]) -> int:
    """Minor units that are paid there."""
    return sum(part.amount.minor for part in parts if part.amount and part.paid is Paid.LOCALLY)


def _rest(rest: Money, local: int, offer: Offer, today: dt.date, speech: Speech) -> str:
    said = _balance_day(offer, today, speech)
    amount = speech.money(rest, None)
    said = f"{amount}, {said or speech._('its day is not stated')}"
    if not local:
        return said
    there = speech.money(Money(local, rest.currency), None)
    return speech._("%(rest)s; %(amount)s is paid there", rest=said, amount=there)


def balance_day(offer: Offer) -> dt.date | None:
    """The day by which the rest is paid, where both the start and the span are stated."""
    return _before(offer, offer.terms.balance_days)


def _before(offer: Offer, days: int | None) -> dt.date | None:
    start = offer.departure.date
    return start - dt.timedelta(days=days) if start and days is not None else None


def _balance_day(offer: Offer, today: dt.date, speech: Speech) -> str:
    days, last = offer.terms.balance_days, balance_day(offer)
    if days is None:
        return ""
    if last is None:
        return speech.ngettext("%(n)s day before the start", "%(n)s days before the start", days)
    if last <= today:
        return speech._("at once with the booking, for %(day)s has passed", day=_day(last, speech))
    return speech._("by %(day)s", day=_day(last, speech))


def cancelling(offer: Offer, today: dt.date, speech: Speech) -> str:
    """Until when it is given back at no charge, as far as the operator says; else ""."""
    days = offer.terms.free_cancellation_days
    last = _before(offer, days)
    if days is None:
        return ""
    if days == 0:
        return speech._("at no time without a charge")
    if last is None:
        return speech.ngettext(
            "at no charge until %(n)s day before the start",
            "at no charge until %(n)s days before the start",
            days,
        )
    if last < today:
        return speech._("no longer without a charge, that ended on %(day)s", day=_day(last, speech))
    return speech._("at no charge until %(day)s", day=_day(last, speech))


def _day(date: dt.date, speech: Speech) -> str:
    return speech.day_year(date)
