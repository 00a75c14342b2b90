"""What pages need to know of a source beside its offers: who it is, who takes the booking."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ..catalog.catalogue import SourceState
from ..catalog.generations import current
from ..catalog.home import Home
from ..catalog.product_ids import ProductIds
from ..offers import Offer, SoldBy
from .security import safe_url


class Sources:
    """The sources of the generation that is served, read again when it changes."""

    def __init__(self, home: Path) -> None:
        self._home = Home(home)
        self._id = ""
        self._states: Mapping[str, SourceState] = {}

    def of(self, name: str) -> SourceState | None:
        """The source of this name, or None where this generation has none."""
        return self._served().get(name)

    def all(self) -> tuple[SourceState, ...]:
        """Every source of this generation; none before the first."""
        return tuple(self._served().values())

    def _served(self) -> Mapping[str, SourceState]:
        served = current(self._home)
        if served and served.id != self._id:
            self._states, self._id = served.manifest().sources, served.id
        return self._states if served else {}

    def moved(self, product_id: str) -> str | None:
        """The id a product is found under now: another one, "" for gone, None for never known."""
        known = ProductIds.of(self._home)
        if product_id in known.moved:
            return known.moved[product_id]
        return "" if product_id in known.members.values() else None


def way_out(offer: Offer, source: SourceState | None) -> str:
    """The operator's own page of an offer, where the booking is taken there; else "".

    The host must be the one the offer was read from, or share its registered name: a feed may
    not send our visitors anywhere else (decision 0061).
    """
    if source is None or source.sold_by is SoldBy.US or offer.provenance is None:
        return ""
    address = safe_url(offer.ref.link)
    return address if address and _same_house(address, offer.provenance.address) else ""


def _same_house(one: str, other: str) -> bool:
    first, second = urlsplit(one).hostname, urlsplit(other).hostname
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first.removeprefix("www."), second.removeprefix("www.")), key=len)
    return shorter == longer or ("." in shorter and longer.endswith(f".{shorter}"))
