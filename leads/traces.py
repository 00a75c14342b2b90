"""Traces: the words by which a person can be found in a text, and the text without them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers

ERASED = "(erased)"
"""What stands where a person's words stood in a text about something else."""
_BETWEEN = r"[\s\-./()\u00a0]{0,3}"
_PREFIX = r"(?:(?:\+|00)?\d{1,3}" + _BETWEEN + r")?"


@dataclass(frozen=True, slots=True)
class Traces:
    """The mail addresses, telephone numbers (E.164) and full names of one person."""

    mails: frozenset[str]
    phones: frozenset[str]
    names: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds any of them as people write them; None where the person left no words."""
        ways = [
            *(rf"(?<![\w.+-]){re.escape(mail)}(?![\w-])" for mail in sorted(self.mails)),
            *(_number(phone) for phone in sorted(self.phones)),
            *(rf"\b{words}\b" for name in sorted(self.names) for words in _orders(name)),
        ]
        return re.compile("|".join(ways), re.IGNORECASE) if ways else None


def traces(mails: Iterable[str], phones: Iterable[str], names: Iterable[str]) -> Traces:
    """Normalised traces. A single given name is many people's and finds nobody."""
    return Traces(
        frozenset(mail.strip().lower() for mail in mails if mail.strip()),
        frozenset(phone for phone in phones if phone),
        frozenset(" ".join(name.split()) for name in names if len(name.split()) > 1),
    )


def without(pattern: re.Pattern[str], value: Any) -> Any:
    """A text, or JSON of any depth, without the person's words.

    A row (object or list) that holds one of them keeps its shape and loses all its words: what a
    colleague imported or noted beside a name is about that person too.
    """
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, Mapping):
        emptied = any(isinstance(one, str) and pattern.search(one) for one in value.values())
        return {name: _part(pattern, one, emptied) for name, one in value.items()}
    if isinstance(value, list):
        emptied = any(isinstance(one, str) and pattern.search(one) for one in value)
        return [_part(pattern, one, emptied) for one in value]
    return value


def mentions(pattern: re.Pattern[str], value: Any) -> bool:
    """Whether a text or any text within JSON has one of the person's words."""
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return pattern.search(said) is not None


def _part(pattern: re.Pattern[str], value: Any, emptied: bool) -> Any:
    return "" if emptied and isinstance(value, str) else without(pattern, value)


def _number(phone: str) -> str:
    """A number with or without its prefix, in whatever groups."""
    try:
        digits = str(phonenumbers.parse(phone).national_number)
    except phonenumbers.NumberParseException:
        digits = re.sub(r"\D", "", phone)
    return r"(?<!\d)" + _PREFIX + _BETWEEN.join(digits) + r"(?!\d)"


def _orders(name: str) -> tuple[str, ...]:
    """Family name first or last."""
    words = [re.escape(word) for word in name.split()]
    ways = (words, [*words[1:], words[0]], [words[-1], *words[:-1]])
    return tuple(dict.fromkeys(r"[\s,]+".join(way) for way in ways))
