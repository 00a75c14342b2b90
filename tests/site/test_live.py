"""The script on top: the results alone are swapped, the focus stays, the count is said (W-21)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from parsel import Selector
from playwright.sync_api import Page, Route, expect
from starlette.testclient import TestClient

PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
RESULTS = f"/en/trips?{PARTY}"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
DESK = (1280, 900)


def test_a_script_is_given_the_results_alone(client: TestClient) -> None:
    part = client.get(RESULTS, headers=PARTIAL)
    assert part.status_code == 200
    assert part.text.lstrip().startswith("<title>")
    assert part.text.count('id="results"') == 1
    assert "<html" not in part.text
    assert "<footer" not in part.text
    whole = client.get(RESULTS)
    assert whole.text.startswith("<!doctype html>")
    for answer in (part, whole):
        assert "HX-Request" in answer.headers["vary"]
    assert client.get(RESULTS, headers={"HX-Request": "true"}).text.startswith("<!doctype html>")


def test_a_fragment_has_its_own_nonce_and_only_htmx_may_make_markup(client: TestClient) -> None:
    seen = set()
    for _ in range(3):
        part = client.get(RESULTS, headers=PARTIAL)
        policy = part.headers["content-security-policy"]
        (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
        assert "require-trusted-types-for 'script'; trusted-types htmx;" in policy
        assert set(re.findall(r'nonce="([^"]*)"', part.text)) == {nonce}
        seen.add(nonce)
    assert len(seen) == 3


def test_an_error_is_a_designed_part_as_well(client: TestClient) -> None:
    part = client.get("/en/trips?adults=ninety", headers=PARTIAL)
    assert part.status_code == 422
    assert 'id="results"' in part.text
    assert "<html" not in part.text
    assert "cannot be searched" in part.text


def test_a_page_with_scripts_is_kept_by_its_visitor_only(client: TestClient) -> None:
    assert client.get(RESULTS).headers["cache-control"].startswith("private, max-age=60")


def test_the_login_ships_no_script_and_htmx_alone_makes_markup_in_the_office(
    client: TestClient,
) -> None:
    page = client.get("/office/login")
    assert "<script" not in page.text
    assert "trusted-types htmx;" in page.headers["content-security-policy"]


def test_only_links_to_another_state_of_the_results_are_swapped_in(client: TestClient) -> None:
    page = Selector(client.get(f"{RESULTS}&to=GR").text)
    swapped = page.xpath("//*[@data-hx-boost.inherited]//a[not(@data-hx-boost='false')]")
    assert len(swapped) > 5
    elsewhere = [a for a in swapped.xpath("@href").getall() if urlsplit(a).path != "/en/trips"]
    assert elsewhere == []
    whole = page.xpath("//*[@data-hx-boost.inherited]//a[@data-hx-boost='false']/@href").getall()
    assert "/en/how-we-rank" in whole
    assert any(address.startswith("/en/calendar?") for address in whole)


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], app: FastAPI) -> str:
    return serve(app)


def stays(page: Page) -> int:
    found = re.match(r"(\d+)", page.locator("h1").inner_text())
    assert found
    return int(found[1])


def chosen(page: Page) -> None:
    """Wait until the results with the pressed filter stand there."""
    expect(page.locator("#f-board_min-AI")).to_have_attribute("aria-current", "true")


@pytest.mark.browser
def test_a_filter_swaps_the_results_and_leaves_the_rest(address: str, visit, app: FastAPI) -> None:
    seen = visit(DESK)
    boris = seen.page
    boris.goto(address + RESULTS)
    boris.evaluate("document.body.dataset.kept = 'yes'")
    before, asked = stays(boris), len(seen.asked)
    boris.locator("#f-board_min-AI").click()
    chosen(boris)
    assert "board_min=AI" in boris.url
    assert stays(boris) <= before
    assert boris.evaluate("document.body.dataset.kept") == "yes"
    assert boris.evaluate("document.activeElement.id") == "f-board_min-AI"
    assert boris.locator("#said").inner_text() == boris.locator("h1").inner_text()
    assert boris.title().startswith(boris.locator("h1").inner_text())
    pages = [one for one in seen.asked[asked:] if "favicon" not in one]
    assert [one.split("?")[0] for one in pages] == [f"{address}/en/trips"]
    assert seen.complaints == []
    assert app.state.csp_reports == {}


@pytest.mark.browser
def test_back_brings_the_earlier_search(address: str, visit) -> None:
    boris = visit(DESK).page
    boris.goto(address + RESULTS)
    before = stays(boris)
    boris.locator("#f-board_min-AI").click()
    chosen(boris)
    boris.locator("#s-total").click()
    expect(boris.locator("#s-total")).to_have_attribute("aria-current", "true")
    boris.go_back()
    expect(boris.locator("#s-best")).to_have_attribute("aria-current", "true")
    boris.go_back()
    expect(boris.locator("#f-board_min-AI")).not_to_have_attribute("aria-current", "true")
    assert boris.url == address + RESULTS
    assert stays(boris) == before
    boris.locator("#f-board_min-AI").click()
    chosen(boris)


@pytest.mark.browser
def test_the_next_page_is_read_from_its_heading(address: str, visit) -> None:
    boris = visit(DESK).page
    boris.goto(address + RESULTS)
    first = boris.locator(".card h2").first.inner_text()
    boris.get_by_role("link", name="Next").click()
    expect(boris.locator(".card h2").first).not_to_have_text(first)
    assert "page=2" in boris.url
    assert boris.evaluate("document.activeElement.tagName") == "H1"
    assert boris.evaluate("scrollY") < 200


@pytest.mark.browser
def test_the_open_panel_of_a_phone_stays_open(address: str, visit) -> None:
    boris = visit().page
    boris.goto(address + RESULTS)
    boris.locator("#filters > summary").click()
    boris.locator("#f-board_min-AI").click()
    chosen(boris)
    assert boris.locator("#filters").evaluate("panel => panel.open")
    assert boris.evaluate("document.activeElement.id") == "f-board_min-AI"


@pytest.mark.browser
def test_where_the_script_cannot_ask_the_browser_goes_there(address: str, visit) -> None:
    boris = visit(DESK).page
    boris.goto(address + RESULTS)

    def only_pages(route: Route) -> None:
        if route.request.headers.get("hx-request"):
            route.abort()
        else:
            route.continue_()

    boris.route("**/en/trips*", only_pages)
    boris.locator("#f-board_min-AI").click()
    boris.wait_for_url("**board_min=AI**")
    assert boris.locator("#f-board_min-AI[aria-current]").count() == 1
    chosen(boris)


FOUND = [
    {"kind": "place", "text": "Crete", "note": "Greece", "href": "/en/trips?to=GR", "count": 15},
    {"kind": "place", "text": "<img src=x onerror=alert(1)>", "note": "", "href": "", "count": 1},
]


@pytest.mark.browser
def test_the_search_field_is_a_combobox_for_the_keyboard(address: str, visit, axe) -> None:
    seen = visit(DESK)
    anna = seen.page
    anna.route("**/suggest?*", lambda route: route.fulfill(json=FOUND))
    anna.goto(f"{address}/en/")
    field = anna.get_by_role("combobox", name="Where to or what")
    assert field.get_attribute("aria-expanded") == "false"
    field.press_sequentially("cre")
    rows = anna.locator(".suggest [role=option]")
    expect(rows).to_have_count(2)
    assert field.get_attribute("aria-expanded") == "true"
    assert rows.nth(1).inner_text() == "<img src=x onerror=alert(1)>"
    assert axe(anna) == []
    field.press("ArrowDown")
    marked = field.get_attribute("aria-activedescendant")
    assert anna.locator(f"#{marked}").get_attribute("aria-selected") == "true"
    assert anna.evaluate("document.activeElement.id") == "q"
    field.press("Enter")
    assert field.input_value() == "Crete"
    assert not anna.locator(".suggest").is_visible()
    assert anna.url == f"{address}/en/"
    field.press_sequentially("t")
    expect(rows).to_have_count(2)
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert seen.complaints == []


@pytest.mark.browser
def test_a_folded_part_says_what_is_chosen_and_empty_fields_are_not_sent(
    address: str, visit
) -> None:
    anna = visit(DESK).page
    anna.goto(f"{address}/en/")
    who = anna.locator(".drop", has_text="Who travels")
    who.locator("summary").click()
    anna.get_by_label("child 1").select_option("4")
    assert who.locator(".val").inner_text() == "2 adults · 1 room · 4 years"
    anna.get_by_role("button", name="Search").click()
    anna.wait_for_url("**/en/trips?**")
    assert "child_age=4" in anna.url
    assert "depart_from" not in anna.url
    assert "q=" not in anna.url
