"""Today: what a member does next, and only what they may see."""

from __future__ import annotations

import html
from typing import Any

import pytest

from fairwind.leads.tables import leads
from fairwind.store.users import MANAGER, Role

from .office_people import CLARA, log_in, send

CALL = {"next_step": "Send three offers", "next_day": "2026-06-05", "next_time": "15:00"}


@pytest.fixture
def clara(lead_site: Any) -> Any:
    """The site with Clara, a manager, logged in."""
    lead_site.user(CLARA, MANAGER)
    assert log_in(lead_site, CLARA).status_code == 303
    return lead_site


def ask(site: Any, lagoon: str, **typed: str) -> str:
    form = site.form(lagoon)
    site.clock.wait(60)
    sent: str = site.send(form, **{"kind": "call_me", **typed}).headers["location"]
    return f"/office/leads/{sent.partition('?')[0].rpartition('/')[2]}"


def today(site: Any, **headers: str) -> str:
    answer = site.client.get("/office/", headers=headers)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def deed(site: Any, address: str, name: str, **typed: str) -> Any:
    version = site.client.get(address).text.partition('name="version" value="')[2]
    return send(site, f"{address}/{name}", version=version.partition('"')[0], **typed)


def test_today_says_whom_to_call_until_when_for_what_and_counts_them(
    clara: Any, lagoon: str
) -> None:
    ask(clara, lagoon)
    page = today(clara)
    for said in (
        "<title>(1) Today",
        "Call now (1)",
        "Kovács Anna",
        "hot ",
        'href="tel:+36301112233"',
        "promised today between",
        "2 adults, children 4 and 11",
        "saw €2,536, now €2,536 (checked 08:14)",
        "nobody has it yet",
        "I'm on it",
    ):
        assert said in page, said


def test_nothing_left_is_said_with_what_comes_tomorrow(clara: Any, lagoon: str) -> None:
    assert "Nothing left today." in today(clara)
    address = ask(clara, lagoon)
    deed(clara, address, "on-it")
    deed(clara, address, "reached", **{**CALL, "next_day": "2026-06-06"})
    assert "Nothing left today. Tomorrow: 1 call." in today(clara)


def test_a_lead_goes_from_call_now_over_waiting_to_decide(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    deed(clara, address, "on-it")
    deed(clara, address, "no-answer")
    page = today(clara)
    assert "Waiting for an answer (1)" in page
    assert "no answer, 1 of 5, again 12:15" in page
    clara.clock.wait(2 * 3600)
    log_in(clara, CLARA)
    assert "Call now (1)" in today(clara)
    deed(clara, address, "reached", **CALL)
    page = today(clara)
    assert "Decide (1)" in page
    assert "next step due 15:00" in page
    assert "Send three offers" in page


def test_an_overdue_lead_says_so_in_words(clara: Any, lagoon: str) -> None:
    ask(clara, lagoon)
    clara.clock.wait(25 * 60)
    assert "late by " in today(clara)


def test_a_doubtful_question_is_not_for_today(clara: Any, lagoon: str) -> None:
    clara.send(clara.form(lagoon), website="http://spam")
    assert "Kovács Anna" not in today(clara)


def test_anothers_lead_is_not_in_ones_day(clara: Any, lagoon: str) -> None:
    deed(clara, ask(clara, lagoon), "on-it")
    clara.user("bela@example.com", {Role.PROSPECTOR})
    log_in(clara, "bela@example.com")
    assert "Kovács Anna" not in today(clara)


def test_a_practice_lead_says_so_and_counts_in_no_figure(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    with clara.database.write() as conn:
        conn.execute(leads.update().values(practice=True))
    assert "practice" in today(clara)
    deed(clara, address, "on-it")
    deed(clara, address, "reached", **CALL)
    assert "This month, yours" not in today(clara)


def test_the_month_counts_what_was_answered_in_time(clara: Any, lagoon: str) -> None:
    address = ask(clara, lagoon)
    deed(clara, address, "on-it")
    deed(clara, address, "reached", **CALL)
    assert "answered in time 1 of 1 · reached 1 of 1" in today(clara)


def test_who_runs_the_shop_sees_what_is_behind_the_counter(lead_site: Any) -> None:
    lead_site.user("dora@example.com", {Role.CLOSER})
    log_in(lead_site, "dora@example.com")
    assert "Behind the counter" not in today(lead_site)


def test_a_script_gets_the_day_alone_with_its_title(clara: Any, lagoon: str) -> None:
    ask(clara, lagoon)
    part = today(clara, **{"hx-request": "true", "hx-request-type": "partial"})
    assert part.startswith("<title>(1) Today")
    assert '<div id="day">' in part
    assert "<main" not in part
