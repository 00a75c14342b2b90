"""Asked and kept: one offer asked again for somebody, and the answer written down."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc

from ..catalog import price_checks, price_reasons
from ..catalog.generations import current
from ..catalog.home import Home
from ..catalog.price_checks import Cause, PriceCheck, State, party_said
from ..catalog.price_reasons import Reason, Why, written
from ..catalog.rows import to_offer
from ..catalog.stops import stopped
from ..offers import Money, Offer, Party
from ..offers.faults import CardFault, StoreFault
from ..store.clock import Clock
from ..store.database import Database
from ..store.settings import Settings
from .card import Card, read_card
from .recheck_one import SECONDS, Checked, recheck

SHIPPED = Path(__file__).parent / "operators"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask about what: the offer as it was shown, to whom, at which total, and why.

    `shown` is the whole party's total in the operator's currency, of `rooms` equal rooms; None
    where none was shown.
    """

    offer: Offer
    key: str
    party: Party
    shown: Money | None
    cause: Cause
    rooms: int = 1
    product_id: str = ""
    lead_id: int | None = None


def card_of(home: Home, source: str) -> Card | None:
    """The card of a source as it is now: the home's own, else the shipped one; None without any.

    A card that cannot be read is none: nobody is asked by it.
    """
    if not _NAME.match(source):
        return None
    for folder in (home.operators, SHIPPED):
        if (path := folder / f"{source}.yml").is_file():
            try:
                return read_card(path)
            except CardFault:
                return None
    return None


def ask_again(
    settings: Settings,
    clock: Clock,
    database: Database,
    asking: Asking,
    seconds: float = SECONDS,
    number: int | None = None,
) -> PriceCheck:
    """Ask, and keep what came of it: as a check of its own, or as the answer of check `number`."""
    asked_at = clock.now()
    checked = _checked(settings, clock, database, asking, seconds)
    check = _as_check(asking, checked, asked_at)
    with database.write() as conn:
        if number is None:
            price_checks.keep(conn, check)
        else:
            price_checks.answer(conn, number, check)
    return check


def _checked(
    settings: Settings, clock: Clock, database: Database, asking: Asking, seconds: float
) -> Checked:
    source = asking.offer.ref.source
    card = card_of(Home(settings.home), source)
    room = asking.party.divided(asking.rooms)
    with database.read() as conn:
        stop = stopped(conn, source)
    for why, holds in (
        (Why.NO_CARD, card is None),
        (Why.STOPPED, stop is not None),
        (Why.OTHER_PARTY, room is None),
    ):
        if holds:
            return Checked(State.NOT_CHECKABLE, reason=written([Reason(why)]))
    assert card is not None
    try:
        return recheck(settings, clock, card, asking.offer, room, seconds)
    except StoreFault:  # The ledger of requests cannot be kept, so none leaves.
        return Checked(State.NOT_CHECKABLE, reason=written([Reason(Why.BUDGET)]))


def _as_check(asking: Asking, checked: Checked, asked_at: dt.datetime) -> PriceCheck:
    offer = asking.offer
    return PriceCheck(
        asked_at=asked_at,
        cause=asking.cause,
        source=offer.ref.source,
        operator=offer.operator,
        offer_key=asking.key,
        state=checked.state,
        party=party_said(asking.party, asking.rooms),
        product_id=asking.product_id,
        lead_id=asking.lead_id,
        shown=asking.shown,
        shown_at=offer.checked_at,
        verified=checked.total * asking.rooms if checked.total else None,
        reason=_of_all_rooms(checked.reason, asking.rooms),
        seconds=checked.seconds,
    )


def _of_all_rooms(line: str, rooms: int) -> str:
    """The reasons with amounts for all rooms."""
    if rooms == 1:
        return line
    read = price_reasons.read(line)
    return written(replace(one, by=one.by * rooms if one.by else None) for one in read)


def offer_named(home: Home, key: str) -> tuple[Offer, str] | None:
    """The offer of this key in the generation that is served, and the id of its product."""
    served = current(home)
    if served is None:
        return None
    offers = served.offers()
    at = pc.index(offers["key"], key).as_py()
    if at < 0:
        return None
    row = offers.slice(at, 1).to_pylist()[0]
    product = served.products().column("id")[row["product"]].as_py()
    return to_offer(row), str(product)
