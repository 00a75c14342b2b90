"""The sandbox answers on loopback as its operators would, and remembers what it was asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import httpx

from fairwind.catalog.home import Home
from fairwind.demo.operators import OPERATORS, put_cards, shipped
from fairwind.demo.pages import json_page
from fairwind.demo.sandbox import canonical, sandbox

SOME = {"anna": {"/a?x=1&y=2": json_page([1])}, "boris": {"/str/?str-2": json_page([2])}}


def test_each_operator_answers_on_a_port_of_its_own_and_logs_what_it_was_asked() -> None:
    with sandbox(SOME) as servers:
        assert servers["anna"].port != servers["boris"].port
        found = httpx.get(servers["anna"].address + "/a?y=2&x=1", headers={"User-Agent": "tester"})
        missed = httpx.get(servers["boris"].address + "/a?x=1&y=2")
        robots = httpx.get(servers["anna"].address + "/robots.txt")
    assert (found.json(), missed.status_code) == ([1], 404)
    assert "Disallow: /intern/" in robots.text
    asked = servers["anna"].asked
    assert [(one.address, one.status) for one in asked] == [
        ("/a?y=2&x=1", 200),
        ("/robots.txt", 200),
    ]
    assert asked[0].agent == "tester"


def test_nobody_answers_when_the_sandbox_has_ended() -> None:
    with sandbox(SOME) as servers:
        address = servers["anna"].address
    try:
        httpx.get(address, timeout=2)
    except httpx.TransportError:
        return
    raise AssertionError(f"{address} still answers")


def test_an_address_is_the_same_whatever_the_order_of_its_query() -> None:
    assert canonical("/a?b=2&a=1%2C3") == canonical("/a?a=1,3&b=2") == "/a?a=1,3&b=2"
    assert canonical("/wczasy/egipt/?str-3") == "/wczasy/egipt/?str-3"


def test_the_home_gets_the_shipped_cards_with_nothing_but_their_ports_changed(
    tmp_path: Path,
) -> None:
    texts = shipped("cards")
    with sandbox({name: {} for name in texts}) as servers:
        cards = put_cards(Home(tmp_path), texts, servers)
    for path, card in cards:
        port = servers[card.name].port
        assert card.hosts == {f"127.0.0.1:{port}"}
        assert path.read_text("utf-8").replace(f":{port}/", ":1/") == texts[card.name]


def test_the_world_is_the_same_on_the_same_day_and_moves_with_it() -> None:
    day = dt.date(2026, 5, 4)
    for name, pages in OPERATORS.items():
        if name == "kek_horizont_busz":  # A workbook holds the time of its making.
            continue
        assert pages(day) == pages(day), name
    assert OPERATORS["adria_linie"](day) != OPERATORS["adria_linie"](day + dt.timedelta(days=1))
