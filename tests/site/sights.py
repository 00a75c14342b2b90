"""Sights: pages at a width, in a language and a scheme, opened as their reader and held to axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from .pages import LANGUAGES, OnePage, Pages

WIDTHS = {320: 700, 390: 844, 768: 1024, 1280: 900}
SCHEMES = ("light", "dark")
WINDOWS = list(product(WIDTHS, SCHEMES))


def pairwise(pages: Sequence[OnePage]) -> Iterator[tuple[OnePage, str, int, str]]:
    """Two sights of each page; one of a variant and of those behind the login: they share a frame.

    A variant is named with a comma ("results, none").
    """
    for at, page in enumerate(pages):
        for turn in range(1 if page.who or ", " in page.name else 2):
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
