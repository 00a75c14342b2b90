"""The whole way in a browser: stay, question, mail through a real SMTP server, inbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from fairwind.store.users import MANAGER

from .post import Letterbox, open_letterbox, send_post

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 900)
SEARCH = "to=GR/crete&adults=2&child_age=4&child_age=11&depart_from=2026-07-04&depart_to=2026-07-04"
PASSWORD = "correct horse battery"


@pytest.fixture
def box(lead_site: Any) -> Iterator[Letterbox]:
    with open_letterbox(lead_site) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], loopback_app: FastAPI) -> str:
    return serve(loopback_app)


def _fill(page: Any) -> None:
    page.fill("#ask-name", "Kovács Anna")
    page.fill("#ask-phone", "06 30 111 2233")
    page.fill("#ask-message", "Is the club open in July?")
    page.check("#ask-consent")


def test_a_question_goes_from_the_search_over_the_stay_to_the_inbox_without_javascript(
    address: str,
    lead_site: Any,
    box: Letterbox,
    visit: Callable[..., Any],
) -> None:
    lead_site.user("clara@example.com", MANAGER)

    anna = visit(PHONE, script=False)
    anna.page.goto(f"{address}/en/trips?{SEARCH}")
    anna.page.click("a:has-text('Lagoon Village')")
    assert "/en/trip/lagoon-village-" in anna.page.url
    promise = anna.page.inner_text("form.ask .promise")
    line = anna.page.inner_text("label[for=ask-send-price]").strip()
    assert re.fullmatch("Price you saw: €2,[0-9]{3} for 2 adults, children 4 and 11", line)
    price = line.removeprefix("Price you saw: ")
    _fill(anna.page)
    lead_site.clock.wait(60)
    anna.page.click("form.ask button")
    assert "/en/ask/sent/KH-1001?" in anna.page.url
    assert price in anna.page.inner_text("main")
    assert anna.page.inner_text(".reference") == "KH-1001"
    assert anna.page.inner_text(".promise") == promise

    assert send_post(lead_site).sent == 1
    (mail,) = box.mails
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "KH-1001 Question: Kovács Anna - Lagoon Village"
    amount = price.split()[0]
    for said in ("Is the club open in July?", f"{amount}.00", "+36301112233", "4, 11"):
        assert said in text

    clara = visit(DESK, script=False)
    clara.page.goto(f"{address}/office/leads/KH-1001")
    clara.page.fill("#email", "clara@example.com")
    clara.page.fill("#password", PASSWORD)
    clara.page.click("main button")
    assert clara.page.url == f"{address}/office/leads/KH-1001"
    assert "Is the club open in July?" in clara.page.inner_text("main")
    assert amount in clara.page.inner_text("main")
    clara.page.click("text=I'm on it")
    assert "you are on it" in clara.page.inner_text("main")
    clara.page.click("button:text-is('No answer')")
    assert "no answer, 1 of 2" in clara.page.inner_text("main")
    anna.page.reload()
    assert "We tried to reach you on Fri 5 June at 10:15." in anna.page.inner_text("main")
    assert anna.page.inner_text(".promise") == promise
    clara.page.click("summary:text-is('Reached')")
    clara.page.fill("#next_step", "Send three offers")
    clara.page.fill("#next_day", "2026-06-08")
    clara.page.click("button:text-is('Save the call')")
    assert "answered by clara" in clara.page.inner_text("main")
    clara.page.goto(f"{address}/office/")
    assert "Nothing left today." in clara.page.inner_text("main")
    assert anna.hosts | clara.hosts == {"127.0.0.1"}
    assert anna.complaints + clara.complaints == []


def test_an_error_leads_the_eye_and_the_keyboard_to_the_fields(
    address: str, lead_site: Any, lagoon: str, visit: Callable[..., Any]
) -> None:
    anna = visit(PHONE)
    anna.page.goto(address + lagoon)
    anna.page.fill("#ask-phone", "12")
    anna.page.click("form.ask button")
    expect(anna.page).to_have_title(re.compile(r"^Error: "))
    anna.page.wait_for_selector("#faults:focus")
    anna.page.click("#faults a >> text=No telephone has the number")
    assert anna.page.evaluate("location.hash") == "#ask-phone"
    assert anna.page.input_value("#ask-phone") == "12"


@pytest.mark.parametrize(
    ("size", "dark"), [(PHONE, True), (DESK, False)], ids=["390 dark", "1280 light"]
)
def test_no_page_of_the_question_has_a_barrier(
    address: str,
    lead_site: Any,
    lagoon: str,
    visit: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    size: tuple[int, int],
    dark: bool,
) -> None:
    seen = visit(size, dark=dark)
    page = seen.page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            found[name].append(f"the page is {wide} px wide")

    page.goto(address + lagoon)
    look("ask")
    page.click("form.ask button")
    look("ask again")
    _fill(page)
    lead_site.clock.wait(60)
    page.click("form.ask button")
    page.wait_for_url("**/ask/sent/**")
    look("sent")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 3
    assert all("422" in said for said in seen.complaints), seen.complaints


def test_a_mail_server_that_says_no_gets_the_same_mail_later(
    lead_site: Any, lagoon: str, box: Letterbox
) -> None:
    lead_site.send(lead_site.form(lagoon))
    box.shut = True
    assert (send_post(lead_site).failed, box.mails) == (1, [])
    box.shut = False
    assert send_post(lead_site).waiting == 1  # not due yet
    lead_site.clock.wait(60)
    assert send_post(lead_site).sent == 1
    assert send_post(lead_site).waiting == 0
    assert len(box.mails) == 1
