"""Twisted is handed only addresses that may be connected to; the site loads no Scrapy."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from fairwind.crawlers.fetch.address import AllowList, Place
from fairwind.crawlers.fetch.resolver import GuardedResolver

ALLOW = AllowList.of("sunny", ["api.sunny.example:443"])


@dataclass
class Names:
    """A resolver that knows what every name leads to, as the reactor's own does."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def resolveHostName(
        self, receiver: Any, host: str, port: int, types: Any = None, semantics: str = "TCP"
    ) -> None:
        self.asked.append(host)
        receiver.resolutionBegan(None)
        for answer in self.answers:
            kind = IPv6Address if ":" in answer else IPv4Address
            receiver.addressResolved(kind("TCP", answer, port))
        receiver.resolutionComplete()


@dataclass
class Endpoint:
    """What connects to whatever it is handed."""

    handed: list[str] = field(default_factory=list)
    complete: bool = False

    def resolutionBegan(self, resolution: Any) -> None:
        """Twisted's HostnameEndpoint does nothing here either."""

    def addressResolved(self, address: Any) -> None:
        self.handed.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def handed(names: Names, host: str, port: int = 443) -> tuple[Endpoint, GuardedResolver]:
    resolver = GuardedResolver(cast(Any, SimpleNamespace(nameResolver=names)), ALLOW)
    endpoint = Endpoint()
    resolver.resolveHostName(endpoint, host, port)
    assert endpoint.complete
    return endpoint, resolver


def test_a_public_address_is_handed_on() -> None:
    endpoint, resolver = handed(Names(["93.184.215.14"]), "API.Sunny.Example")
    assert endpoint.handed == ["93.184.215.14"]
    assert resolver.refused == {}


@pytest.mark.parametrize(
    "answer", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:10.0.0.5", "fe80::1%eth0"]
)
def test_a_private_answer_is_kept_back_and_its_sentence_remembered(answer: str) -> None:
    endpoint, resolver = handed(Names([answer]), "api.sunny.example")
    assert endpoint.handed == []
    assert "it leads to" in resolver.refused[Place("api.sunny.example", 443)]


def test_of_two_answers_only_the_public_one_is_connected_to() -> None:
    endpoint, _ = handed(Names(["10.0.0.5", "93.184.215.14"]), "api.sunny.example")
    assert endpoint.handed == ["93.184.215.14"]


@pytest.mark.parametrize(
    ("host", "port"),
    [("evil.example", 443), ("api.sunny.example", 80), ("127.0.0.1", 443), ("0x7f.1", 443)],
)
def test_a_place_off_the_card_is_not_even_looked_up(host: str, port: int) -> None:
    names = Names(["93.184.215.14"])
    endpoint, resolver = handed(names, host, port)
    assert (endpoint.handed, names.asked) == ([], [])
    assert "not in the card's allow" in resolver.refused[Place(host, port)]


def test_the_guarded_client_and_the_scheduler_need_no_scrapy() -> None:
    modules = "fairwind.crawlers.fetch.client, fairwind.crawlers.fetch.unfinished"
    loaded = f"import sys, {modules}; print({{'scrapy', 'twisted'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
