"""Seals: what a form or link carries through the visitor's browser and must come back unchanged."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from ...leads.enquiry import Pairs
from ...leads.offer_seen import OfferSeen, from_json, party_from_json, party_to_json, to_json
from ...leads.promise import Promise
from ...offers import Party
from ...store.settings import Settings


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the form knew when it was drawn: the offer and price shown, the window promised."""

    key: str
    at: dt.datetime
    promise: Promise
    offer: OfferSeen | None
    query: Pairs
    party: Party | None


@dataclass(frozen=True, slots=True)
class SentSeal:
    """What the page after sending must be able to say even without the database."""

    reference: str
    promise: Promise
    at: dt.datetime


def new_key() -> str:
    """A form's own name, 128 bits."""
    return secrets.token_urlsafe(16)


def seal(settings: Settings, sealed: Sealed) -> str:
    """The form's state, signed: a price seen cannot be made up."""
    return _signer(settings, "enquiry-form").dumps(
        {
            "key": sealed.key,
            "at": sealed.at.isoformat(),
            "promise": _promise(sealed.promise),
            "offer": to_json(sealed.offer) if sealed.offer else None,
            "query": [list(pair) for pair in sealed.query],
            "party": party_to_json(sealed.party),
        }
    )


def unseal(settings: Settings, text: str) -> Sealed | None:
    """The state that `seal` signed, None for anything else."""
    kept = _load(settings, "enquiry-form", text)
    if kept is None:
        return None
    return Sealed(
        key=kept["key"],
        at=dt.datetime.fromisoformat(kept["at"]),
        promise=_read_promise(kept["promise"]),
        offer=from_json(kept["offer"]) if kept["offer"] else None,
        query=tuple((key, value) for key, value in kept["query"]),
        party=party_from_json(kept["party"]),
    )


def seal_sent(settings: Settings, sent: SentSeal) -> str:
    """The right to see one enquiry's page after sending: references cannot be counted through."""
    said = {"reference": sent.reference, "promise": _promise(sent.promise)}
    return _signer(settings, "enquiry-sent").dumps({**said, "at": sent.at.isoformat()})


def unseal_sent(settings: Settings, text: str) -> SentSeal | None:
    kept = _load(settings, "enquiry-sent", text)
    if kept is None:
        return None
    promise = _read_promise(kept["promise"])
    return SentSeal(kept["reference"], promise, dt.datetime.fromisoformat(kept["at"]))


def _signer(settings: Settings, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt=salt)


def _load(settings: Settings, salt: str, text: str) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = _signer(settings, salt).loads(text)
    except BadData:
        return None
    return kept


def _promise(promise: Promise) -> list[str]:
    return [promise.from_.isoformat(), promise.to.isoformat()]


def _read_promise(kept: list[str]) -> Promise:
    return Promise(dt.datetime.fromisoformat(kept[0]), dt.datetime.fromisoformat(kept[1]))
