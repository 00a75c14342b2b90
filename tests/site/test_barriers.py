"""No page has a barrier that axe knows, in any language, width and scheme (W-70).

The normal run takes pairs: each two of language, width and scheme meet somewhere, and each page is
seen in light and dark, in two languages and widths. `make test-all` takes the full product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from .pages import LANGUAGES, OnePage, Pages

pytestmark = pytest.mark.browser

WIDTHS = {320: 700, 390: 844, 768: 1024, 1280: 900}
SCHEMES = ("light", "dark")
WINDOWS = list(product(WIDTHS, SCHEMES))


def pairwise(pages: Pages) -> Iterator[tuple[OnePage, str, int, str]]:
    """Two sights of each page."""
    for at, page in enumerate(pages):
        for turn in range(2):
            lang = LANGUAGES[(at + 2 * turn) % len(LANGUAGES)]
            width = list(WIDTHS)[(at + at // len(WIDTHS) + turn) % len(WIDTHS)]
            yield page, lang, width, SCHEMES[(turn + at // len(WIDTHS)) % len(SCHEMES)]


@pytest.fixture(scope="module")
def address(serve: Callable[[FastAPI], str], every_page: Pages) -> str:
    return serve(every_page.app)


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Callable[[int, str], Page]]:
    """One page for each width and scheme, opened once."""
    opened: dict[tuple[int, str], Page] = {}

    def at(width: int, scheme: Any) -> Page:
        if (width, scheme) not in opened:
            context = chromium.new_context(
                viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme
            )
            opened[width, scheme] = context.new_page()
        return opened[width, scheme]

    yield at
    for page in opened.values():
        page.context.close()


def go(page: Page, pages: Pages, one: OnePage, address: str, lang: str) -> None:
    """Open a page as its reader, in a language."""
    page.context.clear_cookies()
    if one.who:
        name, value = pages.cookies[one.who]
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
    page.set_extra_http_headers({"accept-language": lang})
    answer = page.goto(address + one.at(lang))
    assert answer
    assert answer.status == one.status, one.name
    assert answer.request.redirected_from is None, f"{one.name}: another page stood before it"


def test_each_two_of_language_width_and_scheme_meet(every_page: Pages) -> None:
    sights = set(pairwise(every_page))
    for one in every_page:
        mine = [sight[1:] for sight in sights if sight[0] == one]
        assert [len(set(seen)) for seen in zip(*mine, strict=True)] == [2, 2, 2]
    assert {sight[1:3] for sight in sights} == set(product(LANGUAGES, WIDTHS))
    assert {sight[2:] for sight in sights} == set(WINDOWS)
    assert {(sight[1], sight[3]) for sight in sights} == set(product(LANGUAGES, SCHEMES))


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_axe_finds_no_barrier(
    every_page: Pages, address: str, window, axe, width: int, scheme: str
) -> None:
    sights = [one[:2] for one in pairwise(every_page) if one[2:] == (width, scheme)]
    assert found(sights, every_page, address, window(width, scheme), axe) == {}


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_axe_finds_no_barrier_in_the_full_matrix(
    every_page: Pages, address: str, window, axe, width: int, scheme: str
) -> None:
    sights = list(product(every_page, LANGUAGES))
    assert found(sights, every_page, address, window(width, scheme), axe) == {}


def found(
    sights: list[tuple[OnePage, str]],
    pages: Pages,
    address: str,
    page: Page,
    axe: Callable[[Page], list[str]],
) -> dict[str, list[str]]:
    """What axe holds against each sight, and whether the page is wider than its window."""
    told: dict[str, list[str]] = {}
    for one, lang in sights:
        go(page, pages, one, address, lang)
        said = axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            said.append(f"{width} px wider than the window")
        if said:
            told[f"{one.name}, {lang}"] = said
    return told
