"""Step 10: text as it was meant: entities, markup, double encoding, control characters, length."""

from __future__ import annotations

import html
import re
import unicodedata
import warnings
from decimal import Decimal
from functools import cache, lru_cache
from math import isfinite
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

from .draft import Draft

LONGEST = {
    "text": 20_000,
    "place": 300,
    "facts": 200,
    "itinerary": 2_000,
    "dates": 50_000,
    "nights_options": 2_000,
}
LONGEST_LINE = 200
MOST_KNOWN = 32_768
LONGEST_KNOWN = 120
"""Letters of a text that is kept for when it comes again."""
LONGEST_KNOWN_LONG = 4_000
"""Letters of a description of which a few hundred are kept: each offer of a hotel repeats it."""
MOST_LINES = 100
_LISTS = {"facts", "itinerary"}
_UNTOUCHED = {"id", "link", "hash", "photos"}
_TEXTS = frozenset(
    "name operator kind country region resort place text former_name room board origin transport"
    " currency basis availability transfer".split()
)
_MARKUP = re.compile(r"<[A-Za-z/!?]")
# First bytes of two-byte UTF-8 as cp1252 shows them, with a second one behind.
_TWICE = re.compile("[\u00c2-\u00df\u00e2\u00d0\u00d1][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]")
_C1 = {ord(bytes([n]).decode("cp1252", "replace")): n for n in range(0x80, 0xA0)}
# Written in one breath with letters, never seen: direction marks, zero widths, soft hyphen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def step(draft: Draft) -> None:
    """Clean every text; ids, hash and link stay untouched, byte for byte."""
    said: dict[str, Any] = {}
    for name, value in draft.said.items():
        cleaned = _CLEANED[name]
        if cleaned is None:
            kept = value
        elif value.__class__ is str and name not in _LISTS:
            kept = cleaned[value]
        else:
            kept = _clean(name, value, draft)
        if kept is not None and kept != "" and kept != [] and kept != ():
            said[name] = kept
    draft.said = said


def _clean(name: str, value: Any, draft: Draft) -> Any:
    if name in _LISTS:
        return _lines(value, LONGEST[name])
    if isinstance(value, str):
        return plain(str(value), LONGEST.get(name, LONGEST_LINE), name == "text")
    if name in _TEXTS and value is not None:
        return _as_text(name, value, draft)
    if isinstance(value, list | tuple):
        return [plain(one) if isinstance(one, str) else _finite(one) for one in value]
    return _finite(value)


def _finite(value: Any) -> Any:
    """The value; a number that is none (NaN, infinite) as its text, which no step can read."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else str(value)
    return value if not isinstance(value, float) or isfinite(value) else str(value)


def _as_text(name: str, value: Any, draft: Draft) -> str | None:
    """A number or a list of texts where a text is meant; anything else is not a text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(_lines(value, LONGEST_LINE))[: LONGEST.get(name, LONGEST_LINE)]
    draft.unknown.append((name, str(value)[:80]))
    return None


def _lines(value: Any, longest: int) -> list[str]:
    every = value if isinstance(value, list | tuple) else [value]
    cleaned = _of_length(longest, False)
    texts = [cleaned[str(one)] for one in every[:MOST_LINES] if _is_said(one)]
    return [text for text in texts if text]


def _is_said(one: Any) -> bool:
    return isinstance(one, str | int | float | Decimal) and not isinstance(one, bool)


def plain(text: str, longest: int = LONGEST_LINE, lines: bool = False) -> str:
    """The text without markup, entities, doubled encoding and unseen characters, in NFC."""
    return _of_length(longest, lines)[text]


def _plain(text: str, longest: int, lines: bool) -> str:
    text = text[: 8 * longest]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if not text.isascii() and _TWICE.search(text):
        text = _once(_once(text))
    if "<" in text and _MARKUP.search(text):
        text = _without_markup(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    if lines:
        kept = (" ".join(line.split()) for line in text.splitlines())
        return "\n".join(line for line in kept if line)[:longest].rstrip()
    return " ".join(text.split())[:longest].rstrip()


_known_long = lru_cache(maxsize=512)(_plain)


class _Cleaned(dict[str, str]):
    """Short texts as said -> as they are kept; a table, for half of all time goes through here."""

    def __init__(self, longest: int, lines: bool) -> None:
        super().__init__()
        self._manner = longest, lines

    def __missing__(self, text: str) -> str:
        if len(text) > LONGEST_KNOWN:
            known = _known_long if len(text) <= LONGEST_KNOWN_LONG else _plain
            return known(text, *self._manner)
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[text] = kept = _plain(text, *self._manner)
        return kept


_of_length = cache(_Cleaned)


class _ByField(dict[str, _Cleaned | None]):
    """The texts of each field; None for those that stay as said."""

    def __missing__(self, name: str) -> _Cleaned | None:
        kept = name in _UNTOUCHED or name.startswith("ids.")
        self[name] = None if kept else _of_length(LONGEST.get(name, LONGEST_LINE), name == "text")
        return self[name]


_CLEANED = _ByField()


def _once(text: str) -> str:
    """UTF-8 that was read as cp1252 and written again as UTF-8, read right; else the text."""
    try:
        return bytes(_byte(letter) for letter in text).decode("utf-8")
    except ValueError:
        return text


def _byte(letter: str) -> int:
    code = ord(letter)
    return code if code < 0x100 and code not in _C1 else _C1.get(code, 0x100)


def _without_markup(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(text, "lxml")
    for hidden in soup(["script", "style", "template", "noscript"]):
        hidden.decompose()
    return soup.get_text("\n")
