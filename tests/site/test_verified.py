"""An operator's answer laid over a "from" total: what it did not state stays unknown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from fairwind.catalog.price_checks import Cause, PriceCheck, State
from fairwind.offers import Basis, Component, Knowledge, Money, Party, Price, offer_key
from fairwind.search.answer import Freshness, Quote
from fairwind.site.public.verified import Overlay, verified

from ..hostile.test_hostile_answers import NOW, OFFER

COUPLE = Party(2)
FUEL = Component("fuel", None, Knowledge.UNKNOWN)


def quote(*parts: Component) -> Quote:
    """The offer at 1,000 euro and these parts."""
    price = Price(Money(100_000, "EUR"), Basis.PER_PARTY, COUPLE, parts)
    offer = replace(OFFER, departure=replace(OFFER.departure, price=price))
    whole = price.complete
    return Quote(
        0, offer_key(offer), offer, Money(100_000, "EUR"), None, False, not whole, Freshness.FRESH
    )


@pytest.mark.parametrize(
    ("reason", "still_from"),
    [
        ("package 5000 EUR", True),
        ("added tourist_tax 5000 EUR", True),
        ("added fuel 5000 EUR", False),
        ("", True),
    ],
)
def test_a_total_is_whole_only_when_the_answer_states_what_was_missing(
    reason: str, still_from: bool
) -> None:
    shown = quote(FUEL)
    said = Money(105_000 if reason else 100_000, "EUR")
    check = PriceCheck(
        asked_at=NOW + dt.timedelta(minutes=1),
        cause=Cause.VISITOR,
        source="hostile",
        operator="hostile",
        offer_key=shown.key,
        state=State.CHANGED if reason else State.CONFIRMED,
        shown=shown.total,
        verified=said,
        reason=reason,
    )
    (now,) = verified([shown], Overlay(priced={shown.key: check}), COUPLE)
    assert (now.total, now.from_only) == (said, still_from)
    price = now.offer.departure.price
    assert price is not None
    assert price.complete is not still_from
