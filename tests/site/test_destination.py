"""A destination: facts from the offers alone, what each month costs, the best trips."""

from __future__ import annotations

import html
import re

PARTY = "adults=2&child_age=4&child_age=11"


def test_a_destination_shows_what_is_offered_there(client) -> None:
    answer = client.get(f"/en/destination/greece-crete?{PARTY}")
    assert answer.status_code == 200
    page = answer.text
    assert "<h1>Crete</h1>" in page
    for said in ("Hersonissos", "Sun Tours", "Aegean Holidays", "Debrecen", "All inclusive"):
        assert said in page
    assert "Best trips for 2 adults, children 4 and 11" in page
    assert page.count('<article class="card') == 6


def test_a_country_is_shown_by_its_regions_which_lead_to_their_pages(client) -> None:
    page = client.get("/en/destination/greece").text
    links = re.findall(r'href="(/en/destination/[^"]+)"', page)
    assert {"/en/destination/greece-crete", "/en/destination/greece-corfu"} <= set(links)
    crete = client.get("/en/destination/greece-crete").text
    assert 'href="/en/destination/greece"' in crete
    assert 'href="/en/destinations"' in crete


def test_facts_lead_to_results_that_have_them(client) -> None:
    page = client.get(f"/en/destination/greece-crete?{PARTY}").text
    (link,) = {
        html.unescape(one)
        for one in re.findall(r'href="(/en/trips[^"]+)"', page)
        if "operator=sun_tours" in one
    }
    assert "1 stay priced for the four of you" in client.get(link).text


def test_another_name_of_a_place_leads_to_its_one_address(client) -> None:
    for said in ("crete", "Kréta", "GR_crete", "kreta"):
        answer = client.get(f"/hu/destination/{said}?{PARTY}")
        assert answer.status_code == 301, said
        assert answer.headers["location"].startswith("/hu/destination/greece-crete?")
        assert "child_age=11" in answer.headers["location"]
    assert client.get("/en/destination/gorogorszag").headers["location"] == "/en/destination/greece"


def test_the_name_is_in_the_pages_language_and_the_address_the_same(client) -> None:
    page = client.get("/hu/destination/greece-crete").text
    assert "<h1>Kréta</h1>" in page
    assert 'hreflang="en" href="https://kekhorizont.example/en/destination/greece-crete"' in page
    assert 'rel="canonical" href="https://kekhorizont.example/hu/destination/greece-crete"' in page


def test_a_place_nobody_goes_to_is_a_page_with_those_they_do(client) -> None:
    for said in ("atlantis", "france", "x" * 500, "%3Cscript%3E"):
        answer = client.get(f"/en/destination/{said}")
        assert answer.status_code == 404
        assert "Nobody offers a destination of this name" in answer.text
        assert 'href="/en/destination/greece"' in answer.text
        assert "noindex" in answer.text


def test_only_the_page_without_a_party_is_indexed(client) -> None:
    assert "noindex" not in client.get("/en/destination/greece").text
    assert "noindex" in client.get(f"/en/destination/greece?{PARTY}").text


def test_a_destination_as_json_has_its_facts_and_months(client) -> None:
    told = client.get(f"/en/destination/greece.json?{PARTY}").json()
    assert told["place"] == "GR"
    assert {one["name"] for one in told["operators"]} == {"Sun Tours", "Aegean Holidays", "Hellas"}
    assert [one["value"] for one in told["airports"]] == ["DEB"]
    assert {row["place"] for row in told["destinations"]} == {"GR/crete", "GR/corfu"}
    assert client.get("/en/destination/atlantis.json").status_code == 404


def test_the_sitemap_names_every_destination_and_each_is_there(client) -> None:
    told = client.get("/sitemaps/pages.xml").text
    pages = {one.split("example", 1)[1] for one in re.findall(r"<loc>(.*?)</loc>", told)}
    destinations = {page for page in pages if "/destination/" in page}
    assert {"/en/destination/greece", "/hu/destination/greece-crete"} <= destinations
    assert all(client.get(page).status_code == 200 for page in destinations)
