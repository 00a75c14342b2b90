"""Dates and lengths: what exists, what is to come, and what reads two ways."""

import datetime as dt
from typing import Any

import pytest

from fairwind.crawlers.intake.days import NotADay, read_clock, read_day, read_length
from fairwind.offers import (
    Nights,
)

from .intake_records import NOW, WHOLE, offer, reject, taken

# Dates

EU, US = ("%d/%m/%Y",), ("%m/%d/%Y",)


@pytest.mark.parametrize(
    ("said", "patterns", "day"),
    [
        ("2026-07-04", (), "2026-07-04"),
        ("2026-07-04T22:30:00+02:00", (), "2026-07-04"),
        ("04.07.2026", (), "2026-07-04"),
        ("4. 7. 2026", (), "2026-07-04"),
        ("20260704", (), "2026-07-04"),
        (20260704, (), "2026-07-04"),
        ("04/07/2026", EU, "2026-07-04"),
        ("04/07/2026", US, "2026-04-07"),
        (1783123200, ("epoch",), "2026-07-04"),
        (1783123200000, ("epoch_ms",), "2026-07-04"),
        ("1783123200", ("epoch",), "2026-07-04"),
        ("/Date(1783123200000)/", (), "2026-07-04"),
        ("Jul 4, 2026", (), "2026-07-04"),
        ("Book by 4 July 2026", (), "2026-07-04"),
        ("4 lipca 2026", (), "2026-07-04"),
        ("2026. július 4.", (), "2026-07-04"),
        ("4 юли 2026", (), "2026-07-04"),
        ("4 июля 2026", (), "2026-07-04"),
        (dt.datetime(2026, 7, 4, 9), (), "2026-07-04"),
    ],
)
def test_a_date_is_read_by_the_card_or_where_it_reads_one_way(
    said: Any, patterns: tuple[str, ...], day: str
) -> None:
    assert read_day(said, patterns) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("04/07/2026", "dd/mm"),
        ("2026-02-30", "no day of the calendar"),
        ("31.06.2026", "no day of the calendar"),
        ("4 July", "names no year"),
        ("soon", "no format"),
        ("1066-10-14", "year 1066"),
        (True, "no date"),
        (12, "no date"),
        (float("nan"), "no date"),
    ],
)
def test_a_date_that_does_not_exist_or_reads_two_ways_is_refused(said: Any, why: str) -> None:
    with pytest.raises(NotADay, match=why):
        read_day(said)
    found = reject({"date": said})
    assert (found.reason, found.field, found.value) == ("date_unreadable", "date", str(said))


def test_nights_are_days_less_one_unless_stated() -> None:
    assert offer({"nights": None, "days": 8}).departure.nights == Nights(7, 7)
    assert offer({"nights": 6, "days": 8}).departure.nights == Nights(6, 6)
    assert offer({"nights": None, "return_date": "2026-07-11"}).departure.nights == Nights(7, 7)
    assert offer({"nights": "5 Days & 4 Nights"}).departure.nights == Nights(4, 4)
    assert offer({"nights": None, "days": "5 Days & 4 Nights"}).departure.nights == Nights(4, 4)
    assert offer({"nights": "7 nocy"}).departure.nights == Nights(7, 7)
    assert read_length("8 dni", "nights") is None


def test_no_nights_at_all_are_not_stated_and_a_day_trip_has_none() -> None:
    assert offer({"nights": 0, "days": 0}).departure.nights is None
    assert offer({"nights": 0, "days": 1}).departure.nights == Nights(0, 0)
    assert offer({"nights": 0}, product_kind="tour").departure.nights == Nights(0, 0)


def test_a_length_that_no_trip_has_stays_words_and_the_offer_without_one() -> None:
    batch = taken({**WHOLE, "nights": 547}, {**WHOLE, "id": "B", "nights": "a few"})
    assert [one.departure.nights for one in batch.offers] == [None, None]
    assert batch.unknown_words["nights"] == {"547": 1, "a few": 1}
    found = reject({"nights": "a few"}, required=["price", "nights"])
    assert found.reason == "nights_unreadable"


def test_a_return_before_the_start_is_set_aside_with_a_sentence() -> None:
    batch = taken({**WHOLE, "return_date": "2026-07-01"})
    assert not batch.offers
    assert not batch.rejects
    assert batch.set_aside[0].reason == "return_before_outward"
    assert "2026-07-01 is before the start on 2026-07-04" in batch.set_aside[0].sentence


def test_a_departed_date_and_an_ended_sale_are_no_offers_and_today_still_is() -> None:
    assert reject({"date": "2026-03-29"}).reason == "departed"
    assert offer({"date": "2026-03-30"}).departure.date == NOW.date()
    assert reject({"sale_ends": "2026-03-29"}).reason == "sale_ended"
    assert offer({"sale_ends": "2026-03-30"})
    batch = taken({**WHOLE, "sale_ends": "until sold out"})
    assert len(batch.offers) == 1
    assert batch.unknown_words["sale_ends"] == {"until sold out": 1}


def test_further_dates_go_without_a_price_sorted_once_and_none_that_is_gone() -> None:
    dates = "20260801,20260704,20260101,20260718,20260718,soon"
    batch = taken({**WHOLE, "dates": dates, "nights_options": "14,7,10"})
    one = batch.offers[0]
    assert one.goes_on == (dt.date(2026, 7, 18), dt.date(2026, 8, 1))
    assert one.goes_nights == Nights(7, 14)
    assert batch.unknown_words["dates"] == {"soon": 1}


def test_a_long_list_of_dates_is_read_to_its_end() -> None:
    days = [dt.date(2026, 6, 1) + dt.timedelta(n) for n in range(300)]
    said = ",".join(day.strftime("%Y%m%d") for day in days if day != dt.date(2026, 7, 4))
    assert len(offer({"dates": said}).goes_on) == 299


def test_what_was_seen_is_dated_by_the_source_but_never_in_time_to_come() -> None:
    seen = offer({"checked_at": "2026-03-29T10:00:00"}).checked_at
    assert seen == dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC)
    zone = offer({"checked_at": "2026-03-29T10:00"}, formats={"time_zone": "Europe/Budapest"})
    assert zone.checked_at == dt.datetime(2026, 3, 29, 8, tzinfo=dt.UTC)
    assert offer({"checked_at": "2027-01-01"}).checked_at == NOW
    assert offer({"checked_at": "yesterday"}).checked_at == NOW


def test_clock_times_are_local_and_half_a_flight_is_none() -> None:
    assert read_clock("2025-08-11T04:10") == "04:10"
    assert read_clock("6:05") == "06:05"
    assert read_clock("26:10") == ""
    one = offer({"out_from": "06:10", "out_to": "09:05", "back_from": "12:00"})
    assert one.departure.out == ("06:10", "09:05")
    assert one.departure.back is None
