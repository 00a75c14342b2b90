"""Structured data in pages: JSON-LD, Microdata and RDFa give the same offers, or say why not."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import Ask, ConnectorFault, Page, read_page
from fairwind.crawlers.intake import take_in
from fairwind.offers import Money

from .cards import card_with

NOW = dt.datetime(2026, 5, 4, 6, tzinfo=dt.UTC)
SITE = "https://www.example.com"
FIELDS = (
    "  name: parent.name\n  id: {value: T-1}\n  price: price\n  currency: priceCurrency\n"
    '  sale_ends: availabilityEnds\n  availability: {path: availability, split: "/", part: -1}'
)
OFFER = {
    "@type": "Offer",
    "price": "500.10",
    "priceCurrency": "EUR",
    "availabilityEnds": "2026-10-31",
    "availability": "https://schema.org/InStock",
}
TRIP: dict[str, Any] = {"@type": "TouristTrip", "name": "Old Towns", "offers": OFFER}
SAID = {
    "id": "T-1",
    "name": "Old Towns",
    "price": "500.10",
    "currency": "EUR",
    "sale_ends": "2026-10-31",
    "availability": "InStock",
}
MICRODATA = """<div itemscope itemtype="https://schema.org/TouristTrip">
<h1 itemprop="name">Old Towns</h1><div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
<meta itemprop="price" content="500.10"><meta itemprop="priceCurrency" content="EUR">
<meta itemprop="availabilityEnds" content="2026-10-31">
<link itemprop="availability" href="https://schema.org/InStock"></div></div>"""
RDFA = """<div vocab="http://schema.org/" typeof="TouristTrip"><h1 property="name">Old Towns</h1>
<div property="offers" typeof="Offer"><meta property="price" content="500.10">
<meta property="priceCurrency" content="EUR"><meta property="availabilityEnds" content="2026-10-31">
<link property="availability" href="https://schema.org/InStock"></div></div>"""


def card_of(folder: Path, rest: str = "  each: offers", fields: str = FIELDS) -> Card:
    connector = f"  kind: structured\n  start: {SITE}/t\n  types: TouristTrip\n{rest}"
    return card_with(folder, connector, fields)


def ld(*blocks: Any, body: str = "") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">'
        f"{one if isinstance(one, str) else json.dumps(one)}</script>"
        for one in blocks
    )
    return f"<html><head>{scripts}</head><body>{body}</body></html>"


def read(card: Card, body: str) -> Page:
    ask = Ask(SITE + "/t/x", step="page")
    return read_page(card, body.encode(), ask.address, "text/html; charset=utf-8", NOW, ask)


def said(page: Page) -> list[dict[str, Any]]:
    return [dict(record.said) for record in page.records]


@pytest.mark.parametrize("body", [ld(TRIP), MICRODATA, RDFA], ids=["json-ld", "microdata", "rdfa"])
def test_an_offer_is_the_same_in_every_syntax(body, tmp_path):
    page = read(card_of(tmp_path), body)
    assert said(page) == [SAID]
    (offer,) = take_in(card_of(tmp_path), page.records, NOW).offers
    assert offer.departure.price.amount == Money.of(Decimal("500.10"), "EUR")
    assert offer.availability.value == "free_sale"


def test_a_page_that_says_it_twice_gives_it_once(tmp_path):
    assert said(read(card_of(tmp_path), ld(TRIP, body=MICRODATA + RDFA))) == [SAID]
    later = card_of(tmp_path, "  each: offers\n  syntaxes: [microdata, json-ld]")
    assert said(read(later, ld({**TRIP, "name": "B"}, body=MICRODATA))) == [SAID]


@pytest.mark.parametrize(
    "document",
    [
        [TRIP],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, TRIP]},
        {"@type": "WebPage", "mainEntity": TRIP},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TRIP}]},
        {**TRIP, "@type": ["Product", "https://schema.org/TouristTrip"]},
        {**TRIP, "offers": [OFFER]},
        {**TRIP, "offers": {"@type": "AggregateOffer", "lowPrice": "1", "offers": [OFFER]}},
        {
            "@graph": [
                {**TRIP, "offers": {"@id": "#o"}},
                {**OFFER, "@id": "#o"},
            ]
        },
        {**TRIP, "name": {"@value": "Old Towns", "@language": "en"}},
    ],
    ids=["list", "graph", "entity", "itemlist", "types", "offers", "aggregate", "ids", "value"],
)
def test_an_item_is_found_wherever_it_stands(document, tmp_path):
    assert said(read(card_of(tmp_path), ld(document))) == [SAID]


@pytest.mark.parametrize(
    "broken",
    [
        json.dumps(TRIP)[:-1] + ",}",
        "/* ours */ " + json.dumps(TRIP) + ";",
        "<!-- " + json.dumps(TRIP) + " -->",
        "//<![CDATA[\n" + json.dumps(TRIP) + "\n//]]>",
        json.dumps(TRIP).replace('"name"', "name").replace('"', "'"),
    ],
    ids=["comma", "comment", "html comment", "cdata", "javascript"],
)
def test_broken_json_ld_is_read_with_a_warning(broken, tmp_path):
    page = read(card_of(tmp_path), ld(broken))
    assert said(page) == [SAID]
    assert list(page.warnings) == ["a JSON-LD block is no JSON; it was read as JavaScript"]


def test_one_block_that_cannot_be_read_takes_no_other_along(tmp_path):
    page = read(card_of(tmp_path), ld('{"@type": "Hotel" "name"', TRIP, "{{{", ""))
    assert said(page) == [SAID]
    assert sum(page.warnings.values()) == 2
    assert all("a JSON-LD block cannot be read" in one for one in page.warnings)


def test_an_item_without_an_offer_is_a_record_without_a_price(tmp_path):
    card = card_of(tmp_path, fields=FIELDS)
    page = read(card, ld({"@type": "TouristTrip", "name": "Old Towns"}))
    assert said(page) == [{"name": "Old Towns", "id": "T-1"}]
    assert take_in(card, page.records, NOW).offers[0].departure.price is None


def test_a_lowest_price_of_an_aggregate_is_no_price(tmp_path):
    aggregate = {"@type": "AggregateOffer", "lowPrice": "99", "priceCurrency": "EUR"}
    page = read(card_of(tmp_path), ld({**TRIP, "offers": aggregate}))
    assert "price" not in said(page)[0]


def test_a_sale_that_ended_is_no_offer(tmp_path):
    card = card_of(tmp_path)
    page = read(card, ld({**TRIP, "offers": {**OFFER, "availabilityEnds": "2017-10-31"}}))
    (reject,) = take_in(card, page.records, NOW).rejects
    assert (reject.reason, reject.value) == ("sale_ended", "2017-10-31")


def test_a_field_may_stand_in_the_page_itself(tmp_path):
    fields = FIELDS + "\n  itinerary: {path: ol li, page: true, all: true}"
    page = read(card_of(tmp_path, fields=fields), ld(TRIP, body="<ol><li>Split<li>Hvar</ol>"))
    assert said(page) == [SAID | {"itinerary": ["Split", "Hvar"]}]


def test_a_page_without_such_an_item_says_what_was_looked_for(tmp_path):
    with pytest.raises(ConnectorFault, match="no TouristTrip in the page's json-ld, microdata"):
        read(card_of(tmp_path), ld({"@type": "Hotel", "name": "A"}))
    none = card_of(tmp_path, "  each: offers\n  empty: .sold-out")
    assert read(none, "<p class=sold-out>none left</p>").records == ()


def nested(depth: int) -> Any:
    return TRIP if depth == 0 else {"@type": "Thing", "about": nested(depth - 1)}


def test_items_that_name_each_other_in_a_circle_end(tmp_path):
    circle = [
        {**TRIP, "@id": "#a", "isRelatedTo": {"@id": "#b"}},
        {"@type": "Thing", "@id": "#b", "about": {"@id": "#a"}},
    ]
    assert said(read(card_of(tmp_path), ld({"@graph": circle}))) == [SAID]


@pytest.mark.parametrize(
    "body",
    [
        ld(nested(60)),
        ld("[" * 100_000),
        ld("{'a':" * 50_000),
        "<div itemscope itemprop=a>" * 200,
        "<div typeof=TouristTrip>" * 200,
        ld({"@type": "Thing", "about": [{"@type": "Thing"}] * 60_000}),
    ],
    ids=["nested", "lists", "javascript", "microdata", "rdfa", "many"],
)
def test_structured_data_built_to_hurt_is_a_named_fault(body, tmp_path):
    card = card_of(tmp_path, "  each: offers\n  empty: .never")
    with suppress(ConnectorFault):
        assert all(set(one) <= {"name", "id"} for one in said(read(card, body)))


def test_no_vocabulary_is_fetched_for_rdfa(tmp_path):
    """The suite lets no socket leave this machine; a fetch would be a fault in the warnings."""
    far = RDFA.replace("http://schema.org/", "http://vocabulary.invalid/x/")
    page = read(card_of(tmp_path), far + ld(TRIP))
    assert not page.warnings
