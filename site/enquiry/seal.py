"""Seal: what a form carries through the visitor's browser and must come back unchanged."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from ...leads.enquiry import Pairs
from ...leads.offer_seen import OfferSeen, from_json, party_from_json, party_to_json, to_json
from ...leads.promise import Promise
from ...leads.wish import MarketSeen, market_from_json, market_to_json
from ...offers import Party
from ...store.settings import Settings


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the form knew when it was drawn.

    `promises` are the windows shown, by the way of asking (`promises.WAYS`), in the order of the
    form; `who` is the first name that stood in them. `countries` are those of the stays shown.
    `remembered` is the sentence on what we were let remember, "" for nothing.
    """

    key: str
    at: dt.datetime
    promises: tuple[tuple[str, Promise], ...]
    offer: OfferSeen | None = None
    query: Pairs = ()
    party: Party | None = None
    compared: tuple[OfferSeen, ...] = ()
    market: MarketSeen | None = None
    countries: tuple[str, ...] = ()
    remembered: str = ""
    who: str = ""

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(way for way, _ in self.promises)


def new_key() -> str:
    """A form's own name, 128 bits."""
    return secrets.token_urlsafe(16)


def seal(settings: Settings, sealed: Sealed) -> str:
    """The form's state, signed: a price seen cannot be made up."""
    return _signer(settings).dumps(
        {
            "key": sealed.key,
            "at": sealed.at.isoformat(),
            "promises": [[way, *_said(window)] for way, window in sealed.promises],
            "offer": to_json(sealed.offer) if sealed.offer else None,
            "query": [list(pair) for pair in sealed.query],
            "party": party_to_json(sealed.party),
            "compared": [to_json(seen) for seen in sealed.compared],
            "market": market_to_json(sealed.market),
            "countries": list(sealed.countries),
            "remembered": sealed.remembered,
            "who": sealed.who,
        }
    )


def unseal(settings: Settings, text: str) -> Sealed | None:
    """The state that `seal` signed, None for anything else."""
    try:
        return _read(_signer(settings).loads(text))
    except (BadData, KeyError):  # KeyError: a form drawn before the site was renewed
        return None


def _read(kept: Mapping[str, Any]) -> Sealed:
    return Sealed(
        key=kept["key"],
        at=dt.datetime.fromisoformat(kept["at"]),
        promises=tuple((way, _window(begins, ends)) for way, begins, ends in kept["promises"]),
        offer=from_json(kept["offer"]) if kept["offer"] else None,
        query=tuple((key, value) for key, value in kept["query"]),
        party=party_from_json(kept["party"]),
        compared=tuple(map(from_json, kept["compared"])),
        market=market_from_json(kept["market"]),
        countries=tuple(kept["countries"]),
        remembered=kept["remembered"],
        who=kept["who"],
    )


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt="enquiry-form")


def _said(promise: Promise) -> tuple[str, str]:
    return promise.from_.isoformat(), promise.to.isoformat()


def _window(begins: str, ends: str) -> Promise:
    return Promise(dt.datetime.fromisoformat(begins), dt.datetime.fromisoformat(ends))
