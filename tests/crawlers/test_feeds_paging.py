"""Pages follow one another by token, by Link header and by address, and never in a circle."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fairwind.crawlers.card import read_card
from fairwind.crawlers.connectors import Ask, first_asks
from fairwind.crawlers.connectors.asking import linked, next_asks
from fairwind.crawlers.fetch.client import ask as ask_once
from fairwind.offers.faults import CardFault, FetchFault
from fairwind.store.settings import Settings

from .cards import card_with

API = """\
  kind: json_search
  start: https://feed.example.com/tours
  records: items
"""
TOKEN = '  params: {{limit: "2", cursor: "{{token}}"}}\n  paging: {{by: token, token: {path}}}\n'


def follows(card: Any, ask: Ask, said: Any, link: str = "") -> tuple[tuple[Ask, ...], list[str]]:
    warnings: Counter[str] = Counter()
    return next_asks(card, ask, said, 1, None, warnings, link), list(warnings)


def test_a_token_of_the_answer_stands_in_the_next_question_and_in_no_first(tmp_path: Path) -> None:
    card = card_with(tmp_path, API + TOKEN.format(path="meta.next"), "  id: id\n  name: name")
    [first] = first_asks(card)
    assert first.address == "https://feed.example.com/tours?limit=2"
    (second,), said = follows(card, first, {"meta": {"next": "a/b c&d"}})
    assert second.address == "https://feed.example.com/tours?limit=2&cursor=a%2Fb+c%26d"
    assert (second.page, second.token, said) == (1, "a/b c&d", [])
    assert follows(card, second, {"meta": {"next": None}}) == ((), [])
    (numbered,), _ = follows(card, first, {"meta": {"next": 17}})
    assert numbered.address.endswith("cursor=17")


@pytest.mark.parametrize("token", [{"a": 1}, ["x"], True, "x" * 5000, "line\nbreak"])
def test_what_is_no_token_ends_the_pages_with_a_warning(tmp_path: Path, token: Any) -> None:
    card = card_with(tmp_path, API + TOKEN.format(path="next"), "  id: id\n  name: name")
    [first] = first_asks(card)
    asks, said = follows(card, first, {"next": token})
    assert asks == ()
    assert len(said) == 1
    assert said[0].startswith("paging.token")


def test_a_token_may_stand_in_a_body_or_a_header(tmp_path: Path) -> None:
    posted = '  method: POST\n  body: {limit: 2, after: "{token}"}\n'
    headed = '  headers: {X-After: "{token}"}\n  paging: {by: token, token: next}\n'
    card = card_with(tmp_path, API + posted + headed, "  id: id\n  name: name")
    [first] = first_asks(card)
    (second,), _ = follows(card, first, {"next": "T2"})
    assert json.loads(first.body) == {"limit": 2}
    assert json.loads(second.body) == {"limit": 2, "after": "T2"}
    assert [dict(ask.headers).get("X-After") for ask in (first, second)] == [None, "T2"]


def test_a_link_header_names_the_next_page(tmp_path: Path) -> None:
    card = card_with(tmp_path, API + "  paging: {by: link}\n", "  id: id\n  name: name")
    [first] = first_asks(card)
    header = '</tours?page=9>; rel="last", <?page=2>; title="a, b"; rel="next"'
    (second,), said = follows(card, first, {}, header)
    assert (second.address, said) == ("https://feed.example.com/tours?page=2", [])
    assert follows(card, replace(first, page=1), {}, "") == ((), [])
    off, said = follows(card, first, {}, '<https://evil.example/>; rel="next"')
    assert off == ()
    assert "not in allow" in said[0]


@pytest.mark.parametrize(
    ("header", "found"),
    [("", []), ("garbage", []), ("<a>; rel=next", ["a"]), ('<b>; rel="prev next"', ["b"])],
)
def test_link_headers_are_read_as_the_standard_says(header: str, found: list[str]) -> None:
    assert linked(header) == found


def test_pages_that_lead_in_a_circle_end_there_and_the_report_says_so(
    operator: Any, crawler: Any
) -> None:
    operator.offers("/t", 2, 1, next="b")
    operator.offers("/t?after=b", 2, 3, next="c")
    operator.offers("/t?after=c", 2, 5, next="b")
    paging = '  params: {after: "{token}"}\n  paging: {by: token, token: next}'
    crawler.says(f"{operator.address}/t", paging)
    report = crawler.run().report
    assert operator.paths == ["/t", "/t?after=b", "/t?after=c"]
    assert report["offers"] == 6
    assert [said for said in report["faults"] if "pages lead in a circle" in said]


def test_a_token_in_a_header_tells_pages_apart(
    operator: Any, crawler: Any, reply: Callable[..., Any]
) -> None:
    def page(times: int) -> Any:
        offers = [{"id": str(times), "name": "Hotel", "price": "9", "date": "2026-07-11"}]
        after = "more" if times == 1 else None
        return reply(json.dumps({"offers": offers, "next": after}).encode())

    operator.answers["/t"] = page
    paging = '  headers: {X-After: "{token}"}\n  paging: {by: token, token: next}'
    crawler.says(f"{operator.address}/t", paging)
    assert crawler.run().report["offers"] == 2
    asked = [one.headers.get("X-After") for one in operator.asked if one.path == "/t"]
    assert asked == [None, "more"]


KEY = "  headers: {Authorization: 'Bearer {env:SUNNY_KEY}'}"


def test_a_key_is_filled_in_from_the_environment_and_written_nowhere(
    operator: Any, crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.offers("/t", 1)
    crawler.says(f"{operator.address}/t", KEY)
    monkeypatch.setenv("SUNNY_KEY", "s3cr3t-value")
    process = crawler.start()
    process.communicate()
    assert process.returncode == 0
    [asked] = [one for one in operator.asked if one.path == "/t"]
    assert asked.headers["Authorization"] == "Bearer s3cr3t-value"
    kept = [f for f in crawler.home.rglob("*") if f.is_file() and b"s3cr3t" in f.read_bytes()]
    assert kept == []


def test_without_its_key_nothing_is_fetched(
    operator: Any, crawler: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUNNY_KEY", raising=False)
    crawler.says(f"{operator.address}/t", KEY)
    crawled = crawler.run()
    said = "sunny: connector.headers.Authorization: the environment's SUNNY_KEY is not set;"
    assert crawled.code == 1
    assert crawled.last["sentence"] == f"{said} nothing is fetched"
    settings = Settings(home=crawler.home, allow_loopback=True)
    with pytest.raises(FetchFault, match="SUNNY_KEY is not set"):
        ask_once(read_card(crawler.card), Ask(f"{operator.address}/t"), settings)
    assert operator.asked == []


def test_no_card_sends_a_secret_of_fairwinds_own(crawler: Any) -> None:
    crawler.says("http://127.0.0.1:9/t", "  headers: {X-Key: '{env:FAIRWIND_SECRET_KEY}'}")
    with pytest.raises(CardFault, match="FAIRWIND_SECRET_KEY is Fairwind's own"):
        read_card(crawler.card)
