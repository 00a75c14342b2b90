"""JavaScript literals: what a script assigns or pushes where it is no JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import chompjs

from .texts import NotReadable, decode_at, read_json

MOST = 8 * 1024 * 1024
"""Longest text that is read as JavaScript; it takes a CPU-second at worst."""
DEEPEST = 200
_HEX = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9a-fA-F]{2})")
_NOTHING = re.compile(r"(?:undefined|NaN|[+-]?Infinity|void\s+0)\Z")
# What chompjs hands on as text though it is code: functions, calls, what is computed elsewhere.
_CODE = re.compile(
    r"(?:async\s+)?function\b|(?:async\s*)?\([^()]*\)\s*=>|[A-Za-z_$][\w$]*\s*=>"
    r"|new\s+[A-Za-z_$]|class\s*\{"
)
_ROW = re.compile(r"([0-9a-f]+):")


def value_at(text: str, start: int) -> Any:
    """The value that begins at `start`: JSON with exact decimals, else an object or list of
    JavaScript: single quotes, bare keys, comments, commas at the end; functions are left out.

    NotReadable: it is neither.
    """
    try:
        return decode_at(text, start)[0]
    except NotReadable as fault:
        if "breaks off" in str(fault) or text[start : start + 1] not in ("{", "["):
            raise
        return _literal(text, start, fault)


def _literal(text: str, start: int, fault: NotReadable) -> Any:
    if len(text) - start > MOST:
        raise NotReadable(f"{fault}; it is too long to be read as JavaScript") from fault
    said = _HEX.sub(r"\1\\u00\2", text[start:])
    try:
        return _plain(chompjs.parse_js_object(said, loader=_load), DEEPEST)
    except (ValueError, RecursionError) as error:
        raise fault from error


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None, strict=False)


def _plain(value: Any, deep: int) -> Any:
    """The value without code in it: `undefined` is null, a function or a call is left out."""
    if deep == 0:
        raise NotReadable(f"the value is nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        return {key: _plain(one, deep - 1) for key, one in value.items() if not _is_code(one)}
    if isinstance(value, list):
        return [_plain(one, deep - 1) for one in value if not _is_code(one)]
    if isinstance(value, str):
        if value in ("!0", "!1"):
            return value == "!0"
        return None if _NOTHING.match(value) else value
    return value


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(_CODE.match(value))


def assigned(name: str, scripts: Iterable[str]) -> Any:
    """What a script sets a variable to, or what is pushed to it; NotReadable says neither is."""
    every = list(scripts)
    said = re.compile(rf"(?<![\w.$]){re.escape(name)}\s*=(?!=)\s*")
    fault: NotReadable | None = None
    for text in every:
        if found := said.search(text):
            try:
                return _set(text, found.end())
            except NotReadable as error:
                fault = fault or NotReadable(f"variable {name}: {error}")
    if pushed := list(_pushed(name, every)):
        return _rows(pushed)
    raise fault or NotReadable(f"variable {name} is set in no script of the page")


_PARSED = re.compile(r"JSON\.parse\(\s*")


def _set(text: str, start: int) -> Any:
    wrapped = _PARSED.match(text, start)
    if wrapped is None:
        return value_at(text, start)
    value = _string_at(text, wrapped.end())
    return read_json(value) if isinstance(value, str) else value


def _string_at(text: str, start: int) -> Any:
    """The text handed to JSON.parse, in double or single quotes."""
    if text[start : start + 1] != "'":
        return decode_at(text, start)[0]
    found = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL).match(text, start)
    if found is None:
        raise NotReadable("the text in JSON.parse('...') has no end")
    inner = _HEX.sub(r"\1\\u00\2", found[1]).replace("\\'", "'")
    quoted = re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', inner)
    return decode_at(f'"{quoted}"', 0)[0]


def _pushed(name: str, scripts: Iterable[str]) -> Iterator[Any]:
    """Every value that is pushed to a list, in order; what cannot be read is left out."""
    said = re.compile(rf"(?<![\w.$]){re.escape(name)}\s*\.push\(\s*")
    for text in scripts:
        for found in said.finditer(text):
            try:
                yield value_at(text, found.end())
            except NotReadable:
                continue


def _rows(pushed: list[Any]) -> Any:
    """Pieces of one stream of rows (`[1, "0:{...}\\n"]`) as a mapping of their names; other values
    as they were pushed."""
    pieces = [one for one in pushed if isinstance(one, list)]
    texts = [one[1] for one in pieces if len(one) == 2 and isinstance(one[1], str)]
    rows = dict(_named_rows("".join(texts), read_json))
    return rows or pushed


def _named_rows(stream: str, read: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    for line in stream.split("\n"):
        if (found := _ROW.match(line)) and line[found.end() : found.end() + 1] in ("{", "["):
            try:
                yield found[1], read(line[found.end() :])
            except NotReadable:
                continue
