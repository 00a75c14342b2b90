"""Records to RawOffers: each field by its rule, values untouched."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...offers import Provenance, RawOffer
from ...offers.offer import UNREADABLE
from ..card import Card
from ..card_fields import FieldRule
from ..card_paths import Follow, PathFault, compiled
from ..card_patterns import longest_searched

_LONGEST_BROKEN = 300
Take = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row or line that cannot be read as a record; its text is kept for whoever looks."""

    text: str


def raw_offers(
    card: Card, records: Iterable[Any], address: str, read_at: dt.datetime, warnings: Counter[str]
) -> Iterator[RawOffer]:
    """One RawOffer a record, in order. What is no record states only its raw text."""
    takes = _takes(card)
    for position, record in enumerate(records):
        if isinstance(record, dict):
            said = _said(takes, record, warnings)
        else:
            said = {UNREADABLE: _broken(record, warnings)[:_LONGEST_BROKEN]}
        yield RawOffer(said, Provenance(card.name, address, position, read_at))


def _broken(record: Any, warnings: Counter[str]) -> str:
    if isinstance(record, Broken):
        return record.text
    warnings["a record is no mapping of names and values"] += 1
    return json.dumps(record, default=str, ensure_ascii=False)


def _said(takes: list[tuple[str, Take]], record: Any, warnings: Counter[str]) -> dict[str, Any]:
    said = {}
    for name, take in takes:
        try:
            value = take(record)
        except PathFault as fault:
            warnings[f"fields.{name} cannot be followed: {fault}"] += 1
            continue
        if value is not None:
            said[name] = value
    return said


def _takes(card: Card) -> list[tuple[str, Take]]:
    by_column = card.connector.by_column
    return [(name, _take(rule, by_column)) for name, rule in card.fields.items()]


def _take(rule: FieldRule, by_column: bool) -> Take:
    if rule.path is None:
        fixed = rule.value
        return lambda record: fixed
    follow = _column(rule.path) if by_column else compiled(rule.path)
    return (lambda record: worked(rule, follow(record))) if rule.is_worked else follow


def _column(name: str) -> Follow:
    return lambda record: record.get(name)


def worked(rule: FieldRule, value: Any) -> Any:
    """The value after split, part, pattern and join, in that order; None is not stated."""
    if value is None:
        return None
    if rule.split is not None:
        value = _part(rule, str(value).split(rule.split))
    if rule.pattern is not None and value is not None:
        value = _matched(rule.pattern, value)
    if rule.join is not None and isinstance(value, list):
        return rule.join.join(str(part) for part in value if part is not None)
    return value


def _part(rule: FieldRule, parts: list[str]) -> Any:
    parts = [part.strip() for part in parts]
    if rule.part is None:
        return [part for part in parts if part]
    place = rule.part - 1 if rule.part > 0 else rule.part
    return parts[place] or None if -len(parts) <= place < len(parts) else None


def _matched(pattern: str, value: Any) -> Any:
    if isinstance(value, list):
        found = (_matched(pattern, part) for part in value)
        return [part for part in found if part is not None]
    match = _regex(pattern).search(str(value)[: longest_searched(pattern)])
    if match is None:
        return None
    if "value" in match.re.groupindex:
        return match["value"]
    return match[1] if match.re.groups else match[0]


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
