"""Client: the one guarded way to ask an operator a single question outside a crawl.

For partner APIs and the re-check of one offer. A crawl is Scrapy's; this client follows no
redirect, keeps no cookie, reads no proxy from the environment and asks for gzip at most.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import httpcore
import httpx

from ...offers.faults import FetchFault
from ...store.clock import clock_of
from ...store.settings import Settings
from ..card import Card
from .address import AllowList
from .manners import agent_of, check_permission
from .network import Deadline, GuardedNetwork
from .secrets import check_secrets, with_secrets
from .unpack import ACCEPTED, unpack_pieces

CAP = 8 * 1024 * 1024
"""Bytes of an opened answer (libraries.md)."""
SECONDS = 20.0
"""For the whole question, from looking the name up to the last byte (web.md 5.6)."""


class Question(Protocol):
    """What is asked: `connectors.Ask` is one."""

    @property
    def address(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def body(self) -> bytes: ...

    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its body opened, its headers by lower-case name (the last of equal ones)."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


def ask(
    card: Card, ask: Question, settings: Settings, cap: int = CAP, seconds: float = SECONDS
) -> Fetched:
    """Ask one question of a card's operator; FetchFault says why there is no answer.

    Every status is an answer, a redirect too: whoever follows it asks again, and the new address
    is checked again.
    """
    check_permission(card, clock_of(settings).now().date())
    check_secrets(card, os.environ)
    allow = AllowList.of(card.name, card.hosts, settings.allow_loopback)
    allow.check(ask.address)
    transport = _Transport(GuardedNetwork(allow, Deadline(seconds)))
    headers = {
        **dict(with_secrets(ask.headers, os.environ)),
        "Accept-Encoding": ACCEPTED,
        "User-Agent": agent_of(settings),
    }
    with httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client:
        try:
            with client.stream(
                ask.method, ask.address, content=ask.body or None, headers=headers
            ) as answer:
                encoding = answer.headers.get("content-encoding", "")
                body = unpack_pieces(answer.iter_raw(), encoding, cap, ask.address)
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.TimeoutException) as error:
            said = str(error) or type(error).__name__
            raise FetchFault(f"{card.name}: {ask.address}: {said}") from error
    return Fetched(ask.address, answer.status_code, dict(answer.headers), body)


class _Transport(httpx.BaseTransport):
    """httpx over an httpcore pool with our own network; httpx's transport cannot be given one."""

    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.read(),
        )
        try:
            answer = self._pool.handle_request(asked)
        except _NETWORK as error:
            raise httpx.TransportError(_said(error)) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    """The raw bytes of an answer as they come."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except _NETWORK as error:
            raise httpx.TransportError(_said(error)) from error

    def close(self) -> None:
        self._answer.close()


_NETWORK = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
