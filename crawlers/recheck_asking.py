"""Asking again: the one question about one offer, polite, guarded and within its seconds."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TypeVar
from urllib.parse import quote

from ..catalog.home import Home
from ..offers import Offer, Party
from ..offers.faults import FetchFault
from ..store.clock import Clock
from ..store.settings import Settings
from .card import Card
from .card_connector import SECRET
from .connectors import Ask
from .fetch.address import AllowList, Place
from .fetch.client import Fetched, ask
from .fetch.ledger import Ledger
from .fetch.manners import check_delay
from .fetch.pace import Pace

CAP = 2 * 1024 * 1024
"""Bytes of an answer about one offer."""
LEAST_SECONDS = 0.05
_WORD = re.compile(r"\{([A-Za-z_.]+)\}")
T = TypeVar("T")


class NoTurn(FetchFault):
    """The operator's budget leaves no question in the time there is."""


class NoId(FetchFault):
    """The offer has no id that the card's address wants."""


def address_for(template: str, offer: Offer, party: Party) -> str:
    """The card's address with the offer's own ids and the party in it, each escaped.

    Every value is quoted whole, so that no id can lead to another path, query or host.
    """
    words = _words(offer, party)

    def word(match: re.Match[str]) -> str:
        value = words.get(match[1])
        if value is None:
            raise NoId(f"{offer.ref.source}: {{{match[1]}}} is nothing that this offer states")
        return quote(value, safe="")

    return _WORD.sub(word, template)


def _words(offer: Offer, party: Party) -> Mapping[str, str]:
    ref = offer.ref
    said = {f"ids.{scheme}": value for scheme, value in ref.ids}
    own = {"id": dict(ref.ids).get("id", ""), "link": ref.link, "hash": ref.hash}
    date, nights = offer.departure.date, offer.departure.nights
    own["date"] = date.isoformat() if date else ""
    own["nights"] = str(nights.least) if nights else ""
    said |= {name: value for name, value in own.items() if value}
    ages = ",".join(map(str, party.child_ages))
    return said | {"adults": str(party.adults), "children_ages": ages}


def fetched(settings: Settings, clock: Clock, card: Card, address: str, until: float) -> Fetched:
    """The operator's answer, asked once, in its turn; `until` is of `time.monotonic`.

    NoTurn: the budget is spent, or the host rests. Another FetchFault: no answer came.
    """
    check_delay(card, settings.allow_loopback)
    place = AllowList.of(card.name, card.hosts, settings.allow_loopback).check(address)
    with closing(Ledger(Home(settings.home), card.name)) as ledger:
        pace = Pace(ledger, card.budget, "recheck", person=True)
        return _in_turn(
            settings, clock, card, Ask(address, headers=_headers(card)), place, pace, until
        )


def _in_turn(
    settings: Settings,
    clock: Clock,
    card: Card,
    question: Ask,
    place: Place,
    pace: Pace,
    until: float,
) -> Fetched:
    with pace.ahead(until - time.monotonic()):
        try:
            while (turn := pace.try_leave(place)).pause > 0:
                if time.monotonic() + turn.pause > until:
                    raise NoTurn(f"{card.name}: no turn to ask {place} in the time there is")
                time.sleep(turn.pause)
        except NoTurn:
            raise
        except FetchFault as fault:
            raise NoTurn(str(fault)) from fault
    try:
        left = max(LEAST_SECONDS, until - time.monotonic())
        answer = ask(card, question, settings, CAP, left)
    finally:
        pace.came(turn)
    pace.heed(place, answer.status, answer.headers.get("retry-after", ""), clock.now())
    return answer


def _headers(card: Card) -> tuple[tuple[str, str], ...]:
    """The card's headers that a single question can fill; keys of the environment go along."""
    said = card.connector.headers.items()
    return tuple((name, text) for name, text in said if not _WORD.search(SECRET.sub("", text)))


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the work gives, or TimeoutError after so many seconds, whatever it hangs in.

    A name server can keep a look-up waiting for longer than any socket's time-out: the work has a
    thread of its own, which is left behind where it does not come back.
    """
    box: list[T] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            box.append(work())
        except BaseException as error:  # It is raised again where it is waited for.
            fault.append(error)

    thread = threading.Thread(target=run, name="recheck", daemon=True)
    thread.start()
    thread.join(seconds)
    if fault:
        raise fault[0]
    if not box:
        raise TimeoutError(f"no answer within {seconds:g} s")
    return box[0]
