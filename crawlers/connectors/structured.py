"""Structured data: items of schema.org's types in a page, whatever syntax they stand in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...offers import RawOffer
from ..card import Card
from ..card_paths import compiled
from ..card_web import Structured
from .extract import raw_offers
from .html import page_fields
from .markup import WebPage
from .structured_syntax import READERS
from .texts import NotReadable

DEEPEST = 12
MOST_NODES = 50_000
MOST_OFFERS = 5_000
Item = dict[str, Any]


def structured_offers(
    card: Card, page: WebPage, address: str, read_at: dt.datetime
) -> Iterator[RawOffer]:
    """One RawOffer for each offer of each item of the card's types, in the order of the page."""
    connector = card.connector
    assert isinstance(connector, Structured)
    records = _records(connector, _items(connector, page))
    if not records:
        return
    shared = page_fields(card, page)
    own = card.model_copy(
        update={"fields": {name: rule for name, rule in card.fields.items() if not rule.page}}
    )
    for offer in raw_offers(own, records, address, read_at, page.warnings):
        yield replace(offer, said={**offer.said, **shared}) if shared else offer


def _items(connector: Structured, page: WebPage) -> list[Item]:
    """The items of the card's types, in the first syntax that has any."""
    for syntax in connector.syntaxes:
        if items := list(_of_types(READERS[syntax](page), frozenset(connector.types))):
            return items
    return []


def _records(connector: Structured, items: list[Item]) -> list[Item]:
    """Each offer with its item as `parent`; an item without an offer is a record by itself."""
    if connector.each is None:
        return items
    records: list[Item] = []
    follow = compiled(connector.each)
    for item in items:
        offers = [one for one in _flat(follow(item)) if isinstance(one, dict)]
        records += [{**one, "parent": item} for one in offers] or [{"parent": item}]
        if len(records) > MOST_OFFERS:
            raise NotReadable(f"more than {MOST_OFFERS:,} offers in one page")
    return records


def _flat(found: Any) -> Iterator[Any]:
    """One offer, a list of them, or an AggregateOffer that holds them."""
    for one in found if isinstance(found, list) else [found]:
        inner = one.get("offers") if isinstance(one, dict) else None
        if inner and "AggregateOffer" in types_of(one):
            yield from inner if isinstance(inner, list) else [inner]
        elif one is not None:
            yield one


def types_of(item: Item) -> frozenset[str]:
    """The item's types without the vocabulary before them: Hotel of schema:Hotel."""
    said = item.get("@type")
    every = said if isinstance(said, list) else [said]
    return frozenset(short(one) for one in every if isinstance(one, str))


def short(name: str) -> str:
    """A type's or property's bare name: `https://schema.org/Hotel`, `schema:Hotel` are Hotel."""
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _of_types(roots: list[Any], types: frozenset[str]) -> Iterator[Item]:
    """The outermost items of these types, references between the page's items followed."""
    named = {root["@id"]: root for root in roots if isinstance(root, dict) and "@id" in root}
    seen = Counter[str]()
    yielded: set[int] = set()
    for root in roots:
        yield from _within(root, types, named, DEEPEST, seen, yielded)


def _within(
    value: Any,
    types: frozenset[str],
    named: dict[str, Any],
    deep: int,
    seen: Counter[str],
    yielded: set[int],
) -> Iterator[Item]:
    seen["nodes"] += 1
    if seen["nodes"] > MOST_NODES:
        raise NotReadable(f"more than {MOST_NODES:,} values of structured data in one page")
    if deep == 0:
        return
    if isinstance(value, list):
        for one in value:
            yield from _within(one, types, named, deep - 1, seen, yielded)
    elif isinstance(value, dict):
        if types_of(value) & types:
            if id(value) not in yielded:
                yielded.add(id(value))
                yield whole(value, named, DEEPEST)
            return
        for one in value.values():
            yield from _within(one, types, named, deep - 1, seen, yielded)


def whole(value: Any, named: dict[str, Any], deep: int) -> Any:
    """The value with its references (`{"@id": "#offer"}`) replaced by the items they name, and
    with bare names for types and properties. What names nothing in the page is its address.
    """
    if isinstance(value, list):
        return [whole(one, named, deep - 1) for one in value] if deep > 0 else []
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    if deep <= 0:
        return None
    if set(value) == {"@id"}:
        meant = named.get(value["@id"], value)
        return value["@id"] if meant == value else whole(meant, named, deep - 1)
    return {
        name if name.startswith("@") else short(name): whole(one, named, deep - 1)
        for name, one in value.items()
    }
