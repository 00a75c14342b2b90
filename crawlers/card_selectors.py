"""Selectors as cards use them: CSS or XPath, compiled once, faults named at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from math import isfinite
from typing import Any, cast

from cssselect import SelectorError
from lxml import etree
from parsel.csstranslator import HTMLTranslator

from .card_paths import LONGEST, PathFault

Select = Callable[[Any], list[Any]]
SelectInside = Callable[[Any, Any], list[Any]]
"""What a path finds from an element that lies in a record."""
_XPATH = re.compile(r"/|\.\.?/|\(|[a-z-]+\(")
_CSS = HTMLTranslator()
_PREFIX = re.compile(r"(?<![\w:-])[A-Za-z_][\w.-]*:(?!:)([A-Za-z_][\w.-]*)")


@lru_cache(maxsize=4096)
def selector(said: str) -> Select:
    """What this selector finds below an element, in the order of the page; [] where nothing.

    A selector that begins with `/`, `./`, `(` or a function is an XPath, every other one is CSS
    with `::text` and `::attr(name)` beside. PathFault: it is neither.
    """
    if len(said) > LONGEST:
        raise PathFault(f"a selector of {len(said)} characters; {LONGEST} are the most")
    try:
        found = etree.XPath(_as_xpath(said), smart_strings=False)
    except (SelectorError, etree.XPathError, ValueError, RecursionError) as error:
        raise PathFault(f"{said!r} is not a CSS selector or XPath: {error}") from error
    return lambda element: _listed(said, found, element)


def _as_xpath(said: str) -> str:
    return said if _XPATH.match(said) else _CLASS.sub(_sooner, _CSS.css_to_xpath(said))


# cssselect's own way to ask for a class takes every element's classes apart. Most elements do not
# have the word in them at all, and asking for that first is three times as fast.
_CLASS = re.compile(
    r"@class and contains\(concat\(' ', normalize-space\(@class\), ' '\), ' (?P<name>[\w-]+) '\)"
)


def _sooner(asked: re.Match[str]) -> str:
    return f"contains(@class, '{asked['name']}') and {asked[0].removeprefix('@class and ')}"


def _listed(said: str, found: Any, element: Any) -> list[Any]:
    """Elements and texts as they are; what an XPath function gives is a list of one.

    Numbers are told to fifteen digits, as XPath 1.0's string() does: a sum of prices in cents must
    not end in the dust of binary fractions. NaN and the infinite say nothing.
    """
    try:
        value = found(element)
    except etree.XPathError as error:
        raise PathFault(f"{said}: {error}") from error
    if isinstance(value, list):
        return value
    if isinstance(value, float):
        if not isfinite(value):
            return []
        return [int(value) if value.is_integer() else f"{value:.15g}"]
    return [] if value is None or value == "" else [cast(Any, value)]


@lru_cache(maxsize=4096)
def xpath(said: str) -> SelectInside:
    """What this XPath finds from an element of an XML document without namespaces.

    `$offer` is the element itself, for conditions inside which `.` is another one, and `$parent`
    the record around it. PathFault: it is no XPath, or names a namespace or an unknown function.
    """
    if len(said) > LONGEST:
        raise PathFault(f"an XPath of {len(said)} characters; {LONGEST} are the most")
    try:
        found = etree.XPath(said, smart_strings=False)
        any_one = cast(Any, etree.Element("any"))
        found(any_one, offer=any_one, parent=any_one)
    except (etree.XPathError, ValueError) as error:
        raise PathFault(f"{said!r} is not an XPath we can follow: {error}{_bare(said)}") from error
    if "$" not in said:
        return lambda element, parent: _listed(said, found, element)
    return lambda element, parent: _listed(
        said, partial(found, offer=element, parent=parent), element
    )


def _bare(said: str) -> str:
    prefix = _PREFIX.search(said)
    return f"; write {prefix[1]} without {prefix[0]}" if prefix else ""
