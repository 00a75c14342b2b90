"""What goes wrong between an operator and us, injected into a day (crawling.md 3.3 and more).

How bad each is is drawn without a look at the gate. Each fault takes the days so far, the last of
which is the true one, and gives the day as it would have arrived; None where it cannot happen to
such an operator (a list of one page has no page loop).
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from .gate_market import Day, Shape, Trip

Fault = Callable[[Shape, Sequence[Day], random.Random], Day | None]


def half_dropped(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Every second record is lost on the way."""
    trips = list(days[-1].trips)
    return replace(days[-1], trips=tuple(sorted(rng.sample(trips, len(trips) // 2), key=_place)))


def cut_short(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The file ends somewhere between three tenths and seven."""
    return _first(shape, days[-1], rng.uniform(0.3, 0.7))


def killed(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A crawl ended at any point and its part was taken for the whole."""
    return _first(shape, days[-1], rng.uniform(0.02, 0.9))


def _first(shape: Shape, day: Day, share: float) -> Day:
    left = day.trips[: int(len(day.trips) * share)]
    pages = max(-(-len(left) // shape.a_page), 1)
    return replace(day, trips=left, pages=pages, http={"200": pages})


def price_selector(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The price is not found any more on a part of the pages or on all."""
    day, share = days[-1], rng.choice((1.0, rng.uniform(0.1, 0.9)))
    lost = rng.sample(day.trips, int(len(day.trips) * share))
    kept = set(day.trips) - set(lost)
    left = tuple(trip for trip in day.trips if trip in kept)
    return replace(day, trips=left, rejected={"no_price": len(day.trips) - len(left)})


def board_selector(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The board is not found any more."""
    return _each(days[-1], lambda trip: replace(trip, board=None))


def country_selector(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The place is not found any more."""
    return _each(days[-1], lambda trip: replace(trip, country="", region=""))


def date_selector(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The start day is not found any more."""
    return _each(days[-1], lambda trip: replace(trip, date=None))


def amounts_in_another_currency(
    shape: Shape, days: Sequence[Day], rng: random.Random
) -> Day | None:
    """We are shown other money under the same sign."""
    rate = rng.choice((1.96, 4.3, 25.0, 395.0, 0.26))
    return _each(days[-1], lambda trip: _times(trip, rate))


def another_currency(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The same amounts under another sign."""
    code = rng.choice(("BGN", "PLN", "CZK", "USD"))
    return _each(days[-1], lambda trip: replace(trip, currency=code))


def person_for_total(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Prices for one where they were for two, or the other way, on most pages or on all."""
    factor, share = rng.choice((0.5, 2.0)), rng.choice((1.0, rng.uniform(0.5, 1.0)))
    count = int(len(days[-1].trips) * share)
    flipped = [_times(trip, factor) for trip in days[-1].trips[:count]]
    return replace(days[-1], trips=(*flipped, *days[-1].trips[count:]))


def thousands(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """ "1.299" is read as one and a bit."""
    return _each(days[-1], lambda t: _times(t, 0.001) if (t.minor or 0) >= 100_000 else t)


def cents(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Cents are read as whole euros."""
    return _each(days[-1], lambda trip: _times(trip, 100))


def all_equal(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A banner's price is read on most trips."""
    share = rng.uniform(0.6, 1.0)
    return _each(days[-1], lambda t: replace(t, minor=19900) if rng.random() < share else t)


def fuel_not_named(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The fuel surcharge is not read any more."""
    if not shape.fuel:
        return None
    return _each(days[-1], lambda trip: replace(trip, fuel=None))


def fuel_left_out(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The price comes without a surcharge that was in it."""
    if shape.fuel:
        return None
    off = 100 * rng.randrange(40, 90)
    return _each(days[-1], lambda t: replace(t, minor=max((t.minor or 0) - off, 100)))


def page_loop(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """From some page on the same page comes again and again."""
    day = days[-1]
    if day.pages < 4:
        return None
    left = rng.randrange(1, max(int(day.pages * 0.9), 2)) * shape.a_page
    return replace(day, trips=day.trips[:left], duplicates=len(day.trips) - left)


def soft_ban(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """From some page on the answers are well and empty."""
    day = days[-1]
    keep = int(day.pages * rng.uniform(0.0, 0.85))
    return replace(day, trips=day.trips[: keep * shape.a_page], empty=day.pages - keep)


def turned_away(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """403, 429 or 503 from some page on."""
    return _unanswered(shape, days[-1], rng, rng.choice(("403", "429", "503")))


def no_answer(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Time-outs from some page on."""
    return _unanswered(shape, days[-1], rng, "")


def _unanswered(shape: Shape, day: Day, rng: random.Random, code: str) -> Day | None:
    if day.pages < 4:
        return None
    keep = int(day.pages * rng.uniform(0.1, 0.85))
    http = {"200": keep} | ({code: day.pages - keep} if code else {})
    trips = day.trips[: keep * shape.a_page]
    return replace(day, trips=trips, pages=keep, missed=day.pages - keep, http=http)


def first_page_only(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The link to the next page is not found any more."""
    if days[-1].pages < 2:
        return None
    return replace(_first(shape, days[-1], shape.a_page / len(days[-1].trips)))


def country_gone(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One destination is left out, the larger the likelier."""
    day = days[-1]
    gone = rng.choice(day.trips).country
    left = tuple(trip for trip in day.trips if trip.country != gone)
    return replace(day, trips=left) if left else None


def numbers_changed(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Every number of the operator is another."""
    if not shape.numbered:
        return None
    return _each(days[-1], lambda t: replace(t, number=f"N{t.number}", offer=f"N{t.offer}"))


def names_garbled(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Names in the wrong bytes."""
    return _each(days[-1], lambda trip: replace(trip, name=f"\u00c3\u00a1{trip.name[1:]}"))


def year_shifted(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A date without a year is read as the next year's."""
    return _each(days[-1], lambda t: replace(t, date=t.date and t.date + dt.timedelta(364)))


def day_for_month(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """dd/mm is read as mm/dd: days after the twelfth cannot be read at all."""
    day = days[-1]
    readable = [t for t in day.trips if t.date and t.date.day <= 12]
    swapped = tuple(replace(t, date=_swapped(t.date)) for t in readable if t.date)
    return replace(day, trips=swapped, rejected={"date_unreadable": len(day.trips) - len(swapped)})


def day_for_month_where_it_can(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The same by a reader that takes mm/dd first and dd/mm where that is no date."""
    return _each(
        days[-1],
        lambda t: replace(t, date=_swapped(t.date)) if t.date and t.date.day <= 12 else t,
    )


def _swapped(date: dt.date) -> dt.date:
    last = calendar.monthrange(date.year, date.day)[1]
    return date.replace(month=date.day, day=min(date.month, last))


def days_for_nights(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Eight days are read as eight nights."""
    return _each(days[-1], lambda trip: replace(trip, nights=trip.nights + 1))


def copy_of_the_last(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A cache answers with what it said the last time, of an operator that moves each day."""
    if len(days) < 2 or shape.changes < 0.1:
        return None
    return replace(days[-2], at=days[-1].at)


def copy_of_an_older(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A cache answers with what it said days ago."""
    if len(days) < 4 or days[-4].trips == days[-2].trips:
        return None
    return replace(days[-4], at=days[-1].at)


def _each(day: Day, change: Callable[[Trip], Trip]) -> Day:
    return replace(day, trips=tuple(change(trip) for trip in day.trips))


def _times(trip: Trip, factor: float) -> Trip:
    return replace(trip, minor=max(round((trip.minor or 0) * factor), 1))


def _place(trip: Trip) -> tuple[str, int, str]:
    return trip.country, trip.hotel, trip.offer


FAULTS: tuple[Fault, ...] = (
    half_dropped,
    cut_short,
    killed,
    price_selector,
    board_selector,
    country_selector,
    date_selector,
    amounts_in_another_currency,
    another_currency,
    person_for_total,
    thousands,
    cents,
    all_equal,
    fuel_not_named,
    fuel_left_out,
    page_loop,
    soft_ban,
    turned_away,
    no_answer,
    first_page_only,
    country_gone,
    numbers_changed,
    names_garbled,
    year_shifted,
    day_for_month,
    day_for_month_where_it_can,
    days_for_nights,
    copy_of_the_last,
    copy_of_an_older,
)
