"""Operator and source: who assembles and is liable for the package, and where it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SoldBy(StrEnum):
    """Who takes the booking; it decides the first button of the stay page."""

    US = "us"
    OPERATOR = "operator"
    BOTH = "both"


class SourceKind(StrEnum):
    """Whether the source is the operator itself or lists the offers of others."""

    OPERATOR = "operator"
    AGGREGATOR = "aggregator"


@dataclass(frozen=True, slots=True)
class Operator:
    """The tour operator: the contract is with it."""

    slug: str
    name: str
    legal_name: str = ""
    licence: str = ""
    country: str = ""
    website: str = ""
    language: str = ""
    """Of its own texts, two letters; "" where its card does not say."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where offers were seen: one card. A source is not an operator (product.md, "Words")."""

    name: str
    title: str
    kind: SourceKind = SourceKind.OPERATOR
    sold_by: SoldBy = SoldBy.US
    can_recheck: bool = False
    period_minutes: int | None = None
    can_reprice: bool = False
