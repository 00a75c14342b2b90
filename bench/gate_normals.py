"""What happens to operators on days when nothing is wrong: each must pass the gate.

As with the faults, how much of it happens is drawn without a look at the gate. Each change takes
the days so far and gives a true next day; None where such an operator has no such day.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from .gate_market import Day, Shape, Trip, a_hotel, a_trip, in_order, next_day, paged

Normal = Callable[[Shape, Sequence[Day], random.Random], Day | None]


def a_weekday(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    return days[-1]


def a_lively_day(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Twice as much moves as usual."""
    return next_day(shape, days[-2], rng, busy=2.0)


def a_quiet_day(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Hardly anything moves."""
    return next_day(shape, days[-2], rng, busy=0.1)


def nothing_moved(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The list is the same, of an operator whose prices often rest."""
    if shape.changes >= 0.1:
        return None
    return next_day(shape, days[-2], rng, busy=0.0)


def three_days_later(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The first run after a long weekend."""
    return next_day(shape, days[-2], rng, days=3, busy=2.0)


def a_week_later(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The first run after our own week of silence."""
    return next_day(shape, days[-2], rng, days=7, busy=4.0)


def a_sale(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Fifteen per cent off everything."""
    return _priced(days[-1], lambda trip: 0.85)


def a_sale_of_one_amount(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """So many euros off everything, as coupons and banners put it."""
    off = 100 * rng.choice((20, 25, 30, 40, 50, 75, 100, 150))
    return _each(days[-1], lambda t: replace(t, minor=max((t.minor or 0) - off, 100)))


def a_sale_of_one_country(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Up to a quarter off one destination."""
    off, where = 1 - rng.uniform(0.1, 0.25), rng.choice(days[-1].trips).country
    return _priced(days[-1], lambda trip: off if trip.country == where else 1.0)


def last_minute(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A third to a half off what leaves within ten days."""
    off, until = 1 - rng.uniform(0.3, 0.5), days[-1].today + dt.timedelta(10)
    return _priced(days[-1], lambda trip: off if trip.date and trip.date <= until else 1.0)


def early_booking_ends(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Everything is 5 to 12 per cent dearer."""
    more = 1 + rng.uniform(0.05, 0.12)
    return _priced(days[-1], lambda trip: more)


def drift(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Every price is another by a few per cent."""
    return _priced(days[-1], lambda trip: rng.lognormvariate(0.01, 0.03))


def flash_sale(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Two fifths off a tenth of the hotels."""
    chosen = _hotels(days[-1], 0.1, rng)
    return _priced(days[-1], lambda trip: 0.6 if trip.hotel in chosen else 1.0)


def dearer_fuel(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The fuel surcharge rises."""
    if not shape.fuel:
        return None
    more = 500 * rng.randrange(1, 5)
    return _each(days[-1], lambda trip: replace(trip, fuel=(trip.fuel or 0) + more))


def a_new_season(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Next season is loaded: half as many trips again, or one and a half times."""
    day, more = days[-1], []
    for n in range(int(len(day.trips) * rng.uniform(0.5, 1.5))):
        trip = a_trip(shape, rng.choice(day.trips), day.today, 10**9 + n, rng)
        more.append(replace(trip, date=day.today + dt.timedelta(200 + rng.randrange(150))))
    return _with(shape, day, [*day.trips, *more])


def hotels_added(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One to four hotels are new."""
    day, more = days[-1], []
    for n in range(rng.randrange(1, 5)):
        hotel = a_hotel(shape, 5000 + n, rng)
        more += [a_trip(shape, hotel, day.today, 6000 + 20 * n + m, rng) for m in range(8)]
    return _with(shape, day, [*day.trips, *more])


def hotels_closed(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One hotel, or three in a hundred, are sold no more."""
    day = days[-1]
    hotels = sorted({trip.hotel for trip in day.trips})
    gone = set(rng.sample(hotels, max(len(hotels) * 3 // 100, 1)))
    return _with(shape, day, [trip for trip in day.trips if trip.hotel not in gone])


def hotels_renamed(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Two hotels in a hundred have a new name."""
    day = days[-1]
    new = _hotels(day, 0.02, rng)
    return _each(day, lambda t: replace(t, name=f"Neos {t.hotel}") if t.hotel in new else t)


def sold_out_soon(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A part of what leaves within ten days is sold out."""
    day, share = days[-1], rng.uniform(0.2, 0.6)
    soon = day.today + dt.timedelta(10)
    left = [t for t in day.trips if not (t.date and t.date <= soon) or rng.random() >= share]
    return _with(shape, day, left)


def a_flight_cancelled(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One week's departures to one country are taken off."""
    day = days[-1]
    trip = rng.choice(day.trips)
    week = _week(trip)
    left = [t for t in day.trips if (t.country, _week(t)) != (trip.country, week)]
    return _with(shape, day, left)


def a_few_gone(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One to three trips are sold, which is much for a small operator."""
    trips = list(days[-1].trips)
    rng.shuffle(trips)
    return _with(shape, days[-1], trips[rng.randrange(1, 4) :])


def on_request(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Half a per cent of the trips state no price today."""
    day = days[-1]
    left = [trip for trip in day.trips if rng.random() >= 0.005]
    return replace(_with(shape, day, left), rejected={"no_price": len(day.trips) - len(left)})


def odd_records(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One to three records in a hundred cannot be read."""
    day, share = days[-1], rng.uniform(0.01, 0.03)
    left = [trip for trip in day.trips if rng.random() >= share]
    lost = len(day.trips) - len(left)
    return replace(_with(shape, day, left), rejected={"not_understood": lost} if lost else {})


def pages_overlap(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The list moved while it was read: some records come twice."""
    return replace(days[-1], duplicates=int(len(days[-1].trips) * rng.uniform(0, 0.08)))


def a_page_missing(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One page of many gives nothing."""
    day = days[-1]
    if day.pages < 24:
        return None
    at = rng.randrange(day.pages) * shape.a_page
    left = (*day.trips[:at], *day.trips[at + shape.a_page :])
    http = {"200": day.pages - 1}
    return replace(day, trips=left, pages=day.pages - 1, missed=1, http=http)


def pages_gone(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """Addresses of trips that are sold no more answer 404."""
    day, gone = days[-1], rng.randrange(1, 4)
    return replace(day, missed=gone, http={"200": day.pages, "404": gone})


def an_empty_last_page(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The list ends exactly with a page, and the next one is empty."""
    day = days[-1]
    return replace(day, pages=day.pages + 1, empty=1, http={"200": day.pages + 1})


def a_new_word(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A board that nobody knows yet, on two trips in a hundred."""
    day = days[-1]
    trips = [replace(t, board=None) if rng.random() < 0.02 else t for t in day.trips]
    count = sum(trip.board is None for trip in trips)
    return replace(day, trips=tuple(trips), words={"Grand Spa": count} if count else {})


def another_order(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """The list is sorted otherwise."""
    trips = list(days[-1].trips)
    rng.shuffle(trips)
    return replace(days[-1], trips=tuple(trips))


def a_month_further(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """One more month is on sale."""
    day, more = days[-1], []
    far = day.today + dt.timedelta(shape.horizon)
    for n in range(len(day.trips) // 8):
        trip = a_trip(shape, rng.choice(day.trips), day.today, 2 * 10**9 + n, rng)
        more.append(replace(trip, date=far + dt.timedelta(rng.randrange(30))))
    return _with(shape, day, [*day.trips, *more])


def a_country_added(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A new destination of one or two hotels."""
    day, more = days[-1], []
    hotel = replace(a_hotel(shape, 7000, rng), country="MT", region="Malta")
    for n in range(max(len(day.trips) // 25, 2)):
        more.append(a_trip(shape, hotel, day.today, 3 * 10**9 + n, rng))
    return _with(shape, day, [*day.trips, *more])


def dates_moved(shape: Shape, days: Sequence[Day], rng: random.Random) -> Day | None:
    """A plane flies on another weekday: three trips in a hundred start a day later."""
    later = dt.timedelta(1)
    return _each(
        days[-1], lambda t: replace(t, date=t.date and t.date + later) if rng.random() < 0.03 else t
    )


def _week(trip: Trip) -> tuple[int, int]:
    assert trip.date is not None
    year, week, _ = trip.date.isocalendar()
    return year, week


def _hotels(day: Day, share: float, rng: random.Random) -> set[int]:
    return {hotel for hotel in sorted({t.hotel for t in day.trips}) if rng.random() < share}


def _each(day: Day, change: Callable[[Trip], Trip]) -> Day:
    return replace(day, trips=tuple(change(trip) for trip in day.trips))


def _priced(day: Day, factor: Callable[[Trip], float]) -> Day:
    return _each(day, lambda t: replace(t, minor=max(round((t.minor or 0) * factor(t)), 1)))


def _with(shape: Shape, day: Day, trips: list[Trip]) -> Day:
    return paged(shape, replace(day, trips=in_order(trips)))


NORMALS: tuple[Normal, ...] = (
    a_weekday,
    a_lively_day,
    a_quiet_day,
    nothing_moved,
    three_days_later,
    a_week_later,
    a_sale,
    a_sale_of_one_amount,
    a_sale_of_one_country,
    last_minute,
    early_booking_ends,
    drift,
    flash_sale,
    dearer_fuel,
    a_new_season,
    hotels_added,
    hotels_closed,
    hotels_renamed,
    sold_out_soon,
    a_flight_cancelled,
    a_few_gone,
    on_request,
    odd_records,
    pages_overlap,
    a_page_missing,
    pages_gone,
    an_empty_last_page,
    a_new_word,
    another_order,
    a_month_further,
    a_country_added,
    dates_moved,
)
