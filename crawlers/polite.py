"""Polite: questions outside a crawl that obey robots.txt and spend the operator's own budget."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from protego import Protego

from ..catalog.home import Home
from ..offers.faults import FetchFault
from ..store.clock import Clock
from ..store.settings import Settings
from .card import Card
from .connectors import Ask
from .fetch.address import AllowList, Place
from .fetch.client import CAP, SECONDS, Fetched, ask
from .fetch.ledger import Ledger, Turn
from .fetch.manners import agent_of, check_delay
from .fetch.pace import Pace

MOST_HOPS = 3
"""Redirects that are followed, each to a place the card allows."""
MOST_ROBOTS = 512 * 1024
RUN_SECONDS = 3600.0
"""Whatever was asked within an hour counts as one run with the questions asked here."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Spent(FetchFault):
    """The operator may not be asked any more for now; what was to be asked is no worse for it."""


@dataclass(slots=True)
class Polite:
    """Asks one card's operator, address by address.

    `until` is the moment (of `time.monotonic`) after which no question leaves any more. The
    operator's ledger holds what a crawl asked, so that both together keep to the card's budget.
    `person`: somebody waits for the answer, all others stand back meanwhile; `cause` names what
    the requests are for in the ledger. `closed` is asked before each question: the sentence why
    the operator may not be asked any more, or "".
    """

    card: Card
    settings: Settings
    clock: Clock
    until: float
    cause: str = "photos"
    person: bool = False
    closed: Callable[[], str] = lambda: ""
    sleep: Callable[[float], None] = time.sleep
    _pace: Pace = field(init=False)
    _allow: AllowList = field(init=False)
    _robots: dict[str, Protego | FetchFault] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        check_delay(self.card, self.settings.allow_loopback)
        ledger = Ledger(Home(self.settings.home), self.card.name)
        spent = ledger.spent_within(RUN_SECONDS)
        self._pace = Pace(ledger, self.card.budget, self.cause, self.person, spent)
        self._allow = AllowList.of(self.card.name, self.card.hosts, self.settings.allow_loopback)

    def get(self, address: str, cap: int = CAP) -> Fetched:
        """The answer under an address, redirects followed.

        FetchFault says why there is none; Spent that there is no more time or budget for it.
        """
        for _ in range(MOST_HOPS + 1):
            place = self._allow.check(address)
            self._obey(address, place)
            answer = self._ask(address, place, cap)
            if answer.status not in REDIRECTS:
                return answer
            address = urljoin(address, answer.headers.get("location", ""))
        raise FetchFault(f"{self.card.name}: {address}: more than {MOST_HOPS} redirects")

    def _ask(self, address: str, place: Place, cap: int) -> Fetched:
        turn = self._turn(address, place)
        seconds = max(1.0, min(SECONDS, self.until - time.monotonic()))
        try:
            answer = ask(self.card, Ask(address), self.settings, cap, seconds)
        finally:
            self._pace.came(turn)
        rest = answer.headers.get("retry-after", "")
        self._pace.heed(place, answer.status, rest, self.clock.now())
        return answer

    def _turn(self, address: str, place: Place) -> Turn:
        """Wait for a turn; Spent where none comes in the time there is."""
        if why := self.closed():
            raise Spent(why)
        pause = 0.0
        with self._pace.ahead(self.until - time.monotonic()):
            while time.monotonic() + pause <= self.until:
                if pause:
                    self.sleep(pause)
                try:
                    turn = self._pace.try_leave(place)
                except FetchFault as fault:
                    raise Spent(str(fault)) from fault
                if not turn.pause:
                    return turn
                pause = turn.pause
        raise Spent(f"{self.card.name}: no time left for {address}")

    def _obey(self, address: str, place: Place) -> None:
        """Raise where the host's robots.txt forbids the address, or could not be had."""
        root = f"{urlsplit(address).scheme}://{place}"
        if root not in self._robots:
            self._robots[root] = self._rules(root, place)
        rules = self._robots[root]
        if isinstance(rules, FetchFault):
            raise FetchFault(f"{self.card.name}: {address}: not asked, for {rules}") from rules
        if not rules.can_fetch(address, agent_of(self.settings)):
            raise FetchFault(f"{self.card.name}: {address}: the host's robots.txt forbids it")

    def _rules(self, root: str, place: Place) -> Protego | FetchFault:
        """What the host says (RFC 9309 2.3.1): no robots.txt allows all, no answer allows none."""
        address = f"{root}/robots.txt"
        try:
            answer = self._ask(address, place, MOST_ROBOTS)
        except Spent:
            raise
        except FetchFault as fault:
            return FetchFault(f"{address} could not be had ({fault})")
        if answer.status == 429 or answer.status >= 500 or answer.status in REDIRECTS:
            return FetchFault(f"{address} answered {answer.status}")
        body = answer.body if answer.status < 300 else b""
        rules = Protego.parse(body.decode("utf-8-sig", errors="ignore"))
        delay = rules.crawl_delay(agent_of(self.settings))
        if delay is not None and not math.isnan(delay):
            self._pace.at_least(place, max(0.0, delay))
        return rules
