"""Calling: a POST to an address that the settings name, through the guarded network."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from functools import cache

import httpcore
import httpx

from ..crawlers.fetch.address import AllowList, place_of
from ..crawlers.fetch.network import Deadline, GuardedNetwork
from ..store.settings import Settings

SECONDS = 10.0
NETWORK = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)
"""What a call may raise besides FetchFault."""


def post(
    settings: Settings,
    name: str,
    address: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> int:
    """The status of the answer; nothing of it is read and no redirect is followed.

    Only the address's own host is connected to, and only at a public address; `name` is what a
    FetchFault calls it.
    """
    allow = AllowList(name, frozenset({place_of(address)}), settings.allow_loopback)
    sent = {"Host": str(httpx.URL(address).netloc, "ascii"), **(headers or {})}
    network = GuardedNetwork(allow, Deadline(seconds))
    with (
        httpcore.ConnectionPool(ssl_context=_tls(), network_backend=network) as pool,
        pool.stream("POST", address, headers=list(_encoded(sent)), content=body) as answer,
    ):
        return answer.status


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), said.encode("ascii")) for name, said in headers.items()]


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
