"""Photos on pages: our own copies alone, the drawn landscape where there is none."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from fairwind.catalog.home import Home
from fairwind.catalog.photos import SIZES, Ledger, Tried, copy_path, photo_name
from fairwind.offers import Kind
from fairwind.site.app import create_app
from fairwind.store.clock import FixedClock

JULY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"
SEA, POOL = "https://sun_tours.example/sea.jpg", "https://sun_tours.example/pool.jpg"
HOSTILE = '"><img src=x onerror=alert(1)> \u202e{{7*7}}'


def laid(home: Path, address: str, *widths: int) -> None:
    ledger = Ledger.of(Home(home))
    for width in widths:
        path = copy_path(Home(home), photo_name(address), width)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (width, SIZES[width]), "teal").save(path, "WEBP")
    ledger.tried[photo_name(address)] = Tried(address, widths)
    ledger.keep(Home(home))


@pytest.fixture
def made(make_home, make_offer, settings):
    """A site that sells one product with two photos: its home, a client, the product's address."""

    def make(**changed: object):
        offer = make_offer(1, "sun_tours", 253_600)
        product = replace(offer.product, **{"photos": (SEA, POOL), **changed})
        home = make_home({"sun_tours": [replace(offer, product=product)]})
        app = create_app(settings.model_copy(update={"home": home}), FixedClock(offer.checked_at))
        anna = TestClient(app, follow_redirects=False)
        page = anna.get(f"/en/trips?{JULY}").text
        return home, anna, unescape(re.search(r'href="(/en/trip/[^"]+)"', page)[1])

    return make


def test_card_and_strip_show_our_copies_with_their_size_and_words(made) -> None:
    home, anna, link = made()
    laid(home, SEA, 358, 716)
    laid(home, POOL, 358)
    card = anna.get(f"/en/trips?{JULY}").text
    sea = f"/photo/{photo_name(SEA)}"
    assert f'src="{sea}-358.webp" srcset="{sea}-358.webp 358w, {sea}-716.webp 716w"' in card
    assert 'width="358" height="201"' in card
    assert "1 of 2" in card
    page = anna.get(link).text
    assert page.count('<li id="photo-') == 2
    assert 'alt="photo 2 of 2 of Lagoon Village"' in page
    assert "sun_tours.example/sea.jpg" not in page
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')


def test_without_a_copy_the_landscape_is_drawn(made) -> None:
    _, anna, link = made()
    assert '<use href="#p-sea"/>' in anna.get(link).text
    assert "/photo/" not in anna.get(link).text
    assert "/photo/" not in anna.get(f"/en/trips?{JULY}").text


def test_a_copy_is_served_for_ever_and_every_other_name_is_no_page(made) -> None:
    home, anna, _ = made()
    laid(home, SEA, 358)
    answer = anna.get(f"/photo/{photo_name(SEA)}-358.webp")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (358, 201)
    for name in (f"{photo_name(SEA)}-716.webp", "ledger.json", "..%2fCURRENT", ".lock", "x"):
        gone = anna.get(f"/photo/{name}")
        assert gone.status_code == 404
        assert "There is no page at this address" in gone.text


def test_a_guided_tour_is_called_one_and_shows_its_route(made) -> None:
    stops = ("Luxor", "Edfu", "Aswan")
    _, anna, link = made(kind=Kind.TOUR, name="Pearls of the Nile", itinerary=stops)
    assert "See this tour" in anna.get(f"/en/trips?{JULY}").text
    page = anna.get(link).text
    assert "Ask about this tour" in page
    assert "about this stay" not in page
    assert "Guided tour · 8 days · " in page
    assert '<h2 id="route">The route</h2>' in page
    assert re.findall(r"<li>(\w+)</li>", page[page.index('class="route"') :])[:3] == list(stops)
    assert '<th scope="row">Stars</th>' not in page
    assert "Guide and group" in page


def test_hostile_words_are_text_everywhere(made) -> None:
    home, anna, link = made(
        name=HOSTILE,
        facts=(HOSTILE, "</td><script>alert(1)</script>"),
        text=HOSTILE,
        itinerary=(HOSTILE,),
    )
    laid(home, SEA, 358)
    for address in (link, link.replace("/en/", "/hu/"), f"/en/trips?{JULY}"):
        page = anna.get(address).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "49" not in re.findall(r"<h[12]>.*?</h[12]>", page)
    assert "&lt;img src=x onerror=alert(1)&gt;" in anna.get(link).text
    mail = re.search(r'href="(mailto:[^"]+)"', anna.get(link).text)[1]
    assert "%3Cimg" in mail
    assert "\n" not in mail
    file = anna.get(
        re.search(r'href="([^"]+\.ics[^"]*)"', anna.get(link).text)[1].replace("&amp;", "&")
    )
    assert file.status_code == 200
