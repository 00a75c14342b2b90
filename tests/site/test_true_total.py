"""One true total: its parts with how each is known, and the word "from" where one is unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from fairwind.offers import Basis, Component, Knowledge, Money, Paid, Party
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import load_settings

from .conftest import DAY, NOW, a_stay, an_offer, euros

TWO = Party(2)
VISA = Component(
    "visa", None, Knowledge.UNKNOWN, Paid.WITH_BOOKING, rule="2026-01-01, Embassy of Egypt"
)
FEE = Component(
    "climate_fee",
    euros(70),
    Knowledge.DERIVED,
    Paid.LOCALLY,
    rule="10.00 EUR per room and night, 2025-01-01, Greek law 5162/2024",
)
PROVED = Component(
    "base",
    euros(1800),
    Knowledge.DERIVED,
    rule="twin_rows, 2026-06-05, https://broker.example/2",
)
SEARCH = "adults=2&sort=total"


def the_offers() -> list:
    whole = a_stay("Whole Bay", "GR", "Crete", "Malia")
    open_ = a_stay("Open Bay", "EG", "Red Sea", "Hurghada")
    proved = a_stay("Proved Bay", "GR", "Crete", "Malia")
    of_two = {"party": TWO}
    of_one = {"party": TWO, "basis": Basis.PER_PERSON}
    return [
        an_offer(1, "sun_tours", whole, 200000, parts=(FEE,), **of_two),
        an_offer(2, "sun_tours", open_, 150000, parts=(VISA,), **of_two),
        an_offer(3, "sun_tours", proved, 90000, parts=(PROVED, FEE), **of_one),
        an_offer(4, "sun_tours", a_stay("Dark Bay", "GR", "Crete", "Malia"), 1000,
                 basis=Basis.UNKNOWN, party=TWO),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def site(make_home) -> Iterator[TestClient]:
    folder = make_home({"sun_tours": the_offers(), "aegean": [], "hellas": []})
    settings = load_settings(home=folder, base_address="https://kekhorizont.example")
    with TestClient(create_app(settings, FixedClock(NOW)), follow_redirects=False) as client:
        yield client


def text_of(site: TestClient, path: str) -> str:
    page = site.get(path)
    assert page.status_code == 200, path
    bare = re.sub(r"<(script|style).*?</\1>", " ", page.text, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare))).replace("\xa0", " ")


def stays(site: TestClient, query: str = SEARCH) -> dict[str, dict]:
    return {one["name"]: one for one in site.get(f"/en/trips.json?{query}").json()["stays"]}


def address(site: TestClient, name: str) -> str:
    return stays(site)[name]["address"].removeprefix("https://kekhorizont.example")


@pytest.mark.parametrize("sort", ["total", "best", "start", "nights", "rating"])
def test_a_from_total_stands_behind_whole_ones_and_an_unknown_basis_in_no_order(
    site: TestClient, sort: str
) -> None:
    found = list(stays(site, f"adults=2&sort={sort}"))
    assert "Dark Bay" not in found
    if sort == "total":
        assert found == ["Proved Bay", "Whole Bay", "Open Bay"]
    said = site.get(f"/en/trips.json?adults=2&sort={sort}&group=unclear").json()["stays"]
    assert [(one["name"], one["quotes"][0]["total"]) for one in said] == [("Dark Bay", None)]


def test_the_parts_in_json_sum_to_the_total_exactly_and_say_how_each_is_known(
    site: TestClient,
) -> None:
    for stay in stays(site).values():
        [quote] = stay["quotes"]
        amounts = [part["amount"]["minor"] for part in quote["parts"] if part["amount"]]
        assert sum(amounts) == quote["total"]["minor"], stay["name"]
    open_, proved = stays(site)["Open Bay"], stays(site)["Proved Bay"]
    assert open_["quotes"][0]["from_only"]
    assert open_["quotes"][0]["parts"][1] == {
        "kind": "visa",
        "label": None,
        "amount": None,
        "known": "unknown",
        "rule": "2026-01-01, Embassy of Egypt",
        "paid": "with_booking",
    }
    parts = proved["quotes"][0]["parts"]
    assert [(part["kind"], part["known"], part["paid"]) for part in parts] == [
        ("base", "derived", "in_price"),
        ("climate_fee", "derived", "locally"),
    ]


def test_each_card_prints_its_parts_in_a_line_that_sums_and_from_where_one_is_missing(
    site: TestClient,
) -> None:
    said = text_of(site, f"/en/trips?{SEARCH}")
    assert "€2,070" in said
    assert "package 2,000 climate fee, paid there 70" in said
    assert "from €1,500" in said
    assert "visa, with the booking not stated" in said


def test_the_stay_page_tells_rule_day_and_source_of_each_part(site: TestClient) -> None:
    said = text_of(site, address(site, "Whole Bay"))
    assert "worked out: 10.00 EUR per room and night, 2025-01-01, Greek law 5162/2024" in said
    assert "climate fee, paid there 70" in said
    unknown = text_of(site, address(site, "Open Bay"))
    assert "not stated by the operator (2026-01-01, Embassy of Egypt)" in unknown
    assert "from €1,500" in unknown


def test_a_proved_basis_is_told_with_its_proof_where_the_price_is(site: TestClient) -> None:
    said = text_of(site, address(site, "Proved Bay"))
    assert "2 x 900 per person 1,800 for whom it is: proved from twin rows of" in said, said
    assert "5 June 2026" in said
    assert "€1,870" in said


def test_the_calendar_and_its_data_say_from_where_the_lowest_of_a_day_misses_a_part(
    site: TestClient,
) -> None:
    path = address(site, "Open Bay")
    assert text_of(site, path).count("from €1,500") > 2
    found = site.get(f"/en/trips.json?{SEARCH}&to=EG").json()
    assert found["lowest_from_only"]
    [day] = [cell for cell in found["calendar"] if cell["date"] == DAY.isoformat()]
    assert day["from_only"]
    all_ = site.get(f"/en/trips.json?{SEARCH}").json()
    [day] = [cell for cell in all_["calendar"] if cell["date"] == DAY.isoformat()]
    assert day["total"] == {"minor": 187000, "currency": "EUR"}, (
        "a whole total of that day goes first"
    )
    assert day["lowest"]
    assert not day["from_only"]


def test_the_table_says_which_totals_are_from_ones(site: TestClient) -> None:
    lines = site.get(f"/en/trips.csv?{SEARCH}").text.splitlines()
    marks = {line.split(",")[1]: line.endswith(",yes") for line in lines[1:]}
    assert marks == {"Proved Bay": False, "Whole Bay": False, "Open Bay": True}


def told_machines(site: TestClient, name: str) -> dict:
    page = site.get(address(site, name)).text
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)
    return next(one for one in map(json.loads, blocks) if "TouristTrip" in one["@type"])


def test_linked_data_never_tells_an_incomplete_price_as_an_exact_one(site: TestClient) -> None:
    assert "offers" not in told_machines(site, "Open Bay")
    assert told_machines(site, "Whole Bay")["offers"]["lowPrice"] == "2070.00"


def test_how_we_rank_says_what_becomes_of_from_totals(site: TestClient) -> None:
    assert "stands behind every whole total" in text_of(site, "/en/how-we-rank")


def test_money_of_the_fixture_is_what_the_proof_says() -> None:
    assert PROVED.amount == Money(90000 * 2, "EUR")
