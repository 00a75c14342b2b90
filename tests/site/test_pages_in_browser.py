"""Public pages in a real browser: nothing sideways or from elsewhere, whole without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

pytestmark = pytest.mark.browser

PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
SEARCH = f"/en/trips?{PARTY}&nights_min=7&nights_max=7&to=GR/crete&price_max=3000&board_min=HB"
PAGES = {
    "home": "/en/",
    "otthon": "/hu/",
    "results": SEARCH,
    "talalatok": SEARCH.replace("/en/", "/hu/"),
    "goes": f"/en/trips?{PARTY}&group=goes",
    "unclear": f"/en/trips?{PARTY}&group=unclear",
    "empty": f"/en/trips?{PARTY}&stars_min=5&price_max=100",
    "stay": "STAY",
    "szallas": "SZALLAS",
    "how we rank": "/en/how-we-rank",
    "not found": "/en/nothing-here",
    "not understood": "/en/trips?adults=ninety",
}
PHONE, DESK = (390, 844), (1280, 900)


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], app: FastAPI) -> str:
    return serve(app)


@pytest.fixture(scope="module")
def paths(app: FastAPI) -> dict[str, str]:
    """Each page's path; a stay's own is taken from the results."""
    anna = TestClient(app)
    found = re.search(r'href="(/en/trip/lagoon[^"]+)"', anna.get(f"/en/trips?{PARTY}").text)
    assert found
    stay = found[1].replace("&amp;", "&")
    return PAGES | {"stay": stay, "szallas": stay.replace("/en/", "/hu/")}


@pytest.mark.parametrize("size", [(320, 700), PHONE, (768, 1000), DESK], ids=str)
def test_no_page_scrolls_sideways_and_none_is_blocked_or_asks_elsewhere(
    address: str, paths: dict[str, str], visit, app: FastAPI, size
) -> None:
    seen = visit(size)
    for name, path in paths.items():
        seen.page.goto(address + path)
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], f"{name} is {width} px wide"
    refused = [said for said in seen.complaints if "status of 4" not in said]
    assert refused == []
    assert seen.hosts == {"127.0.0.1"}
    assert app.state.csp_reports == {}


def test_a_sellers_name_is_never_squeezed_beside_its_price(
    address: str, paths: dict[str, str], visit
) -> None:
    goes = re.sub(r"\?.*", "?adults=2&child_age=1&child_age=16", paths["szallas"])
    for width in (320, 390):
        page = visit((width, 844)).page
        for path in (paths["szallas"], goes):
            page.goto(address + path)
            names = page.locator(".sellers .who").all()
            assert names
            for name in names:
                box = name.bounding_box()
                assert box["width"] >= 120 or box["height"] < 30, name.inner_text()


def test_print_leaves_out_what_cannot_be_pressed(
    address: str, paths: dict[str, str], visit
) -> None:
    page = visit(DESK, dark=True).page
    page.emulate_media(media="print")
    for name in ("results", "stay"):
        page.goto(address + paths[name])
        for dead in (".btn", "form", ".filters", ".cal", ".lang", ".top nav", ".change"):
            assert not any(one.is_visible() for one in page.locator(dead).all()), dead
        assert page.locator(".price").first.is_visible()
        ink = page.locator(".price").first.evaluate("e => getComputedStyle(e).color")
        assert max(int(part) for part in re.findall(r"\d+", ink)) < 64


def test_the_first_card_begins_within_the_first_screens_of_a_phone(
    address: str, paths: dict[str, str], visit
) -> None:
    seen = visit(PHONE)
    for name in ("results", "talalatok", "goes"):
        seen.page.goto(address + paths[name])
        top = seen.page.locator(".card").first.bounding_box()["y"]
        assert top <= 1100, f"{name}: {top}"


def test_calendar_cells_are_of_one_height(address: str, paths: dict[str, str], visit) -> None:
    seen = visit(PHONE)
    seen.page.goto(f"{address}/en/trips?{PARTY}")
    heights = {box.bounding_box()["height"] for box in seen.page.locator(".cal li > *").all()}
    assert len(heights) == 1


def test_from_search_to_stay_without_javascript(address: str, visit) -> None:
    anna = visit(PHONE, script=False).page
    anna.goto(f"{address}/en/")
    anna.get_by_label("Where to or what").fill("Crete")
    anna.locator(".drop", has_text="When").locator("summary").click()
    anna.get_by_label("Earliest start").fill("2026-07-04")
    anna.get_by_label("Latest start").fill("2026-07-04")
    anna.locator(".drop", has_text="Who travels").locator("summary").click()
    anna.get_by_label("child 1").select_option("4")
    anna.get_by_label("child 2").select_option("11")
    anna.get_by_role("button", name="Search").click()
    assert "priced for the four of you" in anna.locator("h1").inner_text()
    anna.locator(".filters summary").first.click()
    anna.get_by_role("link", name="All inclusive").first.click()
    chips = anna.get_by_role("list", name="Applied filters")
    assert "All inclusive or better" in chips.inner_text()
    card = anna.locator(".card").first
    price = card.locator(".price").inner_text()
    card.get_by_role("link", name="See this stay").click()
    assert anna.locator(".side .price").inner_text() == price
    assert anna.locator("form#ask").is_visible()


def test_every_control_can_be_reached_by_the_keyboard_with_a_visible_ring(
    address: str, paths: dict[str, str], visit
) -> None:
    page = visit(DESK).page
    page.goto(address + paths["results"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert ring == "3px", page.evaluate("document.activeElement.outerHTML")
