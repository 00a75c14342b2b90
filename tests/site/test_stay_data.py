"""A stay as JSON: what its page says, for a program."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from fairwind.site.public.pace import Pace

from .test_stay import JULY, words
from .test_with_flight import browser as browser  # a site with a fly-and-go offer


def data_of(client: TestClient, query: str = JULY) -> str:
    """The address of Lagoon Village as JSON, which its page names."""
    results = client.get(f"/en/trips?{query}&operator=sun_tours").text
    page = client.get(unescape(re.search(r'<h2><a href="(/en/trip/lagoon[^"]+)"', results)[1])).text
    return unescape(
        re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', page)[1]
    )


def test_it_says_every_price_of_the_page_with_its_parts(client: TestClient) -> None:
    said = client.get(data_of(client)).json()
    assert said["name"] == "Lagoon Village"
    totals = {one["operator"]["name"]: one["total"] for one in said["quotes"] if one["total"]}
    assert totals["Sun Tours"] == {"minor": 253600, "currency": "EUR"}
    assert totals["Aegean Holidays"] == {"minor": 259000, "currency": "EUR"}
    sun = next(one for one in said["quotes"] if one["operator"]["name"] == "Sun Tours")
    counted = [part["amount"]["minor"] for part in sun["parts"] if part["amount"]]
    assert sum(counted) == 253600
    climate = next(part for part in sun["parts"] if part["kind"] == "climate_fee")
    assert climate["known"] == "derived"
    assert said["address"].endswith(data_of(client).replace(".json", ""))


def test_its_calendar_is_the_pages(client: TestClient) -> None:
    cells = {one["date"]: one for one in client.get(data_of(client)).json()["calendar"]}
    assert cells["2026-07-04"]["state"] == "priced"
    assert cells["2026-07-04"]["total"] == {"minor": 231000, "currency": "EUR"}


def test_a_fly_and_go_product_stands_beside_and_not_among_the_prices(browser: TestClient) -> None:
    said = browser.get(data_of(browser)).json()
    [flight] = said["flights"]
    assert flight["quote"]["total"] == {"minor": 199000, "currency": "EUR"}
    assert 199000 not in [one["total"]["minor"] for one in said["quotes"] if one["total"]]
    assert "Fly & Go Lagoon Village" in words(browser.get(flight["address"]).text)


def test_a_wrong_slug_leads_to_the_right_address_and_an_unknown_id_to_none(
    client: TestClient,
) -> None:
    right = data_of(client)
    wrong = client.get(right.replace("/trip/lagoon", "/trip/blue"), follow_redirects=False)
    assert (wrong.status_code, wrong.headers["location"]) == (301, right)
    missing = client.get("/en/trip/lagoon-nobody.json")
    assert missing.status_code == 404
    assert missing.json()["status"] == 404


@pytest.mark.parametrize("query", ["adults=0", "depart_from=yesterday"])
def test_a_value_that_is_none_is_named(client: TestClient, query: str) -> None:
    path = data_of(client).partition("?")[0]
    assert client.get(f"{path}?{query}").status_code == 422


def test_a_program_that_asks_too_fast_is_told_when_to_come_again(app, client: TestClient) -> None:
    path, kept = data_of(client), app.state.machine_pace
    app.state.machine_pace = Pace(1, clock=lambda: 0.0, at_once=2)
    try:
        said = [client.get(path) for _ in range(3)]
    finally:
        app.state.machine_pace = kept
    assert [answer.status_code for answer in said] == [200, 200, 429]
    assert said[-1].headers["retry-after"] == "1"
