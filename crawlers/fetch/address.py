"""Address: the places a card allows, and the network addresses nobody may be sent to."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from ...offers.faults import FetchFault

DEFAULT_PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address, which is what will be reached."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Place:
    """A host as it is written, and a port: where a request goes before any name is looked up."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def plain_host(host: str) -> str:
    """The host in the one spelling that is compared: lower case, punycode, no dot at the end."""
    host = host.rstrip(".").lower()
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchFault(f"{host!r} is no host name") from error


def place_of(address: str) -> Place:
    """The place an address leads to; only http and https, and no user name in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchFault(f"{address!r} is no address: {error}") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise FetchFault(f"{address!r} is refused: only http and https addresses are asked")
    if "@" in parts.netloc or "\\" in address:
        raise FetchFault(f"{address!r} is refused: a user name or a backslash stands in it")
    return Place(plain_host(parts.hostname), port or DEFAULT_PORTS[parts.scheme])


def read_place(text: str) -> Place:
    """A place as a card writes it: `host:port`, or `[v6]:port`."""
    try:
        parts = urlsplit(f"//{text}")
        if parts.hostname and parts.port and parts.netloc == text:
            return Place(plain_host(parts.hostname), parts.port)
    except ValueError as error:
        raise FetchFault(f"{text!r} is no host:port: {error}") from error
    raise FetchFault(f"{text!r} is no host:port")


@dataclass(frozen=True, slots=True)
class AllowList:
    """The exact places of one card, and whether those on loopback may be connected to."""

    source: str
    places: frozenset[Place]
    loopback: bool = False

    @classmethod
    def of(cls, source: str, places: Iterable[str], loopback: bool = False) -> Self:
        return cls(source, frozenset(map(read_place, places)), loopback)

    def check(self, address: str) -> Place:
        """The place of an address that the card allows; FetchFault for every other."""
        place = place_of(address)
        self.check_place(place, address)
        return place

    def check_place(self, place: Place, address: str = "") -> None:
        """Raise unless the card names exactly this host and port."""
        if place not in self.places:
            raise FetchFault(
                f"{self.source}: {address or place} is refused: {place} is not in the card's allow"
            )

    def check_connect(self, place: Place, answer: str) -> None:
        """Raise unless a socket may be opened to `answer`, an address that `place` resolved to.

        Called with the very address that is connected to next, so that a name cannot show one
        address to the check and another to the connection.
        """
        self.check_place(place)
        ip = ipaddress.ip_address(answer)
        if ip.is_loopback and self.loopback:
            return
        if why := not_public(ip):
            raise FetchFault(f"{self.source}: {place} is refused: it leads to {ip}, {why}")


def not_public(ip: IPAddress) -> str | None:
    """Why an address is no place on the public net, or None where it is one.

    `ipaddress` alone is not enough: `is_private` is False for 100.64.0.1, `is_global` is True for
    224.0.0.1, NAT64 and 6to4 forms of 127.0.0.1 (web.md 5.6).
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip.sixtofour or ip.teredo:
            return "an IPv4 address in another's clothes"
        if ip.is_site_local:
            return "no public address"
        if ip in NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.is_loopback:
        return "this machine itself, which only FAIRWIND_ALLOW_LOOPBACK lets a card ask"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return "no public address"
    return None


def on_loopback(place: Place) -> bool:
    """Whether the host is written as this machine; a name that merely resolves to it is not."""
    if place.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(place.host).is_loopback
    except ValueError:
        return False
