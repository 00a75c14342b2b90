"""The promised time: the worked figures of backoffice.md, section 5."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.leads.promise import CALL, Calendar, Promise, kept, promise, review_promise
from fairwind.offers.faults import SettingsFault
from fairwind.store.hours import read_hours

ZONE = ZoneInfo("Europe/Budapest")
HOURS = read_hours("Mon-Fri 09:00-18:00")
WEEK = Calendar(HOURS, frozenset(), ZONE)
MINUTES_15, HOURS_4, HOURS_16 = (dt.timedelta(minutes=m) for m in (15, 240, 960))


def at(text: str) -> dt.datetime:
    """A moment of June 2026 in the agency's zone: "05 17:50" is Friday."""
    return dt.datetime.strptime(f"2026-06-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "work", "due"),
    [
        ("05 17:50", MINUTES_15, "08 09:05"),
        ("05 17:50", HOURS_4, "08 12:50"),
        ("06 11:00", MINUTES_15, "08 09:15"),
        ("05 17:50", HOURS_16, "09 15:50"),
        ("05 10:00", MINUTES_15, "05 10:15"),
        ("05 17:45", MINUTES_15, "05 18:00"),
        ("05 18:00", MINUTES_15, "08 09:15"),
        ("05 08:59", MINUTES_15, "05 09:15"),
    ],
)
def test_due_is_so_much_working_time_later(now: str, work: dt.timedelta, due: str) -> None:
    assert WEEK.after(at(now), work) == at(due)


def test_a_holiday_is_no_working_day() -> None:
    calendar = Calendar(HOURS, frozenset({dt.date(2026, 6, 8)}), ZONE)
    assert calendar.after(at("05 17:50"), MINUTES_15) == at("09 09:05")


def test_a_visitor_of_the_weekend_is_called_on_monday_at_nine() -> None:
    assert promise(at("06 11:00"), 0, WEEK) == Promise(at("08 09:00"), at("08 09:15"))


def test_the_place_among_the_waiting_moves_the_window() -> None:
    three = Calendar(HOURS, frozenset(), ZONE, members=3)
    assert promise(at("06 11:00"), 2, three).to == at("08 09:15")
    assert promise(at("06 11:00"), 3, three) == Promise(at("08 09:15"), at("08 09:30"))


def test_fourteen_of_a_weekend_are_all_called_in_time_by_three_members() -> None:
    three = Calendar(HOURS, frozenset(), ZONE, members=3)
    promises = [promise(at("06 21:14"), before, three) for before in range(14)]
    free = [at("08 09:00")] * 3
    for made in promises:  # the oldest first, 12 minutes each
        called = min(free)
        free[free.index(called)] = called + dt.timedelta(minutes=12)
        assert called <= made.to
    assert promises[-1].to == at("08 10:15")


def test_a_doubtful_enquiry_is_looked_at_within_four_working_hours() -> None:
    assert review_promise(at("05 17:50"), WEEK).to == at("08 12:50")


def test_the_window_read_on_the_form_is_kept_while_enough_of_it_is_left() -> None:
    shown = promise(at("05 10:00"), 0, WEEK)
    sent = at("05 10:04")
    assert kept(shown, promise(sent, 0, WEEK), sent, WEEK).to == at("05 10:15")
    late = at("05 10:09")
    assert kept(shown, promise(late, 0, WEEK), late, WEEK).to == at("05 10:24")


def test_the_hour_lost_in_march_is_no_working_time() -> None:
    night = Calendar(read_hours("Sun 01:00-05:00"), frozenset(), ZONE)
    begins = dt.datetime(2026, 3, 29, 1, 0, tzinfo=ZONE)
    due = night.after(begins, dt.timedelta(hours=3))
    assert due == dt.datetime(2026, 3, 29, 5, 0, tzinfo=ZONE)


def test_an_agency_that_never_works_again_is_a_named_fault() -> None:
    days = frozenset(dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(1000))
    with pytest.raises(SettingsFault, match="HOLIDAYS"):
        Calendar(HOURS, days, ZONE).after(at("05 10:00"), CALL)


@given(minutes=st.integers(0, 14 * 24 * 60), waiting=st.integers(0, 40), members=st.integers(1, 5))
def test_a_window_lies_in_working_time_and_begins_before_it_ends(
    minutes: int, waiting: int, members: int
) -> None:
    calendar = Calendar(HOURS, frozenset(), ZONE, members)
    now = at("01 00:00") + dt.timedelta(minutes=minutes)
    made = promise(now, waiting, calendar)
    assert now <= made.from_ < made.to
    for moment in (made.from_, made.to):
        there = moment.astimezone(ZONE)
        assert there.weekday() < 5
        assert dt.time(9) <= there.time() <= dt.time(18)
