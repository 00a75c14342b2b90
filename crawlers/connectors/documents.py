"""JSON documents: feeds, search answers, and JSON inside HTML pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from ..card import Card
from ..card_connector import HtmlJson
from ..card_paths import PathFault, compiled
from .literals import assigned
from .texts import CHARSET, NotReadable, declared_charset, decoded, one_document, read_json

_HEAD = 2048
_LONGEST_NUMBER = 200


def document_of(card: Card, body: bytes, content_type: str, warnings: Counter[str]) -> Any:
    """The JSON value of an answer, found where the card says."""
    if isinstance(card.connector, HtmlJson):
        return _inside_html(card, card.connector, body, content_type, warnings)
    # JSON is UTF-8 (RFC 8259); a declared charset is right less often than the bytes.
    charset = declared_charset(content_type)
    return read_json(decoded(body, (card.formats.encoding, "utf-8", charset), warnings))


def _inside_html(
    card: Card, connector: HtmlJson, body: bytes, content_type: str, warnings: Counter[str]
) -> Any:
    meta = CHARSET.search(body[:_HEAD].decode("latin-1"))
    charsets = (declared_charset(content_type), declared_charset(meta[0]) if meta else None)
    text = decoded(body, (card.formats.encoding, *charsets), warnings)
    if not text.strip():
        raise NotReadable("looked for a page, the answer is empty")
    scripts = _scripts(text)
    if connector.script is not None:
        return _script_json(connector.script, scripts)
    return assigned(str(connector.variable), (text for _, text in scripts))


def _scripts(text: str) -> list[tuple[str, str]]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    tree = etree.fromstring(one_document(text).encode("utf-8", errors="replace"), parser)
    if tree is None:
        return []
    return [(script.get("id") or "", script.text or "") for script in tree.iter("script")]


def _script_json(name: str, scripts: Iterable[tuple[str, str]]) -> Any:
    for found, text in scripts:
        if found == name:
            return read_json(text)
    raise NotReadable(f"script {name} not found in the page")


def records_of(card: Card, document: Any, warnings: Counter[str]) -> list[Any]:
    """The list of records. A path that leads nowhere is a changed shape; [] is an honest none."""
    connector = card.connector
    path = str(getattr(connector, "records", "[*]"))
    found = _followed(path, document)
    if found is None:
        raise NotReadable(f"records path {path} gave null{_keys(document)}")
    if not isinstance(found, list):
        raise NotReadable(f"records path {path} gave {called(found)}, not a list")
    each = getattr(connector, "each", None)
    return found if each is None else list(inner_records(str(each), found, warnings))


def inner_records(path: str, outer: Iterable[Any], warnings: Counter[str]) -> Iterator[Any]:
    """Every record inside each record, which it then knows as its `parent`."""
    count = empty = 0
    for parent in outer:
        count += 1
        found = _followed(path, parent)
        if isinstance(found, list):
            for one in found:
                yield {**one, "parent": parent} if isinstance(one, dict) else one
        else:
            empty += 1
    if empty and empty == count:
        raise NotReadable(f"each path {path} gave no list in any of {empty} records")
    if empty:
        warnings[f"each path {path} gave no list in a record"] += empty


def _followed(path: str, document: Any) -> Any:
    try:
        return compiled(path)(document)
    except PathFault as fault:
        raise NotReadable(f"records path {fault}") from fault


def _keys(document: Any) -> str:
    if isinstance(document, dict):
        return f"; the answer has {', '.join(list(map(str, document))[:8]) or 'no keys'}"
    return f"; the answer is {called(document)}"


def number_in(said: Any) -> int | None:
    """A whole number as a page prints it: 998, "998", "1 257 offers"."""
    if isinstance(said, bool) or said is None:
        return None
    digits = re.sub(r"[\s.,'\u00a0\u202f]", "", str(said)[:_LONGEST_NUMBER])
    found = re.search(r"\d{1,12}", digits)
    return int(found[0]) if found else None


def called(value: Any) -> str:
    """What a JSON value is, in a word."""
    names = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
