"""Who sells an offer by law: legal name, licence, country; the contract is with it (W-36)."""

from __future__ import annotations

from dataclasses import dataclass

from ...catalog.catalogue import SourceState
from ...offers import Offer, Operator
from .. import trade
from ..security import safe_url
from ..text import Speech


@dataclass(frozen=True, slots=True)
class Identity:
    """`legal` is one line for a list, `contract` the sentence beside a price."""

    legal: str
    contract: str
    website: str


def identity(offer: Offer, source: SourceState | None, speech: Speech) -> Identity:
    """The seller of an offer, as far as its source tells; what it does not tell is said."""
    operator = source.operator if source else None
    if operator is None or not operator.legal_name:
        return _unnamed(offer, source, speech)
    said = _legal(operator, speech)
    contract = speech._("The contract is with %(seller)s.", seller=", ".join(said))
    return Identity(" · ".join(said), contract, safe_url(operator.website) or "")


def _legal(operator: Operator, speech: Speech) -> list[str]:
    licence = speech._("licence %(number)s", number=operator.licence) if operator.licence else ""
    country = trade.country(operator.country, speech) if operator.country else ""
    unlicensed = "" if licence else speech._("licence not stated")
    return list(filter(None, (operator.legal_name, licence or unlicensed, country)))


def _unnamed(offer: Offer, source: SourceState | None, speech: Speech) -> Identity:
    name = offer.operator_name or offer.operator
    contract = speech._(
        "The contract is with %(operator)s; its legal name is not stated.", operator=name
    )
    if source is None or source.title == name:
        return Identity(speech._("legal name not stated"), contract, "")
    legal = speech._("legal name not stated by %(source)s", source=source.title)
    return Identity(legal, contract, "")
