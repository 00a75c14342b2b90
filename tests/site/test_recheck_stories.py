"""One price asked again in a browser without scripts: the five stories, and what stays shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from fairwind.catalog.price_checks import truth

from .sandboxed import LISTED_AT, Sandboxed
from .sandboxed import nobody_has_asked as nobody_has_asked
from .sandboxed import site as site

PHONE = (390, 844)


@pytest.fixture(scope="module")
def address(site: Sandboxed, serve: Callable[..., str]) -> str:
    return serve(site.app)


@pytest.fixture
def pressed(site: Sandboxed, address: str, visit: Any) -> Callable[[str], Any]:
    """Open the stay of one story as its card leads there, and press "Ask again now"."""

    def press(name: str) -> Any:
        page = visit(PHONE, script=False).page
        page.set_default_timeout(10_000)
        page.goto(address + site.page(name))
        page.click(f"#again-{site.key(name)} button")
        return page

    return press


def line(page: Any, key: str) -> str:
    return " ".join(page.text_content(f"#again-{key} .answer").split())


def test_the_same_price_says_same_with_amount_and_time(
    site: Sandboxed, pressed: Callable[[str], Any]
) -> None:
    page = pressed("same")
    total = site.offers["same"].departure.price.amount.minor  # type: ignore[union-attr]
    assert re.fullmatch(r"same, €[\d,.]+, 10:14", line(page, site.key("same")))
    assert page.url.endswith(f"#again-{site.key('same')}")
    assert page.evaluate("document.activeElement.id") == f"again-{site.key('same')}"
    assert "checked 1 min ago" in page.text_content(".side .box")
    asked = [one.address for one in site.operators["helios_club"].asked]
    assert asked == [f"/v2/offer?id={dict(site.offers['same'].ref.ids)['id']}"]
    assert total > 0


def test_a_dearer_price_says_what_was_added_and_is_shown_to_everybody(
    site: Sandboxed, address: str, pressed: Callable[[str], Any], visit: Any
) -> None:
    before = visit(PHONE, script=False).page
    before.goto(address + site.page("fuel added"))
    old = before.text_content(".side .price").strip()
    page = pressed("fuel added")
    said = line(page, site.key("fuel added"))
    assert re.fullmatch(r"now [\d, \xa0]+Kč: fuel added", said), said
    new = page.text_content(".side .price").strip()
    assert new != old
    since = page.text_content(".side .since")
    assert since.startswith("You saw ")
    assert " more." in since
    other = visit(PHONE, script=False).page
    other.goto(address + site.page("fuel added").partition("&offer=")[0])
    assert other.text_content(".side .price").strip() == new
    assert old not in other.text_content("main")


def test_a_program_reads_the_dearer_price_too_and_on_its_day(
    site: Sandboxed, pressed: Callable[[str], Any]
) -> None:
    path, _, query = site.page("fuel added").partition("?")
    program = TestClient(site.app)

    def shown() -> tuple[int, int]:
        """What the first offer costs, and the least on its day, in the site's currency."""
        said = program.get(f"{path}.json?{query}").json()
        first = said["quotes"][0]
        assert first["key"] == site.key("fuel added")
        [day] = [one for one in said["calendar"] if one["date"] == first["date"]]
        return (first["shown"] or first["total"])["minor"], day["total"]["minor"]

    before = shown()
    assert before[0] == before[1]
    pressed("fuel added")
    after = shown()
    assert after[0] > before[0]
    assert before[1] < after[1] <= after[0]


def test_what_is_sold_out_is_offered_to_nobody_any_more(
    site: Sandboxed, address: str, pressed: Callable[[str], Any], visit: Any
) -> None:
    page = pressed("sold out")
    key = site.key("sold out")
    assert line(page, key) == "sold out"
    assert "sold out, asked 10:14" in page.text_content(".side .since")
    assert page.query_selector(f"#again-{key} button") is None
    other = visit(PHONE, script=False).page
    other.goto(address + site.page("sold out"))
    assert line(other, key) == "sold out"


def test_an_operator_that_hangs_did_not_answer_and_the_price_stays(
    site: Sandboxed, pressed: Callable[[str], Any]
) -> None:
    page = pressed("silent")
    assert line(page, site.key("silent")) == "Yuzhny Veter did not answer"
    assert page.query_selector(".side .price") is not None
    assert page.query_selector(".side .since") is None


def test_an_operator_with_a_list_only_says_so_and_has_no_button(
    site: Sandboxed, address: str, visit: Any
) -> None:
    page = visit(PHONE, script=False).page
    page.goto(address + site.page("list only"))
    sellers = page.text_content(".sellers")
    assert "this operator cannot be asked, its list is from 06:00" in sellers
    assert page.query_selector("form[action*='/again'] button") is None


def test_a_fresh_answer_is_used_again_and_said_so(
    site: Sandboxed, pressed: Callable[[str], Any]
) -> None:
    pressed("same")
    asked = len(site.operators["helios_club"].asked)
    page = pressed("same")
    assert len(site.operators["helios_club"].asked) == asked
    assert "It was asked a moment ago" in page.text_content(f"#again-{site.key('same')}")


@pytest.mark.long
def test_no_barrier_stands_in_an_answered_page(
    site: Sandboxed, address: str, visit: Any, axe: Callable[[Any], list[str]]
) -> None:
    for name in ("same", "fuel added", "sold out", "silent", "list only"):
        page = visit(PHONE).page
        page.goto(address + site.page(name))
        assert axe(page) == []


@pytest.mark.long
def test_the_checks_make_the_operators_truth(
    site: Sandboxed, pressed: Callable[[str], Any]
) -> None:
    for name in ("same", "sold out", "silent"):
        pressed(name)
    with site.database.read() as conn:
        helios = truth(conn, "helios_club", LISTED_AT)
        silent = truth(conn, "yuzhny_veter", LISTED_AT)
    assert (helios.checks, helios.same, helios.gone) == (2, 1, 1)
    assert (silent.checks, silent.unanswered) == (0, 1)
