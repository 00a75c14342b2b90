"""Photos: copies of what an operator lets us show, fetched as politely as its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ..catalog.home import Home, write_whole
from ..catalog.photos import Ledger, Tried, copy_path, photo_name
from ..offers.faults import FetchFault
from .photo_copies import copies
from .polite import Polite, Spent

CAP = 8 * 1024 * 1024
"""Bytes of a picture; a photo for the net is far below."""
FIRST_REST = dt.timedelta(hours=6)
LONGEST_REST = dt.timedelta(days=30)
KEEP_EVERY = 20
"""The ledger is put on disk after so many, so that a killed run asks few of them twice."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What one turn brought: photos copied, addresses refused, and whether some still wait."""

    copied: int = 0
    refused: int = 0
    more: bool = False

    def __add__(self, other: Brought) -> Brought:
        return Brought(
            self.copied + other.copied, self.refused + other.refused, self.more or other.more
        )


def fetch_photos(home: Home, polite: Polite, addresses: Iterable[str], ledger: Ledger) -> Brought:
    """Copy these photos as far as time and budget go; the ledger says what came of each."""
    brought = Brought()
    for address in addresses:
        try:
            tried = _tried(home, polite, address, ledger)
        except Spent:
            brought += Brought(more=True)
            break
        ledger.tried[photo_name(address)] = tried
        brought += Brought(bool(tried.widths), not tried.widths)
        if (brought.copied + brought.refused) % KEEP_EVERY == 0:
            ledger.keep(home)
    ledger.keep(home)
    return brought


def _tried(home: Home, polite: Polite, address: str, ledger: Ledger) -> Tried:
    try:
        answer = polite.get(address, CAP)
        if answer.status != 200:
            raise FetchFault(f"{polite.card.name}: {address}: answered {answer.status}")
        found = copies(answer.body, address)
    except Spent:
        raise
    except FetchFault as fault:
        return refused(address, str(fault), ledger, polite.clock.now())
    for width, body in found.items():
        write_whole(copy_path(home, photo_name(address), width), body)
    return Tried(address, tuple(found))


def refused(address: str, why: str, ledger: Ledger, now: dt.datetime) -> Tried:
    """A refusal, with a longer rest each time before the address is asked again."""
    before = ledger.tried.get(photo_name(address))
    tries = before.tries if before else 0
    rest = min(FIRST_REST * 4 ** min(tries, 10), LONGEST_REST)
    return Tried(address, (), why, now + rest, tries + 1)
