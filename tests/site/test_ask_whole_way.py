"""Each way of asking in a real browser without JavaScript: page, form, reference, row and mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import expect

from fairwind.leads.tables import consents, leads
from fairwind.store.tables import outbox

pytestmark = pytest.mark.browser
PHONE = (390, 844)
SEARCH = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], loopback_app: FastAPI) -> str:
    return serve(loopback_app)


def _send(site: Any, page: Any) -> None:
    page.fill("#ask-name", "Kovács Anna")
    page.fill("#ask-phone", "06 30 111 2233")
    page.fill("#ask-email", "anna@example.com")
    page.check("#ask-consent")
    site.clock.wait(60)
    page.click("form.ask > button")


def _stay(page: Any, address: str) -> None:
    page.goto(f"{address}/en/trips?{SEARCH}")
    page.click("a:has-text('Lagoon Village')")


def _hold(page: Any, address: str) -> None:
    _stay(page, address)
    page.check("#ask-option")


def _call(page: Any, address: str) -> None:
    _stay(page, address)
    page.check("#ask-call_me")
    page.fill("#ask-when", "after six")


def _comparison(page: Any, address: str) -> None:
    page.goto(f"{address}/en/trips?{SEARCH}")
    for tick in page.query_selector_all("input[name=id]")[:3]:
        tick.check()
    page.click("text=Compare >> nth=-1")
    assert "/en/compare" in page.url
    page.click("text=Ask about these stays")


def _find(page: Any, address: str) -> None:
    page.goto(f"{address}/en/")
    page.click("main >> text=Find me something")
    page.fill("#ask-where", "Crete")
    page.fill("#ask-depart_from", "2026-07-04")
    page.check("#ask-extra-driver")


WAYS = {
    "question": _stay,
    "option": _hold,
    "call_me": _call,
    "compare": _comparison,
    "find_me": _find,
}


@pytest.mark.parametrize("kind", WAYS)
def test_a_visitor_asks_without_javascript(
    address: str,
    lead_site: Any,
    visit: Callable[..., Any],
    kind: str,
) -> None:
    anna = visit(PHONE, script=False)
    WAYS[kind](anna.page, address)
    _send(lead_site, anna.page)
    assert "/en/ask/sent/KH-1001?" in anna.page.url, anna.page.inner_text("main")
    assert anna.page.inner_text(".reference") == "KH-1001"
    with lead_site.database.read() as conn:
        (row,) = conn.execute(sa.select(leads)).all()
        agreed = conn.scalars(sa.select(consents.c.purpose)).all()
        mails = conn.scalars(sa.select(outbox.c.message)).all()
    assert (row.kind, agreed) == (kind, ["answer"])
    assert row.wish["adults"] == 2
    assert row.wish["countries"] == ["GR"]
    assert row.market["threshold_currency"] == "EUR"
    assert any(b"KH-1001" in mail for mail in mails)
    assert anna.hosts == {"127.0.0.1"}
    assert anna.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_asking_have_no_barrier(
    address: str,
    lead_site: Any,
    visit: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    dark: bool,
) -> None:
    width = 1280 if dark else 390
    page = visit((width, 844), dark=dark).page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[name] += [f"{wide} px wide"] if wide > width else []

    for name, path in (("find", f"/ask?kind=find_me&{SEARCH}"), ("remember", "/remember")):
        page.goto(f"{address}/en{path}")
        look(name)
    page.goto(f"{address}/en/ask?kind=find_me")
    page.fill("#ask-message", "We eat halal food. Is there a pool?")
    page.fill("#ask-budget", "much")
    lead_site.clock.wait(60)
    page.click("form.ask > button")
    look("find again")
    expect(page).to_have_title(re.compile(r"^Error: "))
    page.goto(f"{address}/en/remember")
    page.click("text=Yes")
    look("remembered")
    assert {name: faults for name, faults in found.items() if faults} == {}
