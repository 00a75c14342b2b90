"""Every sandbox operator's saved page gives the offers that its seller knows to have sold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fairwind.crawlers.card import Card, read_card
from fairwind.crawlers.connectors import read_page
from fairwind.crawlers.intake import Batch, take_in
from fairwind.demo import operators
from fairwind.offers import Offer, Paid

from .save_pages import NOW, pages

CARDS = Path(operators.__file__).parent / "cards"
SAVED = {path.parent.name: (path, page, told) for path, page, told in pages()}
TYPES = {
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def card_of(name: str) -> Card:
    return read_card(CARDS / f"{name}.yml")


def taken(name: str, body: bytes, suffix: str) -> Batch:
    card = card_of(name)
    page = read_page(card, body, card.connector.start[0], TYPES[suffix], NOW)
    return take_in(card, page.records, NOW)


def facts(offer: Offer) -> dict[str, Any]:
    """The offer in the words of an expected.json."""
    price, going = offer.departure.price, offer.departure
    assert price is not None
    on_top = [p for p in price.components if p.paid is not Paid.IN_PRICE]
    persons = [p for p in price.components if p.kind in ("adult", "child")]
    room, board = offer.room.room_class, offer.board.board
    return {
        "operator_name": offer.operator_name,
        "country": offer.product.place.country,
        "kind": offer.product.kind.value,
        "stars": offer.product.stars,
        "itinerary": list(offer.product.itinerary),
        "date": going.date.isoformat() if going.date else None,
        "nights": [going.nights.least, going.nights.most] if going.nights else None,
        "origin": going.origin,
        "transport": going.transport.value if going.transport else None,
        "board": board.code if board else None,
        "room_class": room.value if room else None,
        "amount": price.amount.minor,
        "currency": price.amount.currency,
        "basis": price.basis.value,
        "party": [price.party.adults, list(price.party.child_ages)] if price.party else None,
        "persons": [part.amount.minor for part in persons if part.amount],
        "on_top": [[part.kind, part.amount.minor] for part in on_top if part.amount],
        "goes_on": [day.isoformat() for day in offer.goes_on],
        "stops": going.stops,
        "deposit": offer.terms.deposit_percent,
        "balance_days": offer.terms.balance_days,
        "free_cancellation_days": offer.terms.free_cancellation_days,
    }


def differences(number: int, offer: Offer, told: Mapping[str, Any]) -> list[str]:
    """Each field that is not as expected, named."""
    got = facts(offer)
    return [
        f"record {number} ({offer.product.name}): {field} is {got[field]!r}, expected {value!r}"
        for field, value in told.items()
        if got[field] != value
    ]


@pytest.mark.parametrize("name", sorted(SAVED))
def test_a_saved_page_gives_the_offers_expected_of_it(name: str) -> None:
    path = SAVED[name][0]
    told = json.loads((path.parent / "expected.json").read_text("utf-8"))
    batch = taken(name, path.read_bytes(), path.suffix)
    assert [str(reject) for reject in batch.rejects] == []
    assert len(batch.offers) == len(told)
    faults = [
        fault
        for number, (offer, one) in enumerate(zip(batch.offers, told, strict=True), 1)
        for fault in differences(number, offer, one)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", sorted(SAVED))
def test_the_saved_pages_are_those_of_the_world(name: str) -> None:
    path, page, told = SAVED[name]
    assert json.loads((path.parent / "expected.json").read_text("utf-8")) == told
    if path.suffix != ".xlsx":  # A workbook holds the time of its making.
        assert path.read_bytes() == page.body


def test_every_sandbox_operator_has_a_saved_page_and_a_card() -> None:
    assert set(SAVED) == set(operators.OPERATORS) == set(operators.shipped("cards"))


def test_a_broken_page_is_no_offer_and_says_why() -> None:
    body = next(iter(operators.OPERATORS[operators.BROKEN](NOW.date()).values())).body
    batch = taken(operators.BROKEN, body, ".html")
    reasons = {reject.reason for reject in batch.rejects}
    assert {"price_zero"} < reasons
    assert all(reject.value in ("0", "Спестете до 15%") for reject in batch.rejects)
    assert len(batch.rejects) == len(batch.offers)
