"""XML messages and feeds: records by XPath, in little memory however long the document is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO

from lxml import etree

from ...offers import Provenance, RawOffer
from ..card import Card
from ..card_fields import FieldRule
from ..card_paths import PathFault
from ..card_selectors import xpath
from ..card_xml import Xml
from .archive import openings
from .asking import next_asks
from .documents import number_in
from .extract import worked
from .page import Ask, Page
from .parts import SMALL, WHOLE, Opening
from .texts import NotReadable
from .xml_shape import shape_of, utf8_of

MOST_ELEMENTS = 2_000_000
"""Elements of a document that is parsed whole."""
MOST_VALUES = 2_000
_NAME = r"[A-Za-z_][\w.-]*"
_NAMES = re.compile(rf"(?P<start>//?)?(?P<steps>{_NAME}(?:/{_NAME})*)\Z")

Entry = tuple[Any, Any]
"""An element that is an offer, and the record around it (None without `each`)."""
Take = Callable[[Any, Any], Any]


@dataclass(slots=True)
class Document:
    """One answer. `root` is its tree where it is read whole, and what was read so far where not."""

    root: Any = None
    reported: int | None = None
    whole: bool = True
    warnings: Counter[str] = field(default_factory=Counter)


def xml_batches(
    card: Card,
    stream: BinaryIO,
    address: str,
    read_at: dt.datetime,
    ask: Ask | None,
    size: int,
) -> Iterator[Page]:
    """The offers of one answer in pages of at most `size`; the last one says what to ask next."""
    document, first = Document(), ask is None or ask.page == 0
    files = openings(card, stream)
    every = (entries_of(card, opening, document, first) for opening in files)
    offers = xml_offers(card, chain.from_iterable(every), address, read_at, document.warnings)
    count, more = 0, True
    while more:
        batch = tuple(islice(offers, size))
        count, more = count + len(batch), len(batch) == size
        follow: tuple[Ask, ...] = ()
        if ask and not more:
            root = document.root if document.whole else None
            follow = next_asks(card, ask, root, count, document.reported, document.warnings)
        yield Page(batch, follow, document.reported, dict(document.warnings))
        document.warnings.clear()


def xml_offers(
    card: Card, entries: Iterator[Entry], address: str, read_at: dt.datetime, seen: Counter[str]
) -> Iterator[RawOffer]:
    """One RawOffer an entry, in order."""
    takes = [(name, _take(rule)) for name, rule in card.fields.items()]
    for position, (element, parent) in enumerate(entries):
        said = _said(takes, element, parent, seen)
        yield RawOffer(said, Provenance(card.name, address, position, read_at))


def _said(
    takes: list[tuple[str, Take]], element: Any, parent: Any, warnings: Counter[str]
) -> dict[str, Any]:
    said = {}
    for name, take in takes:
        try:
            value = take(element, parent)
        except PathFault as fault:
            warnings[f"fields.{name} cannot be followed: {fault}"] += 1
            continue
        if value is not None:
            said[name] = value
    return said


def _take(rule: FieldRule) -> Take:
    """What takes a field out of an element by its rule."""
    if rule.path is None:
        fixed = rule.value
        return lambda element, parent: fixed
    found, every = xpath(rule.path), rule.all

    def take(element: Any, parent: Any) -> Any:
        texts = (text_of(node) for node in found(element, parent)[:MOST_VALUES])
        said = [text for text in texts if text is not None]
        if not said:
            return None
        return worked(rule, said if every else said[0])

    return take


def text_of(node: Any) -> Any:
    """What a node says: a text without the blanks around it, a number, None where it is empty."""
    if isinstance(node, str):
        return node.strip() or None
    if not isinstance(node, etree._Element):
        return node
    if len(node) == 0:
        return (node.text or "").strip() or None
    return " ".join(part for text in node.itertext() if (part := str(text).strip())) or None


def entries_of(
    card: Card, opening: Opening, document: Document, first_page: bool = True
) -> Iterator[Entry]:
    """Every offer of one answer. NotReadable: it is broken, a refusal, or has no record where the
    card says; nothing is given out before the document has proved whole.
    """
    connector = _xml(card)
    names = _NAMES.match(connector.records)
    last = names["steps"].rpartition("/")[2] if names else ""
    shape = shape_of(utf8_of(card, opening, document.warnings), last)
    document.whole = shape.size <= SMALL or names is None
    if not document.whole and names is not None:
        yield from _inner(connector, _in_parts(card, opening, names, document), document)
        return
    if shape.size > WHOLE or shape.elements > MOST_ELEMENTS:
        raise NotReadable(
            f"the document is larger than {WHOLE:,} bytes or {MOST_ELEMENTS:,} elements, and its"
            " records can only be read one by one where records are names, such as //Hotel"
        )
    document.root = _parsed(utf8_of(card, opening, Counter()).read())
    yield from _inner(connector, _whole(connector, document, first_page), document)


def _xml(card: Card) -> Xml:
    assert isinstance(card.connector, Xml)
    return card.connector


def _parser_options() -> dict[str, Any]:
    """Nothing is fetched, nothing defined in the document is followed."""
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "encoding": "utf-8",
    }


def _parsed(body: bytes) -> Any:
    try:
        root = etree.fromstring(body, etree.XMLParser(**_parser_options()))
    except etree.XMLSyntaxError as error:
        raise NotReadable(f"the XML cannot be read: {error.msg}") from error
    _bare(root)
    return root


def _bare(element: Any) -> None:
    """Take the namespaces away below an element: a card's paths are names and nothing else."""
    for one in element.iter(etree.Element):
        if one.tag.startswith("{"):
            one.tag = one.tag.rpartition("}")[2]
        for name in [name for name in one.attrib if name.startswith("{")]:
            value = one.attrib.pop(name)
            if (bare := name.rpartition("}")[2]) not in one.attrib:
                one.attrib[bare] = value


def _whole(connector: Xml, document: Document, first_page: bool) -> Iterator[Any]:
    _refused(connector, document.root)
    _count(connector, document)
    found = _followed("records", connector.records, document.root)
    if not found and first_page and not _honestly_none(connector, document.root):
        raise NotReadable(f"records {connector.records} found nothing in {_called(document.root)}")
    yield from found


def _called(root: Any) -> str:
    """What the answer is, in the names of its first elements."""
    inner = ", ".join(dict.fromkeys(child.tag for child in root[:8]))
    return f"the answer, which is a {root.tag}" + (f" of {inner}" if inner else "")


def _refused(connector: Xml, root: Any) -> None:
    """Raise where the answer is a refusal; what it says is said."""
    if connector.error and (found := xpath(connector.error)(root, None)):
        said = "; ".join(str(text_of(one) or getattr(one, "tag", "")) for one in found[:3])
        raise NotReadable(f"the answer is a refusal: {said[:300]}")


def _honestly_none(connector: Xml, root: Any) -> bool:
    return connector.empty is not None and bool(xpath(connector.empty)(root, None))


def _count(connector: Xml, document: Document) -> None:
    if connector.total and (found := xpath(connector.total)(document.root, None)):
        document.reported = number_in(text_of(found[0]))


def _followed(key: str, path: str, element: Any) -> list[Any]:
    """The elements at a path; NotReadable where it gives texts or numbers."""
    try:
        found = xpath(path)(element, None)
    except PathFault as fault:
        raise NotReadable(f"{key} {fault}") from fault
    if not all(isinstance(one, etree._Element) for one in found):
        raise NotReadable(f"{key} {path} gave texts or numbers, not elements")
    return found


def _inner(connector: Xml, records: Iterator[Any], document: Document) -> Iterator[Entry]:
    """Each record, or where the card says `each`, every offer inside it with it as parent."""
    count = empty = 0
    for record in records:
        count += 1
        if connector.each is None:
            yield record, None
            continue
        found = _followed("each", connector.each, record)
        empty += not found
        for one in found:
            yield one, record
    if empty and empty == count:
        raise NotReadable(f"each {connector.each} found nothing in any of {empty} records")
    if empty:
        document.warnings[f"each {connector.each} found nothing in a record"] += empty


def _in_parts(
    card: Card, opening: Opening, names: re.Match[str], document: Document
) -> Iterator[Any]:
    """The records of a long document, each taken out of the tree when it has been read."""
    connector, steps = _xml(card), names["steps"].split("/")
    exact = names["start"] != "//"
    if exact and names["start"] is None:
        steps.insert(0, "")  # from the document's element on, whatever its name
    stream = utf8_of(card, opening, Counter())
    parsed = etree.iterparse(stream, ("end",), tag=f"{{*}}{steps[-1]}", **_parser_options())
    kept, some = _Kept(), False
    try:
        for _, element in parsed:
            way = [*reversed([_local(one) for one in element.iterancestors()]), _local(element)]
            if not _leads(way, steps, exact):
                continue
            if not some:
                document.root, some = element.getroottree().getroot(), True
                _bare(document.root)
                _refused(connector, document.root)
                _count(connector, document)
            kept.forget(element)
            _bare(element)
            yield element
    except etree.XMLSyntaxError as error:
        raise NotReadable(f"the XML cannot be read: {error.msg}") from error
    if not some:
        raise NotReadable(f"records {connector.records} found nothing in the answer")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _leads(way: list[str], steps: list[str], exact: bool) -> bool:
    """Whether the names from the document's element down to this one are the card's path."""
    if exact and len(way) != len(steps):
        return False
    ends = way[-len(steps) :]
    return len(ends) == len(steps) and all(
        said in ("", name) for said, name in zip(steps, ends, strict=True)
    )


class _Kept:
    """The tree of a long document without what has been read: what stands before the first record
    stays, for a path may lead there; records and what came between them go."""

    def __init__(self) -> None:
        self._last: Any = None
        self._stays: Any = None

    def forget(self, element: Any) -> None:
        """Take everything out that was read before this record."""
        last, self._last = self._last, element
        if last is None:
            self._stays = element.getprevious()
            return
        parent = element.getparent()
        if parent is last.getparent():
            self._clear(parent, element)
            return
        # Records lie in several parents (cities of hotels): the one that was left goes whole, and
        # whatever stood between it and the next.
        around = list(element.iterancestors())
        while (above := last.getparent()) is not None and above not in around:
            last = above
        while above is not None and last is not None and last not in around:
            following = last.getnext()
            above.remove(last)
            last = following
        self._stays = element.getprevious()

    def _clear(self, parent: Any, element: Any) -> None:
        while (before := element.getprevious()) is not None and before is not self._stays:
            parent.remove(before)
