"""Odd addresses: every page answers every key with any value, never with a fault of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import pytest
from starlette.testclient import TestClient

from fairwind.search.query import WRITTEN
from fairwind.site.public.pace import Pace

ODD = (
    *("", " ", "0", "-1", "00", "7", "1e9", "9" * 400, "0x10", "½", "NaN", "inf", "null", "None"),
    *("true", "[]", "{}", "'", '"><b>', "%", "\x00", "\u202e", "\ufffd", "ő", "🏖", "GR/"),
    *("../../etc", "/", "GR" * 300, "2026-02-30", "9999-12", "2026-07-04", "0001-01-01"),
)
OTHERS = ("cal", "direct", "dsort", "id", "lang", "month", "nights", "offer", "only", "seen")
KEYS = sorted({*WRITTEN, *OTHERS})
PAGES = (
    *("/en/", "/en/trips", "/en/trips.json", "/en/trips.csv", "/en/trips.atom", "/en/compare"),
    *("/en/compare.json", "/en/calendar", "/en/calendar.json", "/en/destinations"),
    *("/en/destination/greece", "/en/ask", "/en/ask/sent/KH-1", "/suggest", "/en/suggestions"),
    *("STAY", "STAY.ics"),
)
ANSWERS = {200, 303, 307, 308, 400, 404, 410, 422}


@pytest.fixture(scope="module")
def visitor(app) -> TestClient:
    """A client that sees a fault of the site as 500, as a visitor would, and is never too fast."""
    app.state.machine_pace = app.state.suggest_pace = Pace(10**6)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


def place_of(visitor: TestClient, page: str) -> str:
    """The address itself; STAY stands for the first stay of the catalogue."""
    found = re.search(r'href="(/en/trip/[\w-]+)', visitor.get("/en/trips").text)
    assert found
    return page.replace("STAY", found[1])


def broken(
    visitor: TestClient, page: str, asked: Iterable[list[tuple[str, str]]]
) -> list[tuple[object, int]]:
    """The searches that the page answered as no page of ours should, with its status."""
    address = place_of(visitor, page)
    answers = ((pairs, visitor.get(address, params=pairs).status_code) for pairs in asked)
    return [(pairs, status) for pairs, status in answers if status not in ANSWERS]


@pytest.mark.parametrize("at", range(len(PAGES)))
def test_no_odd_value_breaks_a_page(visitor: TestClient, at: int) -> None:
    part = [
        [(key, value)]
        for number, key in enumerate(KEYS)
        for value in ODD[(at + number) % len(PAGES) :: len(PAGES)]
    ]
    assert len(part) > 60
    assert broken(visitor, PAGES[at], part) == []


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
def test_no_odd_value_of_any_key_breaks_any_page(visitor: TestClient, page: str) -> None:
    assert broken(visitor, page, ([(key, value)] for key in KEYS for value in ODD)) == []


@pytest.mark.parametrize("page", ["/en/trips", "/en/compare", "/en/calendar", "STAY"])
def test_a_key_said_often_breaks_no_page(visitor: TestClient, page: str) -> None:
    asked = [[(key, value)] * 60 for key in KEYS for value in ("7", "GR", "2026-07-04")]
    assert broken(visitor, page, asked) == []


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("adults", "ninety", "1"),
        ("board_min", "XX", "HB"),
        ("sort", "cheap", "total"),
        ("stars_min", "9", "5"),
        ("month", "2026-13", "2026-07"),
        ("depart_from", "2026-02-30", "2026-07-04"),
        ("facility", "moat", "pool"),
        ("transport", "broom", "bus"),
        ("per", "dog", "person"),
        ("currency", "euros", "EUR"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named_with_its_key_and_what_may_stand_there(
    visitor: TestClient, key: str, value: str, allowed: str
) -> None:
    answer = visitor.get("/en/trips", params={key: value})
    assert answer.status_code == 422
    main = html.unescape(answer.text.partition("<main")[2].partition("</main>")[0])
    told = re.sub(r"<[^>]+>", " ", main)
    assert key in told
    assert value in told
    assert allowed in told.replace(value, "")


def test_what_is_sent_to_an_address_that_is_none_is_not_found(visitor: TestClient) -> None:
    assert visitor.post("/en/nowhere").status_code == 404
    assert visitor.post("/nowhere").status_code == 404
