"""A language of odd letters: no sentence of a public page is left untranslated or cut (W-97)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass, replace
from typing import Any

import pytest
from babel import Locale
from babel.support import NullTranslations
from bs4 import BeautifulSoup, Comment, Doctype
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog import gazetteer
from fairwind.site import text
from fairwind.site.app import create_app
from fairwind.site.text import MANNERS
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .conftest import NOW, OPERATORS, the_offers

ODD = str.maketrans("aeiouncsrAEIOUNCSR", "áéíóúñçšřÁÉÍÓÚÑÇŠŘ")
HOLE = re.compile(r"(%\(\w+\)s|%%)")
OUTSIDE = re.compile(r"[^\W\d_]{3,}")
SPOKEN = ("aria-label", "alt", "placeholder", "title")
PARTY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
PATHS = (
    "/xx/",
    f"/xx/trips?{PARTY}&nights_min=7&nights_max=7&to=GR/crete&price_max=3000&board_min=HB",
    f"/xx/trips?{PARTY}&group=goes",
    f"/xx/trips?{PARTY}&stars_min=5&price_max=100&q=crete+2+children+nowhere",
    f"/xx/calendar?{PARTY}",
    "/xx/destinations",
    "/xx/destination/crete",
    "/xx/how-we-rank",
    "/xx/nothing-here",
    "/xx/trips?adults=ninety",
)


class Odd(NullTranslations):
    """Every sentence in odd letters, two fifths longer, between marks."""

    def gettext(self, message: str) -> str:
        parts = HOLE.split(message)
        odd = "".join(p if HOLE.fullmatch(p) else p.translate(ODD) for p in parts)
        return f"[!!! {odd}{' ~' * (len(message) // 5)} !!!]"

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return self.gettext(singular if num == 1 else plural)


@pytest.fixture(scope="module")
def odd_app(settings: Settings) -> Iterator[FastAPI]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(MANNERS, "xx", replace(MANNERS["en"], name="Odd"))
        real = text._catalogue
        patch.setattr(
            text, "_catalogue", lambda lang, root: Odd() if lang == "xx" else real(lang, root)
        )
        yield create_app(settings.model_copy(update={"languages": ("xx",)}), FixedClock(NOW))


@pytest.fixture(scope="module")
def paths(odd_app: FastAPI) -> tuple[str, ...]:
    """The pages, with two stays and their comparison."""
    page = TestClient(odd_app).get(f"/xx/trips?{PARTY}").text
    stays = list(dict.fromkeys(re.findall(r'href="(/xx/trip/[^"#?]+)', page)))[:2]
    ids = "&".join(f"id={path.rsplit('-', 1)[-1]}" for path in stays)
    return (*PATHS, *(f"{path}?{PARTY}" for path in stays), f"/xx/compare?{ids}&{PARTY}")


def strings(value: Any) -> Iterator[str]:
    """Every text in the data that pages are made of."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


@pytest.fixture(scope="module")
def data(settings: Settings) -> frozenset[str]:
    """The words that no catalogue translates: of offers, places, the agency, days and months."""
    english = Locale("en", "GB")
    cities = (name for city in gazetteer.departure_cities().values() for name in city.names)
    regions = (name for region in gazetteer.regions().values() for name in region.names)
    said = [
        *strings(the_offers()), *strings(OPERATORS), *cities, *regions,
        *english.territories.values(),
        settings.agency_name, settings.agency_legal, "Fairwind", "European Central Bank",
        "euro foreign exchange reference rates", "Odd nowhere",
        *(name for width in english.days["format"].values() for name in width.values()),
        *(name for width in english.months["format"].values() for name in width.values()),
    ]  # fmt: skip
    return frozenset(word.casefold() for one in said for word in OUTSIDE.findall(one))


def spoken(page: str) -> Iterator[str]:
    """Everything that a page says to eyes or ears."""
    soup = BeautifulSoup(page, "html.parser")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    for node in soup.find_all(string=True):
        said = node.strip()
        if said and not isinstance(node, Comment | Doctype) and not said.startswith("https://"):
            yield said
    for tag in soup.find_all(True):
        yield from (tag[name] for name in SPOKEN if tag.get(name))


def outside(said: str) -> str:
    """What stands outside of all marks."""
    kept, depth = [], 0
    for part in re.split(r"(\[!!!|!!!\])", said):
        if part == "[!!!":
            depth += 1
        elif part == "!!!]":
            depth -= 1
        elif not depth:
            kept.append(part)
    return " ".join(kept)


def test_no_sentence_of_a_public_page_is_untranslated(
    odd_app: FastAPI, paths: tuple[str, ...], data: frozenset[str]
) -> None:
    anna = TestClient(odd_app)
    bare: dict[str, set[str]] = {}
    for path in paths:
        page = anna.get(path).text
        assert page.count("[!!!") > 10, path
        for said in spoken(page):
            words = {word for word in OUTSIDE.findall(outside(said)) if word.casefold() not in data}
            if words:
                bare.setdefault(said[:80], set()).add(path.split("?")[0])
    assert bare == {}


@pytest.mark.browser
def test_longer_words_cut_no_page_on_a_telephone(
    odd_app: FastAPI, paths: tuple[str, ...], serve: Callable[[FastAPI], str], visit
) -> None:
    address, seen = serve(odd_app), visit((390, 844))
    wide = {}
    for path in paths:
        seen.page.goto(address + path)
        width = seen.page.evaluate("document.documentElement.scrollWidth")
        if width > 390:
            wide[path] = width
    assert wide == {}
