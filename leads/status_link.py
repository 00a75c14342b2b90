"""The link by which a visitor sees how far an enquiry is: signed, so references tell nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeSerializer

from ..store.settings import Settings
from .promise import Promise

LASTS = dt.timedelta(days=14)
"""How long the link works."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page after sending says even without the database.

    `kind` is that of the enquiry and `who` the first name that was promised: both stand in the
    sentence of the promise, which is the same before and after.
    """

    reference: str
    promise: Promise
    at: dt.datetime
    kind: str = "question"
    who: str = ""


def status_address(settings: Settings, lang: str, sent: Sent) -> str:
    """The path and query of the page after sending, for a redirect or behind the base address."""
    asked = urlencode({"seal": seal_sent(settings, sent)})
    return f"/{lang}/ask/sent/{sent.reference}?{asked}"


def seal_sent(settings: Settings, sent: Sent) -> str:
    """The right to see one enquiry's page after sending: references cannot be counted through."""
    promise = [sent.promise.from_.isoformat(), sent.promise.to.isoformat()]
    said = {"reference": sent.reference, "promise": promise, "at": sent.at.isoformat()}
    return _signer(settings).dumps({**said, "kind": sent.kind, "who": sent.who})


def unseal_sent(settings: Settings, text: str) -> Sent | None:
    """What `seal_sent` signed, None for anything else."""
    try:
        kept: dict[str, Any] = _signer(settings).loads(text)
    except BadData:
        return None
    begins, ends, at = map(dt.datetime.fromisoformat, (*kept["promise"], kept["at"]))
    window = Promise(begins, ends)
    return Sent(kept["reference"], window, at, kept.get("kind", "question"), kept.get("who", ""))


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt="enquiry-sent")
