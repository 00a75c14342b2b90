"""A hostile operator's single answers: no price of its making, no word of it in a terminal."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwind.catalog import price_reasons
from fairwind.catalog.price_checks import State
from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import read_page
from fairwind.crawlers.fetch.client import Fetched
from fairwind.crawlers.intake import take_in
from fairwind.crawlers.recheck import recheck
from fairwind.crawlers.recheck_one import Checked, understood
from fairwind.offers import Money, Offer, Party
from fairwind.offers.faults import one_plain_line
from fairwind.store.clock import FixedClock
from fairwind.store.settings import load_settings

from .payloads import TEXTS
from .server import operator_server

NOW = dt.datetime(2026, 6, 5, 8, tzinfo=dt.UTC)
COUPLE = Party(2)
JSON = {"content-type": "application/json"}
RECORD: dict[str, Any] = {
    "id": "H1",
    "name": "Lagoon Village",
    "date": "2026-07-04",
    "nights": 7,
    "price": 1000,
    "fuel": 40,
    "seats": "free",
}


def card_at(port: int) -> Card:
    address = f"http://127.0.0.1:{port}"
    fields = {name: name for name in ("id", "name", "date", "nights", "price")}
    return Card.model_validate(
        {
            "name": "hostile",
            "title": "Hostile",
            "operator": "Hostile",
            "permission": {"basis": "contract", "by": "Dora", "on": "2026-01-01"},
            "connector": {"kind": "json_search", "start": f"{address}/list", "records": "offers"},
            "fields": {**fields, "mandatory.fuel": "fuel", "availability": "seats"},
            "price": {"basis": "per_party", "currency": "EUR", "party": {"adults": 2}},
            "availability": {"free": "free_sale"},
            "budget": {"delay_seconds": 0, "requests_per_minute": 600},
            "can": ["list", "recheck"],
            "recheck": f"{address}/one?id={{id}}",
        }
    )


CARD = card_at(9)


def body(*records: dict[str, Any]) -> bytes:
    return json.dumps({"offers": records}).encode()


def shown() -> Offer:
    page = read_page(CARD, body(RECORD), "http://x/list", JSON["content-type"], NOW)
    (offer,) = take_in(CARD, page.records, NOW).offers
    return offer


OFFER = shown()


def answered(raw: bytes) -> Checked:
    return understood(CARD, OFFER, COUPLE, Fetched("http://x/one", 200, JSON, raw), NOW)


def test_the_honest_answer_is_confirmed() -> None:
    assert answered(body(RECORD)) == Checked(State.CONFIRMED, Money(104_000, "EUR"))


@pytest.mark.parametrize("fuel", [-5, "1e999", 10**18, "soon", "included", "\x1b[31m"])
def test_a_part_that_nobody_can_read_makes_no_lower_total(fuel: Any) -> None:
    assert answered(body(RECORD | {"fuel": fuel})) == Checked(State.UNANSWERED, reason="unreadable")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"\0" * 1000,
        bytes(range(256)),
        b"[" * 200_000,
        b'{"offers":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"offers":[{"id":"H1","price":' + b"9" * 5000 + b"}]}",
        b'{"offers":[{"id":"H1","price":NaN}]}',
        b'{"offers":[{"id":"H1","name":"\\ud800","price":1}]}',
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    ],
)
def test_what_is_no_answer_is_none(raw: bytes) -> None:
    assert answered(raw) == Checked(State.UNANSWERED, reason="unreadable")


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(TEXTS),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(st.dictionaries(st.sampled_from(sorted(RECORD)), VALUES, min_size=1, max_size=3))
def test_whatever_a_field_holds_the_state_is_one_of_five_and_the_reason_a_code(
    said: dict[str, Any],
) -> None:
    found = answered(body(RECORD | said))
    assert (found.total is not None) == (found.state in (State.CONFIRMED, State.CHANGED))
    assert found.total is None or 0 < found.total.minor < 2**53
    reasons = price_reasons.read(found.reason)
    assert price_reasons.written(reasons) == found.reason


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ((), b"x" * (3 * 1024 * 1024)),
        ((("Content-Encoding", "gzip"),), gzip.compress(b" " * (64 * 1024 * 1024), 9)),
        ((("Content-Encoding", "gzip, gzip"),), b"x"),
        ((("Content-Encoding", "gzip"),), b"no gzip"),
    ],
)
def test_too_much_and_bombs_are_no_answer(
    tmp_path: Path, headers: tuple[tuple[str, str], ...], sent: bytes
) -> None:
    settings = load_settings(home=tmp_path, allow_loopback=True)
    with operator_server(sent, headers=headers) as port:
        found = recheck(settings, FixedClock(NOW), card_at(port), OFFER, COUPLE)
    assert found.state is State.UNANSWERED


@pytest.mark.parametrize("place", ["http://127.0.0.1:22/", "http://169.254.169.254/latest/"])
def test_a_redirect_is_followed_nowhere(tmp_path: Path, place: str) -> None:
    settings = load_settings(home=tmp_path, allow_loopback=True)
    with operator_server(b"", status=302, headers=(("Location", place),)) as port:
        found = recheck(settings, FixedClock(NOW), card_at(port), OFFER, COUPLE)
    assert (found.state, found.reason) == (State.UNANSWERED, "status 302")


def test_an_answer_that_drips_ends_with_its_seconds(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, allow_loopback=True)
    with operator_server(body(RECORD), drips=0.05) as port:
        began = time.monotonic()
        found = recheck(settings, FixedClock(NOW), card_at(port), OFFER, COUPLE, 0.3)
    assert (found.state, found.reason) == (State.UNANSWERED, "time")
    assert time.monotonic() - began < 5


def test_without_leave_for_loopback_nothing_is_connected_to(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    with operator_server(body(RECORD)) as port:
        found = recheck(settings, FixedClock(NOW), card_at(port), OFFER, COUPLE)
    assert found.total is None
    assert found.state is not State.CONFIRMED


@pytest.mark.parametrize("text", TEXTS)
def test_a_terminal_is_told_no_order(text: str) -> None:
    line = one_plain_line(text)
    assert line.isprintable()
    assert "\x1b" not in line
