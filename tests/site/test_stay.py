"""The stay page: the offer the card showed, its parts, who sells it, its calendar, the question."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from fairwind.catalog.catalogue import SourceState
from fairwind.catalog.home import Home
from fairwind.catalog.product_ids import ProductIds
from fairwind.offers import Component, Money, Offer, OfferRef, Paid, Party, Provenance, SoldBy
from fairwind.site.app import create_app
from fairwind.site.sources import way_out
from fairwind.store.clock import FixedClock

JULY = "adults=2&child_age=4&child_age=11&depart_from=2026-07-03&depart_to=2026-07-24"


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


@pytest.fixture
def lagoon(client: TestClient) -> str:
    """The address of Lagoon Village as Sun Tours' card leads to it."""
    page = client.get(f"/en/trips?{JULY}&operator=sun_tours").text
    return unescape(re.search(r'<h2><a href="(/en/trip/lagoon[^"]+)"', page)[1])


def test_the_page_shows_the_offer_that_led_here(client: TestClient, lagoon: str) -> None:
    page = client.get(lagoon)
    assert page.status_code == 200
    box = words(page.text[page.text.index('class="side"') :].split("</aside>")[0])
    assert "2 adults, children 4 and 11 Change Sat 4 → Sat 11 July 2026" in box
    assert "€2,536 total for 4 on these dates" in box
    assert "Sun Tours · free sale · checked 2 h ago" in box


def test_what_is_in_it_sums_to_the_total_and_says_how_we_know(client, lagoon: str) -> None:
    page = client.get(lagoon).text
    rows = re.findall(
        r'<tr[^>]*><th scope="row">(.*?)</th><td class="num[^"]*">(.*?)</td><td>(.*?)</td>', page
    )
    told = {words(name): (words(amount), words(known)) for name, amount, known in rows}
    assert told.pop("Total") == ("2,536", "")
    assert told.pop("bag 20 kg") == ("0, included", "stated by Sun Tours")
    assert told.pop("transfer") == ("0, included", "stated by Sun Tours")
    assert sum(int(amount.replace(",", "")) for amount, _ in told.values()) == 2536
    assert told["climate fee, paid there"] == (
        "70",
        "worked out: 10 euros a night, rule of 2025-01-01",
    )


def test_a_childs_part_bears_the_asked_age_of_the_same_band(
    make_home, make_offer, settings
) -> None:
    parts = (
        *[Component("adult", Money(45600, "EUR"))] * 2,
        Component("child", Money(13700, "EUR"), label="4"),
        Component("child", Money(29700, "EUR"), label="10"),
        Component("tourist_tax", Money(4900, "EUR"), paid=Paid.LOCALLY, label="4900"),
    )
    offer = make_offer(1, "sun_tours", 134600, party=Party(2, (4, 10)), parts=parts)
    home = make_home({"sun_tours": [offer]})
    app = create_app(settings.model_copy(update={"home": home}), FixedClock(offer.checked_at))
    anna = TestClient(app)
    link = re.search(r'<h2><a href="(/en/trip/[^"]+)"', anna.get(f"/en/trips?{JULY}").text)[1]
    said = words(anna.get(unescape(link)).text)
    assert "2 adults 912 stated by Sun Tours" in said
    assert re.search(r"child 11 297 stated by Sun Tours, child price \d+\u2013\d+", said)
    assert "tourist tax, paid there 49 stated by Sun Tours" in said


def test_the_same_operators_come_first_then_the_others_with_their_differences(client, lagoon):
    said = words(client.get(lagoon).text)
    same = said.index("Aegean Holidays €2,590 legal name not stated Same")
    unlike = said.index(
        "Hellas €2,310 legal name not stated Not the same : half board, without bag"
    )
    assert same < unlike


def test_the_seller_is_named_by_law_with_its_licence_and_country(client, lagoon: str) -> None:
    page = client.get(lagoon).text
    box = words(page[page.index('class="side"') :].split("</aside>")[0])
    assert "The contract is with Sun Tours Utazási Kft., licence U-000123, Hungary." in box
    assert "Sun Tours €2,536 Sun Tours Utazási Kft. · licence U-000123 · Hungary" in words(page)


def test_where_the_legal_name_is_not_known_the_page_says_so(client, lagoon: str) -> None:
    page = client.get(re.sub(r"&offer=\w+", "", lagoon)).text
    box = words(page[page.index('class="side"') :].split("</aside>")[0])
    assert "The contract is with Hellas; its legal name is not stated." in box


def test_an_operator_with_a_price_is_not_listed_again_without_one(client, lagoon: str) -> None:
    said = words(client.get(lagoon).text)
    assert "Goes, without a price for your party" not in said


def test_without_an_offer_named_the_engines_first_one_stands(client, lagoon: str) -> None:
    said = words(client.get(re.sub(r"&offer=\w+", "", lagoon)).text)
    assert "€2,310 total for 4" in said


def test_a_party_without_a_price_sees_none_but_the_published_one(client, lagoon: str) -> None:
    alone = re.sub(r"\?.*", "?adults=2&child_age=1&child_age=16&depart_from=2026-07-04", lagoon)
    said = words(client.get(alone).text)
    assert "No published price for your party on these dates." in said
    assert "total for" not in said


def test_what_the_operator_does_not_say_is_said(client, lagoon: str) -> None:
    page = client.get(lagoon).text
    silent = words(page[page.index('class="silent">not stated') :].split("</tr>")[0])
    assert "Cancellation" in silent
    assert "Passport and visa" in silent


def test_each_day_of_the_calendar_has_a_price_or_says_none(client, lagoon: str) -> None:
    page = client.get(lagoon).text
    table = page[page.index('class="monthgrid"') :].split("</table>")[0]
    days = re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)
    said = [words(day) for day in days if day]
    assert len(said) == 31
    assert "4 Sat 4 July 2026: €2,310 lowest" in said
    assert "5 none" in said
    price = r"\d+ (\w+ \d+ July 2026: (goes, no price|€[\d,]+( lowest)?)|none|no data)"
    assert all(re.fullmatch(price, day) for day in said)


def test_another_month_of_the_calendar_is_a_link_and_nonsense_is_none(client, lagoon: str) -> None:
    page = client.get(f"{lagoon}&cal=2026-08").text
    assert "August 2026" in page[page.index('class="monthgrid"') :]
    for nonsense in ("2026-13", "x", "9999999", "0000-01", "<script>"):
        assert "July 2026" in client.get(f"{lagoon}&cal={nonsense}").text


def test_the_question_stands_on_the_page(client, lagoon: str) -> None:
    page = client.get(lagoon).text
    assert 'method="post" action="/en/ask' in page
    assert 'id="ask"' in page


def test_a_wrong_slug_leads_to_the_right_address(client, lagoon: str) -> None:
    wrong = lagoon.replace("lagoon-village", "other-name")
    answer = client.get(wrong)
    assert answer.status_code == 301
    assert "/en/trip/lagoon-village-" in answer.headers["location"]
    assert "child_age=11" in answer.headers["location"]


def test_an_id_never_known_is_no_page(client: TestClient) -> None:
    assert client.get("/en/trip/some-hotel-aaaaaaaaaa").status_code == 404
    assert client.get("/en/trip/nothing").status_code == 404


def test_a_stay_that_is_gone_says_so_and_shows_others(client: TestClient, settings) -> None:
    home = Home(settings.home)
    known = ProductIds.of(home)
    known.members["id:gone"] = "zzzzzzzzzz"
    known.keep(home)
    page = client.get(f"/en/trip/old-hotel-zzzzzzzzzz?{JULY}")
    assert page.status_code == 410
    assert "This stay is no longer offered" in page.text
    assert page.text.count('<article class="card">') == 6


def test_the_way_out_leads_to_the_operators_own_page(client: TestClient, lagoon: str) -> None:
    page = client.get(lagoon).text
    link = re.search(r'href="(/go/\w+)" rel="nofollow noopener sponsored"', page)[1]
    answer = client.get(link)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://sun_tours.example/o/1"
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert client.get("/go/0000000000000000").status_code == 404


@pytest.mark.parametrize(
    ("link", "read_at", "out"),
    [
        ("https://sun.example/o/1", "https://sun.example/list", True),
        ("https://www.sun.example/o/1", "https://feeds.sun.example/list", True),
        ("https://sun.example/o/1", "https://feeds.sun.example/list", True),
        ("https://evil.example/o/1", "https://sun.example/list", False),
        ("https://sun.example.evil.example/", "https://sun.example/list", False),
        ("https://notsun.example/", "https://sun.example/list", False),
        ("javascript:alert(1)", "https://sun.example/list", False),
        ("//evil.example/", "https://sun.example/list", False),
        ("https://sun.example@evil.example/", "https://sun.example/list", False),
        ("https://example/", "https://sun.example/list", False),
    ],
)
def test_nobody_is_sent_to_a_host_that_is_not_the_operators(link, read_at, out, an_offer) -> None:
    offer: Offer = an_offer(link, read_at)
    source = SourceState("sun", "Sun", sold_by=SoldBy.BOTH)
    assert bool(way_out(offer, source)) is out
    assert way_out(offer, SourceState("sun", "Sun", sold_by=SoldBy.US)) == ""
    assert way_out(offer, None) == ""


@pytest.fixture
def an_offer(make_offer):
    def make(link: str, read_at: str) -> Offer:
        from dataclasses import replace

        offer = make_offer(1, "sun_tours", 100000)
        seen = Provenance("sun", read_at, 0, offer.checked_at)
        return replace(offer, ref=OfferRef("sun", (), "", link), provenance=seen)

    return make
