"""Tables of prices in a real browser: nothing sideways, printed whole (W-52)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

pytestmark = pytest.mark.browser

PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


@pytest.fixture(scope="module")
def paths(app: FastAPI) -> dict[str, str]:
    stays = TestClient(app).get(f"/en/trips.json?{PARTY}").json()["stays"]
    ids = "&".join(f"id={stay['id']}" for stay in stays[:4])
    return {
        "compare": f"/en/compare?{PARTY}&{ids}",
        "osszevetes": f"/hu/compare?{PARTY}&{ids}&only=differences",
        "other dates": f"/en/compare?adults=2&depart_from=2026-08-20&depart_to=2026-08-20&{ids}",
        "too many": f"/en/compare?{PARTY}&{ids}&id={stays[5]['id']}",
        "calendar": f"/en/calendar?{PARTY}&to=GR",
        "no data": f"/en/calendar?{PARTY}&month=2026-10",
        "destinations": f"/en/destinations?{PARTY}",
        "destination": "/en/destination/greece-crete",
        "no destination": "/hu/destination/atlantis",
    }


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], app: FastAPI) -> str:
    return serve(app)


def test_wide_tables_scroll_in_themselves_with_their_first_column_in_view(
    address: str, paths: dict[str, str], visit
) -> None:
    page = visit((390, 844)).page
    for name in paths:
        page.goto(address + paths[name])
        width = page.evaluate("document.querySelector('main').scrollWidth")
        assert width <= 390, f"{name} is {width} px wide"
    for name in ("compare", "destinations"):
        page.goto(address + paths[name])
        region = page.locator(".wide")
        assert region.get_attribute("tabindex") == "0"
        region.focus()
        region.evaluate("e => e.scrollLeft = 200")
        first = page.locator(".wide tbody th[scope=row]").first.bounding_box()
        assert first["x"] >= region.bounding_box()["x"] - 1, name


def test_stays_are_picked_compared_and_put_back_without_javascript(
    address: str, paths: dict[str, str], visit
) -> None:
    anna = visit((1280, 900), script=False).page
    anna.goto(address + paths["compare"])
    assert anna.locator(".compare thead th").count() == 4
    anna.get_by_role("link", name="Remove").first.click()
    assert anna.locator(".compare thead th").count() == 3
    anna.get_by_role("link", name="Show only differences").click()
    rows = anna.locator(".compare tbody th[scope=row]").count()
    anna.get_by_role("link", name="Show all rows").click()
    assert anna.locator(".compare tbody th[scope=row]").count() > rows
    anna.goto(address + paths["too many"])
    assert anna.locator("input[name=id]").count() == 5
    anna.get_by_role("button", name="Compare").click()
    assert anna.locator(".compare thead th").count() == 4


def test_a_printed_comparison_is_whole_and_dark_on_white(
    address: str, paths: dict[str, str], visit
) -> None:
    page = visit((1280, 900), dark=True).page
    page.emulate_media(media="print")
    page.goto(address + paths["compare"])
    for dead in (".party", ".remove", ".tools", ".compare .shot"):
        assert not any(one.is_visible() for one in page.locator(dead).all()), dead
    assert page.locator(".share").is_visible()
    wide = page.locator(".wide")
    assert wide.evaluate("e => getComputedStyle(e).overflowX") == "visible"
