"""Feeds, sitemaps, pictures and descriptions: what other programs read of the site."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from lxml import etree
from PIL import Image
from starlette.testclient import TestClient

from fairwind.search.query import Query, read_query
from fairwind.site.public import linked_data
from fairwind.site.public.pace import Pace
from fairwind.site.text import speech_of

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
FAMILY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


def document(client: TestClient, address: str) -> etree._Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"<?xml")
    return etree.fromstring(answer.content)


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(node.text) for node in root.iterfind(path)]


def test_the_feed_of_a_search_holds_what_its_page_shows(client: TestClient) -> None:
    feed = document(client, f"/en/trips.atom?{FAMILY}&to=GR")
    page = html.unescape(client.get(f"/en/trips?{FAMILY}&to=GR").text)
    titles = texts(feed, f"{ATOM}entry/{ATOM}title")
    assert len(titles) > 1
    for title in titles:
        assert title.split(",")[0] in page
    for said in texts(feed, f"{ATOM}entry/{ATOM}summary"):
        assert said.split(" total ")[0] in page


def test_every_entry_of_a_feed_has_a_name_of_its_own_a_time_and_a_page(
    client: TestClient,
) -> None:
    feed = document(client, f"/en/trips.atom?{FAMILY}")
    entries = feed.findall(f"{ATOM}entry")
    names = texts(feed, f"{ATOM}entry/{ATOM}id")
    assert len(set(names)) == len(entries) > 0
    assert all(name.startswith("tag:") for name in names)
    for entry in entries:
        (link,) = entry.findall(f"{ATOM}link")
        assert client.get(link.attrib["href"]).status_code == 200
        updated = entry.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", updated)


def test_the_same_search_gives_the_same_feed_again(client: TestClient) -> None:
    first = client.get(f"/en/trips.atom?{FAMILY}").content
    assert client.get(f"/en/trips.atom?{FAMILY}").content == first


def test_a_bad_value_in_a_feed_is_told_as_on_the_page(client: TestClient) -> None:
    assert client.get("/en/trips.atom?adults=many").status_code == 422
    assert client.get("/xx/trips.atom").status_code == 404


def test_the_index_names_maps_that_are_there(client: TestClient, app: FastAPI) -> None:
    index = document(client, "/sitemap.xml")
    base = app.state.shop.settings.base_address
    maps = texts(index, f"{MAP}sitemap/{MAP}loc")
    assert maps == [f"{base}/sitemaps/pages.xml", f"{base}/sitemaps/trips-1.xml"]
    for address in maps:
        document(client, address.removeprefix(base))
    assert f"Sitemap: {base}/sitemap.xml" in client.get("/robots.txt").text


def test_each_product_stands_in_the_map_once_a_language_with_the_others_beside_it(
    client: TestClient, app: FastAPI
) -> None:
    root = document(client, "/sitemaps/trips-1.xml")
    base, langs = app.state.shop.settings.base_address, app.state.shop.settings.languages
    places = texts(root, f"{MAP}url/{MAP}loc")
    products = app.state.shop.finder.answer(Query(), app.state.shop.now()).counts
    assert len(places) == len(set(places))
    assert len(places) % len(langs) == 0
    assert len(places) // len(langs) >= products.all
    for url in root.findall(f"{MAP}url"):
        told = [link.attrib["hreflang"] for link in url.findall(f"{XHTML}link")]
        assert told == list(langs)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", url.findtext(f"{MAP}lastmod") or "")
    some = client.get(places[0].removeprefix(base))
    assert some.status_code == 200
    assert 'rel="canonical"' in some.text


def test_only_addresses_that_may_be_kept_stand_in_the_map_of_pages(
    client: TestClient, app: FastAPI
) -> None:
    base = app.state.shop.settings.base_address
    places = texts(document(client, "/sitemaps/pages.xml"), f"{MAP}url/{MAP}loc")
    assert f"{base}/en/" in places
    for place in [place for place in places if "/en/" in place]:
        page = client.get(place.removeprefix(base))
        assert page.status_code == 200, place
        assert "noindex" not in page.text, place


def test_a_map_that_is_not_there_is_no_page(client: TestClient) -> None:
    assert client.get("/sitemaps/trips-2.xml").status_code == 404
    assert client.get("/sitemaps/trips-0.xml").status_code == 404
    assert client.get("/sitemaps/trips-x.xml").status_code == 404


def test_a_browser_learns_how_to_search_here(client: TestClient) -> None:
    said = document(client, "/en/opensearch.xml")
    (page, *_) = (url for url in said if url.attrib.get("type") == "text/html")
    address = page.attrib["template"].replace("{searchTerms}", "Lagoon")
    assert "Lagoon Village" in client.get(address).text


def test_a_browser_is_proposed_what_it_may_search_for(client: TestClient) -> None:
    said = document(client, "/en/opensearch.xml")
    kind = "application/x-suggestions+json"
    (proposes,) = (url for url in said if url.attrib.get("type") == kind)
    answer = client.get(proposes.attrib["template"].replace("{searchTerms}", "lagoon v"))
    assert answer.headers["content-type"] == kind
    typed, names, notes, addresses = answer.json()
    assert (typed, names) == ("lagoon v", ["Lagoon Village"])
    assert "Crete" in notes[0]
    assert client.get(addresses[0]).status_code == 200


@pytest.mark.parametrize("kind", ["", "product"])
def test_shared_links_have_a_picture_of_our_own(
    client: TestClient, app: FastAPI, kind: str
) -> None:
    shop = app.state.shop
    card = shop.finder.answer(Query(), shop.now()).cards[0]
    tail = f"/{card.product_id}" if kind else ""
    answer = client.get(f"/og/en{tail}.png")
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 60_000
    assert client.get("/og/en/nobody0000.png").status_code == 404


def test_who_wants_too_many_pictures_waits_and_the_others_do_not(
    client: TestClient, app: FastAPI
) -> None:
    app.state.picture_pace = Pace(1, clock=lambda: 0.0, at_once=2)
    card = app.state.shop.finder.answer(Query(), app.state.shop.now()).cards[0]
    answers = [client.get(f"/og/en/{card.product_id}.png") for _ in range(3)]
    app.state.picture_pace = Pace(1, at_once=30)
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"


def test_whom_to_tell_of_a_hole_stands_where_researchers_look(client: TestClient) -> None:
    said = client.get("/.well-known/security.txt").text
    assert re.search(r"^Contact: mailto:\S+@\S+$", said, re.M)
    assert re.search(r"^Expires: 2026-12-02T00:00:00Z$", said, re.M)
    assert "Fairwind" in client.get("/humans.txt").text
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/en/"


def test_without_a_mail_there_is_nobody_to_tell(client: TestClient, app: FastAPI) -> None:
    shop = app.state.shop
    silent = shop.settings.model_copy(update={"agency_mail": "", "sender": ""})
    app.state.shop = replace(shop, settings=silent)
    answer = client.get("/.well-known/security.txt")
    app.state.shop = shop
    assert answer.status_code == 404


def test_linked_data_holds_the_totals_that_the_page_shows(app: FastAPI) -> None:
    shop = app.state.shop
    pairs = [tuple(pair.split("=")) for pair in f"{FAMILY}&to=GR&sort=total".split("&")]
    query = read_query(pairs)
    card = next(
        c for c in shop.finder.answer(query, shop.now()).cards if c.product.name == "Lagoon Village"
    )
    found = shop.finder.stay(card.product_id, query, shop.now())
    said = linked_data.trip(found, "https://example.org", speech_of("en"))
    assert said["offers"]["priceCurrency"] == "EUR"
    totals = [q.total.major for q in found.card.quotes if q.total and q.total.currency == "EUR"]
    assert float(said["offers"]["lowPrice"]) >= float(min(totals))
    assert float(said["offers"]["highPrice"]) <= float(max(totals))
    assert said["offers"]["offerCount"] <= len(totals)
    assert said["itinerary"]["address"]["addressCountry"] == "GR"
    json.dumps(said)


def test_a_stay_without_a_price_has_no_offers_in_its_linked_data(app: FastAPI) -> None:
    shop = app.state.shop
    query = read_query([("group", "goes"), ("adults", "9")])
    card = shop.finder.answer(query, shop.now()).cards[0]
    found = shop.finder.stay(card.product_id, query, shop.now())
    assert "offers" not in linked_data.trip(found, "https://example.org", speech_of("en"))


@pytest.mark.parametrize("path", ["/en/", "/en/trips?to=GR", "stay"])
def test_pages_say_what_they_are_in_a_data_block(
    client: TestClient, app: FastAPI, path: str
) -> None:
    if path == "stay":
        card = app.state.shop.finder.answer(Query(), app.state.shop.now()).cards[0]
        path = f"/en/trip/{card.slug}-{card.product_id}"
    page = client.get(path).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert blocks
    for block in blocks:
        assert "<" not in block
        assert json.loads(block)["@context"] == "https://schema.org"
    shown = re.search(r'property="og:image" content="([^"]+)"', page)
    assert shown
    base = app.state.shop.settings.base_address
    assert client.get(shown[1].removeprefix(base)).headers["content-type"] == "image/png"


def test_a_program_that_asks_too_fast_is_told_when_to_come_again(app: FastAPI) -> None:
    kept = app.state.machine_pace
    app.state.machine_pace = Pace(1, clock=lambda: 0.0, at_once=3)
    try:
        with TestClient(app) as program:
            views = ("trips.json", "trips.csv", "trips.atom", "compare.json?id=a&id=b")
            said = [program.get(f"/en/{view}") for view in views]
        assert [answer.status_code for answer in said] == [200, 200, 200, 429]
        assert said[-1].headers["retry-after"] == "1"
    finally:
        app.state.machine_pace = kept
