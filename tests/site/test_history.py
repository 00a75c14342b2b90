"""The price history on a stay page: drawn with its gaps, judged, and said in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.history.back_test import FILE as BACK_TEST
from fairwind.catalog.history.keep import add
from fairwind.catalog.history.price_verdict import VERSION
from fairwind.catalog.home import Home, write_json
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import run_name
from fairwind.offers import Offer
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .conftest import NOW, a_stay, an_offer

QUERY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-04&depart_to=2026-07-04"
MakeHome = Callable[..., Path]
NOW_COSTS = 200_000
STEADY: dict[int, int | None] = {ago: 230_000 + 1_000 * (ago % 3) for ago in range(1, 41)}
STAYS = {
    "Quiet Bay": ("aegean", 1, STEADY),
    "Off And On": ("aegean", 2, STEADY | {5: None, 6: None}),
    "Silent Bay": ("hellas", 1, {ago: STEADY[ago] for ago in STEADY if ago < 4 or 10 < ago < 18}),
    "New Bay": ("sun_tours", 1, {1: 230_000}),
    "No Past": ("sun_tours", 2, {}),
}
"""Each stay with its operator, its number there, and its cost so many days ago (None: not offered).
An operator that no day names was not heard of on that day."""


def priced(name: str, minor: int) -> Offer:
    operator, number, _ = STAYS[name]
    return an_offer(number, operator, a_stay(name, "GR", "Crete", "Malia"), minor)


@pytest.fixture(scope="module")
def app(make_home: MakeHome, settings: Settings) -> FastAPI:
    """A site with all of these at 2,000 euros, and the past of each."""
    offers: dict[str, list[Offer]] = {}
    for name, (operator, _, _) in STAYS.items():
        offers.setdefault(operator, []).append(priced(name, NOW_COSTS))
    folder = make_home(offers)
    for operator in offers:
        mine = {name: past for name, (by, _, past) in STAYS.items() if by == operator}
        for ago in sorted(set().union(*mine.values(), {0}), reverse=True):
            _add(Home(folder), operator, ago, mine)
    return create_app(settings.model_copy(update={"home": folder}), FixedClock(NOW))


def _add(home: Home, operator: str, ago: int, stays: dict[str, dict[int, int | None]]) -> None:
    """What one operator offered on one day."""
    then = {name: {0: NOW_COSTS, **past}.get(ago) for name, past in stays.items() if past}
    at = NOW - dt.timedelta(days=ago)
    rows = to_rows([priced(name, minor) for name, minor in then.items() if minor])
    add(home, operator, run_name(at), rows, at)


def page(app: FastAPI, name: str) -> str:
    with TestClient(app, follow_redirects=True) as anna:
        found = anna.get(f"/en/trips?{QUERY}").text
        slug = name.lower().replace(" ", "-")
        [link] = set(re.findall(rf'href="(/en/trip/{slug}-\w+)', found))
        answer = anna.get(f"{link}?{QUERY}")
        assert answer.status_code == 200
        return answer.text


def section(said: str) -> str:
    start = said.index('<section aria-labelledby="history"')
    return said[start : said.index("</section>", start)]


def test_a_stay_page_draws_what_the_trip_cost_and_says_low_with_its_back_test(
    app: FastAPI,
) -> None:
    kept = [{"verdict": "low", "days": 14, "said": 312, "not_cheaper": 253}]
    home = Home(app.state.shop.settings.home)
    write_json(home.history / BACK_TEST, {"day": "2026-06-05", "version": VERSION, "kept": kept})
    said = section(page(app, "Quiet Bay"))
    assert "Low: cheaper than on at least four in five of the days before." in said
    assert "Of 312 such verdicts on our site, 81 % did not get cheaper" in said
    assert said.count('class="line"') == 1
    assert said.count('class="answer"') == 41
    assert "Aegean Holidays answered on 41 of 41 days" in said
    assert "€2,300" in said
    assert "€2,320" in said
    assert "style=" not in said


def test_a_silence_is_a_gap_in_the_line_and_a_row_of_the_table(app: FastAPI) -> None:
    said = section(page(app, "Silent Bay"))
    assert said.count('class="line"') == 2
    assert said.count('<rect class="silent"') == 1
    assert "no answer" in said
    assert "Reduced" not in said


def test_days_on_which_it_was_not_offered_are_told_apart_from_silence(app: FastAPI) -> None:
    said = section(page(app, "Off And On"))
    assert "not offered" in said
    assert "no answer" not in said
    assert said.count('class="line"') == 2


def test_below_the_floor_the_page_says_too_few_data(app: FastAPI) -> None:
    said = section(page(app, "New Bay"))
    assert "Too few data" in said
    assert "such verdicts" not in said


def test_a_reduction_is_shown_against_our_own_thirty_days_only(app: FastAPI) -> None:
    said = section(page(app, "Quiet Bay"))
    assert "the lowest price of the 30 days before was €2,300" in said


def test_a_stay_without_a_history_shows_none(app: FastAPI) -> None:
    assert 'id="history"' not in page(app, "No Past")


def test_no_public_template_strikes_a_price_out() -> None:
    templates = Path(__file__).parents[2] / "site" / "templates" / "public"
    for template in templates.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<(s|del|strike)\b", text), template.name
        assert ".was" not in text, template.name
