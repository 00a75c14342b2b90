"""The row of a lead: an enquiry as it is kept, and read again where its mails are still to go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..offers import Party
from .enquiry import Enquiry
from .offer_seen import from_json, party_to_json, to_json
from .wish import market_from_json, market_to_json, wish_from_json, wish_to_json

CAPTURED = "captured"
"""The first stage of every lead."""


def row_of(
    enquiry: Enquiry, person_id: int, at: dt.datetime, doubts: tuple[str, ...]
) -> dict[str, Any]:
    """The columns of a new lead; its reference and promise follow in the same transaction."""
    adults, ages = party_to_json(enquiry.party) or (None, [])
    return {
        "idempotency_key": enquiry.idempotency_key,
        "created_at": at,
        "kind": enquiry.kind,
        "state": "open",
        "name": enquiry.name,
        "phone": enquiry.phone,
        "email": enquiry.email,
        "call_when": enquiry.when,
        "message": enquiry.message,
        "language": enquiry.language,
        "adults": adults,
        "child_ages": ages,
        "query": [list(pair) for pair in enquiry.query],
        "offer": to_json(enquiry.offer) if enquiry.offer else None,
        "compared": [to_json(seen) for seen in enquiry.compared] or None,
        "wish": wish_to_json(enquiry.wish),
        "market": market_to_json(enquiry.market),
        "visitor": enquiry.visitor,
        "consent_text": enquiry.consent_text,
        "consent_version": enquiry.consent_version,
        "review": " ".join(doubts),
        "promised_from": at,
        "promised_to": at,
        "claimed_by": "",
        "answered_by": "",
        "person_id": person_id,
        "origin": enquiry.origin,
        "channel": enquiry.channel,
        "source": enquiry.source[:200],
        "stage": CAPTURED,
        "practice": enquiry.practice,
    }


def enquiry_of(row: Any) -> Enquiry:
    """The enquiry that a lead's row keeps."""
    return Enquiry(
        name=row.name,
        phone=row.phone,
        email=row.email,
        when=row.call_when,
        message=row.message,
        language=row.language,
        party=Party(row.adults, tuple(row.child_ages)) if row.adults else None,
        query=tuple((key, value) for key, value in row.query),
        offer=from_json(row.offer) if row.offer else None,
        kind=row.kind,
        consent_text=row.consent_text,
        idempotency_key=row.idempotency_key,
        compared=tuple(map(from_json, row.compared or ())),
        wish=wish_from_json(row.wish),
        market=market_from_json(row.market),
        visitor=row.visitor,
        origin=row.origin,
        channel=row.channel,
        source=row.source,
        practice=row.practice,
    )
