"""The guarded client: one question, one bounded answer, no way round the card."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fairwind.crawlers.card import Card
from fairwind.crawlers.connectors import Ask
from fairwind.crawlers.fetch import network
from fairwind.crawlers.fetch.client import CAP, ask
from fairwind.offers.faults import FetchFault
from fairwind.store.settings import Settings, load_settings

AskedFor = Callable[..., Any]


@pytest.fixture
def on(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, allow_loopback=True)


@pytest.fixture
def off(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path, allow_loopback=False)


def card_of(address: str, **said: Any) -> Card:
    return Card.model_validate(
        {
            "name": "sunny",
            "title": "Sunny Tours",
            "permission": {"basis": "own", "by": "Anna", "on": "2026-01-01"},
            "connector": {"kind": "json_search", "start": address, "records": "offers"},
            "fields": {"id": "id"},
            "budget": {"delay_seconds": 0},
        }
        | said
    )


def test_a_question_is_answered(operator: Any, on: Settings) -> None:
    operator.offers("/offers", 2)
    fetched = ask(card_of(operator.address), Ask(f"{operator.address}/offers"), on)
    assert fetched.status == 200
    assert fetched.content_type == "application/json"
    assert b"Hotel 2" in fetched.body
    sent = operator.asked[0].headers
    assert sent["Accept-Encoding"] == "gzip, identity"
    assert sent["User-Agent"].startswith("Fairwind/")


def test_a_posted_question_arrives_with_its_headers(operator: Any, on: Settings) -> None:
    operator.offers("/search", 1)
    question = Ask(f"{operator.address}/search", "POST", b'{"to":"EG"}', (("X-Key", "k"),))
    assert ask(card_of(operator.address), question, on).status == 200
    assert operator.asked[0].method == "POST"
    assert operator.asked[0].headers["X-Key"] == "k"


def test_gzip_is_opened(operator: Any, on: Settings, reply: AskedFor) -> None:
    operator.answers["/f"] = reply(gzip.compress(b"sea" * 100), "gzip")
    assert ask(card_of(operator.address), Ask(f"{operator.address}/f"), on).body == b"sea" * 100


def test_a_bomb_is_refused_in_little_memory(operator: Any, on: Settings, reply: AskedFor) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1024 * 1024
    bomb = b"".join(squeeze.compress(zeros) for _ in range(96)) + squeeze.flush()
    operator.answers["/bomb"] = reply(bomb, "gzip")
    tracemalloc.start()
    with pytest.raises(FetchFault, match=f"/bomb: more than {CAP} bytes"):
        ask(card_of(operator.address), Ask(f"{operator.address}/bomb"), on)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * CAP


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_what_was_not_asked_for_is_not_opened(
    operator: Any, on: Settings, reply: AskedFor, encoding: str
) -> None:
    operator.answers["/f"] = reply(b"x" * 10, encoding)
    with pytest.raises(FetchFault, match="was not asked for"):
        ask(card_of(operator.address), Ask(f"{operator.address}/f"), on)


def test_loopback_is_refused_without_the_switch(operator: Any, off: Settings) -> None:
    with pytest.raises(FetchFault, match=r"it leads to 127\.0\.0\.1, this machine itself"):
        ask(card_of(operator.address), Ask(f"{operator.address}/offers"), off)
    assert operator.asked == []


def test_another_port_of_this_machine_is_refused(
    operator: Any, other_operator: Any, on: Settings
) -> None:
    with pytest.raises(FetchFault, match="not in the card's allow"):
        ask(card_of(operator.address), Ask(f"{other_operator.address}/"), on)
    assert other_operator.asked == []


def test_a_redirect_is_an_answer_and_not_followed(
    operator: Any, other_operator: Any, on: Settings, reply: AskedFor
) -> None:
    to = f"{other_operator.address}/secret"
    operator.answers["/go"] = reply(b"", status=302, headers=(("Location", to),))
    fetched = ask(card_of(operator.address), Ask(f"{operator.address}/go"), on)
    assert (fetched.status, fetched.headers["location"]) == (302, to)
    assert other_operator.asked == []


@pytest.mark.parametrize(
    "answers",
    [["10.0.0.5"], ["169.254.169.254"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"]],
)
def test_a_name_is_judged_by_the_addresses_it_leads_to(
    operator: Any, off: Settings, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        assert host == "api.sunny.example"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers]

    monkeypatch.setattr(network.socket, "getaddrinfo", look_up)
    address = f"http://api.sunny.example:{operator.port}/offers"
    with pytest.raises(FetchFault, match=r"api\.sunny\.example:\d+ is refused: it leads to"):
        ask(card_of(address), Ask(address), off)
    assert operator.asked == []


def test_the_checked_address_is_the_one_connected_to(
    operator: Any, on: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *rest: Any, **more: Any) -> Any:
        looked_up.append(host)
        return real("127.0.0.1" if looked_up.count(host) == 1 else "10.0.0.5", *rest, **more)

    monkeypatch.setattr(network.socket, "getaddrinfo", rebinding)
    operator.offers("/offers", 1)
    address = f"http://api.sunny.example:{operator.port}/offers"
    assert ask(card_of(address), Ask(address), on).status == 200
    assert looked_up == ["api.sunny.example", "127.0.0.1"]
    assert operator.asked[0].headers["Host"] == f"api.sunny.example:{operator.port}"


def test_a_proxy_of_the_environment_is_not_asked(
    operator: Any, other_operator: Any, on: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other_operator.address)
    operator.offers("/offers", 1)
    assert ask(card_of(operator.address), Ask(f"{operator.address}/offers"), on).status == 200
    assert other_operator.asked == []


@pytest.fixture
def dripping() -> Iterator[int]:
    """A host that sends one byte of its headers every 50 ms and never ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"H" if stop.is_set() else b"X")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    stop.set()
    thread.join()
    listening.close()


def test_bytes_that_drip_do_not_outlast_the_deadline(dripping: int, on: Settings) -> None:
    address = f"http://127.0.0.1:{dripping}/offers"
    before = time.monotonic()
    with pytest.raises(FetchFault, match=r"within 0\.4 s|timed out"):
        ask(card_of(address), Ask(address), on, seconds=0.4)
    assert time.monotonic() - before < 5


def test_a_host_that_is_not_there_is_named(on: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/offers"
    with pytest.raises(FetchFault, match=rf"sunny: {address}: .*refused"):
        ask(card_of(address), Ask(address), on)


def test_nothing_is_asked_after_the_permission_has_ended(operator: Any, on: Settings) -> None:
    said = {"basis": "contract", "by": "Anna", "on": "2020-01-01", "until": "2020-12-31"}
    ended = card_of(operator.address, permission=said)
    with pytest.raises(FetchFault, match="permission by Anna ended on 2020-12-31"):
        ask(ended, Ask(f"{operator.address}/offers"), on)
    assert operator.asked == []
