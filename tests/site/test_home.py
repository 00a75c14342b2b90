"""Home: the door by language, the form, figures that are true."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from fairwind.offers import Basis, Party
from fairwind.site.app import create_app
from fairwind.site.colour import DARK_GROUNDS, LIGHT_GROUNDS, _rgb, contrast, rules
from fairwind.store.clock import FixedClock


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("hu-HU,hu;q=0.9", "hu"),
        ("de,en;q=0.8,hu;q=0.9", "hu"),
        ("en-US", "en"),
        ("", "en"),
        ("el", "en"),
        ("hu;q=0, en;q=0.1", "en"),
        ("x;q=nonsense,hu", "hu"),
    ],
)
def test_the_door_leads_to_the_browsers_language(client: TestClient, asked: str, lang: str) -> None:
    answer = client.get("/?q=Crete", headers={"accept-language": asked})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/{lang}/?q=Crete"
    assert answer.headers["vary"] == "Accept-Language"


def test_the_form_is_a_search_that_needs_no_script(client: TestClient) -> None:
    page = client.get("/en/").text
    form = page[page.index("<form") : page.index("</form>")]
    assert 'method="get"' in form
    assert 'role="search"' in form
    names = set(re.findall(r'name="(\w+)"', form))
    assert names == {
        "q",
        "from",
        "month",
        "depart_from",
        "depart_to",
        "flex",
        "weekend",
        "nights",
        "adults",
        "rooms",
        "child_age",
        "board_min",
        "stars_min",
        "price_min",
        "price_max",
        "per",
        "direct",
        "cancel",
        "near",
        "facility",
    }
    assert form.count('name="child_age"') == 4


def test_the_counts_of_places_are_what_their_links_give(client: TestClient) -> None:
    page = client.get("/en/").text
    tiles = re.findall(r'<li><a href="(/en/trips[^"]+)">[^<]+<span>([\d,]+) stays?', page)
    assert tiles
    for link, count in tiles:
        data = client.get(unescape(link).replace("/trips", "/trips.json", 1)).json()
        assert data["counts"]["priced"] == int(count.replace(",", ""))


def test_where_nothing_is_priced_the_places_count_all_that_go(
    make_home, make_offer, settings
) -> None:
    unclear = make_offer(1, "hellas", 90000, party=None, basis=Basis.UNKNOWN)
    home = make_home({"hellas": [unclear]})
    app = create_app(settings.model_copy(update={"home": home}), FixedClock(unclear.checked_at))
    shop = TestClient(app)
    page = shop.get("/en/").text
    assert "Where to, priced for two adults" not in page
    tiles = re.findall(r'<li><a href="(/en/trips[^"]+)">([^<]+?) <span>([\d,]+) stay', page)
    assert [(name, count) for _, name, count in tiles] == [("Greece", "1"), ("Crete", "1")]
    found = shop.get(unescape(tiles[0][0])).text
    assert "1 stay has a price we cannot read as per person or total" in found


def test_the_language_switch_keeps_page_and_search(client: TestClient) -> None:
    page = client.get("/en/trips?to=GR&adults=3").text
    assert 'href="/hu/trips?to=GR&amp;adults=3" hreflang="hu"' in page
    assert (
        'hreflang="x-default" href="https://kekhorizont.example/en/trips?adults=3&amp;to=GR"'
        in page
    )


def test_the_agency_and_its_hours_stand_on_every_page(client: TestClient) -> None:
    for path in ("/en/", "/en/trips", "/en/how-we-rank", "/en/nothing"):
        page = client.get(path).text
        assert "Kék Horizont" in page
        assert 'href="tel:052555010"' in page
        assert "till 18:00" in page
        assert "Licence U-001234" in page


def test_how_we_rank_prints_the_rankers_own_weights(client: TestClient) -> None:
    from fairwind.search.ranking import WEIGHTS

    page = client.get("/en/how-we-rank").text
    points = re.findall(r'<td class="num">([\d.]+)</td>', page)
    assert [float(p) for p in points] == sorted(WEIGHTS.values(), reverse=True)
    assert page.count('<span class="note">') == len(WEIGHTS)


@pytest.mark.parametrize("colour", ["#FFFF00", "#000000", "#FFFFFF", "#D4007A", "#7FFF00"])
def test_any_colour_of_an_agency_can_be_read(colour: str) -> None:
    said = re.findall(r"--sea:(#\w{6})", rules(colour))
    assert len(said) == 2
    for shade, grounds in zip(said, (LIGHT_GROUNDS, DARK_GROUNDS), strict=True):
        assert all(contrast(_rgb(shade), ground) >= 4.5 for ground in grounds)
    assert rules("#0b5c6b") == ""


def test_the_cheapest_start_of_each_airport_is_what_its_link_shows_first(
    make_home, make_offer, settings
) -> None:
    soon = make_offer(1, "hellas", 90000, party=Party(2), date=dt.date(2026, 6, 14))
    later = make_offer(2, "hellas", 50000, party=Party(2), date=dt.date(2026, 8, 4))
    home = make_home({"hellas": [soon, later]})
    app = create_app(settings.model_copy(update={"home": home}), FixedClock(soon.checked_at))
    client = TestClient(app)
    page = client.get("/en/").text
    part = page[page.index('id="soon"') :].split("</section>")[0]
    ((link, said, price),) = re.findall(r'<a href="([^"]+)">([^<]+) <span><b>([^<]+)</b>', part)
    assert (said, price) == ("from Debrecen", "€900")
    data = client.get(unescape(link).replace("/trips", "/trips.json", 1)).json()
    assert data["lowest"]["minor"] == 90000
