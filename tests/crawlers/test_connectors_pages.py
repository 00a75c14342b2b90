"""JSON inside HTML pages and JSON search APIs: reading, paging, shards."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import Ask, Page, first_asks, read_page
from fairwind.offers.faults import ConnectorFault

from .cards import card_with

NOW = dt.datetime(2026, 6, 8, 7, 0, tzinfo=dt.UTC)
FIELDS = "  id: ref\n  name: title"
TRIPS = [{"ref": number, "title": f"Trip {number}"} for number in range(1, 4)]


def html_card(folder: Path, where: str = "script: __NEXT_DATA__", rest: str = "") -> Card:
    connector = (
        "  kind: html_json\n  start: https://www.example.com/{to}/?str-{page}\n"
        f"  shards: {{to: [greece, costa brava]}}\n  {where}\n  records: props.offers[*]\n"
        f"  total: props.found\n  paging: {{by: page, size: 3{rest}}}"
    )
    return card_with(folder, connector, FIELDS)


def html(offers: Any, script: str = '<script id="__NEXT_DATA__" type="application/json">') -> bytes:
    document = {"props": {"offers": offers, "found": 8}}
    return (
        "<!DOCTYPE html><html><head><title>Trips &amp; more</title>"
        "<script>window.other = {};</script></head><body><p>a < b</p>"
        f"{script}{json.dumps(document)}</script></body></html>"
    ).encode()


def read(card: Card, body: bytes, ask: Ask | None = None) -> Page:
    ask = ask or first_asks(card)[0]
    return read_page(card, body, ask.address, "text/html; charset=utf-8", NOW, ask)


def refused(card: Card, body: bytes) -> str:
    with pytest.raises(ConnectorFault) as caught:
        read(card, body)
    return str(caught.value)


def test_json_in_a_script_element_is_read(tmp_path):
    page = read(html_card(tmp_path), html(TRIPS))
    assert [record.said["id"] for record in page.records] == [1, 2, 3]
    assert page.reported == 8


@pytest.mark.parametrize(
    "script",
    [
        "<script>window.__STATE__ = ",
        "<script>var a=1;\nwindow.__STATE__=",
        "<script>if (window.__STATE__ == null) {}; window.__STATE__ = ",
    ],
)
def test_json_set_to_a_variable_is_read(script, tmp_path):
    card = html_card(tmp_path, "variable: window.__STATE__")
    assert len(read(card, html(TRIPS, script)).records) == 3


def test_json_in_a_text_that_a_script_parses_is_read(tmp_path):
    card = html_card(tmp_path, "variable: window.__STATE__")
    text = json.dumps(json.dumps({"props": {"offers": TRIPS}}))
    page = read(card, f"<script>window.__STATE__ = JSON.parse({text});</script>".encode())
    assert len(page.records) == 3


def test_an_empty_page_of_offers_is_an_honest_none_and_the_last(tmp_path):
    page = read(html_card(tmp_path), html([]))
    assert (page.records, page.follow) == ((), ())


def test_a_page_that_changed_shape_says_what_was_looked_for(tmp_path):
    card = html_card(tmp_path)
    address = "https://www.example.com/greece/?str-1"
    assert refused(card, b"<html><h1>New site!</h1></html>") == (
        f"sunny_tours: {address}: script __NEXT_DATA__ not found in the page"
    )
    assert "looked for a page, the answer is empty" in refused(card, b"")
    assert "records path props.offers[*] gave null" in refused(card, html(None))
    broken = html(TRIPS).replace(b'"found": 8}}', b"")
    assert "the JSON breaks off" in refused(card, broken)
    other = html_card(tmp_path, "variable: window.__STATE__")
    assert "variable window.__STATE__ is set in no script" in refused(other, html(TRIPS))


def test_what_is_neither_json_nor_javascript_is_named(tmp_path):
    card = html_card(tmp_path, "variable: window.__STATE__")
    said = refused(card, b"<script>window.__STATE__ = build(1)</script>")
    assert "variable window.__STATE__: the JSON is broken" in said


def test_the_first_asks_are_the_first_page_of_every_shard(tmp_path):
    asks = first_asks(html_card(tmp_path))
    assert [ask.address for ask in asks] == [
        "https://www.example.com/greece/?str-1",
        "https://www.example.com/costa%20brava/?str-1",
    ]
    assert [ask.shard for ask in asks] == ["to=greece", "to=costa+brava"]


def pages_until_the_end(card: Card, answers: list[bytes]) -> list[str]:
    """The addresses asked, from the second shard's first page on."""
    ask, asked = first_asks(card)[1], []
    for body in answers:
        asked.append(ask.address)
        follow = read(card, body, ask).follow
        if not follow:
            break
        (ask,) = follow
    return asked


def test_paging_ends_with_the_short_page_and_stays_in_its_shard(tmp_path):
    card = html_card(tmp_path)
    full = html(TRIPS).replace(b'"found": 8', b'"found": null')
    short = html(TRIPS[:2]).replace(b'"found": 8', b'"found": null')
    assert pages_until_the_end(card, [full, full, short, full]) == [
        f"https://www.example.com/costa%20brava/?str-{page}" for page in (1, 2, 3)
    ]


def test_paging_ends_where_the_answer_says_how_many_there_are(tmp_path):
    assert len(pages_until_the_end(html_card(tmp_path), [html(TRIPS)] * 9)) == 3
    card = html_card(tmp_path, rest=", pages: props.pages, first: 0")
    numbered = html(TRIPS).replace(b'"found": 8', b'"found": null, "pages": 2')
    asked = pages_until_the_end(card, [numbered] * 9)
    assert [address[-1] for address in asked] == ["0", "1"]


def test_paging_never_goes_on_past_the_cards_most(tmp_path):
    card = html_card(tmp_path, rest=", most: 2")
    ask = first_asks(card)[0]
    (second,) = read(card, html(TRIPS), ask).follow
    last = read(card, html(TRIPS), second)
    assert last.follow == ()
    assert last.warnings == {"paging.most: stopped after 2 pages": 1}


# Search APIs

SEARCH = "  kind: json_search\n  start: https://api.example.com/v2/search\n  records: items[*]\n"


def answer(count: int, **rest: Any) -> bytes:
    return json.dumps({"items": TRIPS[:count], **rest}).encode()


def query(ask: Ask) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(ask.address).query))


def test_a_search_by_get_fills_its_parameters_shard_by_shard(tmp_path):
    card = card_with(
        tmp_path,
        SEARCH
        + '  params: {to: "{to}", from: "{offset}", lang: hu}\n  shards: {to: [GR, "É S"]}\n'
        + "  headers: {Accept-Language: hu}\n  paging: {by: offset, size: 3}",
        FIELDS,
    )
    asks = first_asks(card)
    assert [query(ask) for ask in asks] == [
        {"to": "GR", "from": "0", "lang": "hu"},
        {"to": "É S", "from": "0", "lang": "hu"},
    ]
    assert asks[0].headers == (("Accept-Language", "hu"),)
    (second,) = read(card, answer(3), asks[1]).follow
    assert query(second) == {"to": "É S", "from": "3", "lang": "hu"}
    assert read(card, answer(1), second).follow == ()


def test_a_search_by_post_fills_its_body_and_keeps_numbers_numbers(tmp_path):
    card = card_with(
        tmp_path,
        SEARCH
        + '  method: POST\n  body: {page: "{page}", to: ["{to}"], text: "p{page}", adults: 2}\n'
        + "  shards: {to: [GR]}\n  paging: {by: page}",
        FIELDS,
    )
    (ask,) = first_asks(card)
    assert ask.method == "POST"
    assert dict(ask.headers)["Content-Type"] == "application/json"
    (second,) = read(card, answer(3), ask).follow
    assert json.loads(second.body) == {"page": 2, "to": ["GR"], "text": "p2", "adults": 2}
    assert read(card, answer(0), second).follow == ()


def next_card(folder: Path, path: str = "links.next") -> Card:
    return card_with(folder, SEARCH + f"  paging: {{by: next, next: {path}}}", FIELDS)


def test_a_next_address_is_followed_also_when_relative(tmp_path):
    card = next_card(tmp_path)
    (ask,) = first_asks(card)
    (second,) = read(card, answer(3, links={"next": "?cursor=b"}), ask).follow
    assert second.address == "https://api.example.com/v2/search?cursor=b"
    assert read(card, answer(3, links={"next": None}), second).follow == ()


def test_a_next_address_may_stand_in_a_list_of_links(tmp_path):
    card = next_card(tmp_path, "\"links[?rel=='next'].href\"")
    links = [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]
    (second,) = read(card, answer(3, links=links)).follow
    assert second.address == "https://api.example.com/b"


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        (
            "https://evil.example/x",
            "the next page leads to evil.example:443, which is not in allow",
        ),
        ("http://169.254.169.254/", "the next page leads to 169.254.169.254:80"),
        ("https://api.example.com:8443/", "the next page leads to api.example.com:8443"),
        ("file:///etc/passwd", "the next page's address is none"),
        ("https://me:pw@api.example.com/", "the next page's address is none"),
        ("https://api.example.com/v2/search", "the next page is this page"),
    ],
)
def test_a_next_address_off_the_cards_hosts_is_not_followed(address, warning, tmp_path):
    page = read(next_card(tmp_path), answer(3, links={"next": address}))
    assert page.follow == ()
    ((said, times),) = page.warnings.items()
    assert (times, said.startswith(warning)) == (1, True)


def test_an_error_of_the_api_is_a_named_fault(tmp_path):
    said = refused(next_card(tmp_path), b'{"error": "quota", "code": 42}')
    assert said.endswith("records path items[*] gave null; the answer has error, code")
