"""One price asked again: what the operator's answer makes of it, and who is never asked."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fairwind.catalog.home import Home
from fairwind.catalog.price_checks import State
from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import read_page
from fairwind.crawlers.fetch import network
from fairwind.crawlers.fetch.ledger import Ledger
from fairwind.crawlers.intake import take_in
from fairwind.crawlers.recheck import Checked, recheck
from fairwind.crawlers.recheck_asking import NoId, address_for, within
from fairwind.offers import Money, Offer, OfferRef, Party
from fairwind.store.clock import FixedClock
from fairwind.store.settings import Settings, load_settings

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
FAMILY = Party(2, (4, 11))
RECORD: dict[str, Any] = {
    "id": "CR-1",
    "hotel": "Lagoon Village",
    "start": "2026-07-04",
    "nights": 7,
    "board": "AI",
    "room": "Family room",
    "adults": 2,
    "children": [4, 11],
    "price": 2386,
    "fuel": 80,
    "tax": 70,
    "seats": "free",
    "transfer": "yes",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, allow_loopback=True)


def card_at(address: str, **said: Any) -> Card:
    return Card.model_validate(
        {
            "name": "sun_tours",
            "title": "Sun Tours",
            "operator": "Sun Tours",
            "permission": {"basis": "contract", "by": "Dora", "on": "2026-01-01"},
            "connector": {"kind": "json_search", "start": f"{address}/list", "records": "offers"},
            "fields": {
                "id": "id",
                "name": "hotel",
                "date": "start",
                "nights": "nights",
                "board": "board",
                "room": "room",
                "adults": "adults",
                "children_ages": "children",
                "price": "price",
                "mandatory.fuel": "fuel",
                "mandatory.tourist_tax": "tax",
                "availability": "seats",
                "transfer": "transfer",
            },
            "price": {"basis": "per_party", "currency": "EUR"},
            "age_bands": [{"name": "child", "youngest": 2, "oldest": 11}],
            "availability": {"free": "free_sale", "none": "stop_sale"},
            "budget": {"delay_seconds": 0, "requests_per_minute": 600},
            "can": ["list", "recheck"],
            "recheck": f"{address}/one?id={{id}}",
        }
        | said
    )


def body(*records: dict[str, Any]) -> bytes:
    return json.dumps({"offers": records}).encode()


def offer_of(card: Card, **said: Any) -> Offer:
    page = read_page(card, body(RECORD | said), "http://x/list", "application/json", NOW)
    (offer,) = take_in(card, page.records, NOW).offers
    return offer


@pytest.fixture
def sun(operator: Any) -> Card:
    return card_at(operator.address)


def asked(
    operator: Any,
    settings: Settings,
    card: Card,
    *records: dict[str, Any],
    party: Party | None = FAMILY,
    seconds: float = 5.0,
    **reply: Any,
) -> Checked:
    """What becomes of the shown price when the operator answers with these records."""
    from .conftest import Reply

    said = {"headers": (("Content-Type", "application/json"),), "body": body(*records)} | reply
    operator.answers["/one?id=CR-1"] = Reply(**said)
    return recheck(settings, FixedClock(NOW), card, offer_of(card), party, seconds)


def test_the_same_price_is_confirmed(operator: Any, settings: Settings, sun: Card) -> None:
    found = asked(operator, settings, sun, RECORD)
    assert (found.state, found.reason) == (State.CONFIRMED, "")
    assert found.total == Money(253_600, "EUR")
    assert 0 < found.seconds < 5
    assert operator.paths == ["/one?id=CR-1"]


@pytest.mark.parametrize(
    ("now", "total", "reason"),
    [
        ({"fuel": 134}, 259_000, "moved fuel 5400 EUR"),
        ({"price": 2440}, 259_000, "package 5400 EUR"),
        ({"price": 2300}, 245_000, "package -8600 EUR"),
        ({"fuel": 100, "price": 2420}, 259_000, "package 3400 EUR; moved fuel 2000 EUR"),
        ({"board": "HB"}, 253_600, "board_changed"),
        ({"room": "Double room"}, 253_600, "room_changed"),
        ({"transfer": "no"}, 253_600, "transfer_missing"),
    ],
)
def test_a_change_says_which_part_moved(
    operator: Any, settings: Settings, sun: Card, now: dict[str, Any], total: int, reason: str
) -> None:
    found = asked(operator, settings, sun, RECORD | now)
    assert (found.state, found.reason) == (State.CHANGED, reason)
    assert found.total == Money(total, "EUR")


def test_a_part_that_was_not_there_is_added_and_one_that_is_missing_dropped(
    operator: Any, settings: Settings, sun: Card
) -> None:
    bare = {name: value for name, value in RECORD.items() if name != "fuel"}
    assert asked(operator, settings, sun, bare).reason == "dropped fuel -8000 EUR"
    page = read_page(sun, body(bare), "http://x/list", "application/json", NOW)
    (shown,) = take_in(sun, page.records, NOW).offers
    from .conftest import Reply

    kind = (("Content-Type", "application/json"),)
    operator.answers["/one?id=CR-1"] = Reply(body=body(RECORD), headers=kind)
    found = recheck(settings, FixedClock(NOW), sun, shown, FAMILY)
    assert found.reason == "added fuel 8000 EUR"
    assert found.total == Money(253_600, "EUR")


def test_of_several_records_the_shown_one_is_compared(
    operator: Any, settings: Settings, sun: Card
) -> None:
    others = [RECORD | {"start": "2026-07-11", "price": 1}, RECORD | {"id": "CR-2", "price": 2}]
    others += [RECORD | {"board": "HB", "price": 2100}]
    assert asked(operator, settings, sun, *others, RECORD).state is State.CONFIRMED
    assert asked(operator, settings, sun, *others[:2]).reason == "withdrawn"


@pytest.mark.parametrize(
    ("records", "reply", "reason"),
    [
        ([RECORD | {"seats": "none"}], {}, "stop_sale"),
        ([RECORD | {"seats": "none", "price": 0}], {}, "stop_sale"),
        ([], {}, "withdrawn"),
        ([], {"status": 404}, "withdrawn"),
        ([], {"status": 410}, "withdrawn"),
    ],
)
def test_what_is_sold_out_or_withdrawn_is_gone(
    operator: Any,
    settings: Settings,
    sun: Card,
    records: list[dict[str, Any]],
    reply: dict[str, Any],
    reason: str,
) -> None:
    found = asked(operator, settings, sun, *records, **reply)
    assert (found.state, found.total, found.reason) == (State.GONE, None, reason)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"status": 500}, "status 500"),
        ({"status": 302, "headers": (("Location", "/list"),)}, "status 302"),
        ({"status": 403}, "status 403"),
        ({"body": b"<html>sorry"}, "unreadable"),
        ({"body": body(RECORD | {"price": "soon"})}, "unreadable"),
        ({"body": body(RECORD | {"price": 0})}, "unreadable"),
        ({"headers": (("Content-Encoding", "br"),)}, "network"),
    ],
)
def test_what_cannot_be_understood_is_no_answer(
    operator: Any, settings: Settings, sun: Card, reply: dict[str, Any], reason: str
) -> None:
    found = asked(operator, settings, sun, **reply)
    assert (found.state, found.total, found.reason) == (State.UNANSWERED, None, reason)
    assert operator.paths == ["/one?id=CR-1"]


def test_an_operator_that_hangs_costs_its_seconds_and_no_more(
    operator: Any, settings: Settings, sun: Card
) -> None:
    began = time.monotonic()
    found = asked(operator, settings, sun, RECORD, wait=3.0, seconds=0.3)
    assert (found.state, found.reason) == (State.UNANSWERED, "time")
    assert time.monotonic() - began < 2


def test_a_name_server_that_hangs_costs_no_more_either(
    operator: Any, settings: Settings, sun: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = lambda *_, **__: time.sleep(1.5) or []  # noqa: E731
    monkeypatch.setattr(network.socket, "getaddrinfo", slow)
    began = time.monotonic()
    assert recheck(settings, FixedClock(NOW), sun, offer_of(sun), FAMILY, 0.2).reason == "time"
    assert time.monotonic() - began < 1.2


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"can": ["list"]}, "list_only"),
        (
            {"permission": {"basis": "open feed", "by": "x", "on": "2026-01-01"}},
            "permission",
        ),
        (
            {"permission": {"basis": "own", "by": "x", "on": "2026-01-01", "until": "2026-06-01"}},
            "permission",
        ),
        ({"permission": {"basis": "own", "by": "x", "on": "2026-07-01"}}, "permission"),
        ({"can": ["list", "reprice"]}, "other_party"),
    ],
)
def test_who_may_not_be_asked_is_not_asked(
    operator: Any, settings: Settings, said: dict[str, Any], reason: str
) -> None:
    card = card_at(operator.address, **said)
    found = asked(operator, settings, card, RECORD)
    assert (found.state, found.reason) == (State.NOT_CHECKABLE, reason)
    assert operator.asked == []


def test_what_has_departed_is_gone_without_a_question(
    operator: Any, settings: Settings, sun: Card
) -> None:
    later = FixedClock(dt.datetime(2026, 7, 5, tzinfo=dt.UTC))
    found = recheck(settings, later, sun, offer_of(sun), FAMILY)
    assert (found.state, found.reason) == (State.GONE, "departed")
    assert operator.asked == []


def test_another_partys_price_is_asked_for_only_where_the_card_can(
    operator: Any, settings: Settings, sun: Card
) -> None:
    from .conftest import Reply

    couple = Party(2)
    shown = offer_of(sun)
    found = recheck(settings, FixedClock(NOW), sun, shown, couple)
    assert (found.state, found.reason) == (State.NOT_CHECKABLE, "other_party")
    address = operator.address + "/one?id={id}&adults={adults}&ages={children_ages}"
    both = card_at(operator.address, can=["list", "recheck", "reprice"], reprice=address)
    fresh = body(RECORD | {"children": [], "price": 1698})
    operator.answers["/one?id=CR-1&adults=2&ages="] = Reply(
        body=fresh, headers=(("Content-Type", "application/json"),)
    )
    found = recheck(settings, FixedClock(NOW), both, shown, couple)
    assert (found.state, found.total) == (State.CONFIRMED, Money(184_800, "EUR"))
    assert operator.paths == ["/one?id=CR-1&adults=2&ages="]


def test_the_answer_for_another_party_than_asked_is_no_answer(
    operator: Any, settings: Settings, sun: Card
) -> None:
    found = asked(operator, settings, sun, RECORD | {"children": []})
    assert (found.state, found.reason) == (State.UNANSWERED, "other_party")


def test_a_spent_budget_leaves_no_question_and_a_question_counts(
    operator: Any, settings: Settings
) -> None:
    budget = {"delay_seconds": 0, "requests_per_minute": 2}
    card = card_at(operator.address, budget=budget)
    for _ in range(2):
        assert asked(operator, settings, card, RECORD).state is State.CONFIRMED
    found = asked(operator, settings, card, RECORD, seconds=0.3)
    assert (found.state, found.reason) == (State.NOT_CHECKABLE, "budget")
    assert len(operator.paths) == 2
    assert Ledger(Home(settings.home), "sun_tours").spent("recheck") == 2


def test_a_host_that_asks_for_rest_is_left_alone(
    operator: Any, settings: Settings, sun: Card
) -> None:
    busy = {"status": 429, "headers": (("Retry-After", "900"),)}
    assert asked(operator, settings, sun, RECORD, **busy).reason == "status 429"
    assert asked(operator, settings, sun, RECORD).reason == "budget"
    assert len(operator.paths) == 1


def test_an_address_is_filled_so_that_no_id_leads_elsewhere(sun: Card) -> None:
    shown = offer_of(sun, id="../x?y=1&z#@evil.example/ő")
    template = "https://a.example/one/{id}?a={adults}&c={children_ages}&d={date}&n={nights}"
    assert address_for(template, shown, FAMILY) == (
        "https://a.example/one/..%2Fx%3Fy%3D1%26z%23%40evil.example%2F%C5%91"
        "?a=2&c=4%2C11&d=2026-07-04&n=7"
    )
    with pytest.raises(NoId, match=r"\{ids.giata\}"):
        address_for("https://a.example/{ids.giata}", shown, FAMILY)


def test_an_offer_without_the_wanted_id_cannot_be_asked_for(
    operator: Any, settings: Settings
) -> None:
    card = card_at(operator.address, recheck=f"{operator.address}/one?g={{ids.giata}}")
    found = recheck(settings, FixedClock(NOW), card, offer_of(card), FAMILY)
    assert (found.state, found.reason) == (State.NOT_CHECKABLE, "no_id")
    assert operator.asked == []


def test_a_place_that_the_card_does_not_allow_is_not_asked(
    operator: Any, settings: Settings
) -> None:
    card = card_at(operator.address, recheck="http://127.0.0.1:9/one?id={id}")
    found = asked(operator, settings, card, RECORD)
    assert (found.state, found.reason) == (State.UNANSWERED, "network")
    assert operator.asked == []


def test_a_basis_that_only_a_whole_run_proves_holds_for_its_single_record(
    operator: Any, settings: Settings
) -> None:
    from dataclasses import replace

    from .conftest import Reply

    unclear = card_at(operator.address, price={"currency": "EUR"})
    known = offer_of(card_at(operator.address))
    shown = replace(known, ref=OfferRef("sun_tours", known.ref.ids))
    operator.answers["/one?id=CR-1"] = Reply(
        body=body(RECORD), headers=(("Content-Type", "application/json"),)
    )
    found = recheck(settings, FixedClock(NOW), unclear, shown, FAMILY)
    assert (found.state, found.total) == (State.CONFIRMED, Money(253_600, "EUR"))


def test_what_a_hung_thread_raises_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)


def test_the_door_loads_neither_scrapy_nor_twisted() -> None:
    look = (
        "import sys, fairwind.crawlers.recheck;"
        "print([n for n in sys.modules if n.split('.')[0] in ('scrapy', 'twisted')])"
    )
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
