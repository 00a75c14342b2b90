"""Tariffs: what a mandatory part comes to for one offer, worked out by its rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from ...catalog.fx import Rates
from ...offers import Component, Knowledge, Money, Nights, Party
from ...offers.faults import FairwindError
from ..card_mandatory import MandatoryPart

_PER = {
    "party": "for all",
    "room": "per room",
    "room_and_night": "per room and night",
    "person": "per person",
    "person_and_night": "per person and night",
}


class Trip(NamedTuple):
    """What a tariff asks of an offer; None is "not stated". `stars` are half stars."""

    start: dt.date | None
    nights: Nights | None
    party: Party | None
    stars: int | None
    currency: str
    today: dt.date


def component(tariff: Sequence[MandatoryPart], trip: Trip) -> Component | None:
    """The part for one room of this trip, or None where nobody pays it on these days.

    Its amount is unknown where the tariff has none, or asks for what is not stated.
    """
    days = _days(tariff[0], trip)
    if days is None:
        return _unknown(tariff[0])
    if not (charged := [_of_day(tariff, trip, day) for day in days if _any(tariff, day)]):
        return None
    times = _times(tariff[0], trip)
    if times is None or any(part is None or part.amount is None for part in charged):
        return _unknown(tariff[0])
    parts = [part for part in charged if part is not None]
    return _derived(parts, times, trip) if times else None


def _days(part: MandatoryPart, trip: Trip) -> list[dt.date] | None:
    """Each night's day, or the start alone; None where it cannot be known."""
    if trip.start is None:
        return None
    if not part.by_night:
        return [trip.start]
    if trip.nights is None or trip.nights.least != trip.nights.most:
        return None
    return [trip.start + dt.timedelta(days=night) for night in range(trip.nights.least)]


def _any(tariff: Sequence[MandatoryPart], day: dt.date) -> bool:
    return any(part.in_force(day) for part in tariff)


def _of_day(tariff: Sequence[MandatoryPart], trip: Trip, day: dt.date) -> MandatoryPart | None:
    """The line of the tariff for this day and these stars; None where no line is for them."""
    own = [part for part in tariff if part.in_force(day)]
    return next((part for part in own if not part.stars or _has(part, trip.stars)), None)


def _has(part: MandatoryPart, stars: int | None) -> bool:
    return stars is not None and stars % 2 == 0 and stars // 2 in part.stars


def _times(part: MandatoryPart, trip: Trip) -> int | None:
    """How often the amount is paid a night or in all; None where the party is not stated."""
    if not part.per.startswith("person"):
        return 1
    if trip.party is None:
        return None
    return trip.party.adults + sum(age >= part.from_age for age in trip.party.child_ages)


def _unknown(part: MandatoryPart) -> Component:
    rule = f"{part.valid_from.isoformat()}, {part.source}"
    return Component(part.kind, None, Knowledge.UNKNOWN, part.where, rule=rule)


def _derived(charged: Sequence[MandatoryPart], times: int, trip: Trip) -> Component:
    first, each = charged[0], [_money(part) for part in charged]
    whole = sum(each[1:], each[0]) * times
    said = " / ".join(dict.fromkeys(map(str, each)))
    rule = f"{said} {_PER[first.per]}, {first.valid_from.isoformat()}, {first.source}"
    try:
        found = Rates.embedded().convert(whole, trip.currency, trip.today)
    except FairwindError:
        return _unknown(first)
    if whole.currency != trip.currency:
        rule += f"; {found.source} of {found.on.isoformat()}"
    return Component(first.kind, found.money, Knowledge.DERIVED, first.where, rule=rule)


def _money(part: MandatoryPart) -> Money:
    assert part.amount is not None
    assert part.currency is not None
    return Money.of(part.amount, part.currency)
