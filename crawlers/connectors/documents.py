"""JSON documents: feeds, search answers, and JSON inside HTML pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lxml import etree

from ..card import Card
from ..card_connector import HtmlJson
from ..card_paths import PathFault, compiled
from .texts import CHARSET, NotReadable, declared_charset, decode_at, decoded, read_json

_HEAD = 2048


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
    return _variable_json(str(connector.variable), scripts)


def _scripts(text: str) -> list[tuple[str, str]]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    tree = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    if tree is None:
        return []
    return [(script.get("id") or "", script.text or "") for script in tree.iter("script")]


def _script_json(name: str, scripts: Iterable[tuple[str, str]]) -> Any:
    for found, text in scripts:
        if found == name:
            return read_json(text)
    raise NotReadable(f"script {name} not found in the page")


def _variable_json(name: str, scripts: Iterable[tuple[str, str]]) -> Any:
    said = re.compile(rf"(?<![\w.$]){re.escape(name)}\s*=(?!=)\s*")
    for _, text in scripts:
        if found := said.search(text):
            return _assigned(name, text, found.end())
    raise NotReadable(f"variable {name} is set in no script of the page")


def _assigned(name: str, text: str, start: int) -> Any:
    wrapped = re.compile(r"JSON\.parse\(\s*").match(text, start)
    try:
        value, _ = decode_at(text, wrapped.end() if wrapped else start)
        return read_json(value) if wrapped and isinstance(value, str) else value
    except NotReadable as error:
        raise NotReadable(f"variable {name}: {error}") from error


def records_of(card: Card, document: Any, warnings: Counter[str]) -> list[Any]:
    """The list of records. A path that leads nowhere is a changed shape; [] is an honest none."""
    connector = card.connector
    path = str(getattr(connector, "records", "[*]"))
    found = _followed(path, document)
    if found is None:
        raise NotReadable(f"records path {path} gave null{_keys(document)}")
    if not isinstance(found, list):
        raise NotReadable(f"records path {path} gave {_called(found)}, not a list")
    each = getattr(connector, "each", None)
    return found if each is None else _inner(str(each), found, warnings)


def _inner(path: str, outer: list[Any], warnings: Counter[str]) -> list[Any]:
    """Every record inside each record, which it then knows as its `parent`."""
    inner: list[Any] = []
    empty = 0
    for parent in outer:
        found = _followed(path, parent)
        if isinstance(found, list):
            inner += [{**one, "parent": parent} if isinstance(one, dict) else one for one in found]
        else:
            empty += 1
    if outer and empty == len(outer):
        raise NotReadable(f"each path {path} gave no list in any of {empty} records")
    if empty:
        warnings[f"each path {path} gave no list in a record"] += empty
    return inner


def _followed(path: str, document: Any) -> Any:
    try:
        return compiled(path)(document)
    except PathFault as fault:
        raise NotReadable(f"records path {fault}") from fault


def _keys(document: Any) -> str:
    if isinstance(document, dict):
        return f"; the answer has {', '.join(list(map(str, document))[:8]) or 'no keys'}"
    return f"; the answer is {_called(document)}"


def _called(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
