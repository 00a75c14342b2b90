"""A card and records for the tests of intake, given as the fields they say."""

import datetime as dt
from typing import Any

from fairwind.crawlers.card import Card
from fairwind.crawlers.intake import Batch, Seen, take_in
from fairwind.offers import Offer, Provenance, RawOffer, Reject

NOW = dt.datetime(2026, 3, 30, 6, 0, tzinfo=dt.UTC)
PAGE = "https://sunny.example/feed"
WHOLE = {
    "id": "A-17",
    "name": "Hotel Aphrodite",
    "country": "Greece",
    "region": "Crete",
    "date": "2026-07-04",
    "nights": 7,
    "board": "HB",
    "price": "599.00",
    "currency": "EUR",
}


def card(**terms: Any) -> Card:
    """Sunny Tours' card; `terms` take the place of its keys."""
    plain: dict[str, Any] = {
        "name": "sunny_tours",
        "title": "Sunny Tours",
        "operator": {"name": "Sunny Tours"},
        "permission": {"basis": "own", "by": "Anna", "on": "2026-01-01"},
        "connector": {"kind": "feed", "format": "json", "start": [PAGE]},
        "fields": {"name": "name", "price": "price"},
        "price": {"basis": "per_person"},
    }
    return Card.model_validate({**plain, **terms})


def raw(position: int = 0, page: str = PAGE, **said: Any) -> RawOffer:
    return RawOffer(said, Provenance("sunny_tours", page, position, NOW))


def taken(*said: dict[str, Any], seen: Seen | None = None, **terms: Any) -> Batch:
    """What intake makes of these records under Sunny Tours' card."""
    records = [raw(position, **one) for position, one in enumerate(said)]
    return take_in(card(**terms), records, NOW, seen)


def offer(said: dict[str, Any] | None = None, **terms: Any) -> Offer:
    """The one offer of a whole record with `said` put in."""
    batch = taken({**WHOLE, **(said or {})}, **terms)
    assert not batch.rejects + batch.set_aside, batch.rejects + batch.set_aside
    return batch.offers[0]


def reject(said: dict[str, Any], **terms: Any) -> Reject:
    """The one reject of a whole record with `said` put in; a None takes a field out."""
    batch = taken({**WHOLE, **said}, **terms)
    assert not batch.offers
    return (batch.rejects + batch.set_aside)[0]
