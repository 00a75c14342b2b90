"""What pydantic found, said in one sentence each: place, key, and the right word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .card_connector import Paging
from .card_fields import FAMILIES, FIELDS, FieldRule
from .card_kinds import KINDS
from .card_mandatory import MandatoryPart
from .card_terms import (
    Assertions,
    Band,
    Budget,
    FeedLimits,
    Formats,
    Forms,
    OperatorFacts,
    PartySaid,
    Permission,
    PriceTerms,
    Schedule,
)
from .card_web import Sitemap
from .card_words import did_you_mean
from .card_yaml import Document

WITHOUT_PERMISSION = (
    "without permission nothing is fetched: write under permission: the basis (contract, "
    "affiliate feed, open feed, written consent or own), by whom, and on which day"
)
PARTS: dict[str, tuple[str, type[BaseModel]]] = {
    "operator": ("operator", OperatorFacts),
    "permission": ("permission", Permission),
    "price": ("price", PriceTerms),
    "party": ("party", PartySaid),
    "formats": ("formats", Formats),
    "age_bands": ("an age band", Band),
    "mandatory": ("a mandatory part", MandatoryPart),
    "schedule": ("schedule", Schedule),
    "budget": ("budget", Budget),
    "feed": ("feed", FeedLimits),
    "assertions": ("assertions", Assertions),
    "forms": ("forms", Forms),
    "paging": ("paging", Paging),
    "sitemap": ("sitemap", Sitemap),
    "fields": ("a field", FieldRule),
}
_ENDS = {
    "string_type": "must be a text; put it in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_parsing": "must be a number",
    "decimal_type": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping of keys and values",
    "model_type": "must be a mapping of keys and values",
    "model_attributes_type": "must be a mapping of keys and values",
    "date_from_datetime_parsing": "must be a day such as 2026-01-31",
    "date_parsing": "must be a day such as 2026-01-31",
    "date_type": "must be a day such as 2026-01-31",
}


def sentences(error: ValidationError, document: Document, card: type[BaseModel]) -> list[str]:
    """One sentence with its place for each thing pydantic found, in the order of the lines."""
    told = {}
    for detail in error.errors(include_url=False):
        keys = _keys(detail["loc"], document.value)
        told[document.place(keys, _sentence(detail, keys, document.value, card))] = keys
    return sorted(told, key=lambda sentence: document.line(told[sentence]))


def _keys(loc: Sequence[str | int], value: Any) -> tuple[str | int, ...]:
    """The place as it is written in the file, without the name of the kind pydantic puts in."""
    keys: list[str | int] = []
    for i, step in enumerate(loc):
        if loc[:i] == ("connector",) and step in KINDS:
            continue
        if step != "[key]":
            keys.append(step)
    return tuple(keys)


def _sentence(detail: ErrorDetails, keys: Sequence[str | int], value: Any, card: Any) -> str:
    name, kind, given = _dotted(keys), detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(name, keys, value, card)
    if name == "permission" and not given:
        return WITHOUT_PERMISSION
    if kind == "missing":
        return WITHOUT_PERMISSION if name == "permission" else _missing(name, keys, value, card)
    if kind in ("enum", "literal_error"):
        words = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{name}: {given!r} is none of {', '.join(words)}" + did_you_mean(str(given), words)
    if kind == "value_error" and detail["loc"][-1] == "[key]":
        return f"{name} {context['error']}" + did_you_mean(str(keys[-1]), FIELDS)
    if kind == "value_error":
        return f"{name}: {context['error']}"
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _unknown_kind(given)
    return f"{name}: {_shown(given)} {_end(detail)}"


def _missing(name: str, keys: Sequence[str | int], value: Any, card: Any) -> str:
    _, model = _part(keys[:-1], value, card)
    field = model.model_fields.get(str(keys[-1]))
    meaning = " ".join((field.description or "").split()).rstrip(".") if field else ""
    return f"{name} is missing" + (f": {meaning[0].lower()}{meaning[1:]}" if meaning else "")


def _end(detail: ErrorDetails) -> str:
    return _ENDS.get(detail["type"]) or "is not right: " + detail["msg"].lower()


def _unknown_kind(given: Any) -> str:
    kind = given.get("kind") if isinstance(given, dict) else None
    known = ", ".join(KINDS)
    if kind is None:
        return f"connector.kind is missing: one of {known}"
    return f"connector.kind: {kind!r} is none of {known}" + did_you_mean(str(kind), KINDS)


def _unknown_key(name: str, keys: Sequence[str | int], value: Any, card: Any) -> str:
    called, model = _part(keys[:-1], value, card)
    word = str(keys[-1])
    meant = _elsewhere(word, value, card) or did_you_mean(word, model.model_fields)
    if not meant and (word in FIELDS or word.partition(".")[0] + "." in FAMILIES):
        meant = "; it belongs under fields:"
    return f"{name} is not a key of {called}{meant}"


def _part(keys: Sequence[str | int], value: Any, card: Any) -> tuple[str, type[BaseModel]]:
    if keys == ("connector",):
        kind = KINDS[value["connector"]["kind"]]
        return getattr(kind, "describes", "a connector"), kind
    for key in reversed(keys):
        if key in PARTS:
            return PARTS[str(key)]
    return "a card", card


def _elsewhere(word: str, value: Any, card: Any) -> str:
    """Where a good key that stands in the wrong part belongs; "" where it is no key at all."""
    if word in card.model_fields:
        return "; it stands at the left edge, outside of any other key"
    connector = value.get("connector") if isinstance(value, dict) else None
    kind = KINDS.get(str(connector.get("kind"))) if isinstance(connector, dict) else None
    if kind and word in kind.model_fields:
        return "; it belongs under connector:"
    for part, (_, model) in PARTS.items():
        if word in model.model_fields and part != "fields":
            return f"; it belongs under {part}:"
    return ""


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _dotted(keys: Sequence[str | int]) -> str:
    return ".".join(str(key) for key in keys)
