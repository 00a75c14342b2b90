"""The dates of a stay for a calendar (RFC 5545): the trip, its flights, the reminders before it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event

from ...offers import Product
from ...search.answer import Quote
from .. import trade
from ..text import Speech
from . import cards
from .facts import where

REMINDERS = (60, 30, 14, 3)
"""Days before the start, those of the letters to a traveller."""
AT_NINE = dt.timedelta(hours=9)
MEDIA = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Trip:
    """What is written down: a product's quote, where it is read again, and whose calendar it is.

    `host` names the site in the ids of events; `now` is aware.
    """

    product: Product
    quote: Quote
    link: str
    host: str
    agency: str
    now: dt.datetime


def calendar_file(trip: Trip, speech: Speech) -> bytes | None:
    """The file, or None for an offer without a start day."""
    start = trip.quote.offer.departure.date
    if start is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", f"-//{plain(trip.agency)}//Fairwind//{speech.lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_whole(trip, start, speech))
    for flight in _flights(trip, start, speech):
        calendar.add_component(flight)
    body: bytes = calendar.to_ical()
    return body


def _whole(trip: Trip, start: dt.date, speech: Speech) -> Event:
    """All its days in one event; an open length is its first day alone."""
    length = trip.quote.offer.departure.nights
    nights = length.least if length and length.least == length.most else 0
    event = _event(trip, "trip", trip.product.name)
    event.add("dtstart", start)
    event.add("dtend", start + dt.timedelta(days=nights + 1))
    event.add("location", plain(where(trip.product, speech)))
    event.add("description", plain(_described(trip, speech)))
    event.add("url", trip.link)
    event.add("transp", "TRANSPARENT")
    for days in REMINDERS:
        if start - dt.timedelta(days=days) > trip.now.date():
            event.add_component(_reminder(days, trip.product.name, speech))
    return event


def _reminder(days: int, name: str, speech: Speech) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    said = speech.ngettext("%(n)s day until %(trip)s", "%(n)s days until %(trip)s", days, trip=name)
    alarm.add("description", plain(said))
    alarm.add("trigger", AT_NINE - dt.timedelta(days=days))
    return alarm


def _described(trip: Trip, speech: Speech) -> str:
    offer = trip.quote.offer
    lines = [
        cards.when(offer, speech),
        trade.room(offer, speech),
        cards.how(offer, speech),
        offer.operator_name or offer.operator,
    ]
    if trip.quote.total:
        day = speech.day_year(trip.now.date())
        price = speech.money(trip.quote.total, None)
        if trip.quote.from_only:
            price = speech._("from %(price)s", price=price)
        lines.append(speech._("%(price)s as of %(day)s, nothing is booked", price=price, day=day))
    return "\n".join(filter(None, (*lines, trip.link)))


def _flights(trip: Trip, start: dt.date, speech: Speech) -> list[Event]:
    """The flights where their times are printed, in the local time of each airport."""
    departure = trip.quote.offer.departure
    found = []
    if departure.out:
        name = speech._("Outward flight: %(trip)s", trip=trip.product.name)
        found.append(_flight(trip, "out", name, start, departure.out))
    if departure.back and departure.nights and departure.nights.least == departure.nights.most:
        name = speech._("Homeward flight: %(trip)s", trip=trip.product.name)
        home = start + dt.timedelta(days=departure.nights.least)
        found.append(_flight(trip, "back", name, home, departure.back))
    return [flight for flight in found if flight]


def _flight(trip: Trip, part: str, name: str, day: dt.date, times: tuple[str, str]) -> Event | None:
    """One flight; a time that is none is left out. It lands a day later where it says earlier."""
    try:
        leaves, lands = (dt.datetime.combine(day, dt.time.fromisoformat(said)) for said in times)
    except ValueError:
        return None
    event = _event(trip, part, name)
    event.add("dtstart", leaves)
    event.add("dtend", lands if lands >= leaves else lands + dt.timedelta(days=1))
    return event


def _event(trip: Trip, part: str, name: str) -> Event:
    event = Event()
    event.add("uid", f"{trip.quote.key}-{part}@{trip.host}")
    event.add("dtstamp", trip.now.astimezone(dt.UTC))
    event.add("summary", plain(name))
    return event


def plain(said: str) -> str:
    """The text without controls and direction marks; the format escapes its line ends."""
    lines = "\n".join(said.splitlines())
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))
