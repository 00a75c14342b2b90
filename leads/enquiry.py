"""Enquiry: what a visitor asks and how we reach them, checked before anything is kept."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from ..offers import Party
from .offer_seen import OfferSeen
from .wish import MarketSeen, Wish, wish_to_json

LONGEST_NAME = 200
LONGEST_WHEN = 200
LONGEST_MESSAGE = 4000
LONGEST_PHONE = 40

Kind = Literal[
    "question",
    "call_me",
    "option",
    "compare",
    "find_me",
    "profile",
    "phone",
    "walk_in",
    "outbound",
]
ASKED: tuple[Kind, ...] = ("question", "call_me", "option", "compare", "find_me")
"""What a visitor can send by the site's form; any other kind a form names is a question."""
Origin = Literal["inbound", "outbound"]
Pairs = tuple[tuple[str, str], ...]
Faults = dict[str, str]
"""Field -> code of the sentence; the field names are those of the form."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One question with all that goes along with it.

    `phone` is E.164 or "", `email` normalised or ""; one of them is there. `query` are the pairs
    of the search that led here. `consent_text` is the very sentence the visitor agreed to.
    `compared` are the stays of a comparison. `visitor` is the key of what they let us remember
    (leads.behaviour), "" without their consent, whose wording is `behaviour_text`. `channel` is
    how it came in (website, newsletter, phone, walk_in, profile, import...), `source` where from
    (a campaign, "who told you about us?"); a `practice` lead is out of every figure.
    """

    name: str
    phone: str
    email: str
    when: str
    message: str
    language: str
    party: Party | None
    query: Pairs
    offer: OfferSeen | None
    kind: Kind
    consent_text: str
    idempotency_key: str
    compared: tuple[OfferSeen, ...] = ()
    wish: Wish | None = None
    market: MarketSeen | None = None
    visitor: str = ""
    behaviour_text: str = ""
    origin: Origin = "inbound"
    channel: str = "website"
    source: str = ""
    practice: bool = False

    @property
    def consent_version(self) -> str:
        """Names the consent's wording: the first 16 characters of its SHA-256."""
        return hashlib.sha256(self.consent_text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Around:
    """What an enquiry brings along that the visitor does not type."""

    language: str
    country: str
    form_key: str
    consent_text: str
    offer: OfferSeen | None = None
    query: Pairs = ()
    party: Party | None = None
    compared: tuple[OfferSeen, ...] = ()
    wish: Wish | None = None
    market: MarketSeen | None = None
    visitor: str = ""
    behaviour_text: str = ""
    source: str = ""


def check(form: Mapping[str, str], around: Around) -> Enquiry | Faults:
    """The enquiry of a form, or what is wrong with which field.

    Fields: name, phone, email, when, message, kind, consent. `around.country` (ISO) is the one a
    telephone number without prefix belongs to.
    """
    faults: Faults = {}
    enquiry = Enquiry(
        name=_short(form, "name", LONGEST_NAME, faults),
        phone=_phone(form, around.country, faults),
        email=_email(form, faults),
        when=_short(form, "when", LONGEST_WHEN, faults),
        message=_message(form, faults),
        language=around.language,
        party=around.party,
        query=around.query,
        offer=around.offer,
        kind=_kind(form),
        consent_text=around.consent_text,
        idempotency_key=around.form_key,
        compared=around.compared,
        wish=around.wish,
        market=around.market,
        visitor=around.visitor,
        behaviour_text=around.behaviour_text,
        source=around.source,
    )
    faults |= _missing(enquiry, form, faults)
    if faults:
        return faults
    return replace(enquiry, idempotency_key=f"{around.form_key}:{_content(enquiry)}")


def _missing(enquiry: Enquiry, form: Mapping[str, str], faults: Faults) -> Faults:
    """What must be there and is not: a name, one way to reach the visitor, the consent."""
    missing: Faults = {}
    if not enquiry.name and "name" not in faults:
        missing["name"] = "name_missing"
    if enquiry.kind == "call_me" and not enquiry.phone and "phone" not in faults:
        missing["phone"] = "phone_missing"
    elif not enquiry.phone and not enquiry.email and not faults.keys() & {"phone", "email"}:
        missing["phone"] = "contact_missing"
    if form.get("consent") != "yes":
        missing["consent"] = "consent_missing"
    return missing


def _kind(form: Mapping[str, str]) -> Kind:
    said = form.get("kind", "")
    return next((kind for kind in ASKED if kind == said), "question")


def _content(enquiry: Enquiry) -> str:
    """Names what was typed: the same form sent again is one lead, a changed question another."""
    typed = (enquiry.name, enquiry.phone, enquiry.email, enquiry.when, enquiry.message)
    wished = json.dumps(wish_to_json(enquiry.wish)) if enquiry.wish else ""
    said = "\x1f".join((*typed, enquiry.kind, *filter(None, [wished])))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _short(form: Mapping[str, str], field: str, longest: int, faults: Faults) -> str:
    text = one_line(form.get(field, ""))
    if len(text) > longest:
        faults[field] = f"{field}_long"
        return ""
    return text


def _message(form: Mapping[str, str], faults: Faults) -> str:
    lines = form.get("message", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(one_line(line) for line in lines).strip()
    if len(text) > LONGEST_MESSAGE:
        faults["message"] = "message_long"
        return ""
    return text


def _email(form: Mapping[str, str], faults: Faults) -> str:
    text = one_line(form.get("email", ""))
    if not text:
        return ""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        faults["email"] = "email_unreadable"
        return ""
    return (found.ascii_email or found.normalized).lower()


def _phone(form: Mapping[str, str], country: str, faults: Faults) -> str:
    text = one_line(form.get("phone", ""))
    if not text:
        return ""
    # Big (libraries.md): loaded by the first visitor who types a number, not by every command.
    import phonenumbers

    try:
        number = phonenumbers.parse(text[: LONGEST_PHONE + 1], country)
    except phonenumbers.NumberParseException:
        faults["phone"] = "phone_unreadable"
        return ""
    if not phonenumbers.is_valid_number(number):
        faults["phone"] = "phone_impossible"
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_email(text: str) -> str:
    """A mail address as typed, normalised as enquiries keep it; "" where it is none."""
    return _email({"email": text}, {})


def read_phone(text: str, country: str) -> str:
    """A telephone number as typed in a country (ISO), in E.164; "" where it is none."""
    return _phone({"phone": text}, country, {})


def one_line(text: str) -> str:
    """Text without line breaks, control, direction and other invisible characters."""
    visible = (" " if c.isspace() else c for c in text)
    shown = "".join(c for c in visible if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join(shown.split())
