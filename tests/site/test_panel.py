"""Form, panel and cards: what a card says can be filtered, and what is chosen stays."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import fairwind.site
from fairwind.offers.facility import FACILITIES
from fairwind.search.answer import CARD_ATTRIBUTES, FACETS, FIELDS
from fairwind.search.query import TRAITS, Query, read_query
from fairwind.site import trade
from fairwind.site.public import panel
from fairwind.site.public.bars import HEIGHT, drawn
from fairwind.site.public.search_form import amount, nights_said, search_form
from fairwind.site.text import speech_of

JULY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
SITE = Path(fairwind.site.__file__).parent


def test_every_attribute_of_a_card_has_a_filter_that_the_panel_or_the_form_shows() -> None:
    shown = {*panel.TITLES, *panel.TICKS}
    source = (SITE / "public" / "cards.py").read_text()
    printed = set(re.findall(r'Attribute\([^\n]*, "(\w+)"\)', source))
    assert printed >= {"facility", "from", "transport", "direct", "bag", "transfer", "cancel"}
    assert printed <= set(CARD_ATTRIBUTES.values())
    for key in CARD_ATTRIBUTES.values():
        assert key in shown or key in FIELDS, key


def test_every_facet_has_a_section_and_every_code_its_words() -> None:
    assert set(FACETS) == ({*panel.TITLES} - {"ticks"}) | set(panel.TICKS)
    assert set(trade.FACILITIES) == set(FACILITIES)
    assert set(trade.TRAITS) == {*TRAITS, "weekend"}


def test_a_card_says_facilities_in_our_words_not_the_operators(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}").text
    assert '<p class="facts">sand beach · beach within 300 m · kids&#39; club' in page
    assert "kids' club 4-12" not in unescape(page)
    assert "детский клуб" in client.get(f"/ru/trips?{JULY}").text


def test_the_quick_filters_are_those_of_the_panel(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}").text
    quick = page[page.index('class="quick"') :].split("</ul>")[0]
    found = re.findall(r'id="(q-[^"]+)" href="([^"]+)"', quick)
    assert {code for code, _ in found} >= {"q-board_min-AI", "q-facility-beach_300"}
    for code, link in found:
        twin = f'id="f{code[1:]}" href="{link}"'
        assert twin in page, code
    chosen = client.get(f"/en/trips?{JULY}&facility=beach_300").text
    assert re.search(r'id="q-facility-beach_300" [^>]*aria-current="true"', chosen)
    assert re.search(r'id="f-facility-beach_300" [^>]*aria-current="true"', chosen)


def test_a_chosen_value_without_a_stay_stays_in_sight(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&facility=golf").text
    assert re.search(r'id="f-facility-golf" [^>]*aria-current="true"', page)


def test_the_budget_is_drawn_without_inline_style(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&price_max=3000").text
    svg = page[page.index('<svg class="bars"') :].split("</svg>")[0]
    assert 'role="img" aria-label="Lowest totals from €' in svg
    heights = [int(one) for one in re.findall(r'<rect [^>]*height="(\d+)"', svg)]
    assert max(heights) == HEIGHT
    assert ' class="in"' in svg
    assert re.search(r'<rect [^>]*height="\d+"/>', svg)


def test_a_bar_of_one_stay_can_be_seen_beside_many() -> None:
    heights = [bar.height for bar in drawn((0, 1, 500), (True, True, True))]
    assert heights == [0, 2, HEIGHT]


def test_a_budget_that_leaves_nothing_says_so_and_shows_the_way_out(client: TestClient) -> None:
    page = client.get(f"/en/trips?{JULY}&to=GR/crete&price_max=100").text
    assert "Nothing within your budget; " in page


def test_a_filter_that_an_operator_cannot_answer_is_named(client: TestClient) -> None:
    page = unescape(client.get(f"/en/trips?{JULY}&cancel=1").text)
    assert re.search(r"Not stated by [^<]+, so left out: free cancellation", page)


def test_a_range_of_nights_is_one_key_of_the_form() -> None:
    pairs = [("nights", "5-8"), ("adults", "2"), ("nights", ""), ("nights", "7")]
    said = read_query(nights_said(pairs))
    assert (said.nights_min, said.nights_max) == (5, 8)
    assert nights_said([("nights", "-9")]) == [("nights_min", ""), ("nights_max", "9")]


@pytest.mark.parametrize(
    "asked",
    [
        "nights_min=5&nights_max=8",
        "month=2026-07",
        "month=cheapest",
        "depart_from=2026-07-04&depart_to=2026-07-04&flex=3&weekend=1",
        "adults=3&child_age=0&child_age=1&child_age=4&child_age=17&rooms=2",
        "board_min=AI_PLUS&stars_min=3.5&price_min=1000&price_max=2500.5&per=person",
        "facility=halal&facility=pool&direct=1&bag=1&near=1&from=DEB",
        "operator=hellas&room=family&transport=flight&cancel=1&currency=HUF",
    ],
)
def test_the_form_loses_nothing_of_a_search(client: TestClient, asked: str) -> None:
    page = client.get(f"/en/trips?{asked}").text
    form = page[page.index('<form class="search"') :].split("</form>")[0]
    assert read_query(nights_said(_sent(form))) == read_query(
        [tuple(pair.split("=")) for pair in asked.split("&")]  # type: ignore[misc]
    )


def _sent(form: str) -> list[tuple[str, str]]:
    """What a browser would send of a form untouched."""
    found = []
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (not re.search('type="(checkbox|radio)"', tag) or " checked" in tag):
            found.append((name[1], unescape(value[1]) if value else ""))
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', body)
        found.append((name, chosen[0] if chosen else re.findall(r'value="([^"]*)"', body)[0]))
    return found


def test_two_more_children_can_be_named_once_all_are() -> None:
    four = read_query([("child_age", age) for age in ("1", "2", "3", "4")])
    assert search_form(Query(), speech_of("en"), "EUR").ages == ("", "", "", "")
    assert search_form(four, speech_of("en"), "EUR").ages == ("1", "2", "3", "4", "", "")


def test_a_budget_is_typed_in_whole_units_of_its_own_currency() -> None:
    assert amount(250050, "EUR") == "2500.50"
    assert amount(250000, "EUR") == "2500"
    assert amount(2500, "JPY") == "2500"
    assert amount(None, "EUR") == ""


def test_the_script_weighs_at_most_20_kilobytes_packed(client: TestClient) -> None:
    (address,) = re.findall(r'src="(/static/site\.\w+\.js)"', client.get("/en/").text)
    script = client.get(address)
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert len(gzip.compress(script.content, 9)) <= 20 * 1024
    for word in ("innerHTML", "insertAdjacentHTML", "eval(", "document.write"):
        assert word not in (SITE / "static" / "app.js").read_text()
