"""The office in a browser: the whole call without a script, and what a script puts on top."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from fairwind.store.users import MANAGER

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 900)
PASSWORD = "correct horse battery"
CLARA = "clara@example.com"


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], loopback_app: FastAPI) -> str:
    return serve(loopback_app)


def ask(site: Any, lagoon: str, name: str = "Kovács Anna") -> None:
    form = site.form(lagoon)
    site.clock.wait(60)
    site.send(form, kind="call_me", name=name)


def log_in(page: Any, address: str) -> None:
    page.goto(f"{address}/office/")
    page.fill("#email", CLARA)
    page.fill("#password", PASSWORD)
    page.click("main button")


def test_a_call_goes_from_today_over_no_answer_to_reached_without_javascript(
    address: str, lead_site: Any, lagoon: str, visit: Callable[..., Any]
) -> None:
    lead_site.user(CLARA, MANAGER)
    ask(lead_site, lagoon)
    clara = visit(PHONE, script=False)
    page = clara.page
    log_in(page, address)
    expect(page).to_have_title(re.compile(r"^\(1\) Today"))
    page.click("text=I'm on it")
    assert "you are on it" in page.inner_text("main")
    page.click("button:text-is('No answer')")
    assert "no answer, 1 of 5, again 12:15" in page.inner_text("main")
    page.click("summary:text-is('Reached')")
    assert page.input_value("#adults") == "2"
    assert page.input_value("#ages") == "4, 11"
    page.fill("#motives", "a short flight")
    page.fill("#next_step", "Send three offers")
    page.fill("#next_day", "2026-06-05")
    page.fill("#next_time", "15:00")
    page.click("button:text-is('Save the call')")
    assert "answered by clara" in page.inner_text("main")
    page.goto(f"{address}/office/")
    assert "Decide (1)" in page.inner_text("main")
    assert clara.hosts == {"127.0.0.1"}
    assert clara.complaints == []


def test_the_day_comes_again_by_itself_and_touches_nothing_that_is_typed(
    address: str, lead_site: Any, lagoon: str, visit: Callable[..., Any]
) -> None:
    lead_site.user(CLARA, MANAGER)
    ask(lead_site, lagoon)
    clara = visit(DESK)
    page = clara.page
    page.clock.install()
    log_in(page, address)
    page.click("#part-call summary")
    page.fill("#line", "06 30 111 2233, Petrov")
    ask(lead_site, lagoon, "Petrov Ivan")
    page.clock.run_for(31_000)
    page.wait_for_selector("text=Call now (2)")
    expect(page).to_have_title(re.compile(r"^\(2\) Today"))
    assert page.get_attribute("#part-call", "open") is None
    assert page.input_value("#line") == "06 30 111 2233, Petrov"
    assert page.evaluate("document.activeElement.id") == "line"
    assert clara.complaints == []


def test_what_is_typed_is_kept_and_is_there_again(
    address: str, lead_site: Any, lagoon: str, visit: Callable[..., Any]
) -> None:
    lead_site.user(CLARA, MANAGER)
    ask(lead_site, lagoon)
    clara = visit(DESK)
    page = clara.page
    log_in(page, address)
    page.click("text=I'm on it")
    page.click("summary:text-is('Reached')")
    page.type("#motives", "a short flight")
    page.wait_for_selector("[data-kept]", state="visible")
    page.reload()
    assert "What you typed and did not send is here again." in page.inner_text("main")
    assert page.input_value("#motives") == "a short flight"
    assert clara.complaints == []


@pytest.mark.parametrize(
    ("size", "dark"),
    [
        pytest.param(PHONE, True, id="390 dark"),
        pytest.param(DESK, False, id="1280 light", marks=pytest.mark.long),
    ],
)
def test_no_page_of_the_call_has_a_barrier(
    address: str,
    lead_site: Any,
    lagoon: str,
    visit: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    size: tuple[int, int],
    dark: bool,
) -> None:
    lead_site.user(CLARA, MANAGER)
    for name in ("Kovács Anna", "Petrov Ivan"):
        ask(lead_site, lagoon, name)
    page = visit(size, dark=dark).page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            found[name].append(f"the page is {wide} px wide")

    log_in(page, address)
    look("today")
    page.click("text=I'm on it")
    page.click("button:text-is('No answer')")
    look("no answer")
    page.click("summary:text-is('Reached')")
    page.click("button:text-is('Save the call')")
    look("faults")
    page.goto(f"{address}/office/")
    page.fill("#line", "06 30 111 2233, Kovács Anna, Crete in July, up to €3,000")
    page.click("button:text-is('Read')")
    look("new")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) == 4
