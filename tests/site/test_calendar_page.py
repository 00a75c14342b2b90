"""The calendar: each start day of a month for the visitor's party, and why a day has no price."""

from __future__ import annotations

import datetime as dt
import html
import re

from fairwind.site.text import speech_of

PARTY = "adults=2&child_age=4&child_age=11"


def days(page: str) -> dict[str, str]:
    """What each day of the month says."""
    found = re.findall(r'<td class="[^"]+">(.*?)</td>', page, re.S)
    told = {}
    for cell in found:
        day = re.search(r'datetime="([^"]+)"', cell)
        if day:
            bare = re.sub(r"<time.*?</time>", "", cell, flags=re.S)
            told[day[1]] = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", bare).split()))
    return told


def test_every_day_of_a_month_says_what_it_has(client) -> None:
    answer = client.get(f"/en/calendar?{PARTY}&month=2026-07&to=GR")
    assert answer.status_code == 200
    assert "July 2026: what each start day costs the four of you" in answer.text
    told = days(answer.text)
    assert len(told) == 31
    assert told["2026-07-04"] == "€2,310 lowest"
    assert told["2026-07-05"].startswith("€")
    assert told["2026-07-30"] == "none"
    assert all(told.values())


def test_no_data_is_told_apart_from_none(client) -> None:
    october = days(client.get(f"/en/calendar?{PARTY}&month=2026-10&to=GR").text)
    assert october["2026-10-09"] == "none"
    assert october["2026-10-10"] == "goes, no price"
    assert october["2026-10-11"] == "no data"
    page = client.get(f"/en/calendar?{PARTY}&month=2026-10&to=GR").text
    assert "No operator who sells this has published so far ahead yet." in page
    assert "Published up to Sat 10 October 2026." in page


def test_days_lead_to_their_results_and_months_to_their_neighbours(client) -> None:
    page = client.get(f"/en/calendar?{PARTY}&month=2026-07&to=GR").text
    day = next(link for link in re.findall(r'href="(/en/trips[^"]+)"', page) if "07-04" in link)
    results = client.get(html.unescape(day)).text
    assert "from €2,310" in results
    before = html.unescape(re.search(r'rel="prev" href="([^"]+)"', page)[1])
    after = html.unescape(re.search(r'rel="next" href="([^"]+)"', page)[1])
    assert "June 2026" in client.get(before).text
    august = client.get(after).text
    assert "August 2026" in august
    assert 'July 2026</b> <span class="of">from €2,310' in august
    assert 'rel="prev"' not in client.get(before).text


def test_a_budget_hides_no_day(client) -> None:
    page = client.get(f"/en/calendar?{PARTY}&month=2026-07&to=GR&price_max=100").text
    assert "Your budget is left out here" in page
    assert days(page)["2026-07-04"].startswith("€2,310")


def test_past_days_are_over_and_a_month_that_is_over_is_the_present_one(client) -> None:
    page = client.get("/en/calendar?month=2020-01").text
    assert "June 2026" in page
    assert days(page)["2026-06-04"] == "over"
    assert days(page)["2026-06-05"] != "over"
    assert client.get("/en/calendar?month=soon").status_code == 422


def test_the_week_begins_as_the_language_has_it(client) -> None:
    page = client.get("/hu/calendar?month=2026-07").text
    heads = re.findall(r'<th scope="col">(.*?)</th>', page)
    speech = speech_of("hu")
    assert heads == [*speech.weekdays()]
    assert speech.locale.first_week_day == 0
    first_week = re.search(r"<tbody>\s*<tr>(.*?)</tr>", page, re.S)[1]
    assert first_week.count('class="out"') == dt.date(2026, 7, 1).weekday()


def test_the_month_as_json_has_every_day(client) -> None:
    told = client.get(f"/en/calendar.json?{PARTY}&month=2026-07&to=GR").json()
    assert told["month"] == "2026-07"
    assert len(told["days"]) == 31
    assert told["lowest"] == {"minor": 231000, "currency": "EUR"}
    assert {day["state"] for day in told["days"]} <= {"priced", "goes", "none", "no_data"}
    assert told["published_until"] == "2026-10-10"
