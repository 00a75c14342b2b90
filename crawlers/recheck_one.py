"""Re-check: one offer asked again at its operator, and compared with what was shown."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace
from functools import partial

from ..catalog.price_checks import State
from ..catalog.price_reasons import Reason, Why, written
from ..offers import Availability, Money, Offer, Party
from ..offers.faults import ConnectorFault, FetchFault
from ..store.clock import Clock
from ..store.settings import Settings
from .card import Card
from .connectors import Page, read_page
from .fetch.client import Fetched
from .intake import take_in
from .intake.s80_provenance import seats_said
from .preferring import preferring
from .recheck_asking import NoId, NoTurn, address_for, fetched, within
from .recheck_compare import (
    as_proved,
    price_moved,
    same_offer,
    sold_out,
    terms_moved,
    total_of,
)

SECONDS = 5.0
"""For the whole question: the turn, the look-up, connecting, the answer and reading it."""
GONE = (404, 410)
"""Answers by which an address made for one offer says that there is none."""
NOT_FOR_QUESTIONS = ("open feed",)
"""Permissions that are for a published list and hold no leave to ask for single offers."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one shown price.

    `total` is the asked party's total by the fresh answer, in the operator's currency; None where
    the operator gave none. `reason` is a line of `catalog.price_reasons`, "" where nothing moved.
    `seconds` is how long it took, from looking for a turn to the compared answer.
    """

    state: State
    total: Money | None = None
    reason: str = ""
    seconds: float = 0.0


def recheck(
    settings: Settings,
    clock: Clock,
    card: Card,
    offer: Offer,
    party: Party | None = None,
    seconds: float = SECONDS,
) -> Checked:
    """Ask for this one offer again, at most `seconds` long; nothing is raised and nothing stored.

    `party` is who travels: where the shown price is not for them, the card's `reprice` is asked.
    None: for whom the price is printed. Robots.txt is not asked for: the address is the card's
    own, given by the operator for this very question (decision 0115).
    """
    began = time.monotonic()
    travellers = party or _printed_for(offer)
    now = clock.now()
    if offer.departure.date and offer.departure.date < now.date():
        return _gone(Why.DEPARTED)
    if why := not_asked(card, offer, travellers, now):
        return Checked(State.NOT_CHECKABLE, reason=written([Reason(why)]))
    work = partial(_asked, settings, clock, card, offer, travellers, began + seconds)
    try:
        found = within(seconds, work)
    except TimeoutError:
        found = _silent(Why.TIME)
    return replace(found, seconds=time.monotonic() - began)


def not_asked(card: Card, offer: Offer, party: Party, now: dt.datetime) -> Why | None:
    """Why there is no question to this operator about this offer, or None where there is one."""
    if not {"recheck", "reprice"} & set(card.can):
        return Why.LIST_ONLY
    if not _template(card, offer, party):
        return Why.OTHER_PARTY
    given = card.permission
    if given.basis in NOT_FOR_QUESTIONS or now.date() < given.on:
        return Why.PERMISSION
    return Why.PERMISSION if given.until and now.date() > given.until else None


def _printed_for(offer: Offer) -> Party:
    """For whom its price is printed; two adults where it is for any adults."""
    price = offer.departure.price
    return price.party if price and price.party else Party(2)


def _template(card: Card, offer: Offer, party: Party) -> str:
    """The address that answers for this party: the offer's own, or the one that prices anew."""
    if "recheck" in card.can and total_of(offer, party) is not None:
        return card.recheck or ""
    return (card.reprice or "") if "reprice" in card.can else ""


def _asked(
    settings: Settings, clock: Clock, card: Card, offer: Offer, party: Party, until: float
) -> Checked:
    """Ask, read the answer as a crawl would, and compare."""
    try:
        address = address_for(_template(card, offer, party), offer, party)
        answer = fetched(settings, clock, card, address, until)
    except NoId:
        return Checked(State.NOT_CHECKABLE, reason=written([Reason(Why.NO_ID)]))
    except NoTurn:
        return Checked(State.NOT_CHECKABLE, reason=written([Reason(Why.BUDGET)]))
    except FetchFault:
        return _silent(Why.TIME if time.monotonic() >= until else Why.NETWORK)
    if answer.status in GONE:
        return _gone(Why.WITHDRAWN)
    if answer.status != 200:
        return _silent(Why.STATUS, str(answer.status))
    read_by = as_proved(preferring(card, settings.currency), offer)
    return understood(read_by, offer, party, answer, clock.now())


def understood(
    card: Card, offer: Offer, party: Party, answer: Fetched, now: dt.datetime
) -> Checked:
    """What an answer says of the offer, read by the connector and the steps of a crawl."""
    try:
        page = read_page(card, answer.body, answer.address, answer.content_type, now)
    except ConnectorFault:
        return _silent(Why.UNREADABLE)
    if not page.records:
        return _gone(Why.WITHDRAWN)
    batch = take_in(card, page.records, now)
    fresh = same_offer(offer, batch.offers)
    if fresh is None:
        return _not_among(card, page, offer, whole=not (batch.rejects or batch.set_aside))
    return _compared(offer, fresh, party)


def _not_among(card: Card, page: Page, offer: Offer, whole: bool) -> Checked:
    """The offer is not in the answer: sold out, no longer there, or not to be understood.

    A sold-out record often states no price and is no offer any more; its word for seats counts.
    """
    own = dict(offer.ref.ids).get("id", "")
    mine = [record for record in page.records if own and str(record.said.get("id", "")) == own]
    if any(seats_said(card, record.said) is Availability.STOP_SALE for record in mine):
        return _gone(Why.STOP_SALE)
    return _gone(Why.WITHDRAWN) if whole else _silent(Why.UNREADABLE)


def _compared(shown: Offer, fresh: Offer, party: Party) -> Checked:
    if sold_out(fresh):
        return _gone(Why.STOP_SALE)
    price, was = fresh.departure.price, shown.departure.price
    after, before = total_of(fresh, party), total_of(shown, party)
    if price is None or after is None:
        return _silent(Why.OTHER_PARTY)
    if not price.complete and (was is None or was.complete):
        return _silent(Why.UNREADABLE)  # A part came that nobody can read: no total, no lower one.
    moved = price_moved(was, before, price, after) if was and before else ()
    found = (*moved, *terms_moved(shown, fresh))
    state = State.CHANGED if found else State.CONFIRMED
    return Checked(state, after, written(found))


def _gone(why: Why) -> Checked:
    return Checked(State.GONE, reason=written([Reason(why)]))


def _silent(why: Why, what: str = "") -> Checked:
    return Checked(State.UNANSWERED, reason=written([Reason(why, what)]))
