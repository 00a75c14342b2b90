"""HTML by selectors: records of a page, each field by its rule, page-level fields read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from ...offers import Provenance, RawOffer
from ..card import Card
from ..card_fields import FieldRule
from ..card_paths import PathFault
from ..card_selectors import selector
from ..card_web import Html
from .extract import worked
from .markup import WebPage, is_one_class, said_by
from .texts import NotReadable

MOST_RECORDS = 20_000
MOST_VALUES = 500
Take = Callable[[WebPage, Any], Any]
_NOTHING: list[Any] = []


def html_offers(
    card: Card, page: WebPage, address: str, read_at: dt.datetime
) -> Iterator[RawOffer]:
    """One RawOffer a record, in the order of the page. NotReadable: nothing is where it was."""
    connector = card.connector
    assert isinstance(connector, Html)
    elements = [page.tree] if connector.records is None else _records(connector, page)
    page.records.update(elements)
    shared = page_fields(card, page)
    takes = [(name, taken(rule)) for name, rule in card.fields.items() if not rule.page]
    nothing = connector.records is None
    for position, element in enumerate(elements):
        said = shared | _said(page, element, takes)
        if nothing and not any(card.fields[name].path for name in said):
            raise NotReadable("none of the fields is found in the page")
        yield RawOffer(said, Provenance(card.name, address, position, read_at))


def _records(connector: Html, page: WebPage) -> list[Any]:
    found = page.found(str(connector.records))
    if not all(hasattr(one, "tag") for one in found[:1]):
        raise NotReadable(f"records {connector.records} gave texts, not elements")
    if len(found) > MOST_RECORDS:
        raise NotReadable(f"{len(found):,} records in one page; {MOST_RECORDS:,} are the most")
    return found


def page_fields(card: Card, page: WebPage) -> dict[str, Any]:
    """The fields that stand in the page once, for all its records."""
    takes = [(name, taken(rule)) for name, rule in card.fields.items() if rule.page]
    return _said(page, page.tree, takes)


def _said(page: WebPage, element: Any, takes: list[tuple[str, Take]]) -> dict[str, Any]:
    said = {}
    for name, take in takes:
        try:
            value = take(page, element)
        except PathFault as fault:
            page.warnings[f"fields.{name} cannot be followed: {fault}"] += 1
            continue
        if value is not None:
            said[name] = value
    return said


def taken(rule: FieldRule) -> Take:
    """What takes a field out of an element by its rule."""
    if rule.path is None:
        fixed = rule.value
        return lambda page, element: fixed
    path, found, attribute = rule.path, selector(rule.path), rule.attr
    said = all_said if rule.all else first_said
    at_once, as_said = is_one_class(path), not rule.is_worked

    def take(page: WebPage, element: Any) -> Any:
        if element is page.tree:
            nodes = page.found(path)
        elif at_once and element in page.records:
            nodes = page.within(path).get(element, _NOTHING)
        else:
            nodes = found(element)
        value = said(page, nodes[:MOST_VALUES], attribute)
        return value if as_said else worked(rule, value)

    return take


def first_said(page: WebPage, nodes: list[Any], attribute: str | None = None) -> Any:
    """What the first node says that says anything."""
    for node in nodes:
        if (said := said_by(page, node, attribute)) is not None:
            return said
    return None


def all_said(page: WebPage, nodes: list[Any], attribute: str | None = None) -> list[Any] | None:
    """What every node says; None where none says anything."""
    every = [said for node in nodes if (said := said_by(page, node, attribute)) is not None]
    return every or None
