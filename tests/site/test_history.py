"""The price history on a stay page: drawn with its gaps, judged, and said in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from fairwind.catalog.back_test import FILE as BACK_TEST
from fairwind.catalog.history import add
from fairwind.catalog.home import Home, write_json
from fairwind.catalog.price_verdict import VERSION
from fairwind.catalog.rows import to_rows
from fairwind.catalog.runs import run_name
from fairwind.offers import Offer
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings

from .conftest import NOW, a_stay, an_offer

STAY = a_stay("Quiet Bay", "GR", "Crete", "Malia")
QUERY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-04&depart_to=2026-07-04"
MakeHome = Callable[..., Path]


def priced(minor: int) -> Offer:
    return an_offer(1, "aegean", STAY, minor)


def site(make_home: MakeHome, settings: Settings, past: dict[int, int | None]) -> FastAPI:
    """A site with one stay of 2,000 euros, and its cost so many days ago (None: not offered)."""
    folder = make_home({"aegean": [priced(200_000)]})
    for ago in sorted(past, reverse=True):
        minor, at = past[ago], NOW - dt.timedelta(days=ago)
        rows = to_rows([] if minor is None else [priced(minor)])
        add(Home(folder), "aegean", run_name(at), rows, at)
    changed = settings.model_copy(update={"home": folder})
    return create_app(changed, FixedClock(NOW))


def page(app: FastAPI) -> str:
    with TestClient(app, follow_redirects=True) as anna:
        found = anna.get(f"/en/trips?{QUERY}").text
        [link] = set(re.findall(r'href="(/en/trip/quiet-bay-\w+)', found))
        answer = anna.get(f"{link}?{QUERY}")
        assert answer.status_code == 200
        return answer.text


def section(said: str) -> str:
    start = said.index('<section aria-labelledby="history"')
    return said[start : said.index("</section>", start)]


STEADY: dict[int, int | None] = {ago: 230_000 + 1_000 * (ago % 3) for ago in range(1, 41)}


def test_a_stay_page_draws_what_the_trip_cost_and_says_low_with_its_back_test(
    make_home: MakeHome, settings: Settings
) -> None:
    app = site(make_home, settings, {**STEADY, 0: 200_000})
    kept = [{"verdict": "low", "days": 14, "said": 312, "not_cheaper": 253}]
    home = Home(app.state.shop.settings.home)
    write_json(home.history / BACK_TEST, {"day": "2026-06-05", "version": VERSION, "kept": kept})
    said = section(page(app))
    assert "Low: cheaper than on at least four in five of the days before." in said
    assert "Of 312 such verdicts on our site, 81 % did not get cheaper" in said
    assert said.count('class="line"') == 1
    assert said.count('class="answer"') == 41
    assert "Aegean Holidays answered on 41 of 41 days" in said
    assert "€2,300" in said
    assert "€2,320" in said
    assert "style=" not in said


def test_a_silence_is_a_gap_in_the_line_and_a_row_of_the_table(
    make_home: MakeHome, settings: Settings
) -> None:
    past = {ago: minor for ago, minor in STEADY.items() if not 10 < ago < 18}
    said = section(page(site(make_home, settings, {**past, 0: 200_000})))
    assert said.count('class="line"') == 2
    assert said.count('<rect class="silent"') == 1
    assert "no answer" in said
    assert "Reduced" not in said


def test_days_on_which_it_was_not_offered_are_told_apart_from_silence(
    make_home: MakeHome, settings: Settings
) -> None:
    past = STEADY | {5: None, 6: None}
    said = section(page(site(make_home, settings, {**past, 0: 200_000})))
    assert "not offered" in said
    assert "no answer" not in said
    assert said.count('class="line"') == 2


def test_below_the_floor_the_page_says_too_few_data(
    make_home: MakeHome, settings: Settings
) -> None:
    said = section(page(site(make_home, settings, {1: 230_000, 0: 200_000})))
    assert "Too few data" in said
    assert "such verdicts" not in said


def test_a_reduction_is_shown_against_our_own_thirty_days_only(
    make_home: MakeHome, settings: Settings
) -> None:
    said = section(page(site(make_home, settings, {**STEADY, 0: 200_000})))
    assert "the lowest price of the 30 days before was €2,300" in said


def test_a_stay_without_a_history_shows_none(make_home: MakeHome, settings: Settings) -> None:
    assert 'id="history"' not in page(site(make_home, settings, {}))


def test_no_public_template_strikes_a_price_out() -> None:
    templates = Path(__file__).parents[2] / "site" / "templates" / "public"
    for template in templates.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<(s|del|strike)\b", text), template.name
        assert ".was" not in text, template.name
