"""An operator's page: who it is by law, how fresh its list, and its score from 50 answers on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from fairwind.catalog.price_checks import Cause, PriceCheck, State, keep
from fairwind.offers import Money

from .conftest import NOW
from .pages import PARTY

CHECK = PriceCheck(
    NOW - dt.timedelta(days=1),
    Cause.VISITOR,
    "sun_tours",
    "sun_tours",
    "a1b2",
    State.CONFIRMED,
    "2",
    shown=Money(100_000, "EUR"),
    verified=Money(100_000, "EUR"),
)


@pytest.fixture
def scores(lead_site: Any) -> Any:
    """The site with its scores switched on."""
    shop = lead_site.app.state.shop
    shown = shop.settings.model_copy(update={"operator_scores": True})
    lead_site.app.state.shop = replace(shop, settings=shown)
    return lead_site


def asked(site: Any, same: int, dearer: int = 0) -> None:
    changed = replace(CHECK, state=State.CHANGED, verified=Money(113_000, "EUR"))
    with site.database.write() as conn:
        for check in [CHECK] * same + [changed] * dearer:
            keep(conn, check)


def test_the_page_says_who_it_is_by_law_and_what_it_sells(lead_site: Any) -> None:
    page = lead_site.client.get("/en/operators/sun_tours")
    assert page.status_code == 200
    assert "<h1>Sun Tours</h1>" in page.text
    for said in ("Sun Tours Utazási Kft.", "U-000123", "Hungary", "list read 10:14"):
        assert said in page.text
    assert 'href="/en/trips?operator=sun_tours"' in page.text
    assert "How true" not in page.text


def test_who_is_no_operator_here_has_no_page(lead_site: Any) -> None:
    for slug in ("nobody", "hellas", "%2e%2e", "sun_tours.json.json"):
        assert lead_site.client.get(f"/en/operators/{slug}").status_code == 404


def test_below_fifty_answers_there_are_too_few_for_a_score(scores: Any) -> None:
    asked(scores, 49)
    page = scores.client.get("/en/operators/sun_tours").text
    assert "Too few checks (49 of 50)." in page
    assert "still the same" not in page


def test_from_fifty_answers_on_the_score_is_said(scores: Any) -> None:
    asked(scores, 45, dearer=5)
    page = scores.client.get("/en/operators/sun_tours").text
    said = "Of 50 prices asked for again in 30 days, 90 % were still the same."
    assert said in page
    assert "On average the answer was +1.3 % from the price shown." in page
    json = scores.client.get("/en/operators/sun_tours.json").json()
    assert json["score"] == {
        "said": f"{said} On average the answer was +1.3 % from the price shown.",
        "checks": 50,
        "share": 90.0,
        "change": pytest.approx(1.3),
    }


def test_an_operator_with_a_list_only_cannot_be_asked_and_has_no_score(scores: Any) -> None:
    assert "Cannot be asked: it hands over a list only." in (
        scores.client.get("/en/operators/aegean").text
    )


def test_the_switch_is_off_until_the_agency_turns_it_on(lead_site: Any) -> None:
    asked(lead_site, 60)
    assert "still the same" not in lead_site.client.get("/en/operators/sun_tours").text
    assert lead_site.client.get("/en/operators/sun_tours.json").json()["score"] is None


def test_no_score_moves_anything_in_the_results(scores: Any) -> None:
    search = f"/en/trips.json?{PARTY}"
    before = scores.client.get(search).json()
    asked(scores, 0, dearer=60)
    assert scores.client.get(search).json() == before


def test_a_stays_sellers_lead_to_their_pages_and_the_sitemap_names_them(
    lead_site: Any, lagoon: str
) -> None:
    trip = lagoon.partition("trip=")[2].partition("&")[0]
    page = lead_site.client.get(f"/en/trip/x-{trip}?{lagoon.partition('&')[2]}")
    page = lead_site.client.get(page.headers["location"])
    assert '<a href="/en/operators/sun_tours">Sun Tours</a>' in page.text
    assert '<a href="/en/operators/hellas"' not in page.text
    assert "/hu/operators/sun_tours</loc>" in lead_site.client.get("/sitemaps/pages.xml").text
