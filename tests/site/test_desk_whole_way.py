"""The desk from end to end, in browsers without JavaScript, with mails through a real SMTP server.

A visitor searches, compares and asks to be called about the comparison; the enquiry becomes
somebody's, who calls, gets no answer, calls again and speaks with them. Another day nobody calls:
the leads go to others once, and the head and the director are told in one mail each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import expect

from fairwind.leads import members
from fairwind.leads.tables import assignments, leads, sla_clocks
from fairwind.scheduler.clocks import mind_clocks
from fairwind.store.users import MANAGER, Role

from .conftest import LeadSite
from .post import Letterbox, open_letterbox, send_post

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 900)
PASSWORD = "correct horse battery"
SEARCH = "to=GR/crete&adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
CLARA, BELA = "clara@example.com", "bela@example.com"
DORA, OWNER = "dora@example.com", "owner@example.com"


TOLD = (
    "The question came in",
    "Given to clara",
    "Stage: Captured",
    "clara is on it",
    "clara called: no answer",
    "clara is on it",
    "clara answered",
    "Stage: Contacted, by clara",
    "clara reached them",
)
"""What the lead's page tells in the end, the oldest first."""


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], loopback_app: FastAPI) -> str:
    return serve(loopback_app)


@pytest.fixture
def desk(lead_site: LeadSite) -> LeadSite:
    """Clara and Béla call, Dóra is their head, and there is a director."""
    lead_site.user(DORA, {Role.TEAM_LEAD})
    lead_site.user(OWNER, {Role.DIRECTOR})
    for email in (CLARA, BELA):
        user = lead_site.user(email, MANAGER)
        with lead_site.database.write() as conn:
            members.set_member(conn, user.id)
    return lead_site


@pytest.fixture
def box(desk: LeadSite) -> Iterator[Letterbox]:
    with open_letterbox(desk) as opened:
        yield opened


def log_in(page: Any, address: str, email: str) -> None:
    page.goto(f"{address}/office/")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("main button")


def compares_and_asks(site: LeadSite, page: Any, address: str) -> str:
    """From the search over the comparison to the question; the promise as read before sending."""
    page.goto(f"{address}/en/trips?{SEARCH}")
    for tick in page.query_selector_all("input[name=id]")[:3]:
        tick.check()
    page.click("text=Compare >> nth=-1")
    assert "/en/compare" in page.url
    page.click("text=Ask about these stays")
    page.check("#ask-call_me")
    promise: str = page.inner_text("#ask-call_me-promise")
    page.fill("#ask-name", "Kovács Anna")
    page.fill("#ask-phone", "06 30 111 2233")
    page.fill("#ask-email", "anna@example.com")
    page.check("#ask-consent")
    site.clock.wait(60)
    page.click("form.ask > button")
    return promise


def tick(site: LeadSite, minutes: float = 0) -> None:
    """So many minutes pass; the machine minds its clocks and sends its mail, as cron has it."""
    site.clock.wait(minutes * 60)
    mind_clocks(site.settings, site.clock, site.database)
    send_post(site)


def hot_ones(box: Letterbox, member: str) -> list[str]:
    """The leads a member was told of at once, in the order in which they were."""
    found = (re.match(r"(KH-\d+) is hot: call before ", said) for said in box.subjects(member))
    return [one[1] for one in found if one]


@pytest.mark.long
def test_an_enquiry_goes_from_the_comparison_to_the_client_on_the_telephone(
    address: str, desk: LeadSite, box: Letterbox, visit: Callable[..., Any]
) -> None:
    anna = visit(PHONE, script=False)
    promise = compares_and_asks(desk, anna.page, address)
    assert anna.page.inner_text(".reference") == "KH-1001"
    assert anna.page.inner_text(".promise") == promise
    assert re.search(r"calls you today between 10:1\d and 10:[23]\d\.", promise)
    waits = anna.page.inner_text("main")
    assert "It waits its turn with us." in waits
    assert waits.count("Compared") == 3

    tick(desk)
    assert [one for one in box.subjects("anna@example.com") if "KH-1001" in one]
    assert hot_ones(box, CLARA) == ["KH-1001"]
    assert hot_ones(box, BELA) == []

    clara = visit(DESK, script=False)
    page = clara.page
    log_in(page, address, CLARA)
    expect(page).to_have_title(re.compile(r"^\(1\) Today"))
    day = page.inner_text("main")
    assert "Kovács Anna" in day
    assert "why you: " in day
    desk.clock.wait(60)
    page.click("text=I'm on it")
    assert "you are on it" in page.inner_text("main")
    anna.page.reload()
    assert "Somebody is on it now." in anna.page.inner_text("main")

    desk.clock.wait(60)
    page.click("button:text-is('No answer')")
    assert "no answer, 1 of 5, again 12:17" in page.inner_text("main")
    anna.page.reload()
    assert "We tried to reach you on Fri 5 June at 10:17." in anna.page.inner_text("main")

    tick(desk, 121)
    log_in(page, address, CLARA)
    assert "Call now (1)" in page.inner_text("main")
    page.click("text=I'm on it")
    reached(page)
    assert "answered by clara" in page.inner_text("main")
    anna.page.reload()
    assert "Answered." in anna.page.inner_text("main")
    story = told_from_the_first(page)
    assert len(story) == len(TOLD), story
    for line, said in zip(story, TOLD, strict=True):
        assert said in line, story
    assert anna.hosts | clara.hosts == {"127.0.0.1"}
    assert anna.complaints + clara.complaints == []


def reached(page: Any) -> None:
    """They are on the telephone: profile, motives and the next step at once."""
    page.click("summary:text-is('Reached')")
    assert page.input_value("#adults") == "2"
    assert page.input_value("#ages") == "4, 11"
    page.fill("#countries", "Greece")
    page.fill("#motives", "a short flight")
    page.fill("#next_step", "Send three offers")
    page.fill("#next_day", "2026-06-08")
    page.click("button:text-is('Save the call')")
    assert "Send three offers" in page.inner_text("main")


def told_from_the_first(page: Any) -> list[str]:
    """The story of the lead's page, the oldest first, each with its moment."""
    rows = page.query_selector_all(".right .steps > li")
    return [row.inner_text().splitlines()[0] for row in reversed(rows)]


def three_ask_at_once(site: LeadSite, visit: Callable[..., Any], address: str) -> None:
    """Three visitors read the same promise and send within one minute."""
    pages = [visit(PHONE, script=False).page for _ in range(3)]
    for page in pages:
        page.goto(f"{address}/en/ask?{SEARCH}")
        page.check("#ask-call_me")
        assert "between 10:14 and 10:29" in page.inner_text("#ask-call_me-promise")
    site.clock.wait(60)
    for number, page in enumerate(pages):
        page.fill("#ask-name", f"Visitor {number}")
        page.fill("#ask-phone", f"06 30 111 222{number}")
        page.check("#ask-consent")
        page.click("form.ask > button")


def test_missed_promises_go_to_another_once_and_are_told_in_one_mail(
    address: str, desk: LeadSite, box: Letterbox, visit: Callable[..., Any]
) -> None:
    three_ask_at_once(desk, visit, address)
    told = {}
    for _ in range(75):
        tick(desk, 1)
        for who in (DORA, OWNER):
            told.setdefault((who, len(box.subjects(who))), here(desk))
    assert box.subjects(DORA) == ["Late, nobody has called: 3"]
    assert told[(DORA, 1)] == "10:29", "at the whole time, all three in one mail"
    (very_late,) = box.subjects(OWNER)
    assert very_late.endswith(": 3")
    assert told[(OWNER, 1)] == "10:44", "at twice the time"

    with desk.database.read() as conn:
        late = sa.select(assignments.c.lead_id).where(assignments.c.cause == "late")
        given_on = sorted(conn.scalars(late))
        owners = conn.scalars(sa.select(leads.c.owner_id).order_by(leads.c.id)).all()
        marks = conn.execute(sa.select(sla_clocks).order_by(sla_clocks.c.lead_id)).all()
    assert given_on == [1, 2], "each once, and the third nowhere: both have an older one waiting"
    assert owners[0] != owners[1]
    assert [bool(mark.reassigned_at) for mark in marks] == [True, True, False]
    assert all(mark.missed_at and mark.escalated_at for mark in marks)
    assert hot_ones(box, CLARA) == ["KH-1001", "KH-1003", "KH-1002"]
    assert hot_ones(box, BELA) == ["KH-1002", "KH-1001"]
    head_reads(visit(DESK, script=False).page, address)


def here(site: LeadSite) -> str:
    return f"{site.clock.at.astimezone(site.settings.zone):%H:%M}"


def head_reads(page: Any, address: str) -> None:
    """The head sees what is late on Today, and on the lead's page what was done about it."""
    log_in(page, address, DORA)
    page.click("text=Later")  # the second factor that the office asks heads to set up
    assert "late by" in page.inner_text("main")
    page.goto(f"{address}/office/leads/KH-1001")
    story = page.inner_text(".right .steps")
    for said in (
        "Half of the promised time had passed: reminded",
        "The promised time passed without a call",
        "Given on once because the time had passed",
        "The director was told",
    ):
        assert said in story, said
