"""Names: when two ways to write a name may be one person's, and when they are two people's."""

# ruff: noqa: RUF001 (Cyrillic titles)

from __future__ import annotations

import re

from ..offers import fold

_WORD = re.compile(r"\bд-р\b|[^\W\d_]+\d*|\d+")
_TITLES = frozenset("dr mr mrs ms prof ifj id ozv д-р др".split())


def name_key(name: str) -> str:
    """A full name without order, case, accents and titles; "" where fewer than two words are left.

    Hungarian puts the family name first, the others last: "Kovács Anna" and "Anna Kovacs" are one.
    """
    words = _words(name)
    return " ".join(sorted(words))[:200] if len(words) > 1 else ""


def compatible(one: str, other: str) -> bool:
    """Whether two names may be one person's: one leaves out or shortens what the other says.

    "Anna", "A. Kovács" and "Dr. Kovács Anna Mária" go with "Kovács Anna"; "Kovács Béla" does not,
    nor does "Kovács Péterné" with "Kovács Péter".
    """
    short, long = sorted((_words(one), _words(other)), key=len)
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((there for there in left if _says(word, there)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(fold(name)) if word not in _TITLES]


def _says(word: str, other: str) -> bool:
    """Whether one is the other, or the initial of it."""
    if word == other:
        return True
    return 1 in (len(word), len(other)) and word[0] == other[0]
