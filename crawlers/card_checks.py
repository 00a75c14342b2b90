"""What is wrong with a card whose keys are all right: parts that contradict one another."""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .card_connector import JsonSearch, host_of
from .card_fields import FieldRule
from .card_mandatory import disagreement, tariffs
from .card_paths import PathFault, compiled
from .card_selectors import selector, xpath
from .card_web import Html, Structured, WebPages
from .card_words import did_you_mean
from .card_xml import Xml

if TYPE_CHECKING:
    from .card import Card

Keys = tuple[str | int, ...]
Fault = tuple[Keys, str]
Reader = Callable[[str], object]
PLACEHOLDER = re.compile(r"\{([A-Za-z_.]+)\}")
_OF_ASKED = ("id", "link", "hash", "adults", "children_ages", "date", "nights")


def contradictions(card: Card, path: Path) -> list[Fault]:
    """Every contradiction as the key it stands at and one sentence."""
    faults = [fault for check in CHECKS for fault in check(card)]
    if card.name != path.stem:
        said = f"name is {card.name!r}, but the file is {path.name!r}; they must be the same"
        faults.insert(0, (("name",), said))
    return faults


def _name(card: Card) -> Iterator[Fault]:
    if card.operator is None and "operator" not in card.fields:
        said = "operator is missing: who is liable for the trip? (or fields.operator, where the "
        yield ("operator",), said + "records say it)"


def is_loopback(host: str) -> bool:
    """Whether a "host:port" or host is this machine."""
    bare = host.rpartition(":")[0] if re.search(r":\d+\Z", host) else host
    bare = bare.strip("[]")
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return bare == "localhost"


def _hosts(card: Card) -> Iterator[Fault]:
    asked: list[tuple[tuple[str | int, ...], str]] = [
        (("connector", "start", i), start) for i, start in enumerate(card.connector.start)
    ]
    asked += [((key,), said) for key in ("recheck", "reprice") if (said := getattr(card, key))]
    for keys, address in asked:
        host = host_of(address)
        if "{" in host:
            yield keys, f"{_dotted(keys)}: the host of {address!r} must be written out"
        elif host not in card.hosts:
            yield keys, f"{_dotted(keys)}: {host} is not in allow; add it there or ask another"


def _manners(card: Card) -> Iterator[Fault]:
    budget = card.budget
    if all(is_loopback(host) for host in card.hosts):
        return
    if budget.delay_seconds < 1:
        said = f"budget.delay_seconds: {budget.delay_seconds:g} s is impolite; 1 is the least"
        yield ("budget", "delay_seconds"), said + " (less only on loopback)"


def _fields(card: Card) -> Iterator[Fault]:
    if "name" not in card.fields:
        yield ("fields",), "fields.name is missing: nothing without a name can be shown or found"
    if "price" in card.required and not {"price", "prices", "total", "adult_prices"} & set(
        card.fields
    ):
        yield ("fields",), "fields.price is missing (or take price out of required)"
    stated = {"currency", "prices"} & set(card.fields) or card.price.currency
    if "currency" in card.required and not stated:
        said = "price.currency is missing: no field and no fixed currency says it (or take "
        yield ("price",), said + "currency out of required)"
    if card.price.basis_words and "basis" not in card.fields:
        yield ("price", "basis_words"), "price.basis_words needs fields.basis, the word it maps"


def _paths(card: Card) -> Iterator[Fault]:
    for keys, path, read in _all_paths(card):
        try:
            read(path)
        except PathFault as fault:
            yield keys, f"{_dotted(keys)}: {fault}"


def _all_paths(card: Card) -> Iterator[tuple[Keys, str, Reader]]:
    """Every path of the card, and what must be able to read it: JMESPath, selector or XPath."""
    connector = card.connector
    if isinstance(connector, Xml):
        yield from _xpaths(card, connector)
        return
    web = isinstance(connector, WebPages)
    paging = getattr(connector, "paging", None)
    for key in ("records", "each", "total", "follow", "empty"):
        if path := getattr(connector, key, None):
            yield ("connector", key), path, selector if web and key != "each" else compiled
    for key in ("next", "pages"):
        if path := getattr(paging, key, None):
            yield ("connector", "paging", key), path, selector if web else compiled
    for name, rule in card.fields.items():
        if rule.path is not None and not connector.by_column:
            selected = isinstance(connector, Html) or rule.page
            yield ("fields", name), rule.path, selector if selected else compiled


def _xpaths(card: Card, connector: Xml) -> Iterator[tuple[Keys, str, Reader]]:
    for key in ("records", "each", "total", "empty", "error"):
        if path := getattr(connector, key):
            yield ("connector", key), path, xpath
    for key in ("next", "token", "pages"):
        if path := getattr(connector.paging, key, None):
            yield ("connector", "paging", key), path, xpath
    for name, rule in card.fields.items():
        if rule.path is not None:
            yield ("fields", name), rule.path, xpath


def _selectors(card: Card) -> Iterator[Fault]:
    """Keys of selectors where nothing is selected, and of JSON where there is none."""
    connector = card.connector
    for name, rule in card.fields.items():
        for key in ("attr", "all", "page"):
            if getattr(rule, key) and not _selects(connector, rule, key):
                said = f"fields.{name}.{key}: nothing is selected here; it is for web pages"
                if isinstance(connector, Xml):
                    said = f"fields.{name}.{key}: say it in the path: @href, /Reply/@Currency"
                yield ("fields", name, key), said
    if isinstance(connector, WebPages) and connector.paging and connector.paging.pages:
        said = "connector.paging.pages: web pages end with the last link or with an empty page"
        yield ("connector", "paging", "pages"), said
    if isinstance(connector, WebPages) and connector.sitemap and connector.paging:
        said = "connector.paging: a sitemap names every page; there is no next one"
        yield ("connector", "paging"), said


def _selects(connector: Any, rule: FieldRule, key: str) -> bool:
    if isinstance(connector, Xml):
        return key == "all"
    return isinstance(connector, Html) or (isinstance(connector, Structured) and rule.page)


def _placeholders(card: Card) -> Iterator[Fault]:
    connector = card.connector
    paging = getattr(connector, "paging", None)
    counted = paging.by if paging and paging.by not in ("next", "link") else None
    known = {*connector.shards, *((counted,) if counted else ())}
    filled: set[str] = set()
    for keys, text in _templates(card):
        for word in PLACEHOLDER.findall(text):
            filled.add(word)
            if word not in known:
                said = f"{_dotted(keys)}: {{{word}}} is filled by nothing"
                yield keys, said + (did_you_mean(word, known) or _by_what(word))
    for word in sorted(known - filled):
        where: tuple[str, ...] = ("connector", "shards", word)
        if word == counted:
            where = ("connector", "paging")
        yield (
            where,
            f"{_dotted(where)}: {{{word}}} stands nowhere in start, params, headers or body",
        )


def _by_what(word: str) -> str:
    how = f"paging: {{by: {word}}}" if word in ("page", "offset") else f"{word} under shards"
    return f"; add {how}"


def _templates(card: Card) -> Iterator[tuple[tuple[str | int, ...], str]]:
    connector = card.connector
    for i, start in enumerate(connector.start):
        yield ("connector", "start", i), start
    for key, text in connector.headers.items():
        yield ("connector", "headers", key), text
    if isinstance(connector, JsonSearch):
        for key, text in connector.params.items():
            yield ("connector", "params", key), text
        for text in _texts(connector.body):
            yield ("connector", "body"), text
    if isinstance(connector, Xml) and connector.body:
        yield ("connector", "body"), connector.body


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for part in said.values() if isinstance(said, dict) else said:
            yield from _texts(part)


def _bands(card: Card) -> Iterator[Fault]:
    bands = sorted(enumerate(card.age_bands), key=lambda pair: pair[1].youngest)
    for (_, one), (i, other) in itertools.pairwise(bands):
        if other.youngest <= one.oldest:
            said = f"age_bands: {other.name} {other.youngest}-{other.oldest} overlaps "
            yield ("age_bands", i), said + f"{one.name} {one.youngest}-{one.oldest}"


def _answers(card: Card) -> Iterator[Fault]:
    for key in ("recheck", "reprice"):
        address = getattr(card, key)
        if key in card.can and address is None:
            yield ("can",), f"can: {key} needs the address {key}: that answers it"
        for word in PLACEHOLDER.findall(address or ""):
            if word not in _OF_ASKED and not word.startswith("ids."):
                said = f"{key}: {{{word}}} is filled by nothing"
                yield (key,), said + did_you_mean(word, _OF_ASKED)


def _mandatory(card: Card) -> Iterator[Fault]:
    for kind, told in tariffs(card.mandatory_parts).items():
        for tariff in told:
            if said := disagreement(tariff):
                at = next((i for i, part in enumerate(card.mandatory) if part in tariff), None)
                keys: Keys = ("laws",) if at is None else ("mandatory", at)
                yield keys, f"mandatory: {kind}: {said}"


def _dotted(keys: tuple[str | int, ...]) -> str:
    return ".".join(str(key) for key in keys)


CHECKS = (
    _name,
    _hosts,
    _manners,
    _fields,
    _paths,
    _selectors,
    _placeholders,
    _bands,
    _mandatory,
    _answers,
)
