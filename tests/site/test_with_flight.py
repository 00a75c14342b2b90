"""A fly-and-go offer stands beside its hotel: one line of its own, in no order with the hotel's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from fairwind.catalog.united import PRODUCTS_SCHEMA
from fairwind.offers import Form, Place, Product
from fairwind.search.with_flight import flights_beside
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .conftest import NOW, a_stay, an_offer, the_offers

JULY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
HERSONISSOS = ("GR", "Crete", "Hersonissos")


def flight(name: str, place: tuple[str, str, str]) -> Product:
    there = Place(*place, "/".join(place))
    return replace(a_stay(name, *place), form=Form.FLY_AND_GO, place=there)


@pytest.fixture(scope="module")
def browser(make_home: Callable[..., Path], settings: Settings) -> TestClient:
    """Crete with a fly-and-go row of Lagoon Village, cheaper than the hotel's own packages, and
    one of a house of that name in another country."""
    offers = the_offers()
    offers["aegean"] += [
        an_offer(90, "aegean", flight("Fly & Go Lagoon Village", HERSONISSOS), 199_000),
        an_offer(
            91, "aegean", flight("Fly & Go Lagoon Village", ("TR", "Riviera", "Side")), 90_000
        ),
    ]
    site = settings.model_copy(update={"home": make_home(offers)})
    return TestClient(create_app(site, FixedClock(NOW)))


def hotel(browser: TestClient, query: str = JULY) -> str:
    """The page of the hotel, led to by Sun Tours' card."""
    page = browser.get(f"/en/trips?{JULY}&operator=sun_tours").text
    address = unescape(re.search(r'<h2><a href="(/en/trip/lagoon[^"?]+)', page)[1])
    return browser.get(f"{address}?{query}").text


def beside(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.search(r'<ul class="beside">(.*?)</ul>', page, re.S)[1]))


def test_the_hotels_page_has_a_line_that_leads_to_it_with_its_own_price(browser) -> None:
    line = beside(hotel(browser))
    assert line.count("<li>") == 1
    assert "<strong>€1,990</strong>" in line
    assert "total for 4 on these dates · Aegean Holidays" in line
    there = browser.get(re.search(r'href="([^"]+)"', line)[1])
    assert there.status_code == 200
    assert "<h1>Fly &amp; Go Lagoon Village" in there.text


def test_its_price_is_in_no_order_with_the_hotels_own(browser) -> None:
    page = hotel(browser)
    sellers = "".join(re.findall(r'<ol class="sellers">.*?</ol>', page, re.S))
    assert "2,536" in sellers
    assert "1,990" not in sellers + page.split("Who sells it")[0]


def test_without_a_price_for_the_party_it_says_so(browser) -> None:
    line = beside(hotel(browser, "adults=1&depart_from=2026-07-03&depart_to=2026-07-24"))
    assert "No published price for your party on these dates." in line
    assert "€" not in line


def test_a_hotel_without_one_has_no_such_line(client) -> None:
    assert 'class="beside"' not in hotel(client)


def row(n: int, form: Form, name: str, resort: str | None, giata: str | None) -> dict[str, object]:
    ids = [{"scheme": "giata", "value": giata}] if giata else []
    said = {"id": str(n), "slug": "s", "kind": "stay", "name": name, "form": form, "country": "GR"}
    return said | {"region": None, "resort": resort, "ids": ids}


NAMES = st.sampled_from(["Aurora", "Hotel Aurora", "Luna"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(list(Form)),
        NAMES,
        st.sampled_from(["Malia", "Stalis", None]),
        st.sampled_from(["1", "2", None]),
    ),
    max_size=8,
)


@given(ROWS)
def test_it_stands_beside_one_hotel_and_beside_none_where_two_could_be_it(drawn) -> None:
    rows = [
        row(n, form, f"Fly & Go {name}" if form is Form.FLY_AND_GO else name, resort, giata)
        for n, (form, name, resort, giata) in enumerate(drawn)
    ]
    found = flights_beside(pa.Table.from_pylist(rows, schema=PRODUCTS_SCHEMA))
    for n, (form, name, resort, giata) in enumerate(drawn):
        if form is not Form.FLY_AND_GO:
            continue
        plain = [(m, one) for m, one in enumerate(drawn) if one[0] is Form.PLAIN]
        fits = [m for m, one in plain if giata and one[3] == giata] or [
            m
            for m, (_, other, there, theirs) in plain
            if other.removeprefix("Hotel ") == name.removeprefix("Hotel ")
            and (not (resort and there) or resort == there)
            and (not (giata and theirs) or giata == theirs)
        ]
        assert [m for m, flights in found.items() if n in flights] == (
            fits if len(fits) == 1 else []
        )
