"""The syntaxes of structured data, each read into the same plain items (the shape of JSON-LD)."""

from __future__ import annotations

import importlib
import logging
import re
import warnings as python_warnings
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lxml import etree

from .literals import value_at
from .markup import WebPage
from .texts import NotReadable, read_json

MOST_BLOCKS = 200
MOST_RDFA = 2 * 1024 * 1024
DEEPEST = 40
_BLOCKS: Any = etree.XPath(
    "//script[contains(translate(@type, 'LDJSONAPIT', 'ldjsonapit'), 'application/ld+json')]"
)
_ITEMS: Any = etree.XPath("boolean(//*[@itemscope])")
_TYPED: Any = etree.XPath("boolean(//*[@typeof])")
_WRAPPED = re.compile(r"\A\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)\s*")
_REMARK = re.compile(r"\A\s*/\*(?!\s*<!\[CDATA).{0,2000}?\*/", re.DOTALL)
_UNWRAPPED = re.compile(r"\s*(?:/{0,2}\s*-->|/\*\s*\]\]>\s*\*/|/{0,2}\s*\]\]>)\s*\Z")


@cache
def _extractor(module: str, name: str, **options: Any) -> Any:
    """One of extruct's extractors. Its import takes a quarter of a second and 30 MB, which only
    the runs of such cards should pay."""
    return getattr(importlib.import_module(f"extruct.{module}"), name)(**options)


def json_ld(page: WebPage) -> list[Any]:
    """The items of every JSON-LD block; one block that is broken takes none of the others along."""
    items: list[Any] = []
    for script in _BLOCKS(page.tree)[:MOST_BLOCKS]:
        text = script.text or ""
        if text.strip():
            items += _block(text, page)
    return items


def _block(text: str, page: WebPage) -> list[Any]:
    try:
        return _graph(read_json(text))
    except NotReadable as fault:
        bare = _UNWRAPPED.sub("", _WRAPPED.sub("", _REMARK.sub("", text))).strip().rstrip(";")
        try:
            value = value_at(bare, 0)
        except NotReadable:
            page.warnings[f"a JSON-LD block cannot be read: {fault}"] += 1
            return []
        page.warnings["a JSON-LD block is no JSON; it was read as JavaScript"] += 1
        return _graph(value)


def _graph(value: Any) -> list[Any]:
    """The items at the top: of a list each, of a @graph what it holds."""
    every = value if isinstance(value, list) else [value]
    items: list[Any] = []
    for one in every:
        inner = one.get("@graph") if isinstance(one, dict) else None
        items += (inner if isinstance(inner, list) else [inner]) if inner else [one]
    return [one for one in items if isinstance(one, dict)]


def microdata(page: WebPage) -> list[Any]:
    """The items of a page's Microdata."""
    if not _ITEMS(page.tree):
        return []
    extractor = _extractor("w3cmicrodata", "MicrodataExtractor")
    try:
        found = extractor.extract_items(page.tree, base_url=page.base)
    except (RecursionError, ValueError, TypeError, AttributeError) as error:
        page.warnings[f"the Microdata cannot be read: {type(error).__name__}"] += 1
        return []
    return [_item(one, DEEPEST) for one in found]


def _item(said: Any, deep: int) -> Any:
    """An item of extruct's Microdata in the shape of JSON-LD."""
    if deep == 0:
        return None
    if isinstance(said, list):
        return [_item(one, deep - 1) for one in said]
    if not isinstance(said, Mapping):
        return said
    properties = {name: _item(one, deep - 1) for name, one in said.get("properties", {}).items()}
    head = {"@type": said["type"]} if "type" in said else {}
    if "id" in said:
        head["@id"] = said["id"]
    return head | properties


def rdfa(page: WebPage) -> list[Any]:
    """The items of a page's RDFa, those that are part of another in their places."""
    if not _TYPED(page.tree):
        return []
    text = etree.tostring(page.tree, encoding="unicode", method="html")
    if len(text) > MOST_RDFA:
        page.warnings["the page is too large for its RDFa to be read"] += 1
        return []
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore")
            nodes = _extractor("rdfa", "RDFaExtractor").extract(text, base_url=page.base)
    except Exception as error:  # A graph library over hostile markup: whatever it is, it is said.
        page.warnings[f"the RDFa cannot be read: {type(error).__name__}"] += 1
        return []
    return [_node(node) for node in nodes]


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node of an expanded graph: lists of one opened; its references are followed later."""
    return {name: _alone(said) for name, said in node.items()}


def _alone(said: Any) -> Any:
    if isinstance(said, list):
        values = [_alone(one) for one in said]
        return values[0] if len(values) == 1 else values
    if isinstance(said, Mapping) and "@value" in said:
        return said["@value"]
    return dict(said) if isinstance(said, Mapping) else said


READERS: Mapping[str, Callable[[WebPage], list[Any]]] = {
    "json-ld": json_ld,
    "microdata": microdata,
    "rdfa": rdfa,
}
"""How each syntax is read."""
