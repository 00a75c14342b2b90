"""Resolver: hands Twisted only addresses that may be connected to.

Twisted's HostnameEndpoint asks the reactor's resolver for every connection, literal addresses in
any notation included, and connects to exactly what it is handed: a check here is a check at
connect time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer  # type: ignore[import-untyped]

from ...offers.faults import FetchFault
from .address import AllowList, Place, plain_host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase


class Receiver(Protocol):
    """Twisted's IResolutionReceiver, in a form that a type checker without its plugin can read."""

    def resolutionBegan(self, resolutionInProgress: Any) -> None: ...

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None: ...

    def resolutionComplete(self) -> None: ...


@implementer(IHostnameResolver)
class GuardedResolver:
    """Asks the reactor's own resolver and lets through what the card's allow list lets through.

    `refused` holds the sentence for each place that got nothing. Answers are not cached: a run
    keeps its connections open, and what is connected to must have been checked just before.
    """

    def __init__(self, reactor: ReactorBase, allow: AllowList) -> None:
        self.refused: dict[Place, str] = {}
        self._reactor, self._allow = reactor, allow
        self._inner = cast(Any, reactor.nameResolver)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """What TWISTED_DNS_RESOLVER calls; only settings are there at this moment."""
        settings = crawler.settings
        places = settings.getlist("FAIRWIND_ALLOW")
        allow = AllowList.of(
            settings["FAIRWIND_SOURCE"], places, settings.getbool("FAIRWIND_LOOPBACK")
        )
        return cls(reactor, allow)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(cast(Any, self))

    def resolveHostName(
        self,
        resolutionReceiver: Receiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[Any]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Twisted's interface, hence the names."""
        place = Place(plain_host(hostName), portNumber)
        try:
            self._allow.check_place(place)
        except FetchFault as fault:
            self.refused[place] = str(fault)
            resolutionReceiver.resolutionBegan(HostResolution(hostName))
            resolutionReceiver.resolutionComplete()
            return HostResolution(hostName)
        return self._inner.resolveHostName(
            _Checked(resolutionReceiver, self, place),
            hostName,
            portNumber,
            addressTypes,
            transportSemantics,
        )

    def check(self, place: Place, address: str) -> bool:
        """Whether the address may be handed on; the sentence is kept where not."""
        try:
            self._allow.check_connect(place, address)
        except FetchFault as fault:
            self.refused[place] = str(fault)
            return False
        return True


@implementer(IResolutionReceiver)
class _Checked:
    """Passes on the resolved addresses that are let through."""

    def __init__(self, receiver: Receiver, resolver: GuardedResolver, place: Place) -> None:
        self._receiver, self._resolver, self._place = receiver, resolver, place

    def resolutionBegan(self, resolutionInProgress: Any) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        if self._resolver.check(self._place, address.host):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()
