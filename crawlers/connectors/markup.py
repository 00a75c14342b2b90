"""Markup: a web page as a tree, and what its elements say in plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from lxml import etree

from ..card import Card
from ..card_selectors import selector
from ..card_web import WebPages
from .texts import CHARSET, NotReadable, declared_charset, decoded, one_document

MOST_ELEMENTS = 300_000
MOST_REPAIRED = 2 * 1024 * 1024
MOST_TAGS_REPAIRED = 50_000
LONGEST_TEXT = 100_000
LONGEST_ATTRIBUTE = 4096
_HEAD = 2048
_COUNT: Any = etree.XPath("count(//*)")
_BASE: Any = etree.XPath("string(//base/@href)", smart_strings=False)
_CANONICAL: Any = etree.XPath(
    'string(//link[contains(concat(" ", translate(normalize-space(@rel), "CANOIL", "canoil"), " "),'
    ' " canonical ")]/@href)',
    smart_strings=False,
)
_CLASSED: Any = etree.XPath("descendant-or-self::*[@class]")
_ONE_CLASS = re.compile(r"([A-Za-z][A-Za-z0-9]*)?\.([A-Za-z_][A-Za-z0-9_-]*)\Z")
_WORD = re.compile(r"[^ \t\r\n]+")
# A path from the root with nothing in it that joining would change: most links of a list.
_FROM_THE_ROOT = re.compile(r"(?:/[\w~-][\w.~-]*)+/?(?:\?[\w.~=&%+-]+)?\Z", re.A)
_UNSAID = frozenset({"script", "style", "template", "noscript", "head", "svg"})
_BLOCKS = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead"
    " tr ul".split()
)


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as a tree; `base` is what its links are relative to."""

    tree: Any
    base: str
    warnings: Counter[str] = field(compare=False)
    records: set[Any] = field(default_factory=set, compare=False)
    """The elements that are records, once they have been found."""
    _found: dict[str, list[Any]] = field(default_factory=dict, compare=False)
    _around: dict[Any, tuple[Any, ...]] = field(default_factory=dict, compare=False)
    _within: dict[str, dict[Any, list[Any]]] = field(default_factory=dict, compare=False)
    _classes: dict[str, list[Any]] = field(default_factory=dict, compare=False)

    def found(self, path: str) -> list[Any]:
        """What a selector finds in the whole page, looked for once: fields often share one."""
        found = self._found.get(path)
        if found is None:
            one = _ONE_CLASS.match(path)
            found = self._of_class(*one.groups()) if one else selector(path)(self.tree)
            self._found[path] = found
        return found

    def within(self, path: str) -> Mapping[Any, list[Any]]:
        """What a selector of one class (`is_one_class`) finds, under every record it lies in.

        Records may lie in one another. The page is gone through once for all of them.
        """
        found = self._within.get(path)
        if found is None:
            found = self._within[path] = self._by_record(path)
        return found

    def _by_record(self, path: str) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = {}
        for element in self.found(path):
            for record in self._records_around(element):
                found.setdefault(record, []).append(element)
        return found

    def _records_around(self, element: Any) -> tuple[Any, ...]:
        """The records that an element lies in; each element on the way up is looked at once."""
        way, known = [], self._around
        while element is not None and element not in known:
            way.append(element)
            element = element.getparent()
        inside = known.get(element, ())
        for one in reversed(way):
            known[one] = inside = (*inside, one) if one in self.records else inside
        return inside

    def _of_class(self, tag: str | None, name: str) -> list[Any]:
        """The elements of a class, by an index of the page: libxml2 would read every class again
        for every selector."""
        if not self._classes:
            self._index()
        found = self._classes.get(name, [])
        return found if tag is None else [one for one in found if one.tag == tag.lower()]

    def _index(self) -> None:
        """Every class of the page with its elements; a page says few different `class="..."`."""
        lists: dict[str, list[list[Any]]] = {}
        for element in _CLASSED(self.tree):
            said = element.get("class")
            for same in lists.get(said) or lists.setdefault(said, self._lists_of(said)):
                same.append(element)

    def _lists_of(self, said: str) -> list[list[Any]]:
        """Where an element of these classes is listed, once under each."""
        return [self._classes.setdefault(one, []) for one in dict.fromkeys(_WORD.findall(said))]

    @property
    def canonical(self) -> str:
        """The address by which the page calls itself, or "" where it does not."""
        said = _CANONICAL(self.tree).strip()
        return joined(self.base, said).partition("#")[0] if said else ""


def is_one_class(path: str) -> bool:
    """Whether a selector asks for a class and nothing else: `.price`, `article.offer`."""
    return _ONE_CLASS.match(path) is not None


def page_text(card: Card, body: bytes, content_type: str, warnings: Counter[str]) -> str:
    """The page as text, in the encoding that it or its answer declares."""
    meta = CHARSET.search(body[:_HEAD].decode("latin-1"))
    charsets = (declared_charset(content_type), declared_charset(meta[0]) if meta else None)
    text = decoded(body, (card.formats.encoding, *charsets), warnings)
    if not text.strip("\0 \r\n\t"):
        raise NotReadable("looked for a page, the answer is empty")
    return text.replace("\0", "\ufffd") if "\0" in text else text


def web_page(
    card: Card, body: bytes, address: str, content_type: str, warnings: Counter[str]
) -> WebPage:
    """The page as a tree. NotReadable: it is empty, or larger and deeper than pages are."""
    text = page_text(card, body, content_type, warnings)
    tree = _tree(one_document(text))
    if isinstance(card.connector, WebPages) and card.connector.broken:
        tree = _tree(_repaired(text))
    base = str(_BASE(tree))
    return WebPage(tree, joined(address, base) if base else address, warnings)


def _tree(text: str) -> Any:
    # Without huge_tree libxml2 itself ends at 256 levels and at texts of 10 MB.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    fatal = parser.error_log.filter_from_fatals()
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in fatal):
        raise NotReadable("the page is nested deeper, or holds longer texts, than pages do")
    if tree is None:
        raise NotReadable("looked for a page, the answer has no element")
    if (count := int(_COUNT(tree))) > MOST_ELEMENTS:
        raise NotReadable(f"the page has {count:,} elements; {MOST_ELEMENTS:,} are the most")
    return tree


def _repaired(text: str) -> str:
    """The markup as a browser would have understood it; a plain page of 200 KB takes a second.

    What libxml2 has refused by then (nested too deep) would take html5lib minutes.
    """
    if len(text) > MOST_REPAIRED or text.count("<") > MOST_TAGS_REPAIRED:
        raise NotReadable(f"the page has {len(text):,} characters, too many to be repaired")
    try:
        return str(BeautifulSoup(text, "html5lib"))
    except (RecursionError, ValueError) as error:
        raise NotReadable(f"the markup cannot be repaired: {type(error).__name__}") from error


def joined(base: str, said: str) -> str:
    """A link as an address; the link itself where it cannot be completed."""
    said = said.strip()
    if _FROM_THE_ROOT.match(said) and (origin := _origin(base)):
        return origin + said
    try:
        return urljoin(base, said)
    except ValueError:
        return said


@lru_cache(maxsize=256)
def _origin(base: str) -> str:
    """`https://host:port` of an address, "" where it is not one of the web."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return ""
    web = parts.scheme in ("http", "https") and parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if web else ""


def said_by(page: WebPage, node: Any, attribute: str | None) -> Any:
    """What a selected node says: its text, one of its attributes, or None where it says nothing.

    Links are completed by the page's base. An attribute longer than any that says something (a
    picture written out) is passed over.
    """
    if isinstance(node, str):
        return node.strip() or None
    if not isinstance(node, etree._Element):
        return node
    if attribute is None:
        return text_of(node) or None
    said = (node.get(attribute) or "").strip()
    if len(said) > LONGEST_ATTRIBUTE:
        page.warnings[f"a {attribute} of more than {LONGEST_ATTRIBUTE} characters"] += 1
        return None
    return joined(page.base, said) if said and attribute in ("href", "src") else said or None


def text_of(element: Any) -> str:
    """The element's text as a reader sees it: a line for each block, blanks taken together."""
    if len(element) == 0 and element.tag not in _UNSAID:
        return " ".join((element.text or "").split())[:LONGEST_TEXT]
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(said for line in lines if (said := " ".join(line.split())))[:LONGEST_TEXT]


_BLANKS = re.compile(r"\s+")


def _pieces(element: Any) -> Iterator[str]:
    """Pieces of text in order; "\\n" is where a block begins or ends, source line ends are none."""
    tag = element.tag
    if tag in _UNSAID:
        return
    block = tag in _BLOCKS
    if block:
        yield "\n"
    if element.text:
        yield _BLANKS.sub(" ", element.text)
    for child in element:
        yield from _pieces(child)
        if child.tail:
            yield _BLANKS.sub(" ", child.tail)
    if block:
        yield "\n"
